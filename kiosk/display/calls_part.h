#pragma once
// The present calls and the last ones.

#include "kiosk/display/wall.h"

namespace vuoro::kiosk {

/// What a row of the present calls has besides number and counter.
struct CallRowSpec {
  bool places = false;  ///< where the counter is, under it
  bool names = false;   ///< whose queue it is, under the number
};
[[nodiscard]] CallRowSpec row_spec(const Wall& wall);

/// The least height of one row, and the width that its figures need.
[[nodiscard]] float call_row_height(const Wall& wall, const CallRowSpec& spec);
[[nodiscard]] float call_row_width(const Wall& wall);
/// How many rows a rectangle holds under its title, 1 at least.
[[nodiscard]] std::size_t call_rows(const Wall& wall, const ui::Rect& rect);

/// One call. @param index  1 is the newest
void draw_call(Wall& wall, const ui::Rect& rect, const CallOnBoard& call, const CallRowSpec& spec, int index);
/// Title, rows, or that nobody is called. @param rows_least  the height of so many rows is kept, so that the
/// picture does not jump when one comes.
void draw_calls(Wall& wall, ui::Rect rect, std::size_t rows_least = 2);

/// The least height of the part with the last calls, for so many lines of them.
[[nodiscard]] float last_height(const Wall& wall, std::size_t lines);
/// The width that one of them needs.
[[nodiscard]] float last_width(const Wall& wall);
/// How many one line of this width holds.
[[nodiscard]] std::size_t last_a_line(const Wall& wall, float width);
void draw_last(Wall& wall, ui::Rect rect);

}  // namespace vuoro::kiosk
