#include <cmath>

#include "ui/widgets/buttons.h"
#include "ui/widgets/draw.h"

namespace vuoro::ui {
namespace {

struct Look {
  Colour fill, ink;
  bool filled = true, outlined = false;
};

Look look_of(const Colours& c, ButtonKind kind, bool disabled, bool pressed) {
  if (disabled) return {c.disabled, c.on_disabled, true, false};
  switch (kind) {
    case ButtonKind::primary:
      return {pressed ? c.primary_pressed : c.primary, c.on_primary, true, false};
    case ButtonKind::secondary:
      return {pressed ? c.surface_pressed : c.surface, c.primary, true, true};
    case ButtonKind::quiet:
      return {c.surface_pressed, c.primary, pressed, false};
    case ButtonKind::danger:
      return {pressed ? mix(c.error, c.ink, 0.25f) : c.error, c.on_primary, true, false};
  }
  return {};
}

}  // namespace

Response button(Context& context, std::string_view key, const ButtonSpec& spec) {
  const TextStyle style = spec.large ? TextStyle::subtitle : TextStyle::strong;
  const float pad = context.space(spec.large ? Space::l : Space::m);
  const float size = spec.icon == Icon::none ? 0 : std::round(draw::font_px(context, style) * 1.25f);
  const float gap = size > 0 ? context.space(Space::s) : 0;
  const float room = std::max(1.0f, next_width(context) - 2 * pad - size - gap);
  const TextLayout& layout =
      draw::lay(context, spec.label, {.style = style, .width = room, .align = TextAlign::start});
  const float least =
      draw::control_height(context, style) + (spec.large ? context.mm(context.theme().size.button_extra) : 0);
  const Rect rect = take(context, std::max(least, layout.height + context.space(Space::s)));

  Node node;
  node.role = Role::button;
  node.label = spec.label;
  node.description = spec.description;
  node.state.set(State::disabled, spec.disabled);
  node.actions.set(Action::press);
  node.rect = rect;
  const Interaction it = context.interact(key, std::move(node), {rect});
  const std::size_t index = context.last_index();
  context.note_fit(index, !layout.clipped);

  const Look look = look_of(context.theme().colours, spec.kind, spec.disabled, it.pressed);
  const float radius = std::min(draw::radius(context), rect.h / 2);
  const Rect shape = draw::held(context, rect, it.pressed);
  if (look.filled) {
    if (spec.kind == ButtonKind::quiet || spec.disabled)
      context.painter().fill_round(shape, radius, look.fill);
    else
      draw::surface(context, shape, radius, look.fill, true);
  }
  if (look.outlined && !context.theme().outlines)
    context.painter().ring(shape, radius, draw::border(context), context.theme().colours.primary);

  // Icon and label stand together in the middle.
  const float block = size + gap + std::ceil(layout.width);
  Rect inner = rect.centred(block, rect.h);
  const Direction towards =
      spec.icon_at_end == context.rtl() ? Direction::left_to_right : Direction::right_to_left;
  if (size > 0) {
    context.painter().icon(spec.icon, inner.cut_start(size, towards).centred(size, size), look.ink);
    inner.cut_start(gap, towards);
  }
  const float x = context.rtl() ? inner.right() - room : inner.x;
  draw::text_in_middle(context, layout, {x, inner.y, inner.w, inner.h}, look.ink);
  return {it.clicked, it.pressed, it.focused, context.node(index).id, rect};
}

Response icon_button(Context& context, std::string_view key, Icon icon, std::string_view label,
                     const Rect& rect) {
  Node node;
  node.role = Role::button;
  node.label = std::string(label);
  node.actions.set(Action::press);
  node.rect = rect;
  const Interaction it = context.interact(key, std::move(node), {rect});
  const std::size_t index = context.last_index();
  const Colours& c = context.theme().colours;
  const float side = std::min(rect.w, rect.h);
  const Rect square = rect.centred(side, side);
  draw::surface(context, draw::held(context, square, it.pressed), side / 2,
                it.pressed ? c.surface_pressed : c.surface, it.pressed);
  context.painter().icon(icon, square.centred(side * 0.5f, side * 0.5f), c.primary);
  return {it.clicked, it.pressed, it.focused, context.node(index).id, rect};
}

bool checkbox(Context& context, std::string_view key, std::string_view label, bool checked) {
  const float box = context.mm(context.theme().size.sign), gap = context.space(Space::m);
  const float room = next_width(context) - box - gap;
  const TextLayout& layout = draw::lay(context, label, {.style = TextStyle::body, .width = room});
  Rect rect = take(context,
                   std::max(context.mm(context.theme().target_mm) + context.space(Space::xs), layout.height));
  Node node;
  node.role = Role::choice;
  node.label = std::string(label);
  node.state.set(State::checked, checked);
  node.actions.set(Action::press);
  node.rect = rect;
  const Interaction it = context.interact(key, std::move(node), {rect});
  context.note_fit(context.last_index(), !layout.clipped);
  const Colours& c = context.theme().colours;
  const Rect square = rect.cut_start(box, draw::direction(context)).centred(box, box);
  context.painter().fill_round(square, draw::radius_small(context) / 2,
                               checked      ? c.primary
                               : it.pressed ? c.surface_pressed
                                            : c.surface);
  if (!checked)
    context.painter().ring(square, draw::radius_small(context) / 2, draw::border(context), c.control);
  if (checked) context.painter().icon(Icon::check, square.inset(box * 0.1f), c.on_primary);
  rect.cut_start(gap, draw::direction(context));
  draw::text_in_middle(context, layout, rect, c.ink);
  return it.clicked;
}

}  // namespace vuoro::ui
