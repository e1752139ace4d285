#include "ui/widgets/draw.h"

#include <cmath>

namespace vuoro::ui::draw {

float font_px(const Context& context, TextStyle style) {
  const View& view = context.view();
  return context.theme().type_of(style).cap_mm * view.px_per_mm * view.text_scale / k_cap_share;
}

TextRequest request(const Context& context, std::string_view words, const Lay& lay) {
  const TypeToken& type = context.theme().type_of(lay.style);
  TextRequest r;
  r.text = words;
  r.size_px = font_px(context, lay.style);
  r.weight = type.weight;
  r.line_height = type.line_height;
  r.width = lay.width;
  r.lines_max = lay.lines_max;
  r.align = lay.align;
  r.language = lay.language.empty() ? std::string_view(context.view().language) : lay.language;
  r.direction = context.view().direction;
  r.as_written = lay.as_written;
  return r;
}

const TextLayout& lay(Context& context, std::string_view words, const Lay& lay) {
  return context.text().layout(request(context, words, lay));
}

Colour colour(const Context& context, Tone tone) {
  const Colours& c = context.theme().colours;
  switch (tone) {
    case Tone::ink:
      return c.ink;
    case Tone::soft:
      return c.ink_soft;
    case Tone::primary:
      return c.primary;
    case Tone::success:
      return c.success;
    case Tone::warning:
      return c.warning;
    case Tone::error:
      return c.error;
    case Tone::on_hero:
      return c.on_hero;
    case Tone::on_hero_soft:
      return c.on_hero_soft;
    case Tone::on_primary:
      return c.on_primary;
  }
  return c.ink;
}

void text_at_top(Context& context, const TextLayout& layout, const Rect& rect, Colour colour) {
  context.painter().text(layout, {rect.x, rect.y}, colour);
}

void text_in_middle(Context& context, const TextLayout& layout, const Rect& rect, Colour colour) {
  const float block = layout.line_px * static_cast<float>(std::max(0, layout.lines - 1)) + layout.cap_px;
  const float top = rect.y + (rect.h - block) / 2 - (layout.baseline - layout.cap_px);
  context.painter().text(layout, {rect.x, top}, colour);
}

bool text_centred(Context& context, std::string_view words, TextStyle style, const Rect& rect, Colour colour,
                  std::string_view language) {
  const TextLayout& layout = lay(
      context, words,
      {.style = style, .width = rect.w, .lines_max = 1, .align = TextAlign::centre, .language = language});
  text_in_middle(context, layout, rect, colour);
  return !layout.clipped;
}

void surface(Context& context, const Rect& rect, float radius, Colour fill, bool low) {
  context.note_pressable(rect);
  sheet(context, rect, radius, fill, low);
}

void sheet(Context& context, const Rect& rect, float radius, Colour fill, bool low) {
  const Theme& theme = context.theme();
  Painter& painter = context.painter();
  if (theme.outlines) {
    painter.fill_round(rect, radius, fill);
    painter.ring(rect, radius, border(context), theme.colours.control);
    return;
  }
  const Elevation& e = theme.elevation;
  const float blur = std::round(context.mm(low ? e.low_mm : e.high_mm));
  painter.shadow(rect, radius, blur, std::round(blur * e.drop), theme.colours.shadow, e.alpha);
  painter.fill_round(rect, radius, fill);
}

void icon_disc(Context& context, Icon icon, const Rect& square, Colour disc, Colour ink) {
  context.painter().disc(square.centre(), square.w / 2, disc);
  const float side = std::round(square.w * 0.58f);
  context.painter().icon(icon, square.centred(side, side), ink);
}

float control_height(const Context& context, TextStyle style) {
  const float text =
      font_px(context, style) * context.theme().type_of(style).line_height + context.space(Space::s);
  return std::max(context.mm(context.theme().button_mm), std::round(text));
}

}  // namespace vuoro::ui::draw
