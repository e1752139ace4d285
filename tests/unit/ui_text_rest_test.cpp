// What is held while somebody is at the screen, and what is given back when nobody is; hyphenation patterns
// as they are kept.

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/file.h"
#include "tests/support/stderr_capture.h"
#include "ui/text/fonts.h"
#include "ui/text/hyphenation.h"
#include "ui/text/patterns.h"
#include "ui/text/text.h"

using namespace vuoro;
using namespace vuoro::ui;

namespace {

using Places = std::vector<std::size_t>;

HyphenPatterns patterns_of(std::string_view file) {
  auto made = HyphenPatterns::parse(file);
  REQUIRE(made);
  return std::move(*made);
}

}  // namespace

TEST_CASE("patterns: odd digits allow a break, even ones forbid it, the highest counts") {
  const HyphenPatterns one = patterns_of("UTF-8\nLEFTHYPHENMIN 1\nRIGHTHYPHENMIN 1\na1b\n");
  CHECK(one.breaks("xabab") == Places{2, 4});
  const HyphenPatterns two = patterns_of("UTF-8\nLEFTHYPHENMIN 1\nRIGHTHYPHENMIN 1\na1b\nxa2b\n3c.\n.y1\n");
  CHECK(two.breaks("xabab") == Places{4});
  CHECK(two.breaks("yec") == Places{1, 2});
  CHECK(two.breaks("").empty());
  CHECK(two.breaks("a").empty());
  // Of two with the same letters the later one counts.
  CHECK(patterns_of("UTF-8\nLEFTHYPHENMIN 1\nRIGHTHYPHENMIN 1\na1b\na2b\n").breaks("xabab").empty());
}

TEST_CASE("patterns: so many letters stay together at either end, counted in characters") {
  const HyphenPatterns three = patterns_of("UTF-8\nLEFTHYPHENMIN 3\nRIGHTHYPHENMIN 2\n1ö\n");
  CHECK(three.breaks("öööööö") == Places{6, 8});
  // By themselves two.
  CHECK(patterns_of("UTF-8\n1a\n").breaks("aaaaaa") == Places{2, 3, 4});
}

TEST_CASE("patterns: other encodings, comments, and rules for compounds' joints") {
  CHECK(patterns_of("ISO8859-1\r\n% a comment\r\n\xe4"
                    "1b\r\n")
            .breaks("xxäbxx") == Places{4});
  CHECK(patterns_of("UTF-8\n1x\nNEXTLEVEL\n1y\n").breaks("aaxayaa") == Places{4});
}

TEST_CASE("patterns: what is no dictionary is refused, whatever its bytes") {
  CHECK_FALSE(HyphenPatterns::parse(""));
  CHECK_FALSE(HyphenPatterns::parse("UTF-8\n"));
  CHECK_FALSE(HyphenPatterns::parse("NO-SUCH-ENCODING\na1b\n"));
  CHECK_FALSE(HyphenPatterns::parse("UTF-8\n\xff\xfe\n"));
  CHECK_FALSE(HyphenPatterns::parse("UTF-8\n123\n"));  // digits without a letter
  const HyphenPatterns long_one = patterns_of("UTF-8\na1b\n" + std::string(3000, 'c') + "\n");
  CHECK(long_one.count() == 1);
  CHECK_FALSE(HyphenPatterns::parse(std::string("UTF-8\na1b\n1\0x\n", 14)));
}

TEST_CASE("patterns take a fifth of a megabyte a language, and part as they always have") {
  const std::filesystem::path file = "/usr/share/hyphen/hyph_en_GB.dic";
  const auto bytes = read_file(file, std::size_t{4} << 20);
  if (!bytes) {
    WARN("hyphen-en-gb is not installed");
    return;
  }
  const HyphenPatterns english = patterns_of(*bytes);
  CHECK(english.count() > 10'000);
  CHECK(english.bytes() < 256 * 1024);
  CHECK(english.breaks("accommodation") == Places{2, 5, 8, 9});
  CHECK(english.breaks("appointment") == Places{2, 7});
}

TEST_CASE("a missing or spoilt dictionary breaks words anywhere, and says so") {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("vuoro-hyphen-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  REQUIRE(write_file_durably(folder / "hyph_en_GB.dic", "this is\nno dictionary\n"));
  test::StderrCapture log;
  {
    Hyphenation hyphenation({.patterns = folder.string()});
    CHECK(hyphenation.breaks("appointment", "en").empty());
    CHECK(hyphenation.breaks("arbetslöshet", "sv").empty());
    CHECK(hyphenation.dictionaries() == 0);
  }
  CHECK(log.count("hyphenation_missing") == 2);
  std::filesystem::remove_all(folder);
}

TEST_CASE("nobody at the screen: files are closed, and the same text comes again as it was") {
  const auto fresh = TextEngine::create();
  REQUIRE(fresh);
  TextEngine& text = **fresh;
  const auto show = [&](std::string_view words, std::string_view language) {
    const TextLayout& layout =
        text.layout({.text = words, .size_px = 44, .width = 180, .language = language});
    std::vector<std::pair<std::uint64_t, std::size_t>> out;
    for (const GlyphAt& glyph : layout.glyphs)
      out.emplace_back(glyph.key, text.rasterise(glyph.key).bytes.size());
    return out;
  };
  const auto finnish = show("toimeentulotukihakemus", "fi");
  const auto arabic = show("نقطة الخدمة مفتوحة", "ar");
  const auto english = show("accommodation", "en");
  text.trim();
  CHECK(text.stats().open_faces > 0);
  CHECK(text.stats().fonts > 0);
  CHECK(text.stats().dictionaries == 2);
  const std::size_t layouts = text.stats().layouts;

  text.rest();
  CHECK(text.stats().open_faces == 0);
  CHECK(text.stats().fonts == 0);
  CHECK(text.stats().dictionaries == 1);  // libvoikko is closed, the patterns stay
  CHECK(text.stats().layouts == layouts);

  // Remembered, and drawn from the same faces under the same keys.
  CHECK(show("toimeentulotukihakemus", "fi") == finnish);
  CHECK(show("نقطة الخدمة مفتوحة", "ar") == arabic);
  CHECK(show("accommodation", "en") == english);
  CHECK(text.stats().dictionaries == 1);
  // Another word opens all again.
  CHECK_FALSE(show("perustoimeentulotuki", "fi").empty());
  CHECK(text.stats().dictionaries == 2);
  CHECK(text.stats().fonts > 0);
}
