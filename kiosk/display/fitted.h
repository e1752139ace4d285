#pragma once
// Pictures made to measure: smaller ones by the mean of what each pixel covers, larger ones smoothly. Pure.

#include "ui/image.h"

namespace vuoro::kiosk {

/// The picture as large as it fits into the box, its shape kept; at least one pixel each way.
[[nodiscard]] ui::Image fitted(const ui::Image& image, int width_px, int height_px);

}  // namespace vuoro::kiosk
