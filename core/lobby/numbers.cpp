#include "core/lobby/numbers.h"

#include <fmt/format.h>

#include <algorithm>

namespace vuoro {
namespace {

constexpr std::size_t k_digits_max = 9;  ///< no number of a queue has more

/// @return nothing where no number is written so
std::optional<std::int64_t> number_of(std::string_view digits) {
  const bool all_digits =
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!all_digits || digits.starts_with('0') || digits.size() > k_digits_max) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

}  // namespace

NumberRange range_of(const Queue& queue) {
  return {queue.number_first, queue.number_last};
}

NumberRange single_range(const NumberRange& all) {
  return {all.first, all.last - all.size() / 3};
}
NumberRange single_range(const Queue& queue) {
  return single_range(range_of(queue));
}

NumberRange block_range(const NumberRange& all) {
  return {single_range(all).last + 1, all.last};
}
NumberRange block_range(const Queue& queue) {
  return block_range(range_of(queue));
}

std::optional<std::pair<std::string, std::string>> numbers_alike(std::string_view prefix,
                                                                 const NumberRange& range,
                                                                 std::string_view other_prefix,
                                                                 const NumberRange& other) {
  if (prefix.size() > other_prefix.size()) return numbers_alike(other_prefix, other, prefix, range);
  if (other_prefix.substr(0, prefix.size()) != prefix) return std::nullopt;
  const std::string_view digits = other_prefix.substr(prefix.size());
  const auto in_both = [&](std::int64_t first, std::int64_t last) {
    const std::int64_t from = std::max<std::int64_t>(first, range.first);
    const std::int64_t to = std::min<std::int64_t>(last, range.last);
    return from <= to
               ? std::optional(std::pair(fmt::format("{}{}", prefix, from), fmt::format("{}{}", prefix, to)))
               : std::nullopt;
  };
  if (digits.empty()) return in_both(other.first, other.last);
  const auto before = number_of(digits);
  if (!before) return std::nullopt;
  // The other's numbers of so many digits, behind those of its prefix.
  std::int64_t shortest = 0;
  for (std::int64_t scale = 10; shortest <= other.last; scale *= 10) {
    const std::int64_t first = std::max<std::int64_t>(other.first, shortest);
    const std::int64_t last = std::min<std::int64_t>(other.last, scale - 1);
    const auto found =
        first <= last ? in_both(*before * scale + first, *before * scale + last) : std::nullopt;
    if (found) return found;
    shortest = scale;
  }
  return std::nullopt;
}

std::string format_number(const Queue& queue, std::int32_t number) {
  return fmt::format("{}{}", queue.prefix, number);
}

}  // namespace vuoro
