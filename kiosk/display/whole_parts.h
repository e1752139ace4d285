#pragma once
// Layouts of their own: one queue, several agencies.

#include "kiosk/display/wall.h"

namespace vuoro::kiosk {

/// The display's first queue, as large as can be: who is served, who is next, how long a newcomer will wait.
void draw_one_queue(Wall& wall, ui::Rect rect);

/// A section for each organisation with its name and its calls, so that a number is never another's. Sections
/// that find no room come page by page; the page of a call being said comes at once.
void draw_agencies(Wall& wall, ui::Rect rect);

}  // namespace vuoro::kiosk
