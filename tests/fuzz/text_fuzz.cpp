// Any bytes as text: cleaned, shaped, hyphenated, drawn, and a caret found in it.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ui/text/prepare.h"
#include "ui/text/text.h"

using namespace vuoro;
using namespace vuoro::ui;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto engine = TextEngine::create();
  if (!engine || size < 2) return 0;
  // The first byte chooses how, the rest is the text.
  const unsigned how = data[0];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr std::string_view k_languages[] = {"fi", "sv", "en", "ru", "ar", "zh", "en-XA", "ar-XB"};
  TextRequest request;
  request.text = text;
  request.size_px = (how & 1u) != 0 ? 90.0f : 24.0f;
  request.width = (how & 2u) != 0 ? 180.0f : (how & 4u) != 0 ? 900.0f : 0.0f;
  request.lines_max = (how & 8u) != 0 ? 2 : 0;
  request.language = k_languages[(how >> 4) & 7u];
  request.direction = (how & 128u) != 0 ? Direction::right_to_left : Direction::left_to_right;
  request.as_written = (how & 5u) == 5u;
  const TextLayout& layout = (*engine)->layout(request);
  if (layout.height < 0 || layout.width < 0) std::abort();
  if (request.lines_max > 0 && request.width > 0 && layout.lines > 2 + static_cast<int>(size)) std::abort();
  for (const GlyphAt& glyph : layout.glyphs) {
    if (request.width > 0 && (glyph.x < -request.size_px || glyph.x > request.width + request.size_px))
      std::abort();
    (void)(*engine)->rasterise(glyph.key);
  }
  request.as_written = true;
  (void)(*engine)->caret(request, size / 2);
  (*engine)->trim();
  return 0;
}
