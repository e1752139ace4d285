#include "drivers/printer/bitmap.h"

namespace vuoro::drivers {

Bitmap::Bitmap(int width_px, int height_px)
    : width_(width_px < 0 ? 0 : width_px), height_(height_px < 0 ? 0 : height_px) {
  bytes_.resize(static_cast<std::size_t>(row_bytes()) * static_cast<std::size_t>(height_));
}

bool Bitmap::black(int x, int y) const {
  if (x < 0 || y < 0 || x >= width_ || y >= height_) return false;
  const auto index =
      static_cast<std::size_t>(y) * static_cast<std::size_t>(row_bytes()) + static_cast<std::size_t>(x / 8);
  return ((bytes_[index] >> (7 - x % 8)) & 1) != 0;
}

void Bitmap::set(int x, int y, bool black) {
  if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
  const auto index =
      static_cast<std::size_t>(y) * static_cast<std::size_t>(row_bytes()) + static_cast<std::size_t>(x / 8);
  const auto bit = static_cast<std::uint8_t>(0x80U >> (x % 8));
  if (black)
    bytes_[index] = static_cast<std::uint8_t>(bytes_[index] | bit);
  else
    bytes_[index] = static_cast<std::uint8_t>(bytes_[index] & ~bit);
}

}  // namespace vuoro::drivers
