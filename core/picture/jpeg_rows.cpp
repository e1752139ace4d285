#include "core/picture/jpeg_rows.h"

#include <csetjmp>
#include <cstdio>
// jpeglib.h needs FILE before it.
#include <jpeglib.h>
// And jerror.h that.
#include <jerror.h>

namespace vuoro {
namespace {

/// No object with a destructor may live in the function that the jump leaves.
struct Trouble {
  jpeg_error_mgr base;
  std::jmp_buf back;
  bool too_many_scans;
};

[[noreturn]] void jump_back(j_common_ptr info) {
  std::longjmp(reinterpret_cast<Trouble*>(info->err)->back, 1);
}
/// Counts one warning: the file ends too early, and the decoder made up the rest.
void note_early_end(j_common_ptr info, int level) {
  if (level < 0 && info->err->msg_code == JWRN_JPEG_EOF) ++info->err->num_warnings;
}
void say_nothing(j_common_ptr) {}

void count_scans(j_common_ptr info) {
  if (!info->is_decompressor) return;
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= k_jpeg_scans_max) return;
  reinterpret_cast<Trouble*>(info->err)->too_many_scans = true;
  jump_back(info);
}

}  // namespace

JpegOutcome read_jpeg_rows(std::string_view bytes, bool (*fits)(std::int64_t, std::int64_t),
                           Picture& picture) {
  jpeg_decompress_struct info{};
  Trouble trouble{};
  jpeg_progress_mgr progress{};
  info.err = jpeg_std_error(&trouble.base);
  trouble.base.error_exit = jump_back;
  trouble.base.emit_message = note_early_end;
  trouble.base.output_message = say_nothing;
  progress.progress_monitor = count_scans;
  if (setjmp(trouble.back) != 0) {
    jpeg_destroy_decompress(&info);
    return trouble.too_many_scans ? JpegOutcome::too_large : JpegOutcome::damaged;
  }
  jpeg_create_decompress(&info);
  info.progress = &progress;
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&info, TRUE);
  if (!fits(info.image_width, info.image_height)) {
    jpeg_destroy_decompress(&info);
    return JpegOutcome::too_large;
  }
  info.out_color_space = JCS_RGB;
  jpeg_start_decompress(&info);
  picture.width = static_cast<int>(info.output_width);
  picture.height = static_cast<int>(info.output_height);
  picture.pixels.assign(std::size_t{info.output_width} * info.output_height, 0xff000000U);
  while (info.output_scanline < info.output_height) {
    // Three bytes a pixel go into the row's last three quarters, and are spread from its beginning: no second
    // buffer that a jump would leave behind.
    std::uint32_t* out = picture.pixels.data() + std::size_t{info.output_scanline} * info.output_width;
    JSAMPROW row = reinterpret_cast<JSAMPROW>(out) + info.output_width;
    jpeg_read_scanlines(&info, &row, 1);
    for (JDIMENSION x = 0; x < info.output_width; ++x) {
      const JSAMPLE r = row[3 * x], g = row[3 * x + 1], b = row[3 * x + 2];
      out[x] = 0xff000000U | (std::uint32_t{r} << 16) | (std::uint32_t{g} << 8) | b;
    }
  }
  const bool whole = info.err->num_warnings == 0;
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return whole ? JpegOutcome::good : JpegOutcome::damaged;
}

}  // namespace vuoro
