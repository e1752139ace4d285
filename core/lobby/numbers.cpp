#include "core/lobby/numbers.h"

#include <fmt/format.h>

namespace vuoro {

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

std::string format_number(const Queue& queue, std::int32_t number) {
  return fmt::format("{}{}", queue.prefix, number);
}

}  // namespace vuoro
