// Themes are checked when they are loaded.

#include "ui/theme.h"

#include <catch2/catch.hpp>

#include "core/base/file.h"
#include "tests/support/paths.h"
#include "ui/built_in_theme.h"

using namespace vuoro;
using namespace vuoro::ui;

namespace {

std::string standard() {
  const auto text = read_file(test::source_dir() / "assets/themes/standard.toml", 65536);
  REQUIRE(text);
  return *text;
}

std::string with(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("every theme of the project loads") {
  int themes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(test::source_dir() / "assets/themes")) {
    if (entry.path().extension() != ".toml") continue;
    ++themes;
    const auto theme = load_theme(entry.path());
    INFO((theme ? "" : theme.error().to_string()));
    REQUIRE(theme);
    CHECK(theme->target_mm >= k_target_min_mm);
    for (const TypeToken& type : theme->type) CHECK(type.cap_mm >= k_cap_height_min_mm);
  }
  CHECK(themes >= 1);
}

TEST_CASE("the theme inside the program is the standard one's file") {
  CHECK(built_in_theme_text() == standard());
  const Theme inside = built_in_theme();
  const auto file = load_theme(test::source_dir() / "assets/themes/standard.toml");
  REQUIRE(file);
  CHECK(inside.name == "standard");
  CHECK(inside.colours.primary == file->colours.primary);
  CHECK(inside.target_mm == file->target_mm);
}

TEST_CASE("a theme with poor contrast is refused") {
  const auto pale = parse_theme(with(standard(), "ink_soft = \"#44565f\"", "ink_soft = \"#9aa6ab\""));
  REQUIRE_FALSE(pale);
  CHECK(pale.error().code == Errc::invalid_argument);
  CHECK(pale.error().message.find("ink_soft on background") != std::string::npos);
  const auto control = parse_theme(with(standard(), "control = \"#6f7f86\"", "control = \"#b9c2c6\""));
  REQUIRE_FALSE(control);
  CHECK(control.error().message.find("control on surface") != std::string::npos);
}

TEST_CASE("a theme with something missing, unknown, malformed or too small is refused with its place") {
  const auto refused = [](const std::string& text) {
    const auto theme = parse_theme(text);
    REQUIRE_FALSE(theme);
    return theme.error().message;
  };
  CHECK(refused(with(standard(), "line = \"#d9d4c9\"\n", "")) == "[colours] line: is missing");
  CHECK(refused(with(standard(), "[motion]", "[motion]\nbounce = 3")) ==
        "[motion] bounce: a field that is not known");
  CHECK(refused(with(standard(), "\"#d9d4c9\"", "\"red\"")) ==
        "[colours] line: a colour \"#rrggbb\" is wanted");
  CHECK(refused(with(standard(), "target_mm = 20.0", "target_mm = 12.0")).find("target_mm") !=
        std::string::npos);
  CHECK(refused(with(standard(), "caption = 7.3", "caption = 5.0")).find("caption") != std::string::npos);
  CHECK(refused("[theme\n").find("line 1") == 0);
  CHECK(refused("") == "[theme] the table is missing");
}

TEST_CASE("contrast is WCAG's") {
  CHECK(contrast({0, 0, 0, 255}, {255, 255, 255, 255}) == Approx(21.0));
  CHECK(contrast({255, 255, 255, 255}, {255, 255, 255, 255}) == Approx(1.0));
  CHECK(contrast({0x77, 0x77, 0x77, 255}, {255, 255, 255, 255}) == Approx(4.48).margin(0.01));
}

namespace {

/// A theme with a logo of one colour beside it.
Result<Theme> with_logo(const test::TempDir& dir, std::uint32_t colour, int side) {
  Image logo{side, side / 2, {}};
  logo.pixels.assign(static_cast<std::size_t>(side) * static_cast<std::size_t>(side / 2), colour);
  REQUIRE(save_png(dir.path() / "logo.png", logo));
  const std::string toml = with(standard(), "outlines = false", "outlines = false\nlogo = \"logo.png\"");
  REQUIRE(write_file_durably(dir.path() / "city.toml", toml));
  return load_theme(dir.path() / "city.toml");
}

}  // namespace

TEST_CASE("a city's logo is part of its theme when it can be seen and is not too large") {
  const test::TempDir dir;
  const auto good = with_logo(dir, 0xffffffff, 60);
  INFO((good ? "" : good.error().to_string()));
  REQUIRE(good);
  REQUIRE(good->logo != nullptr);
  CHECK(good->logo->width == 60);
  const auto dark = with_logo(dir, 0xff0b3f4f, 60);  // as dark as what lies under it
  REQUIRE_FALSE(dark);
  CHECK(dark.error().to_string().find("logo") != std::string::npos);
  CHECK(dark.error().to_string().find("hero") != std::string::npos);
  const auto large = with_logo(dir, 0xffffffff, k_logo_side_max + 2);
  REQUIRE_FALSE(large);
  CHECK(large.error().code == Errc::too_large);
  CHECK_FALSE(parse_theme(with(standard(), "outlines = false", "outlines = false\nlogo = \"../x.png\"")));
  CHECK_FALSE(parse_theme(with(standard(), "outlines = false", "outlines = false\nlogo = \"none.png\"")));
}
