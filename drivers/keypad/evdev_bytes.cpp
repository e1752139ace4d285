#include "drivers/keypad/evdev_bytes.h"

#include <linux/input.h>

#include <cstring>
#include <utility>

namespace vuoro::drivers {

std::vector<EvdevEvent> EvdevParser::feed(std::span<const std::byte> bytes) {
  rest_.insert(rest_.end(), bytes.begin(), bytes.end());
  std::vector<EvdevEvent> out;
  std::size_t at = 0;
  for (; rest_.size() - at >= sizeof(input_event); at += sizeof(input_event)) {
    input_event event;
    std::memcpy(&event, rest_.data() + at, sizeof event);
    if (event.type == EV_SYN && event.code == SYN_DROPPED) {
      dropping_ = lost_ = true;
    } else if (event.type == EV_SYN && event.code == SYN_REPORT) {
      dropping_ = false;
    } else if (!dropping_ && (event.type == EV_KEY || event.type == EV_SW)) {
      out.push_back({event.type == EV_SW, event.code, event.value});
    }
  }
  rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(at));
  return out;
}

bool EvdevParser::take_lost() {
  return std::exchange(lost_, false);
}

}  // namespace vuoro::drivers
