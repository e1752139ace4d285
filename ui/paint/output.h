#pragma once
// Where finished frames go: the window's own pixels, painted by us, or a graphics processor through
// SDL_Renderer.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "ui/image.h"

struct ImDrawData;
struct SDL_Window;

namespace vuoro::ui {

/// Belongs to the window's thread; must go before the window does.
class Output {
 public:
  struct Size {
    int width = 0, height = 0;
  };
  virtual ~Output() = default;
  /// "cpu" or "gpu", and with what; for the log.
  [[nodiscard]] virtual std::string name() const = 0;
  /// Of the window, in pixels. @return unavailable: it has no pixels now.
  [[nodiscard]] virtual Result<Size> size() = 0;
  /// Paints and presents what is not as it was; nothing when nothing changed.
  /// @return pixels painted. unavailable: the way to the screen is lost, nothing was presented.
  [[nodiscard]] virtual Result<std::uint64_t> paint(const ImDrawData& data) = 0;
  /// What is on the screen is not known any more: the next paint() paints everything.
  virtual void forget() = 0;
  /// The graphics processor lost what it held (SDL_RENDER_DEVICE_RESET, SDL_RENDER_TARGETS_RESET).
  virtual void device_reset() { forget(); }
  /// The picture of that frame, as this output paints it.
  [[nodiscard]] virtual Result<Image> picture(const ImDrawData& data) = 0;
};

/// Paints on the window's surface, and has only the damaged rectangles shown. No graphics library is loaded
/// where the video driver has plain surfaces (x11, dummy); Wayland and KMSDRM put a texture behind them.
[[nodiscard]] Result<std::unique_ptr<Output>> make_cpu_output(SDL_Window* window);

/// What a GPU output accepts.
enum class GpuKind {
  real,  ///< hardware only: a software implementation (llvmpipe, softpipe …) is refused
  any,   ///< whatever SDL offers, its own software renderer too
};
/// Paints everything when anything changed, since two or three buffers take turns on the screen.
/// @return unavailable: there is none of that kind; the window may have to be made anew for another output.
[[nodiscard]] Result<std::unique_ptr<Output>> make_gpu_output(SDL_Window* window, GpuKind kind);

/// Whether this machine has a graphics processor worth asking: a render node whose kernel driver drives
/// hardware. Looks at two folders only; no graphics library is loaded for it (Mesa costs 110 MB).
/// @return the kernel driver's name; empty when there is none.
[[nodiscard]] std::string gpu_driver(const std::filesystem::path& dev = "/dev/dri",
                                     const std::filesystem::path& sys = "/sys/class/drm");

/// Whether what OpenGL calls its renderer draws on the processor.
[[nodiscard]] bool draws_in_software(std::string_view gl_renderer);

}  // namespace vuoro::ui
