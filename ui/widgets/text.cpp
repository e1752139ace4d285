#include "ui/widgets/text.h"

#include <cmath>

#include "ui/widgets/draw.h"

namespace vuoro::ui {
namespace {

TextAlign to_text_align(Align align) {
  return align == Align::start    ? TextAlign::start
         : align == Align::centre ? TextAlign::centre
                                  : TextAlign::end;
}

/// fit_text() makes letters no smaller than this; what does not fit then is cut.
constexpr float k_fit_least_px = 8;

}  // namespace

Response text(Context& context, std::string_view key, std::string_view words, const TextSpec& spec) {
  const TextLayout& layout = draw::lay(context, words,
                                       {.style = spec.style,
                                        .width = next_width(context),
                                        .lines_max = spec.lines_max,
                                        .align = to_text_align(spec.align),
                                        .language = spec.language});
  const Rect rect = take(context, layout.height);
  draw::text_at_top(context, layout, rect, draw::colour(context, spec.tone));
  Node node;
  node.role = spec.role;
  node.label = std::string(words);
  node.live = spec.live;
  node.language = std::string(spec.language);
  node.rect = {rect.x, rect.y, rect.w, layout.height};
  const std::size_t index = context.add(key, std::move(node));
  context.note_fit(index, !layout.clipped);
  return {.id = context.node(index).id, .rect = rect};
}

Response heading(Context& context, std::string_view key, std::string_view words, TextStyle style,
                 Align align) {
  return text(context, key, words, {.style = style, .align = align, .role = Role::heading});
}

Response paragraph(Context& context, std::string_view key, std::string_view words, Tone tone) {
  return text(context, key, words, {.style = TextStyle::body, .tone = tone});
}

Response fact(Context& context, std::string_view key, const FactSpec& spec) {
  const float disc = context.mm(context.theme().size.disc_small), gap = context.space(Space::m);
  const float width = next_width(context) - disc - gap;
  const TextLayout& label = draw::lay(context, spec.label, {.style = TextStyle::caption, .width = width});
  const TextLayout& value = draw::lay(context, spec.value, {.style = TextStyle::strong, .width = width});
  const float words = label.height + value.height;
  Rect rect = take(context, std::max(disc, words));
  Node node;
  node.role = Role::text;
  node.label = spec.label;
  node.value = spec.value;
  node.rect = rect;
  const std::size_t index = context.add(key, std::move(node));
  context.note_fit(index, !label.clipped && !value.clipped);
  const Rect whole = rect;
  const Colours& c = context.theme().colours;
  const Rect start = rect.cut_start(disc, draw::direction(context));
  draw::icon_disc(context, spec.icon, {start.x, start.y + (start.h - disc) / 2, disc, disc}, c.primary_soft,
                  c.primary);
  rect.cut_start(gap, draw::direction(context));
  rect.y += (rect.h - words) / 2;
  draw::text_at_top(context, label, rect, c.ink_soft);
  rect.cut_top(label.height);
  draw::text_at_top(context, value, rect, c.ink);
  return {.id = context.node(index).id, .rect = whole};
}

Response figure(Context& context, std::string_view key, const FigureSpec& spec) {
  const float width = next_width(context), gap = context.space(Space::s);
  const float disc = spec.icon == Icon::none ? 0 : context.mm(context.theme().size.disc);
  const TextLayout& above = draw::lay(context, spec.above.empty() ? spec.label : spec.above,
                                      {.style = spec.above.empty() ? TextStyle::body : TextStyle::title,
                                       .width = width,
                                       .align = TextAlign::centre});
  const TextLayout& value =
      draw::lay(context, spec.value, {.style = spec.style, .width = width, .align = TextAlign::centre});
  Rect rect = take(context, (disc > 0 ? disc + gap : 0) + above.height + gap / 2 + value.height);
  Node node;
  node.role = Role::text;
  node.label = spec.label;
  node.value = spec.said.empty() ? spec.value : spec.said;
  node.rect = rect;
  const std::size_t index = context.add(key, std::move(node));
  context.note_fit(index, !above.clipped && !value.clipped);
  const Rect whole = rect;
  const Colours& c = context.theme().colours;
  if (disc > 0) {
    draw::icon_disc(context, spec.icon, rect.cut_top(disc).centred(disc, disc), c.primary_soft, c.primary);
    rect.cut_top(gap);
  }
  draw::text_at_top(context, above, rect.cut_top(above.height + gap / 2),
                    spec.above.empty() ? c.ink_soft : c.ink);
  draw::text_at_top(context, value, rect, draw::colour(context, spec.tone));
  return {.id = context.node(index).id, .rect = whole};
}

Response fit_text(Context& context, std::string_view key, std::string_view words, const Rect& rect,
                  const FitSpec& spec) {
  // Widths grow nearly with the size: one layout at a known size tells about how large it can be, and those
  // at the size itself settle it, since small letters are set wider and the display cut begins at 44 px.
  TextRequest r;
  r.text = words;
  r.size_px = 100;
  r.weight = spec.weight;
  r.line_height = 1.1f;
  r.language = context.view().language;
  r.direction = context.view().direction;
  r.lines_max = 1;
  const float known = context.text().layout(r).width;
  const float high = std::min(rect.h, spec.height_max > 0 ? spec.height_max : rect.h) / r.line_height;
  const auto even = [](float size) { return std::max(k_fit_least_px, std::floor(size / 2) * 2); };
  const auto fits = [&](float size) {
    r.size_px = size;
    const TextLayout& made = context.text().layout(r);
    return made.width <= rect.w && made.height <= rect.h + 1;
  };
  // Even sizes only: fewer glyphs to keep.
  float size = even(std::min(high, known > 0 ? 100 * rect.w / known : high));
  while (size > k_fit_least_px && !fits(size)) size -= 2;
  while (size + 2 <= high && fits(size + 2)) size += 2;
  r.size_px = size;
  r.width = rect.w;
  r.align = to_text_align(spec.align);
  const TextLayout& layout = context.text().layout(r);
  draw::text_in_middle(context, layout, rect, draw::colour(context, spec.tone));
  Node node;
  node.role = spec.role;
  node.label = std::string(words);
  node.live = spec.live;
  node.rect = rect;
  const std::size_t index = context.add(key, std::move(node));
  context.note_fit(index, !layout.clipped && (spec.height_min <= 0 || layout.height >= spec.height_min));
  return {.id = context.node(index).id, .rect = rect};
}

Response badge(Context& context, std::string_view key, std::string_view words, BadgeKind kind, Icon icon) {
  const Colours& c = context.theme().colours;
  Colour back = c.surface_sunken, ink = c.ink;
  switch (kind) {
    case BadgeKind::neutral:
      break;
    case BadgeKind::primary:
      back = c.primary_soft, ink = c.primary;
      break;
    case BadgeKind::success:
      back = c.success_soft, ink = c.success;
      break;
    case BadgeKind::warning:
      back = c.warning_soft, ink = c.warning;
      break;
    case BadgeKind::error:
      back = c.error_soft, ink = c.error;
      break;
  }
  const float pad = context.space(Space::s),
              size = icon == Icon::none ? 0 : context.mm(context.theme().size.icon) * 0.85f;
  const float gap = icon == Icon::none ? 0 : context.space(Space::xs);
  const float room = next_width(context) - 2 * pad - size - gap;
  const TextLayout& layout = draw::lay(context, words, {.style = TextStyle::caption, .width = room});
  const float height = std::round(layout.height + context.space(Space::xs) * 1.4f);
  Rect rect = take(context, height);
  rect.h = height;
  Rect shape = rect.cut_start(std::ceil(layout.width) + 2 * pad + size + gap, draw::direction(context));
  context.painter().fill_round(shape, height / 2, back);
  Node node;
  node.role = Role::badge;
  node.label = std::string(words);
  node.rect = shape;
  const std::size_t index = context.add(key, std::move(node));
  context.note_fit(index, !layout.clipped);
  const Rect whole = shape;
  shape.cut_start(pad, draw::direction(context));
  if (icon != Icon::none) {
    const Rect at = shape.cut_start(size, draw::direction(context));
    context.painter().icon(icon, at.centred(size, size), ink);
    shape.cut_start(gap, draw::direction(context));
  }
  shape.cut_end(pad, draw::direction(context));
  // Laid out for the whole width; in a right-to-left view its lines end at that width's right side.
  const float slack = context.rtl() ? shape.right() - room : shape.x;
  draw::text_in_middle(context, layout, {slack, shape.y, shape.w, shape.h}, ink);
  return {.id = context.node(index).id, .rect = whole};
}

void icon(Context& context, std::string_view key, Icon which, float size, Tone tone, std::string_view label) {
  const Rect rect = take(context, size);
  context.painter().icon(which, rect.centred(size, size), draw::colour(context, tone));
  if (label.empty()) return;
  Node node;
  node.role = Role::image;
  node.label = std::string(label);
  node.rect = rect.centred(size, size);
  context.add(key, std::move(node));
}

}  // namespace vuoro::ui
