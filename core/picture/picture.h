#pragma once
// Pictures from outside: PNG and JPEG, held to limits before anything is decoded. Any thread.

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "core/base/result.h"

namespace vuoro {

/// A slide of a wall display.
inline constexpr std::size_t k_picture_bytes_max = 1'000'000;
inline constexpr int k_picture_side_max_px = 4096;
/// A slide of 2560 × 1600; decoded it takes 16 MB.
inline constexpr std::int64_t k_picture_area_max_px = 4'200'000;
/// A progressive JPEG may ask for its whole area again with every scan; real ones have about ten.
inline constexpr int k_jpeg_scans_max = 60;

enum class PictureKind { png, jpeg };
/// "image/png", "image/jpeg"
[[nodiscard]] std::string_view media_type(PictureKind kind);

/// 0xAARRGGBB, straight alpha, rows from the top.
struct Picture {
  PictureKind kind = PictureKind::png;
  int width = 0;
  int height = 0;
  std::vector<std::uint32_t> pixels;
};

/// Tells the kind by the first bytes and decodes all of it: what passes can be shown.
/// @return too_large: bytes, a side, the area or the scans; parse: neither PNG nor JPEG, or damaged.
[[nodiscard]] Result<Picture> decode_picture_file(std::string_view bytes);

/// What a picture is called by its content and owner: the same bytes of the same site have one id, and
/// whoever has the bytes can check it.
[[nodiscard]] Uuid picture_id(const Uuid& site_id, std::string_view bytes);

}  // namespace vuoro
