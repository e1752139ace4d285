#pragma once
// Strict reading of a JSON object: every field is asked for once; what was not asked for is an error.

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/base/result.h"

namespace vuoro {

enum class UnknownFields { reject, ignore };

/// Reads one object. Errors gather: the first one is kept with its path ("events[3].payload.queue_id: expected a
/// UUID") and every later read gives a default, so a decoder is a plain list of reads and one finish().
/// Borrows the value; use on the stack.
class ObjectReader {
 public:
  ObjectReader(const json::value& value, std::string path, UnknownFields unknown = UnknownFields::reject);

  /// A text of at most `bytes_max` bytes.
  std::string text(std::string_view field, std::size_t bytes_max);
  std::string text_or(std::string_view field, std::size_t bytes_max, std::string_view otherwise);
  std::int64_t integer(std::string_view field, std::int64_t least, std::int64_t most);
  std::int64_t integer_or(std::string_view field, std::int64_t least, std::int64_t most, std::int64_t otherwise);
  double number(std::string_view field, double least, double most);
  bool boolean(std::string_view field);
  bool boolean_or(std::string_view field, bool otherwise);
  Uuid uuid(std::string_view field);
  std::optional<Uuid> uuid_if(std::string_view field);  ///< absent or null: nothing
  std::optional<double> number_if(std::string_view field, double least, double most);
  std::optional<std::int64_t> integer_if(std::string_view field, std::int64_t least, std::int64_t most);
  std::optional<std::string> text_if(std::string_view field, std::size_t bytes_max);
  /// Milliseconds since 1970 UTC.
  WallTime time(std::string_view field);
  std::optional<WallTime> time_if(std::string_view field);
  /// One of `names`; its index. For enums with a table of names.
  std::size_t one_of(std::string_view field, std::span<const std::string_view> names);
  /// The raw value, or null and an error when absent.
  const json::value& any(std::string_view field);
  /// The raw value, or nothing when absent or null.
  const json::value* any_if(std::string_view field);
  /// An array of at most `count_max`; empty when absent and not `required`.
  const json::array& array(std::string_view field, std::size_t count_max, bool required = true);
  std::vector<Uuid> uuids(std::string_view field, std::size_t count_max, bool required = true);
  std::vector<std::string> texts(std::string_view field, std::size_t count_max, std::size_t bytes_max,
                                 bool required = true);

  /// Records a failure of the caller's own checks, or of a nested reader.
  void fail_at(std::string_view field, std::string_view what);
  void take(const Result<void>& nested);

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// "path.field"
  [[nodiscard]] std::string path_of(std::string_view field) const;

  /// @return invalid_argument with the first failure, unknown fields included.
  [[nodiscard]] Result<void> finish();

 private:
  const json::value* find(std::string_view field, bool required);

  const json::object* object_ = nullptr;
  std::string path_;
  UnknownFields unknown_;
  std::set<std::string, std::less<>> asked_;
  std::optional<Error> error_;
};

}  // namespace vuoro
