#pragma once
// The code by which phones take a number, at the foot of the wall.

#include "kiosk/display/wall.h"

namespace vuoro::kiosk {

/// How high its strip is: a phone reads the code from some two metres.
[[nodiscard]] float join_height(const Wall& wall);

/// The code at the strip's end, and before it in words what it is for.
void draw_join(Wall& wall, ui::Rect strip, const JoinCode& code);

}  // namespace vuoro::kiosk
