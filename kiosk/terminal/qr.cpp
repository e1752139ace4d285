#include "kiosk/terminal/qr.h"

#include "core/base/log.h"
#include "drivers/printer/qr_raster.h"

namespace vuoro::kiosk {

ui::QrMatrix qr_matrix(const std::string& payload) {
  ui::QrMatrix out;
  if (payload.empty()) return out;
  const auto modules = drivers::qr_modules(payload);
  if (!modules) {
    log::warn("qr_not_made", {{"bytes", payload.size()}, {"why", modules.error().message}});
    return out;
  }
  out.side = modules->width();
  out.dark.reserve(static_cast<std::size_t>(out.side) * static_cast<std::size_t>(out.side));
  for (int y = 0; y < out.side; ++y) {
    for (int x = 0; x < out.side; ++x) out.dark.push_back(modules->black(x, y));
  }
  return out;
}

}  // namespace vuoro::kiosk
