// What a panel says of itself. Any bytes: an error, or a size that can be true.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "kiosk/app/panel_size.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto panel = vuoro::kiosk::parse_edid(bytes);
  if (!panel) return panel.error().message.empty() ? std::abort(), 1 : 0;
  if (panel->width_mm < 100 || panel->height_mm < 100) std::abort();
  const float density = vuoro::kiosk::px_per_mm(0, {*panel}, panel->width_px, panel->height_px);
  if (!(density >= 1 && density <= 40)) std::abort();
  return 0;
}
