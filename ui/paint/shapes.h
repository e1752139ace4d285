#pragma once
// Coverage of the shapes a kiosk is made of: icons, round corners, rings, soft shadows.

#include "ui/icons.h"
#include "ui/paint/atlas.h"

namespace vuoro::ui {

/// The icon's strokes in a square of `size_px`. Empty for Icon::none.
[[nodiscard]] Coverage icon_coverage(Icon icon, int size_px);

/// A whole disc of this radius, or a ring when `thickness_px` is not 0: (2r+1)² with its middle row and
/// column fit to be stretched (nine-slice).
[[nodiscard]] Coverage round_coverage(float radius_px, float thickness_px);

/// A rounded rectangle's shadow, blurred: corner `radius_px`, `blur_px` to each side, middle fit to be
/// stretched. Its side is 2·(blur + reach) + 1 where reach = radius + blur.
[[nodiscard]] Coverage shadow_coverage(int radius_px, int blur_px);

/// The path data of an icon, on the 24-unit grid (SVG path syntax, absolute and relative M L H V C Q A Z).
[[nodiscard]] std::string_view path_of(Icon icon);

}  // namespace vuoro::ui
