#pragma once
// Grey pictures, and files of them.

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace vuoro::drivers {

/// 8 bits a pixel, 0 black, rows without padding.
struct GrayImage {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;
};

/// Limits of what is decoded: a larger picture is no camera's.
inline constexpr int k_picture_side_max = 8192;
inline constexpr std::size_t k_picture_file_bytes_max = 32 * 1024 * 1024;

/// PNG, JPEG or WebP, told apart by their first bytes; transparent parts lie on white.
/// @return parse, too_large.
[[nodiscard]] Result<GrayImage> decode_picture(std::string_view bytes);
[[nodiscard]] Result<GrayImage> decode_jpeg(std::string_view bytes);

/// @return also not_found, io.
[[nodiscard]] Result<GrayImage> read_picture(const std::filesystem::path& path);

/// Written beside and renamed over. @return io.
[[nodiscard]] Result<void> write_png(const std::filesystem::path& path, const GrayImage& image);

}  // namespace vuoro::drivers
