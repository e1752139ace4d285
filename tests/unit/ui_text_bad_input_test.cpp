// Any bytes, any length, no fonts: nothing crashes, stalls, leaves its rectangle or blanks the screen.

#include <catch2/catch.hpp>
#include <ctime>

#include "core/base/random.h"
#include "tests/support/paths.h"
#include "tests/support/stderr_capture.h"
#include "ui/harness.h"
#include "ui/paint/presenter.h"
#include "ui/text/fonts.h"
#include "ui/text/text.h"
#include "ui/ui.h"

using namespace vuoro;
using namespace vuoro::ui;

namespace {

const ManualClock& test_clock() {
  static const ManualClock clock(from_unix_ms(1772700000000));
  return clock;
}

std::string times(std::string_view what, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += what;
  return out;
}

/// Texts as a careless import or a bad joke would bring them.
std::vector<std::pair<std::string, std::string>> nasty() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  return {{"every byte", bytes},
          {"nul", std::string("before\0after", 12)},
          {"overrides", "\u202Eevil\u202C \u2067\u2066\u2066\u2069 \u200F\u200Ex"},
          {"endless word", times("x", 10000)},
          {"endless arabic", times("مرحب", 5000)},
          {"endless chinese", times("字", 10000)},
          {"emoji", times("😀🎉👍🏽", 500)},
          {"joined emoji", times("👨\u200D", 3000)},
          {"tower", "Z" + times("\u0301\u0352\u0489\u035B", 2000) + "algo" + times("\u0325", 2000)},
          {"arabic tower", times("ش\u064B\u064C\u0651\u0650\u0670\u06E2", 300)},
          {"widest letter", times("\uFDFD", 40)},
          {"cuneiform", times("\U00012219", 40)},
          {"thai and tibetan", times("กิ่ ཧཱུྃ ", 100)},
          {"lines", times("\n", 10000)},
          {"separators", times("a\u2028b\u2029\r\v\f", 200)},
          {"tabs", times("\t", 2000)},
          {"soft hyphens", times("\u00AD", 3000) + "x"},
          {"zero width", times("\u200B\u2060", 3000)},
          {"tags", times("\U000E0041", 3000)},
          {"private", times("\uE000\U000F0000", 400)},
          {"scripts", times("aяα字ไआא", 800)},
          {"broken", times("\xff\xc3\xe2\x82", 2000)},
          {"words", times("palvelupisteeseen tulijalle ", 1000)}};
}

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
constexpr double k_slower = 12;
#else
constexpr double k_slower = 3;  // a machine busy with other tests
#endif

}  // namespace

TEST_CASE("no text stalls a frame") {
  for (const auto& [name, text] : nasty()) {
    for (const float width : {90.0f, 900.0f}) {
      const auto engine = TextEngine::create();
      REQUIRE(engine);
      (void)(*engine)->layout({.text = "warm 字 ش😀", .size_px = 30});
      const double from = thread_seconds();
      const TextLayout& layout =
          (*engine)->layout({.text = text, .size_px = 30, .width = width, .language = "fi"});
      const double took = thread_seconds() - from;
      INFO(name << " at " << width << ": " << took * 1000 << " ms, " << layout.lines << " lines");
      CHECK(took < 0.050 * k_slower);
      for (const GlyphAt& glyph : layout.glyphs) (void)(*engine)->rasterise(glyph.key);
    }
  }
}

TEST_CASE("no glyph leaves its widget's rectangle") {
  std::string words;
  int which = 0;
  Rect area;
  Harness harness(
      [&](Context& context) {
        area = Rect{200, 300, 500, 0};
        auto part = ui::area(context, area);
        switch (which) {
          case 0:
            area.h = text(context, "text", words, {.lines_max = 6}).rect.h;
            break;
          case 1:
            area.h = heading(context, "heading", words.substr(0, 60)).rect.h;
            break;
          case 2:
            fit_text(context, "fit", words, take(context, 120));
            area.h = 120;
            break;
          default:
            area.h = text(context, "end", words, {.align = Align::end, .lines_max = 6}).rect.h;
        }
      },
      test_clock());
  harness.view().height_px = 1400;
  for (const Direction direction : {Direction::left_to_right, Direction::right_to_left}) {
    harness.view().direction = direction;
    for (which = 0; which < 4; ++which) {
      words.clear();
      harness.settle();
      (void)harness.paint();
      const std::uint32_t bare = harness.canvas().pixel(1, 1);
      for (const auto& [name, text] : nasty()) {
        words = text;
        harness.settle();
        (void)harness.paint();
        // A letter may lean out of its line's end by a fifth of its size, and widgets keep further apart.
        const int slack = 11;
        std::size_t outside = 0;
        for (int y = 0; y < harness.view().height_px; ++y)
          for (int x = 0; x < harness.view().width_px; ++x) {
            const bool inside =
                static_cast<float>(x) >= area.x - slack && static_cast<float>(x) < area.right() + slack &&
                static_cast<float>(y) >= area.y - slack && static_cast<float>(y) < area.bottom() + slack;
            if (!inside && harness.canvas().pixel(x, y) != bare) ++outside;
          }
        INFO(name << " in widget " << which);
        CHECK(outside == 0);
      }
    }
  }
}

TEST_CASE("a field holds whatever is typed, and its caret stays in it") {
  TextEdit edit;
  Harness harness(
      [&](Context& context) {
        FieldSpec spec;
        spec.label = "Words";
        spec.lines = 3;
        (void)text_field(context, "field", spec, edit);
      },
      test_clock());
  for (const auto& [name, text] : nasty()) {
    INFO(name);
    edit.set(text);
    harness.settle();
    (void)harness.paint();
    for (int i = 0; i < 6; ++i) harness.key(Key::left);
    harness.key(Key::backspace);
    CHECK(edit.caret <= edit.text.size());
    CHECK(harness.find_path("field") != nullptr);
  }
}

TEST_CASE("a caret is found at any offset of any text") {
  const auto engine = TextEngine::create();
  REQUIRE(engine);
  SeededRandom random(11);
  for (const auto& [name, text] : nasty())
    for (int i = 0; i < 5; ++i) {
      const Point at = (*engine)->caret(
          {.text = std::string_view(text).substr(0, 300), .size_px = 30, .width = 300, .as_written = true},
          random.below(400));
      INFO(name);
      CHECK(at.x > -400);
      CHECK(at.x < 20000);
      CHECK(at.y >= 0);
    }
}

TEST_CASE("a character no font has is seen as missing, and told once") {
  const auto engine = TextEngine::create();
  REQUIRE(engine);
  test::StderrCapture log;
  for (int i = 0; i < 3; ++i) {
    const TextLayout& layout = (*engine)->layout({.text = "a\U000F0000b" + std::to_string(i), .size_px = 30});
    CHECK(layout.missing == 1);
    CHECK(layout.clipped);
    CHECK(layout.glyphs.size() == 4);  // the replacement sign stands for it
  }
  CHECK(log.count("character_in_no_font") == 1);
}

TEST_CASE("without its own fonts the screen is shown in any font, and that is told") {
  test::StderrCapture log;
  const auto engine = TextEngine::create(
      {.fonts = {.own = {"/nonexistent"}, .any = {"/usr/share/fonts/truetype/noto"}}, .dictionaries = {}});
  REQUIRE(engine);
  const TextLayout& layout = (*engine)->layout({.text = "Ota vuoronumero", .size_px = 40});
  CHECK(layout.missing == 0);
  CHECK(layout.width > 150);
  std::size_t drawn = 0;
  for (const GlyphAt& glyph : layout.glyphs) drawn += (*engine)->rasterise(glyph.key).bytes.empty() ? 0 : 1;
  CHECK(drawn == 14);
  CHECK(log.count("font_missing") == 1);
  CHECK(log.count("no_font_at_all") == 0);
}

TEST_CASE("without any font there is still something to read, and that is told") {
  test::StderrCapture log;
  const auto engine =
      TextEngine::create({.fonts = {.own = {"/nonexistent"}, .any = {"/nonexistent"}}, .dictionaries = {}});
  REQUIRE(engine);
  const TextLayout& layout =
      (*engine)->layout({.text = "Ota vuoronumero tästä", .size_px = 40, .width = 300});
  CHECK(layout.missing == 0);
  CHECK(layout.lines > 1);
  std::size_t drawn = 0;
  for (const GlyphAt& glyph : layout.glyphs) {
    const Coverage coverage = (*engine)->rasterise(glyph.key);
    for (const std::uint8_t value : coverage.bytes) drawn += value > 127 ? 1 : 0;
  }
  CHECK(drawn > 500);
  CHECK(log.count("no_font_at_all") == 1);
  CHECK((*engine)->layout({.text = "نقطة", .size_px = 40}).missing > 0);
}
