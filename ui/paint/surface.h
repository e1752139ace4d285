#pragma once
// Pixels to paint on, and pixels to paint with.

#include <algorithm>
#include <cstdint>

namespace vuoro::ui {

/// Whole pixels, right and bottom exclusive.
struct PixelRect {
  int left = 0, top = 0, right = 0, bottom = 0;
  [[nodiscard]] bool empty() const { return left >= right || top >= bottom; }
  [[nodiscard]] int width() const { return right - left; }
  [[nodiscard]] int height() const { return bottom - top; }
  [[nodiscard]] PixelRect intersect(const PixelRect& o) const {
    return {std::max(left, o.left), std::max(top, o.top), std::min(right, o.right),
            std::min(bottom, o.bottom)};
  }
  friend bool operator==(const PixelRect&, const PixelRect&) = default;
};

/// A borrowed 32-bit picture to paint on, 0xXXRRGGBB.
struct Surface {
  std::uint32_t* pixels = nullptr;
  int width = 0;
  int height = 0;
  int stride_px = 0;
  [[nodiscard]] std::uint32_t* row(int y) const {
    return pixels + static_cast<std::ptrdiff_t>(y) * stride_px;
  }
};

/// What an ImTextureID points to: coverage to be tinted, or a picture.
struct Texture {
  enum class Kind : std::uint8_t { coverage, picture };
  Kind kind = Kind::coverage;
  int width = 0;
  int height = 0;
  const std::uint8_t* coverage = nullptr;  ///< width × height bytes
  const std::uint32_t* picture = nullptr;  ///< width × height, 0xAARRGGBB straight
  std::uint64_t serial = 0;                ///< changes with the content
  std::uint64_t revision = 0;              ///< grows when coverage was added where none had been
};

}  // namespace vuoro::ui
