#pragma once
// The code by which phones take a number: a strip at the foot of the wall, or on a wide one a card in the
// column beside the calls, where it can be larger.

#include <functional>

#include "kiosk/display/wall.h"

namespace vuoro::kiosk {

/// How high its strip is: as the viewing distance asks (figures.h), as far as the calls keep their rows.
/// @param calls  how high the calls' own place is at the foot of `rest` with a strip of this height
[[nodiscard]] float join_height(const Wall& wall, const ui::Rect& rest,
                                const std::function<float(float)>& calls);

/// The code at the strip's end, and before it in words what it is for.
void draw_join(Wall& wall, ui::Rect strip, const JoinCode& code);

/// How high a card of this width is, its code as large as the viewing distance asks. @param most  not higher
/// @return 0: a phone could not read what fits
[[nodiscard]] float join_card_height(const Wall& wall, float width, float most);
/// The side of the code in such a card.
[[nodiscard]] float join_card_code(const Wall& wall, const ui::Rect& card);

/// The code, and over it or before it in words what it is for.
void draw_join_card(Wall& wall, ui::Rect rect, const JoinCode& code);

}  // namespace vuoro::kiosk
