#pragma once
// What a reader of outside content hands over: whole records, and a list of what was wrong with the rest.

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/lobby/record_codec.h"

namespace vuoro::content {

struct ImportedRecord {
  std::string collection;  ///< "service", "service_channel" …, as in record_codec.h
  Uuid id;
  json::value record;
};

/// A record that was left out, or a part of one that could not be kept.
struct Problem {
  std::string source_id;  ///< the record's key at its source, or its place in the file when it has none
  std::string place;      ///< file and field
  std::string what;
};

struct Imported {
  std::vector<ImportedRecord> records;
  std::vector<Problem> problems;
  std::size_t unpublished = 0;  ///< records that their source does not publish: drafts, deleted ones

  template <class Record>
  void add(const Record& record) {
    records.push_back({std::string(collection_of<Record>()), record.id, encode(record)});
  }
  [[nodiscard]] std::size_t count(std::string_view collection) const;
  /// Appends another reader's harvest. Of records with the same id the one with more in it stays (a service
  /// that only names an organisation makes a thinner record than the organisation's own).
  void merge(Imported other);
};

/// Whether the authority will take the record: the strict codec reads it back, and its hours are sound.
template <class Record>
[[nodiscard]] Result<void> check(const Record& record) {
  VUORO_TRY(decode<Record>(encode(record), RecordMode::strict));
  if constexpr (requires { record.hours; }) {
    if (auto valid = validate(record.hours); !valid) return fail(valid.error().with("hours"));
  }
  return {};
}

/// The same source, collection and key always give the same id.
[[nodiscard]] Uuid id_of(std::string_view source, std::string_view collection, std::string_view key);

/// Limits on one outside file. 64 MiB holds ten thousand PTV services; deeper nesting than PTV's own is
/// refused.
inline constexpr JsonLimits k_content_limits{.bytes_max = 64U << 20U, .depth_max = 24};

}  // namespace vuoro::content
