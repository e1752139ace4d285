#pragma once
// A text raster for tests: FreeType glyph after glyph, no shaping. Programs plug in the toolkit's own.

#include <string>
#include <vector>

#include "core/base/text.h"
#include "drivers/printer/escpos_sim_page.h"
#include "drivers/printer/text_raster.h"

namespace vuoro::test {

class FontTextRaster final : public drivers::TextRaster {
 public:
  std::vector<std::string> drawn;  ///< every text asked for

  Result<drivers::Bitmap> raster(const drivers::TextRasterRequest& request) override {
    drawn.emplace_back(request.text);
    VUORO_ASSIGN(auto font, drivers::SimFont::open("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"));
    const int scale = request.line_height_px / 24;
    const drivers::SimTextStyle style{scale, scale, request.bold, false, false, false};
    const int columns = request.width_max_px / style.cell_width();
    std::vector<std::vector<char32_t>> lines(1);
    for (std::size_t offset = 0; offset < request.text.size();) {
      if (static_cast<int>(lines.back().size()) == columns) lines.emplace_back();
      lines.back().push_back(next_code_point(request.text, offset));
    }
    drivers::GrayImage image{
        request.width_max_px, request.line_height_px * static_cast<int>(lines.size()), {}};
    image.pixels.assign(static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height), 255);
    for (std::size_t row = 0; row < lines.size(); ++row) {
      const int width = static_cast<int>(lines[row].size()) * style.cell_width();
      int x = request.align == drivers::Align::left ? 0 : (image.width - width) / 2;
      for (const char32_t code_point : lines[row]) {
        font->draw(image, x, static_cast<int>(row) * request.line_height_px, code_point, style);
        x += style.cell_width();
      }
    }
    drivers::Bitmap bitmap(image.width, image.height);
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x)
        bitmap.set(x, y,
                   image.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                                static_cast<std::size_t>(x)] < 128);
    return bitmap;
  }
};

}  // namespace vuoro::test
