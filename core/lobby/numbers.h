#pragma once
// Ticket numbers. They start again each service day. The upper third of a queue's range is for blocks leased
// to devices, so that the usual numbers run on without gaps.

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/lobby/lobby_records.h"

namespace vuoro {

struct NumberRange {
  std::int32_t first = 0;
  std::int32_t last = -1;  ///< inclusive
  [[nodiscard]] std::int32_t size() const { return last < first ? 0 : last - first + 1; }
  bool operator==(const NumberRange&) const = default;
};

/// Whether some number is in both.
[[nodiscard]] inline bool overlap(const NumberRange& one, const NumberRange& other) {
  return one.first <= other.last && other.first <= one.last;
}

[[nodiscard]] NumberRange range_of(const Queue& queue);

/// Of these, the numbers given one at a time.
[[nodiscard]] NumberRange single_range(const NumberRange& all);
[[nodiscard]] NumberRange single_range(const Queue& queue);
/// Of these, the numbers given in blocks.
[[nodiscard]] NumberRange block_range(const NumberRange& all);
[[nodiscard]] NumberRange block_range(const Queue& queue);

/// What is read alike of two queues' numbers: those that both have, and "A1" and 23 beside "A" and 123.
/// @return some of them, from the first to the last
[[nodiscard]] std::optional<std::pair<std::string, std::string>> numbers_alike(std::string_view prefix,
                                                                               const NumberRange& range,
                                                                               std::string_view other_prefix,
                                                                               const NumberRange& other);

/// "A101"
[[nodiscard]] std::string format_number(const Queue& queue, std::int32_t number);

/// A lease: these numbers of this queue, on this service day, are this device's alone.
struct NumberBlock {
  Uuid id;
  Uuid queue_id;
  std::string service_day;
  std::int32_t first = 0;
  std::int32_t last = -1;
};

}  // namespace vuoro
