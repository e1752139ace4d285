#include <SDL.h>

#include "core/base/json.h"
#include "core/base/log.h"
#include "ui/paint/output.h"
#include "ui/paint/presenter.h"
#include "ui/paint/spans.h"

namespace vuoro::ui {
namespace {

/// Each rectangle is a call to the window system; beyond so many, whole lines cost less.
constexpr std::size_t k_rects_max = 48;

class CpuOutput final : public Output {
 public:
  explicit CpuOutput(SDL_Window* window) : window_(window) {}

  std::string name() const override { return std::string("cpu, ") + best_spans().name; }

  Result<Size> size() override {
    const Surface to = target();
    if (to.pixels == nullptr)
      return fail(Errc::unavailable, std::string("window surface: ") + SDL_GetError());
    return Size{to.width, to.height};
  }

  Result<std::uint64_t> paint(const ImDrawData& data) override {
    const Surface to = target();
    if (to.pixels == nullptr)
      return fail(Errc::unavailable, std::string("window surface: ") + SDL_GetError());
    const auto& rects = presenter_.paint(data, to);
    if (!rects.empty()) present(rects);
    std::uint64_t pixels = 0;
    for (const PixelRect& r : rects)
      pixels += static_cast<std::uint64_t>(r.width()) * static_cast<std::uint64_t>(r.height());
    return pixels;
  }

  void forget() override { presenter_.forget(); }

  Result<Image> picture(const ImDrawData&) override {
    const Surface from = target();
    if (from.pixels == nullptr) return fail(Errc::unavailable, "no window surface");
    Image image{from.width, from.height, {}};
    image.pixels.reserve(static_cast<std::size_t>(from.width) * static_cast<std::size_t>(from.height));
    for (int y = 0; y < from.height; ++y)
      image.pixels.insert(image.pixels.end(), from.row(y), from.row(y) + from.width);
    return image;
  }

 private:
  Surface target();
  void present(const std::vector<PixelRect>& rects);

  SDL_Window* window_;
  Presenter presenter_;
  std::vector<std::uint32_t> own_pixels_;  ///< only when the window's format is not ours
  SDL_Surface* surface_ = nullptr;         ///< the window's; as of the last frame
  std::vector<SDL_Rect> areas_;
};

Surface CpuOutput::target() {
  SDL_Surface* now = SDL_GetWindowSurface(window_);
  if (now == nullptr) return {};
  const bool ours =
      now->format->format == SDL_PIXELFORMAT_RGB888 || now->format->format == SDL_PIXELFORMAT_ARGB8888;
  const bool direct = ours && now->pitch % 4 == 0;
  if (now != surface_) {
    surface_ = now;
    presenter_.forget();
    own_pixels_.assign(direct ? 0 : static_cast<std::size_t>(now->w) * static_cast<std::size_t>(now->h),
                       0xff000000u);
  }
  if (direct) return {static_cast<std::uint32_t*>(now->pixels), now->w, now->h, now->pitch / 4};
  return {own_pixels_.data(), now->w, now->h, now->w};
}

void CpuOutput::present(const std::vector<PixelRect>& rects) {
  areas_.clear();
  for (const PixelRect& r : rects) {
    if (!own_pixels_.empty()) {
      SDL_ConvertPixels(r.width(), r.height(), SDL_PIXELFORMAT_ARGB8888,
                        own_pixels_.data() + static_cast<std::ptrdiff_t>(r.top) * surface_->w + r.left,
                        surface_->w * 4, surface_->format->format,
                        static_cast<std::uint8_t*>(surface_->pixels) +
                            static_cast<std::ptrdiff_t>(r.top) * surface_->pitch +
                            static_cast<std::ptrdiff_t>(r.left) * surface_->format->BytesPerPixel,
                        surface_->pitch);
    }
    areas_.push_back({r.left, r.top, r.width(), r.height()});
  }
  if (areas_.size() > k_rects_max) {
    SDL_Rect all = areas_.front();
    for (const SDL_Rect& one : areas_) SDL_UnionRect(&all, &one, &all);
    areas_.assign(1, all);
  }
  if (SDL_UpdateWindowSurfaceRects(window_, areas_.data(), static_cast<int>(areas_.size())) != 0) {
    log::warn("present_failed", {{"why", json::value(SDL_GetError())}});
    presenter_.forget();
  }
}

}  // namespace

Result<std::unique_ptr<Output>> make_cpu_output(SDL_Window* window) {
  // A plain surface: without the hint SDL asks OpenGL for one, and Mesa is loaded for it.
  SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
  if (SDL_GetWindowSurface(window) == nullptr) {
    // Wayland has no plain surface in SDL 2.26: let SDL put a texture behind it.
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "1");
    if (SDL_GetWindowSurface(window) == nullptr)
      return fail(Errc::unavailable, std::string("window surface: ") + SDL_GetError());
  }
  return std::make_unique<CpuOutput>(window);
}

}  // namespace vuoro::ui
