#include <csetjmp>
#include <cstdio>
// jpeglib.h needs FILE before it.
#include <jpeglib.h>

#include "drivers/image/image_file.h"

namespace vuoro::drivers {
namespace {

/// libjpeg's way out of an error is a jump; no object with a destructor may live in the function it leaves.
struct JumpingError {
  jpeg_error_mgr base;
  std::jmp_buf back;
};

[[noreturn]] void jump_back(j_common_ptr info) {
  std::longjmp(reinterpret_cast<JumpingError*>(info->err)->back, 1);
}
void say_nothing(j_common_ptr, int) {}
void say_nothing(j_common_ptr) {}

enum class Outcome { good, damaged, too_large };

Outcome read_rows(std::string_view bytes, GrayImage& image) {
  jpeg_decompress_struct info{};
  JumpingError error{};
  info.err = jpeg_std_error(&error.base);
  error.base.error_exit = jump_back;
  error.base.emit_message = say_nothing;
  error.base.output_message = say_nothing;
  if (setjmp(error.back) != 0) {
    jpeg_destroy_decompress(&info);
    return Outcome::damaged;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&info, TRUE);
  if (info.image_width > k_picture_side_max || info.image_height > k_picture_side_max) {
    jpeg_destroy_decompress(&info);
    return Outcome::too_large;
  }
  info.out_color_space = JCS_GRAYSCALE;
  jpeg_start_decompress(&info);
  image.width = static_cast<int>(info.output_width);
  image.height = static_cast<int>(info.output_height);
  image.pixels.assign(std::size_t{info.output_width} * info.output_height, 255);
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = image.pixels.data() + std::size_t{info.output_scanline} * info.output_width;
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return Outcome::good;
}

}  // namespace

Result<GrayImage> decode_jpeg(std::string_view bytes) {
  GrayImage image;
  switch (read_rows(bytes, image)) {
    case Outcome::good:
      return image;
    case Outcome::too_large:
      return fail(Errc::too_large, "JPEG: too many pixels");
    case Outcome::damaged:
      break;
  }
  return fail(Errc::parse, "JPEG: damaged");
}

}  // namespace vuoro::drivers
