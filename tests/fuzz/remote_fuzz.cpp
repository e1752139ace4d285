// What a guest of the remote hand may send as a line.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kiosk/app/remote_ask.h"

using namespace vuoro;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto ask = kiosk::parse_remote_ask({reinterpret_cast<const char*>(data), size});
  if (!ask) return 0;
  if (size > kiosk::remote_limits::k_line_bytes_max ||
      ask->text.size() > kiosk::remote_limits::k_text_bytes_max) {
    std::abort();
  }
  // What was understood can be said again, and means the same.
  const auto again = kiosk::parse_remote_ask(kiosk::to_line(*ask));
  if (!again || !(*again == *ask)) std::abort();
  return 0;
}
