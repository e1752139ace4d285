#pragma once
// The parts of a page's head and where they go when everything must be in reach. For the folder's own use.

#include <string>

#include "ui/widgets/page.h"

namespace vuoro::ui::page_parts {

struct Head {
  bool back = false, home = false, access = false;
  float bottom = 0;  ///< where the content begins
};

/// The strip of the rectangle in which content stands.
[[nodiscard]] Rect column_of(const Context& context, const Rect& rect, bool narrow);
[[nodiscard]] bool has_buttons(const PageSpec& spec);
[[nodiscard]] float bar_height(const Context& context);
/// The way back, the way to the easier layouts, the way home; cuts them off `line` and leaves the rest.
void put_buttons(Context& context, const PageSpec& spec, Rect& line, Head& head);

/// The city's logo at the start of the line, when the theme has one; cuts it off.
void put_logo(Context& context, Rect& line);

/// The low-reach layout: words above, everything that is touched below View::reach_top_px.
struct LowPage {
  Head head;
  Rect content, footer;
  bool footer_scrolls = false;  ///< there is so little room that the foot follows the content in its scroll
};
[[nodiscard]] LowPage low_page(Context& context, const PageSpec& spec);

/// Memory::page of a scroll area in which a whole page scrolls, its foot too: a part of it that would scroll by
/// itself is a plain column there, for nobody finds the way in one window within another.
inline constexpr int k_whole_page = 1;

}  // namespace vuoro::ui::page_parts
