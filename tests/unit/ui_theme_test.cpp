// Themes are checked when they are loaded.

#include "ui/theme.h"

#include <catch2/catch.hpp>

#include "core/base/file.h"
#include "tests/support/paths.h"

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
        "[motion] a field that is not known");
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
