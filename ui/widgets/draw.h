#pragma once
// What the widgets share: text in the theme's styles, surfaces, discs. For the folder's own use.

#include <string_view>

#include "ui/context.h"
#include "ui/layout.h"
#include "ui/paint/painter.h"
#include "ui/widgets/text.h"

namespace vuoro::ui::draw {

struct Lay {
  TextStyle style = TextStyle::body;
  float width = 0;  ///< 0: one line
  int lines_max = 0;
  TextAlign align = TextAlign::start;
  std::string_view language{};
  bool as_written = false;  ///< see TextRequest
};

/// Em size of a style, px, with the view's text scale.
[[nodiscard]] float font_px(const Context& context, TextStyle style);
[[nodiscard]] TextRequest request(const Context& context, std::string_view words, const Lay& lay);
[[nodiscard]] const TextLayout& lay(Context& context, std::string_view words, const Lay& lay);
[[nodiscard]] Colour colour(const Context& context, Tone tone);

/// Draws a layout made for the rectangle's width with its top at the rectangle's top.
void text_at_top(Context& context, const TextLayout& layout, const Rect& rect, Colour colour);
/// Draws a layout so that its capitals stand in the middle of the rectangle's height.
void text_in_middle(Context& context, const TextLayout& layout, const Rect& rect, Colour colour);
/// One line, in the middle of the rectangle both ways. @return whether it fits in.
bool text_centred(Context& context, std::string_view words, TextStyle style, const Rect& rect, Colour colour,
                  std::string_view language = {});

/// The sheet under a part of the page: its shadow or outline, and its fill. Small or pressed things lie low.
void sheet(Context& context, const Rect& rect, float radius, Colour fill, bool low = false);
/// The same for what can be pressed; a frame with a surface where no node acts is reported
/// (Context::drawn_without_node).
void surface(Context& context, const Rect& rect, float radius, Colour fill, bool low = false);
/// An icon in a disc.
void icon_disc(Context& context, Icon icon, const Rect& square, Colour disc, Colour ink);

[[nodiscard]] inline float radius(const Context& context) {
  return context.mm(context.theme().radius_mm);
}
[[nodiscard]] inline float radius_small(const Context& context) {
  return context.mm(context.theme().radius_small_mm);
}
[[nodiscard]] inline float radius_large(const Context& context) {
  return context.mm(context.theme().radius_large_mm);
}
[[nodiscard]] inline float border(const Context& context) {
  return std::max(2.0f, context.mm(context.theme().border_mm));
}
/// The shape of a thing that may be held down: a little smaller while it is.
[[nodiscard]] inline Rect held(const Context& context, const Rect& rect, bool pressed) {
  return pressed ? rect.inset(context.mm(context.theme().size.press)) : rect;
}
/// At least the height of a button, more when larger letters need it.
[[nodiscard]] float control_height(const Context& context, TextStyle style = TextStyle::strong);
[[nodiscard]] inline Direction direction(const Context& context) {
  return context.view().direction;
}

}  // namespace vuoro::ui::draw
