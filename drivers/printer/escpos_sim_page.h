#pragma once
// The simulated paper: a grey picture that grows downwards.

#include <filesystem>
#include <memory>

#include "core/base/result.h"
#include "drivers/image/image_file.h"
#include "drivers/printer/bitmap.h"

namespace vuoro::drivers {

struct SimTextStyle {
  int width_scale = 1;   ///< 1 to 8
  int height_scale = 1;  ///< 1 to 8
  bool bold = false;
  bool small = false;  ///< font B, 9 × 17 dots; font A is 12 × 24
  bool inverse = false;
  bool underline = false;
  [[nodiscard]] int cell_width() const { return (small ? 9 : 12) * width_scale; }
  [[nodiscard]] int cell_height() const { return (small ? 17 : 24) * height_scale; }
};

/// The printer's built-in font, drawn by FreeType from a monospace font file.
class SimFont {
 public:
  /// @param regular  a TTF; its bold sibling is found beside it by Debian's naming. @return not_found.
  [[nodiscard]] static Result<std::unique_ptr<SimFont>> open(const std::filesystem::path& regular);
  ~SimFont();
  SimFont(const SimFont&) = delete;
  SimFont& operator=(const SimFont&) = delete;

  /// Darkens `image` by the character in a cell whose top left corner is at x, y.
  void draw(GrayImage& image, int x, int y, char32_t code_point, const SimTextStyle& style);

 private:
  struct Faces;
  explicit SimFont(std::unique_ptr<Faces> faces);
  std::unique_ptr<Faces> faces_;
};

class SimPage {
 public:
  /// @param font  borrowed; null: text is not drawn.
  SimPage(int width_dots, SimFont* font);

  [[nodiscard]] int width() const { return image_.width; }
  [[nodiscard]] int height() const { return y_; }
  void feed(int dots);
  void text(int x, int y, char32_t code_point, const SimTextStyle& style);
  void picture(int x, int y, const Bitmap& bitmap, int width_factor = 1, int height_factor = 1);
  /// The piece of paper as it lies on the table, cut or torn at its end.
  [[nodiscard]] GrayImage sheet() const;

 private:
  void grow_to(int height);

  GrayImage image_;
  int y_ = 0;
  SimFont* font_;
};

}  // namespace vuoro::drivers
