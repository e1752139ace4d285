#include "drivers/printer/escpos_sim_page.h"

#include <fmt/format.h>
#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <string>

namespace vuoro::drivers {
namespace {

constexpr int k_page_rows_max = 20000;  ///< 2.5 m of paper; more is not drawn
constexpr std::uint8_t k_paper = 253, k_table = 224;
constexpr int k_table_margin = 20, k_tooth = 6;

void darken(GrayImage& image, int x, int y, int coverage) {
  if (x < 0 || y < 0 || x >= image.width || y >= image.height) return;
  auto& pixel = image.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                             static_cast<std::size_t>(x)];
  pixel = static_cast<std::uint8_t>(pixel * (255 - coverage) / 255);
}

}  // namespace

struct SimFont::Faces {
  FT_Library library = nullptr;
  FT_Face regular = nullptr;
  FT_Face bold = nullptr;
  ~Faces() {
    if (regular != nullptr) FT_Done_Face(regular);
    if (bold != nullptr) FT_Done_Face(bold);
    if (library != nullptr) FT_Done_FreeType(library);
  }
};

SimFont::SimFont(std::unique_ptr<Faces> faces) : faces_(std::move(faces)) {}
SimFont::~SimFont() = default;

Result<std::unique_ptr<SimFont>> SimFont::open(const std::filesystem::path& regular) {
  auto faces = std::make_unique<Faces>();
  if (FT_Init_FreeType(&faces->library) != 0) return fail(Errc::internal, "FreeType does not start");
  if (FT_New_Face(faces->library, regular.c_str(), 0, &faces->regular) != 0)
    return fail(Errc::not_found, fmt::format("font {}", regular.string()));
  std::filesystem::path bold = regular.parent_path() / (regular.stem().string() + "-Bold");
  bold += regular.extension();
  FT_New_Face(faces->library, bold.c_str(), 0, &faces->bold);
  return std::unique_ptr<SimFont>(new SimFont(std::move(faces)));
}

void SimFont::draw(GrayImage& image, int x, int y, char32_t code_point, const SimTextStyle& style) {
  FT_Face face = style.bold && faces_->bold != nullptr ? faces_->bold : faces_->regular;
  // DejaVu Sans Mono is 0.602 em wide: 20 px fill a cell of 12, 15 px one of 9.
  const int em = style.small ? 15 : 20;
  const int baseline = (style.small ? 13 : 19) * style.height_scale;
  FT_Set_Pixel_Sizes(face, static_cast<FT_UInt>(em * style.width_scale),
                     static_cast<FT_UInt>(em * style.height_scale));
  if (FT_Load_Char(face, code_point, FT_LOAD_RENDER | FT_LOAD_TARGET_LIGHT) != 0) return;
  const FT_GlyphSlot glyph = face->glyph;
  for (int row = 0; row < static_cast<int>(glyph->bitmap.rows); ++row)
    for (int column = 0; column < static_cast<int>(glyph->bitmap.width); ++column)
      darken(image, x + glyph->bitmap_left + column, y + baseline - glyph->bitmap_top + row,
             glyph->bitmap.buffer[row * glyph->bitmap.pitch + column]);
}

SimPage::SimPage(int width_dots, SimFont* font) : font_(font) {
  image_.width = width_dots;
}

void SimPage::grow_to(int height) {
  height = std::min(height, k_page_rows_max);
  if (height <= image_.height) return;
  image_.height = height;
  image_.pixels.resize(static_cast<std::size_t>(height) * static_cast<std::size_t>(image_.width), k_paper);
}

void SimPage::feed(int dots) {
  y_ = std::min(y_ + std::max(dots, 0), k_page_rows_max);
  grow_to(y_);
}

void SimPage::text(int x, int y, char32_t code_point, const SimTextStyle& style) {
  grow_to(y + style.cell_height());
  if (font_ != nullptr) font_->draw(image_, x, y, code_point, style);
  const int top = std::max(y, 0), bottom = std::min(y + style.cell_height(), image_.height);
  for (int row = top; row < bottom; ++row)
    for (int column = x; column < std::min(x + style.cell_width(), image_.width); ++column) {
      if (style.underline && row >= bottom - 2) darken(image_, column, row, 255);
      if (style.inverse) {
        auto& pixel = image_.pixels[static_cast<std::size_t>(row) * static_cast<std::size_t>(image_.width) +
                                    static_cast<std::size_t>(column)];
        pixel = static_cast<std::uint8_t>(255 - pixel);
      }
    }
}

void SimPage::picture(int x, int y, const Bitmap& bitmap, int width_factor, int height_factor) {
  grow_to(y + bitmap.height() * height_factor);
  for (int row = 0; row < bitmap.height() * height_factor; ++row)
    for (int column = 0; column < bitmap.width() * width_factor; ++column)
      if (bitmap.black(column / width_factor, row / height_factor)) darken(image_, x + column, y + row, 255);
}

GrayImage SimPage::sheet() const {
  const int side = image_.width / 18;  // unprintable edges: 576 of 640 dots on 80 mm paper
  const int paper_width = image_.width + 2 * side;
  const int top = 40, paper_height = top + y_ + 24;
  GrayImage sheet{paper_width + 2 * k_table_margin, paper_height + 2 * k_table_margin, {}};
  sheet.pixels.assign(static_cast<std::size_t>(sheet.width) * static_cast<std::size_t>(sheet.height),
                      k_table);
  const auto at = [&](int x, int y) -> std::uint8_t& {
    return sheet.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(sheet.width) +
                        static_cast<std::size_t>(x)];
  };
  for (int y = 0; y < paper_height; ++y) {
    for (int x = 0; x < paper_width; ++x) {
      // A knife with teeth: the top edge is what the cut before left.
      const int phase = x % (2 * k_tooth);
      const int tooth = phase < k_tooth ? phase : 2 * k_tooth - phase;
      if (y < tooth || y >= paper_height - k_tooth + tooth) continue;
      const int px = x - side, py = y - top;
      const bool printed = px >= 0 && px < image_.width && py >= 0 && py < image_.height;
      at(x + k_table_margin, y + k_table_margin) =
          printed ? image_.pixels[static_cast<std::size_t>(py) * static_cast<std::size_t>(image_.width) +
                                  static_cast<std::size_t>(px)]
                  : k_paper;
    }
  }
  return sheet;
}

}  // namespace vuoro::drivers
