#include <fmt/format.h>

#include "drivers/scanner/camera.h"
#include "drivers/scanner/image_scanner.h"
#include "drivers/scanner/serial_scanner.h"

namespace vuoro::drivers {

Result<std::unique_ptr<Scanner>> make_scanner(std::string_view uri, const Clock& clock) {
  const auto path_after = [uri](std::string_view scheme) {
    const bool matches = uri.starts_with(scheme) && uri.size() > scheme.size() && uri[scheme.size()] == '/';
    return matches ? std::string(uri.substr(scheme.size())) : std::string();
  };
  if (const std::string device = path_after("v4l2://"); !device.empty())
    return make_camera_scanner(device, clock);
  if (const std::string folder = path_after("images://"); !folder.empty())
    return std::make_unique<ImageScanner>(folder);
  if (uri.starts_with("serial://")) {
    VUORO_ASSIGN(LinkOpener open, make_link_opener(uri));
    return make_line_scanner(std::move(open), clock);
  }
  return fail(Errc::invalid_argument, fmt::format("\"{}\" is none of v4l2:///, images:///, serial:///", uri));
}

}  // namespace vuoro::drivers
