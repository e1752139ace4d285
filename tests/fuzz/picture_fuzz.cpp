// Pictures that a browser or a disk hands over. Any bytes: an error, or a picture within its limits.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/picture/picture.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto picture = vuoro::decode_picture_file(bytes);
  if (!picture) return picture.error().message.empty() ? std::abort(), 1 : 0;
  const auto area = std::int64_t{picture->width} * picture->height;
  if (picture->width < 1 || picture->height < 1 || area > vuoro::k_picture_area_max_px) std::abort();
  if (static_cast<std::int64_t>(picture->pixels.size()) != area) std::abort();
  return 0;
}
