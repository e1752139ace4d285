#include "ui/image.h"

#include <png.h>

#include <cstdio>
#include <memory>
#include <system_error>

namespace vuoro::ui {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// Rows packed to RGB: screens are opaque, and the file is a quarter smaller and quicker to write.
std::vector<std::uint8_t> packed(int width, int height, std::span<const std::uint32_t> pixels,
                                 int stride_px) {
  std::vector<std::uint8_t> rgb;
  rgb.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const std::uint32_t px = pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(stride_px) +
                                      static_cast<std::size_t>(x)];
      rgb.push_back(static_cast<std::uint8_t>(px >> 16));
      rgb.push_back(static_cast<std::uint8_t>(px >> 8));
      rgb.push_back(static_cast<std::uint8_t>(px));
    }
  }
  return rgb;
}

png_image opaque_png(int width, int height) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(width);
  png.height = static_cast<png_uint_32>(height);
  png.format = PNG_FORMAT_RGB;
  png.flags = PNG_IMAGE_FLAG_FAST;
  return png;
}

}  // namespace

// libpng's simplified API: no setjmp in our frames, errors as values.
Result<Image> load_png(const std::filesystem::path& file) {
  std::error_code none;
  if (!std::filesystem::exists(file, none)) return fail(Errc::not_found, file.string());
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&png, file.c_str()) == 0)
    return fail(Errc::parse, file.string() + ": " + png.message);
  if (png.width > k_image_side_max || png.height > k_image_side_max) {
    png_image_free(&png);
    return fail(Errc::too_large,
                file.string() + ": a side is over " + std::to_string(k_image_side_max) + " px");
  }
  png.format = PNG_FORMAT_BGRA;  // bytes B G R A are 0xAARRGGBB on a little-endian machine
  Image image;
  image.width = static_cast<int>(png.width);
  image.height = static_cast<int>(png.height);
  image.pixels.resize(static_cast<std::size_t>(png.width) * png.height);
  if (png_image_finish_read(&png, nullptr, image.pixels.data(), 0, nullptr) == 0)
    return fail(Errc::parse, file.string() + ": " + png.message);
  return image;
}

Result<void> save_png(const std::filesystem::path& file, int width, int height,
                      std::span<const std::uint32_t> pixels, int stride_px) {
  if (width <= 0 || height <= 0) return fail(Errc::invalid_argument, "an empty picture");
  const File out(std::fopen(file.c_str(), "wb"));
  if (!out)
    return fail(Errc::io, file.string() + ": " + std::error_code(errno, std::generic_category()).message());
  const std::vector<std::uint8_t> rgb = packed(width, height, pixels, stride_px);
  png_image png = opaque_png(width, height);
  if (png_image_write_to_stdio(&png, out.get(), 0, rgb.data(), 0, nullptr) == 0)
    return fail(Errc::io, file.string() + ": " + png.message);
  return {};
}

Result<std::string> encode_png(const Image& image) {
  if (image.width <= 0 || image.height <= 0) return fail(Errc::invalid_argument, "an empty picture");
  const std::vector<std::uint8_t> rgb = packed(image.width, image.height, image.pixels, image.width);
  png_image png = opaque_png(image.width, image.height);
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
  std::string out(size, '\0');
  if (png_image_write_to_memory(&png, out.data(), &size, 0, rgb.data(), 0, nullptr) == 0)
    return fail(Errc::internal, png.message);
  out.resize(size);
  return out;
}

Result<void> save_png(const std::filesystem::path& file, const Image& image) {
  return save_png(file, image.width, image.height, image.pixels, image.width);
}

}  // namespace vuoro::ui
