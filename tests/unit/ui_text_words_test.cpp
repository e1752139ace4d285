// Words: syllables, directions, pseudo-locales, and what is held in memory.

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/support/stderr_capture.h"
#include "ui/icons.h"
#include "ui/text/fonts.h"
#include "ui/text/hyphenation.h"
#include "ui/text/prepare.h"
#include "ui/text/pseudo.h"
#include "ui/text/text.h"

using namespace vuoro;
using namespace vuoro::ui;

namespace {

TextEngine& engine() {
  static const auto made = TextEngine::create();
  REQUIRE(made);
  return **made;
}

/// The word with its breaks shown: "yh-teis-pal-ve-lu-pis-te".
std::string shown(Hyphenation& hyphenation, std::string_view word, std::string_view language) {
  std::string out;
  std::size_t done = 0;
  for (const std::size_t place : hyphenation.breaks(word, language)) {
    out.append(word.substr(done, place - done)).push_back('-');
    done = place;
  }
  return out.append(word.substr(done));
}

}  // namespace

TEST_CASE("Finnish and Swedish words break at their syllables and compounds") {
  Hyphenation hyphenation;
  CHECK(shown(hyphenation, "yhteispalvelupiste", "fi") == "yh-teis-pal-ve-lu-pis-te");
  CHECK(shown(hyphenation, "maahanmuuttovirasto", "fi") == "maa-han-muut-to-vi-ras-to");
  CHECK(shown(hyphenation, "Työllisyyspalvelut", "fi") == "Työl-li-syys-pal-ve-lut");
  CHECK(shown(hyphenation, "perustoimeentulotukihakemus", "fi") == "pe-rus-toi-meen-tu-lo-tu-ki-ha-ke-mus");
  CHECK(shown(hyphenation, "arbetslöshetsförsäkring", "sv") == "ar-bets-lös-hets-för-säk-ring");
  CHECK(shown(hyphenation, "государственный", "ru").find('-') != std::string::npos);
  CHECK(shown(hyphenation, "appointment", "en").find('-') != std::string::npos);
  CHECK(hyphenation.breaks("järjekorranumber", "et").empty());
  CHECK(hyphenation.dictionaries() == 4);
  // Letters at the ends stay together; nothing that is not a letter is taken for one.
  CHECK(hyphenation.softened("(talo)", "fi") == "(ta\u00ADlo)");
  CHECK(hyphenation.softened("https://a.fi/b", "fi") == "https:/\u200B/\u200Ba.\u200Bfi/\u200Bb");
}

TEST_CASE("only a word that does not fit is hyphenated, and then nothing overflows") {
  const TextLayout whole = engine().layout(
      {.text = "Ota yhteys yhteispalvelupisteeseen", .size_px = 40, .width = 420, .language = "fi"});
  CHECK(whole.lines == 2);
  CHECK(whole.unhyphenated == 0);
  const TextLayout broken =
      engine().layout({.text = "yhteispalvelupisteeseen", .size_px = 80, .width = 420, .language = "fi"});
  CHECK(broken.lines == 3);
  CHECK(broken.unhyphenated == 0);
  CHECK(broken.width <= 421);
  CHECK_FALSE(broken.clipped);
  CHECK(broken.glyphs.size() == 23 + 2);  // a hyphen at the end of two lines
  const TextLayout without =
      engine().layout({.text = "yhteispalvelupisteeseen", .size_px = 80, .width = 420, .language = "so"});
  CHECK(without.unhyphenated > 0);
  CHECK_FALSE(without.clipped);
  CHECK(without.glyphs.size() > 23);  // broken anywhere, but still with a hyphen
}

TEST_CASE("without dictionaries words break anywhere, which is logged once a language") {
  const auto bare = TextEngine::create(
      {.fonts = {},
       .dictionaries = {.voikko = {}, .voikko_library = "libno-such-voikko.so", .patterns = "/nonexistent"}});
  REQUIRE(bare);
  test::StderrCapture log;
  for (const char* language : {"fi", "sv", "fi", "sv"})
    for (const char* words : {"yhteispalvelupisteeseen", "arbetslöshetsförsäkring"}) {
      const TextLayout& layout =
          (*bare)->layout({.text = words, .size_px = 80, .width = 420, .language = language});
      CHECK(layout.unhyphenated > 0);
      CHECK_FALSE(layout.clipped);
    }
  CHECK(log.count("hyphenation_missing") == 2);
  CHECK((*bare)->stats().dictionaries == 0);
}

TEST_CASE("what a sentence of the other direction holds is set apart") {
  const auto rtl = [](std::string_view words) {
    std::string out = isolated(words, Direction::right_to_left);
    for (const auto& [from, to] :
         {std::pair("\u2066", "<"), std::pair("\u2067", "<"), std::pair("\u2069", ">")})
      for (std::size_t at = out.find(from); at != std::string::npos; at = out.find(from))
        out.replace(at, 3, to);
    return out;
  };
  CHECK(rtl("رقمك A 127 الآن") == "رقمك <A 127> الآن");
  CHECK(rtl("اتصل +358 9 123 4567.") == "اتصل <+358 9 123 4567>.");
  CHECK(rtl("اتصل 09 123 456، شكرا") == "اتصل <09 123 456>، شكرا");
  CHECK(rtl("Kela (الضمان)") == "<Kela> (الضمان)");
  CHECK(rtl("من 9.00–16.00") == "من <9.00>–<16.00>");
  CHECK(rtl("5.3.2026 9.15") == "<5.3.2026> <9.15>");
  CHECK(rtl("12,50 €") == "<12,50> €");
  CHECK(rtl("زر www.kela.fi/ar!") == "زر <www.kela.fi/ar>!");
  CHECK(rtl("مرحبا") == "مرحبا");
  CHECK(rtl("1. Hae uutta passia.\nمرحبا") == "<1. Hae uutta passia.>\nمرحبا");
  // The point of a day and a month is theirs, a full stop is the sentence's.
  CHECK(rtl("5.3.") == "<5.3.>");
  CHECK(rtl("الخميس 5.3. الساعة 9.15") == "الخميس <5.3.> الساعة <9.15>");
  CHECK(rtl("الساعة 9.15.") == "الساعة <9.15>.");
  CHECK(rtl("الساعة 9.15. شكرا") == "الساعة <9.15>. شكرا");
  CHECK(rtl("الساعة 9.05. شكرا") == "الساعة <9.05>. شكرا");
  CHECK(isolated("مرحبا 12!", Direction::left_to_right) == "\u2067مرحبا 12!\u2069");
  CHECK(isolated("Kieli: العربية (ar)", Direction::left_to_right) == "Kieli: \u2067العربية\u2069 (ar)");
  CHECK(isolated("Työ 9.00–16.00", Direction::left_to_right) == "Työ 9.00–16.00");
}

TEST_CASE("a telephone number in an Arabic sentence reads from left to right") {
  const auto place = [](const TextLayout& layout, std::size_t glyph) { return layout.glyphs.at(glyph).x; };
  const TextLayout layout = engine().layout({.text = "ا 09 123 456",
                                             .size_px = 40,
                                             .width = 600,
                                             .language = "ar",
                                             .direction = Direction::right_to_left});
  // In drawing order, which is from left to right: the number with its spaces, then the letter.
  REQUIRE(layout.glyphs.size() >= 9);
  CHECK(layout.missing == 0);
  const TextLayout number = engine().layout({.text = "09 123 456", .size_px = 40});
  for (std::size_t i = 0; i < 8; ++i) CHECK(layout.glyphs[i].key == number.glyphs[i].key);
  CHECK(place(layout, 0) < place(layout, 7));
}

TEST_CASE("a telephone number that is being written keeps its order in a right-to-left field") {
  TextRequest request{.text = "+358 9 12", .size_px = 40, .language = "ar"};
  const TextLayout plain = engine().layout(request);
  request.direction = Direction::right_to_left;
  request.as_written = true;
  const TextLayout written = engine().layout(request);
  REQUIRE(written.glyphs.size() == plain.glyphs.size());
  for (std::size_t i = 0; i < plain.glyphs.size(); ++i) CHECK(written.glyphs[i].key == plain.glyphs[i].key);
  CHECK(engine().caret(request, 9).x > engine().caret(request, 1).x);
  request.text = "\u0634\u0634";
  CHECK(engine().caret(request, 4).x < engine().caret(request, 0).x);
}

TEST_CASE("what points along the line is mirrored; clocks, media and codes are not") {
  for (const Icon icon : {Icon::back, Icon::forward, Icon::chevron_left, Icon::chevron_right,
                          Icon::arrow_left, Icon::arrow_right, Icon::backspace, Icon::enter})
    CHECK(mirrors(icon));
  for (const Icon icon : {Icon::clock, Icon::play, Icon::qr, Icon::check, Icon::arrow_up, Icon::ticket,
                          Icon::calendar, Icon::phone, Icon::euro, Icon::search})
    CHECK_FALSE(mirrors(icon));
}

TEST_CASE("the pseudo-locales are longer, and written from right to left") {
  CHECK(in_pseudo("Take a number", "fi") == "Take a number");
  const std::string longer = in_pseudo("Take a number", k_pseudo_long);
  CHECK(longer.starts_with("[Ţåķé å ñûɱƀéŕ "));
  CHECK(longer.ends_with("]"));
  CHECK(engine().layout({.text = longer, .size_px = 30}).missing == 0);
  const float plain = engine().layout({.text = "Take a queue number", .size_px = 30}).width;
  const float wide =
      engine().layout({.text = "Take a queue number", .size_px = 30, .language = k_pseudo_long}).width;
  CHECK(wide > plain * 1.4f);
  CHECK(in_pseudo("A 127", k_pseudo_long) == "A 127");
  CHECK(in_pseudo("9.00–16.00", k_pseudo_rtl) == "9.00–16.00");
  const std::string arabic = in_pseudo("Take a number?", k_pseudo_rtl);
  CHECK(arabic.find_first_of("abTkenumr") == std::string::npos);
  CHECK(arabic.ends_with("؟"));
  CHECK(engine().layout({.text = arabic, .size_px = 30}).missing == 0);
}

TEST_CASE("five languages in turn do not grow without end") {
  const auto fresh = TextEngine::create();
  REQUIRE(fresh);
  TextEngine& text = **fresh;
  const char* words[] = {"Yhteispalvelupiste palvelee sinua", "Servicestället betjänar dig",
                         "The service point serves you", "Пункт обслуживания открыт", "نقطة الخدمة مفتوحة"};
  const char* languages[] = {"fi", "sv", "en", "ru", "ar"};
  const auto hour = [&](int round) {
    for (std::size_t language = 0; language < 5; ++language)
      for (int size = 20; size < 120; size += 4) {
        const std::string said = std::string(words[language]) + " " + std::to_string(round * 1000 + size);
        const TextLayout& layout = text.layout({.text = said,
                                                .size_px = static_cast<float>(size),
                                                .width = 200,
                                                .language = languages[language]});
        for (const GlyphAt& glyph : layout.glyphs) (void)text.rasterise(glyph.key);
        text.trim();
      }
  };
  for (int round = 0; round < 10; ++round) hour(round);
  const TextStats stats = text.stats();
  CHECK(stats.layouts <= TextEngine::k_layouts_max);
  CHECK(stats.layout_bytes <= TextEngine::k_layout_bytes_max);
  CHECK(stats.layout_bytes > 10000);
  CHECK(stats.fonts <= Fonts::k_fonts_max);
  CHECK(stats.open_faces <= Fonts::k_open_faces_max);
  CHECK(stats.hyphenated_words <= Hyphenation::k_words_max);
  CHECK(stats.hyphenation_bytes < 400000);
  CHECK(stats.dictionaries == 4);
}
