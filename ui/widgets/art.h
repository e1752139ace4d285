#pragma once
// Drawings made of the icon set and plain shapes: nothing to load, every colour a token of the theme. They
// say nothing that the words beside them do not, so they have no nodes.

#include "ui/context.h"

namespace vuoro::ui {

/// What a page is about, as a drawing: one sign in the middle, a smaller one on each side.
struct Art {
  Icon main = Icon::none;  ///< none: no drawing
  Icon before = Icon::none, after = Icon::none;
  Icon mark = Icon::none;  ///< at the corner of the main one: a tick for "done"
};

namespace draw {

/// The drawing as a band that fills the rectangle.
void art(Context& context, const Rect& rect, const Art& art);
/// A town by the water, standing on the rectangle's lower edge; for the head of the home screen.
void skyline(Context& context, const Rect& rect);

}  // namespace draw
}  // namespace vuoro::ui
