// Text: fit, direction, bad bytes.

#include "ui/text/text.h"

#include <catch2/catch.hpp>

#include "core/base/random.h"
#include "ui/harness.h"
#include "ui/paint/painter.h"
#include "ui/paint/presenter.h"
#include "ui/ui.h"

using namespace vuoro;
using namespace vuoro::ui;

namespace {

const ManualClock& test_clock() {
  static const ManualClock clock(from_unix_ms(1772700000000));
  return clock;
}

TextEngine& engine() {
  static const auto made = TextEngine::create();
  REQUIRE(made);
  return **made;
}

}  // namespace

TEST_CASE("a line is as wide as its letters, and breaks where it must") {
  const TextLayout one = engine().layout({.text = "Vuoronumero", .size_px = 40});
  CHECK(one.lines == 1);
  CHECK(one.width > 150);
  CHECK(one.width < 300);
  CHECK(one.glyphs.size() == 11);
  CHECK(one.cap_px == Approx(40 * 0.7275).margin(0.1));
  CHECK_FALSE(one.clipped);
  const TextLayout broken = engine().layout({.text = "Ota vuoronumero tästä", .size_px = 40, .width = 330});
  CHECK(broken.lines == 2);
  CHECK(broken.height == Approx(2 * one.height));
  CHECK_FALSE(broken.clipped);
}

TEST_CASE("what does not fit is said, never swallowed") {
  CHECK(engine()
            .layout({.text = "yksi kaksi kolme neljä viisi", .size_px = 40, .width = 200, .lines_max = 1})
            .clipped);
  CHECK_FALSE(engine().layout({.text = "yksi", .size_px = 40, .width = 200, .lines_max = 1}).clipped);
  CHECK(engine().layout({.text = "\U000F0000", .size_px = 40}).clipped);  // no font has it
  Harness harness(
      [](Context& context) {
        text(context, "short",
             "Aivan liian pitkä teksti yhdelle riville, joka ei siihen millään mahdu lainkaan",
             {.style = TextStyle::hero, .lines_max = 1});
        const Rect box = take(context, 100);
        fit_text(context, "number", "A 127", box);
        fit_text(context, "tiny", "A 127", {0, 300, 30, 30}, {.height_min = 100});
      },
      test_clock());
  CHECK(harness.find_path("short")->state.has(State::clipped));
  CHECK_FALSE(harness.find_path("number")->state.has(State::clipped));
  CHECK(harness.find_path("tiny")->state.has(State::clipped));
  CHECK(harness.tree().audit().size() == 2);
}

TEST_CASE("right-to-left text begins at the right") {
  const TextLayout arabic = engine().layout({.text = "مرحبا بالعالم",
                                             .size_px = 40,
                                             .width = 600,
                                             .language = "ar",
                                             .direction = Direction::right_to_left});
  CHECK_FALSE(arabic.clipped);
  REQUIRE_FALSE(arabic.glyphs.empty());
  float right = 0;
  for (const GlyphAt& glyph : arabic.glyphs) right = std::max(right, glyph.x);
  CHECK(right > 500);
  const TextLayout name =
      engine().layout({.text = "Kela", .size_px = 40, .width = 600, .direction = Direction::right_to_left});
  CHECK(name.glyphs.front().x > 400);
}

TEST_CASE("every language of the catalogue has letters") {
  const std::pair<const char*, const char*> samples[] = {{"fi", "Työ- ja elinkeinopalvelut"},
                                                         {"sv", "Könummer på svenska å"},
                                                         {"en", "Queue number"},
                                                         {"ru", "Номер очереди"},
                                                         {"uk", "Номер у черзі ґєї"},
                                                         {"et", "Järjekorranumber õ"},
                                                         {"so", "Lambarka safka"},
                                                         {"se", "Vuoru čđŋšŧž"},
                                                         {"ar", "رقم الانتظار"},
                                                         {"fa", "شماره نوبت گچپژ"},
                                                         {"es", "Número ¿qué?"},
                                                         {"fr", "Numéro d’appel œ"},
                                                         {"tr", "Sıra numarası ğış"}};
  for (const auto& [language, words] : samples) {
    INFO(language);
    const TextLayout layout = engine().layout({.text = words, .size_px = 32, .language = language});
    CHECK_FALSE(layout.clipped);
    CHECK(layout.width > 50);
  }
}

TEST_CASE("any bytes are laid out, in bounded time and memory") {
  SeededRandom random(7);
  for (int i = 0; i < 200; ++i) {
    std::string bytes(static_cast<std::size_t>(random.below(200)), '\0');
    random.fill(std::as_writable_bytes(std::span(bytes)));
    const TextLayout& layout = engine().layout({.text = bytes, .size_px = 30, .width = 300});
    CHECK(layout.height >= 0);
    for (const GlyphAt& glyph : layout.glyphs) (void)engine().rasterise(glyph.key);
  }
  const std::string long_word(10000, 'x');
  CHECK(engine().layout({.text = long_word, .size_px = 30, .width = 300}).lines > 100);
  CHECK(engine().layout({.text = std::string(30000, 'y'), .size_px = 30, .width = 300}).clipped);
  CHECK_FALSE(engine().layout({.text = "\u202Eevil\u202C", .size_px = 30}).clipped);
  for (int i = 0; i < 1000; ++i) (void)engine().layout({.text = std::to_string(i), .size_px = 30});
  engine().trim();
  CHECK(engine().stats().layouts == TextEngine::k_layouts_max);
}

TEST_CASE("a caret stands between the letters") {
  const TextRequest request{.text = "äb", .size_px = 40};
  CHECK(engine().caret(request, 0).x == Approx(0).margin(0.5));
  const float after = engine().caret(request, 2).x;
  CHECK(after > 15);
  CHECK(engine().caret(request, 3).x > after + 15);
  CHECK(engine().caret(request, 999).x == engine().caret(request, 3).x);
}

TEST_CASE("the atlas empties itself rather than grow without end") {
  int size = 20;
  Harness harness(
      [&](Context& context) {
        const Rect box = take(context, static_cast<float>(size));
        fit_text(context, "n", "ABCDEFGH 0123456789", box);
      },
      test_clock());
  for (; size < 400; size += 4) harness.settle();
  CHECK(harness.context().atlas_bytes() <= std::size_t{Atlas::k_width} * Atlas::k_height_max);
  CHECK(harness.paint() > 0);
}

TEST_CASE("nobody at the screen: the atlas is small again, and the screen looks as it did") {
  bool crowded = false;
  Harness harness(
      [&](Context& context) {
        fit_text(context, "n", "ABCDEFGH 0123456789", take(context, 100));
        for (int i = 0; crowded && i < 20; ++i) {
          const float size = 200.0f + static_cast<float>(5 * i);
          context.painter().icon(Icon::clock, {0, 500, size, size}, context.theme().colours.ink);
        }
      },
      test_clock());
  constexpr std::size_t k_small = std::size_t{Atlas::k_width} * Atlas::k_height_first;
  const auto pixels = [&] {
    std::vector<std::uint32_t> out;
    for (int y = 0; y < 300; ++y)
      for (int x = 0; x < 600; ++x) out.push_back(harness.canvas().pixel(x, y));
    return out;
  };
  harness.settle();
  harness.paint();
  const auto before = pixels();
  crowded = true;
  harness.settle();
  CHECK(harness.context().atlas_bytes() > k_small);
  crowded = false;
  harness.settle();
  CHECK(harness.context().atlas_bytes() > k_small);

  harness.context().rest();
  CHECK(harness.context().atlas_bytes() > k_small);  // what is on the screen may still be painted from it
  harness.settle();
  CHECK(harness.context().atlas_bytes() == k_small);
  harness.paint();
  CHECK(pixels() == before);
}
