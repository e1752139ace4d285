#pragma once
// The code by which phones take a number, at the foot of the wall.

#include <functional>

#include "kiosk/display/wall.h"

namespace vuoro::kiosk {

/// How high its strip is: as the viewing distance asks (figures.h), as far as the calls keep their rows.
/// @param calls  how high the calls' own place is at the foot of `rest` with a strip of this height
[[nodiscard]] float join_height(const Wall& wall, const ui::Rect& rest,
                                const std::function<float(float)>& calls);

/// The code at the strip's end, and before it in words what it is for.
void draw_join(Wall& wall, ui::Rect strip, const JoinCode& code);

}  // namespace vuoro::kiosk
