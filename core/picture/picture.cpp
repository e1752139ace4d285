#include "core/picture/picture.h"

#include <png.h>
#include <sodium.h>

#include <array>
#include <string>

#include "core/picture/jpeg_rows.h"

namespace vuoro {
namespace {

bool fits(std::int64_t width, std::int64_t height) {
  return width > 0 && height > 0 && width <= k_picture_side_max_px && height <= k_picture_side_max_px &&
         width * height <= k_picture_area_max_px;
}

// libpng's simplified API: no setjmp in our frames, errors as values.
Result<Picture> decode_png(std::string_view bytes) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) == 0)
    return fail(Errc::parse, std::string("PNG: ") + png.message);
  if (!fits(png.width, png.height)) {
    png_image_free(&png);
    return fail(Errc::too_large, "PNG: too many pixels");
  }
  png.format = PNG_FORMAT_BGRA;  // bytes B G R A are 0xAARRGGBB on a little-endian machine
  Picture picture{PictureKind::png, static_cast<int>(png.width), static_cast<int>(png.height), {}};
  picture.pixels.resize(static_cast<std::size_t>(png.width) * png.height);
  if (png_image_finish_read(&png, nullptr, picture.pixels.data(), 0, nullptr) == 0)
    return fail(Errc::parse, std::string("PNG: ") + png.message);
  return picture;
}

}  // namespace

std::string_view media_type(PictureKind kind) {
  return kind == PictureKind::png ? "image/png" : "image/jpeg";
}

Result<Picture> decode_picture_file(std::string_view bytes) {
  if (bytes.size() > k_picture_bytes_max) return fail(Errc::too_large, "a picture has at most 1 MB");
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return decode_png(bytes);
  if (!bytes.starts_with("\xff\xd8")) return fail(Errc::parse, "neither PNG nor JPEG");
  Picture picture;
  picture.kind = PictureKind::jpeg;
  switch (read_jpeg_rows(bytes, fits, picture)) {
    case JpegOutcome::good:
      return picture;
    case JpegOutcome::too_large:
      return fail(Errc::too_large, "JPEG: too many pixels or scans");
    case JpegOutcome::damaged:
      break;
  }
  return fail(Errc::parse, "JPEG: damaged");
}

Uuid picture_id(const Uuid& site_id, std::string_view bytes) {
  std::array<std::uint8_t, 16> hash{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, site_id.bytes().data(), site_id.bytes().size(), hash.size());
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  crypto_generichash_final(&state, hash.data(), hash.size());
  // Version 8 of RFC 9562: a value of one's own making.
  hash[6] = static_cast<std::uint8_t>((hash[6] & 0x0f) | 0x80);
  hash[8] = static_cast<std::uint8_t>((hash[8] & 0x3f) | 0x80);
  return Uuid::from_bytes(hash);
}

}  // namespace vuoro
