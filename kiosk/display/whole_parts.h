#pragma once
// Layouts of their own: one queue, several agencies.

#include "kiosk/display/wall.h"

namespace vuoro::kiosk {

/// The display's first queue, as large as can be: who is served, who is next, how long a newcomer will wait.
/// @param card  at the foot of one_queue_side(), for another to draw on; may be empty
void draw_one_queue(Wall& wall, ui::Rect rect, const ui::Rect& card);
/// What stands beside (wide) or under (tall) its calls, and the height that this cannot do without.
[[nodiscard]] ui::Rect one_queue_side(Wall& wall, ui::Rect rect);
[[nodiscard]] float one_queue_side_least(Wall& wall);

/// A section for each organisation with its name and its calls, so that a number is never another's. Sections
/// that find no room come page by page; the page of a call being said comes at once.
void draw_agencies(Wall& wall, ui::Rect rect);
/// How many of them, all at most, a page of this size shows.
[[nodiscard]] std::size_t agencies_room(Wall& wall, const ui::Rect& rect);

}  // namespace vuoro::kiosk
