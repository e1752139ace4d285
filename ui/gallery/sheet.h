#pragma once
// Pictures of specimens, put together on one sheet: each is a frame of its own with real input.

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "ui/gallery/specimens.h"
#include "ui/image.h"

namespace vuoro::ui::gallery {

struct Look {
  std::filesystem::path theme;  ///< its file
  std::string language = "en";
  float scale = 1.0f;  ///< of the letters, 1 to 2
  float px_per_mm = 2.71f;
  int width_px = 760;  ///< of one specimen
};

/// One specimen in one condition, its name in small letters above it.
/// @param caption  empty: the condition's name.
[[nodiscard]] Image picture_of(const Specimen& specimen, Condition condition, const Look& look,
                               const Clock& clock, const std::string& caption = {});

/// One below another.
[[nodiscard]] Image stacked(const std::vector<Image>& pictures);
/// Side by side, on the first one's ground.
[[nodiscard]] Image beside(const std::vector<Image>& pictures);
/// Every side divided by `times`, each pixel the mean of what it covers.
[[nodiscard]] Image smaller(const Image& picture, int times);

}  // namespace vuoro::ui::gallery
