#pragma once
// The combinations in which the guideline tests look at screens, and how one of them is put on.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "tests/screens/guidelines.h"
#include "tests/screens/stops.h"

namespace vuoro::test {

struct Size {
  int width, height;
};
inline constexpr std::array<Size, 3> k_sizes = {Size{1080, 1920}, Size{1920, 1080}, Size{1366, 768}};
inline constexpr std::array<float, 3> k_scales = {1.0f, 1.5f, 2.0f};
inline constexpr std::array<const char*, 3> k_languages = {"fi", "sv", "en"};
inline constexpr std::array<kiosk::Palette, 3> k_palettes = {
    kiosk::Palette::standard, kiosk::Palette::high_contrast, kiosk::Palette::dark};

inline void put(Stage& stage, const Size& size, float scale, kiosk::Palette palette) {
  ui::View& view = stage.harness->view();
  view.width_px = size.width;
  view.height_px = size.height;
  view.px_per_mm = static_cast<float>(std::min(size.width, size.height)) / 398.5f;
  stage.terminal->visit().text_scale = scale;
  stage.terminal->visit().palette = palette;
  stage.frames();
}

inline void check(const Findings& found) {
  for (const std::string& finding : found) {
    INFO(finding);
    CHECK(false);
  }
}

inline std::string where(const Stop& stop, const char* language, const Size& size, float scale,
                         kiosk::Palette palette) {
  return stop.name + " in " + language + " at " + std::to_string(size.width) + " x" +
         std::to_string(scale).substr(0, 3) + " theme " + std::to_string(static_cast<int>(palette));
}

}  // namespace vuoro::test
