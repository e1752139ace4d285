// What an input device sends, in pieces of any size: no event out of nothing, nothing kept that was used.
#include <linux/input.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "drivers/keypad/evdev_bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  vuoro::drivers::EvdevParser whole, pieces;
  const std::size_t at_once = whole.feed(bytes).size();
  if (at_once > size / sizeof(input_event)) std::abort();
  const std::size_t step = size == 0 ? 1 : data[0] % 31 + 1;
  std::size_t in_pieces = 0;
  for (std::size_t at = 0; at < size; at += step)
    in_pieces += pieces.feed(bytes.subspan(at, std::min(step, size - at))).size();
  if (in_pieces != at_once || whole.take_lost() != pieces.take_lost()) std::abort();
  return 0;
}
