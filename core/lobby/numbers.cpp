#include "core/lobby/numbers.h"

#include <fmt/format.h>

namespace vuoro {

NumberRange single_range(const Queue& queue) {
  const std::int32_t count = queue.number_last - queue.number_first + 1;
  return {queue.number_first, queue.number_last - count / 3};
}

NumberRange block_range(const Queue& queue) { return {single_range(queue).last + 1, queue.number_last}; }

std::string format_number(const Queue& queue, std::int32_t number) { return fmt::format("{}{}", queue.prefix, number); }

}  // namespace vuoro
