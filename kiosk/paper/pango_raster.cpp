#include "kiosk/paper/pango_raster.h"

#include <cmath>

#include "ui/text/text.h"

namespace vuoro::kiosk {
namespace {

constexpr float k_em_share =
    1.0f / 1.22f;  ///< of a line, ascent to descent, in Inter (hhea 1984 + 494 of 2048)
constexpr std::uint8_t k_ink_from = 110;  ///< coverage that becomes a dot; thermal dots bleed a little

ui::TextAlign align_of(drivers::Align align) {
  switch (align) {
    case drivers::Align::left:
      return ui::TextAlign::start;
    case drivers::Align::right:
      return ui::TextAlign::end;
    case drivers::Align::center:
      break;
  }
  return ui::TextAlign::centre;
}

bool is_right_to_left(std::string_view language) {
  return language.starts_with("ar") || language.starts_with("fa") || language.starts_with("he");
}

}  // namespace

PangoRaster::PangoRaster(std::unique_ptr<ui::TextEngine> text) : text_(std::move(text)) {}
PangoRaster::~PangoRaster() = default;

Result<std::unique_ptr<PangoRaster>> PangoRaster::create() {
  VUORO_ASSIGN(auto text, ui::TextEngine::create());
  return std::unique_ptr<PangoRaster>(new PangoRaster(std::move(text)));
}

Result<drivers::Bitmap> PangoRaster::raster(const drivers::TextRasterRequest& request) {
  ui::TextRequest ask;
  ask.text = request.text;
  ask.size_px = static_cast<float>(request.line_height_px) * k_em_share;
  ask.weight = request.bold ? ui::Weight::bold : ui::Weight::medium;
  ask.line_height = 1.0f / k_em_share;
  ask.width = static_cast<float>(request.width_max_px);
  ask.align = align_of(request.align);
  ask.language = request.language;
  ask.direction =
      is_right_to_left(request.language) ? ui::Direction::right_to_left : ui::Direction::left_to_right;
  const ui::TextLayout& layout = text_->layout(ask);
  if (layout.clipped)
    return fail(Errc::unsupported, "no font has every character of the text, or it is too wide");
  drivers::Bitmap out(request.width_max_px, static_cast<int>(std::ceil(layout.height)));
  for (const ui::GlyphAt& glyph : layout.glyphs) {
    const ui::Coverage ink = text_->rasterise(glyph.key);
    const int left = static_cast<int>(std::lround(glyph.x)) + ink.left;
    const int top = static_cast<int>(std::lround(glyph.y)) + ink.top;
    for (int y = 0; y < ink.h; ++y) {
      for (int x = 0; x < ink.w; ++x) {
        const auto at =
            static_cast<std::size_t>(y) * static_cast<std::size_t>(ink.w) + static_cast<std::size_t>(x);
        if (ink.bytes[at] >= k_ink_from) out.set(left + x, top + y);
      }
    }
  }
  text_->trim();
  return out;
}

}  // namespace vuoro::kiosk
