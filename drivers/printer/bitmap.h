#pragma once
// One-bit pictures for thermal heads: 1 is black.

#include <cstdint>
#include <vector>

namespace vuoro::drivers {

/// Rows of whole bytes, most significant bit leftmost, as ESC/POS `GS v 0` wants them.
class Bitmap {
 public:
  Bitmap() = default;
  /// All white. Sizes are in dots and not negative.
  Bitmap(int width_px, int height_px);

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] int row_bytes() const { return (width_ + 7) / 8; }
  [[nodiscard]] bool empty() const { return width_ == 0 || height_ == 0; }
  [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return bytes_; }

  /// Outside the picture reads white and sets nothing.
  [[nodiscard]] bool black(int x, int y) const;
  void set(int x, int y, bool black = true);

 private:
  int width_ = 0;
  int height_ = 0;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace vuoro::drivers
