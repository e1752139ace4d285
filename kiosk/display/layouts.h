#pragma once
// How the wall is divided, wide and tall.

#include <functional>

#include "kiosk/display/side_parts.h"
#include "kiosk/display/wall.h"

namespace vuoro::kiosk {

struct BodyParts {
  std::function<Board(const BoardRoom&)> board;  ///< the calls, as many as there is room for
  const Announcement* slide = nullptr;           ///< may be null
  Pictures* pictures = nullptr;                  ///< may be null
  ui::Rect card;                                 ///< of join_place(); empty: no code stands beside the calls
};

/// Where a wide wall has room for the code for phones in the column beside the calls; empty where it has not.
[[nodiscard]] ui::Rect join_place(Wall& wall, const ui::Rect& body, const BodyParts& parts);

/// What stands beside (wide) or under (tall) the calls; empty when this layout has nothing there, or the
/// figures need all of the width.
[[nodiscard]] ui::Rect side_of(Wall& wall, const ui::Rect& body, const BodyParts& parts);

/// Everything between head and foot. @param side  of side_of().
void draw_body(Wall& wall, ui::Rect rest, const ui::Rect& side, const BodyParts& parts);

/// A slow walk of the whole picture around its place, so that nothing is burnt into the panel: the rectangle
/// is smaller than the screen by the walk on every side, so nothing is ever cut.
inline constexpr std::chrono::minutes k_shift_every{2};
[[nodiscard]] ui::Rect shifted(const ui::Rect& screen, MonoTime now);

}  // namespace vuoro::kiosk
