#include "drivers/image/image_file.h"

#include <png.h>
#include <webp/decode.h>

#include <string>

#include "core/base/file.h"

namespace vuoro::drivers {
namespace {

bool fits(std::int64_t width, std::int64_t height) {
  return width > 0 && height > 0 && width <= k_picture_side_max && height <= k_picture_side_max;
}

std::size_t area(int width, int height) {
  return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
}

/// ITU-R BT.601 luma, over white.
std::uint8_t gray_of(const std::uint8_t* rgba) {
  const int luma = (299 * rgba[0] + 587 * rgba[1] + 114 * rgba[2]) / 1000;
  return static_cast<std::uint8_t>((luma * rgba[3] + 255 * (255 - rgba[3])) / 255);
}

GrayImage from_rgba(int width, int height, const std::uint8_t* rgba) {
  GrayImage image{width, height, std::vector<std::uint8_t>(area(width, height))};
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = gray_of(rgba + 4 * i);
  return image;
}

Result<GrayImage> decode_png(std::string_view bytes) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) == 0)
    return fail(Errc::parse, std::string("PNG: ") + png.message);
  if (!fits(png.width, png.height)) {
    png_image_free(&png);
    return fail(Errc::too_large, "PNG: too many pixels");
  }
  png.format = PNG_FORMAT_RGBA;
  std::vector<std::uint8_t> rgba(PNG_IMAGE_SIZE(png));
  if (png_image_finish_read(&png, nullptr, rgba.data(), 0, nullptr) == 0)
    return fail(Errc::parse, std::string("PNG: ") + png.message);
  return from_rgba(static_cast<int>(png.width), static_cast<int>(png.height), rgba.data());
}

Result<GrayImage> decode_webp(std::string_view bytes) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  int width = 0, height = 0;
  if (WebPGetInfo(data, bytes.size(), &width, &height) == 0) return fail(Errc::parse, "WebP: no header");
  if (!fits(width, height)) return fail(Errc::too_large, "WebP: too many pixels");
  std::vector<std::uint8_t> rgba(area(width, height) * 4);
  if (WebPDecodeRGBAInto(data, bytes.size(), rgba.data(), rgba.size(), width * 4) == nullptr)
    return fail(Errc::parse, "WebP: damaged");
  return from_rgba(width, height, rgba.data());
}

}  // namespace

Result<GrayImage> decode_picture(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG")) return decode_png(bytes);
  if (bytes.starts_with("\xff\xd8")) return decode_jpeg(bytes);
  if (bytes.size() > 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP")
    return decode_webp(bytes);
  return fail(Errc::parse, "neither PNG, JPEG nor WebP");
}

Result<GrayImage> read_picture(const std::filesystem::path& path) {
  VUORO_ASSIGN(const std::string bytes, read_file(path, k_picture_file_bytes_max));
  return decode_picture(bytes);
}

Result<void> write_png(const std::filesystem::path& path, const GrayImage& image) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(image.width);
  png.height = static_cast<png_uint_32>(image.height);
  png.format = PNG_FORMAT_GRAY;
  // Beside and renamed over, so that a watcher of the folder sees whole pictures only.
  std::filesystem::path part = path;
  part += ".part";
  if (png_image_write_to_file(&png, part.c_str(), 0, image.pixels.data(), image.width, nullptr) == 0)
    return fail(Errc::io, std::string("PNG: ") + png.message);
  std::error_code error;
  std::filesystem::rename(part, path, error);
  if (error) return fail(Errc::io, "PNG: " + error.message());
  return {};
}

}  // namespace vuoro::drivers
