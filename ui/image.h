#pragma once
// A picture in memory.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace vuoro::ui {

/// 0xAARRGGBB, straight alpha, rows from the top. Never changed once shown: make a new one instead.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint32_t> pixels;
};

/// Shared because pictures are decoded on worker threads and the frame keeps those it shows until it is
/// painted.
using ImagePtr = std::shared_ptr<const Image>;

/// Sides are at most this; a kiosk shows nothing larger than its screen.
inline constexpr int k_image_side_max = 4096;

/// The bytes of a PNG file, without alpha. Any thread. @return invalid_argument: an empty picture; internal.
[[nodiscard]] Result<std::string> encode_png(const Image& image);
/// @return not_found, io, parse (not a PNG), too_large (side over k_image_side_max).
[[nodiscard]] Result<Image> load_png(const std::filesystem::path& file);
[[nodiscard]] Result<void> save_png(const std::filesystem::path& file, int width, int height,
                                    std::span<const std::uint32_t> pixels, int stride_px);
[[nodiscard]] Result<void> save_png(const std::filesystem::path& file, const Image& image);

}  // namespace vuoro::ui
