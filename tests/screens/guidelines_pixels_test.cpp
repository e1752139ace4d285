// Every screen's contrast, from its pixels.
//
// Painting costs more than laying out. Language, theme, text size and screen, three values each, are covered
// pairwise by nine combinations (the orthogonal array L9); each stop is painted in three of the nine, one in
// each language, and its two neighbours in the list are painted in the other six. A program of its own, so
// that it runs beside the others.
#include <catch2/catch.hpp>

#include "tests/screens/guidelines_walk.h"

using namespace vuoro;
using namespace vuoro::test;
using kiosk::Palette;

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
