// Every screen's contrast, from its pixels.
//
// Painting costs more than laying out. Language, theme, text size and screen, three values each, are covered
// pairwise by nine combinations (the orthogonal array L9); each stop is painted in three of the nine, one in
// each language, and its two neighbours in the list are painted in the other six. A program of its own, so
// that it runs beside the others.
#include <array>
#include <catch2/catch.hpp>

#include "tests/screens/guidelines.h"
#include "tests/screens/stops.h"

using namespace vuoro;
using namespace vuoro::test;
using kiosk::Palette;

namespace {

struct Size {
  int width, height;
};
constexpr std::array<Size, 3> k_sizes = {Size{1080, 1920}, Size{1920, 1080}, Size{1366, 768}};
constexpr std::array<float, 3> k_scales = {1.0f, 1.5f, 2.0f};
constexpr std::array<const char*, 3> k_languages = {"fi", "sv", "en"};
constexpr std::array<Palette, 3> k_palettes = {Palette::standard, Palette::high_contrast, Palette::dark};

void put(Stage& stage, const Size& size, float scale, Palette palette) {
  ui::View& view = stage.harness->view();
  view.width_px = size.width;
  view.height_px = size.height;
  view.px_per_mm = static_cast<float>(std::min(size.width, size.height)) / 398.5f;
  stage.terminal->visit().text_scale = scale;
  stage.terminal->visit().palette = palette;
  stage.frames();
}

void check(const Findings& found) {
  for (const std::string& finding : found) {
    INFO(finding);
    CHECK(false);
  }
}

std::string where(const Stop& stop, const char* language, const Size& size, float scale, Palette palette) {
  return stop.name + " in " + language + " at " + std::to_string(size.width) + " x" +
         std::to_string(scale).substr(0, 3) + " theme " + std::to_string(static_cast<int>(palette));
}

}  // namespace

TEST_CASE("every screen has contrast, by its pixels") {
  for (std::size_t i = 0; i < stops().size(); ++i) {
    const Stop& stop = stops()[i];
    for (std::size_t l = 0; l < k_languages.size(); ++l) {
      // L9: the third and the fourth factor are the first and the second, added once and twice.
      const std::size_t p = (i + l) % 3, scale = (l + p) % 3, size = (l + 2 * p) % 3;
      Stage stage(k_languages[l]);
      stop.reach(stage);
      put(stage, k_sizes[size], k_scales[scale], k_palettes[p]);
      INFO(where(stop, k_languages[l], k_sizes[size], k_scales[scale], k_palettes[p]));
      check(contrast_of_pixels(*stage.harness));
      keep_picture(*stage.harness, "guideline-" + stop.name + "-" + k_languages[l]);
    }
  }
}
