// Large choices: tiles and list rows.

#include <cmath>

#include "ui/widgets/buttons.h"
#include "ui/widgets/draw.h"

namespace vuoro::ui {
namespace {

struct TileInk {
  Colour fill, title, soft, disc, icon;
};

TileInk ink_of(const Colours& c, const TileSpec& spec, bool pressed) {
  if (spec.disabled) return {c.disabled, c.on_disabled, c.on_disabled, c.background, c.on_disabled};
  if (spec.primary) {
    const Colour fill = pressed ? c.primary_pressed : c.primary;
    return {fill, c.on_primary, mix(fill, c.on_primary, 0.86f), mix(fill, c.on_primary, 0.16f), c.on_primary};
  }
  return {pressed ? c.surface_pressed : c.surface, c.ink, c.ink_soft, c.primary_soft, c.primary};
}

std::string joined(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() ? a + b : a + ". " + b;
}

}  // namespace

Response tile(Context& context, std::string_view key, const TileSpec& spec) {
  const float pad = context.space(Space::l), gap = context.space(Space::s);
  const float disc = spec.icon == Icon::none ? 0 : context.mm(spec.wide ? 25 : 29);
  const float chevron = spec.wide ? context.mm(11) : 0;
  const float room =
      next_width(context) - 2 * pad - (spec.wide ? (disc > 0 ? disc + pad : 0) + chevron + gap : 0);
  const TextLayout& title = draw::lay(context, spec.title, {.style = TextStyle::title, .width = room});
  const TextLayout& subtitle = draw::lay(context, spec.subtitle, {.style = TextStyle::body, .width = room});
  const TextLayout& status = draw::lay(context, spec.status, {.style = TextStyle::caption, .width = room});
  const float words = title.height + (spec.subtitle.empty() ? 0 : gap / 2 + subtitle.height);
  const float foot = spec.status.empty() ? 0 : gap + status.height;
  const float needed = spec.wide ? std::max(disc, words + foot) + 2 * std::round(pad * 0.8f)
                                 : 2 * pad + (disc > 0 ? disc + context.space(Space::m) : 0) + words + foot;
  const Rect rect = take(context, std::max(spec.height, needed));

  Node node;
  node.role = Role::button;
  node.label = spec.title;
  node.description = joined(spec.subtitle, spec.status);
  node.state.set(State::disabled, spec.disabled);
  node.actions.set(Action::press);
  node.rect = rect;
  const Interaction it = context.interact(key, std::move(node), {rect});
  const std::size_t index = context.last_index();
  context.note_fit(index, !title.clipped && !subtitle.clipped && !status.clipped && needed <= rect.h + 1);

  const Direction way = draw::direction(context);
  const TileInk ink = ink_of(context.theme().colours, spec, it.pressed);
  const Rect shape = it.pressed ? rect.inset(context.mm(0.8f)) : rect;
  draw::surface(context, shape, draw::radius_large(context), ink.fill, it.pressed || spec.disabled);
  Rect inner = rect.inset(pad, spec.wide ? std::round(pad * 0.8f) : pad);
  if (spec.wide) {
    if (disc > 0) {
      draw::icon_disc(context, spec.icon, inner.cut_start(disc, way).centred(disc, disc), ink.disc, ink.icon);
      inner.cut_start(pad, way);
    }
    context.painter().icon(Icon::chevron_right, inner.cut_end(chevron, way).centred(chevron, chevron),
                           ink.soft);
    inner.cut_end(gap, way);
    inner.cut_top(std::max(0.0f, (inner.h - words - foot) / 2));
  } else if (disc > 0) {
    const Rect top = inner.cut_top(disc);
    Rect line = top;
    draw::icon_disc(context, spec.icon, line.cut_start(disc, way), ink.disc, ink.icon);
    inner.cut_top(context.space(Space::m));
  }
  draw::text_at_top(context, title, inner.cut_top(title.height), ink.title);
  if (!spec.subtitle.empty()) {
    inner.cut_top(gap / 2);
    draw::text_at_top(context, subtitle, inner.cut_top(subtitle.height), ink.soft);
  }
  if (!spec.status.empty()) {
    if (spec.wide) inner.cut_top(gap);
    const Rect line = spec.wide ? inner.cut_top(status.height) : inner.cut_bottom(status.height);
    draw::text_at_top(context, status, line, ink.icon);
  }
  return {it.clicked, it.pressed, it.focused, context.node(index).id, rect};
}

Response list_row(Context& context, std::string_view key, const ListRowSpec& spec) {
  const float pad = context.space(Space::m), gap = context.space(Space::m);
  const float disc = spec.icon == Icon::none ? 0 : context.mm(17);
  const float chevron = spec.chevron ? context.mm(10) : 0;
  float room =
      next_width(context) - 2 * pad - (disc > 0 ? disc + gap : 0) - (chevron > 0 ? chevron + gap / 2 : 0);
  const float badge_pad = context.space(Space::s);
  const TextLayout& badge = draw::lay(context, spec.badge, {.style = TextStyle::caption});
  const float badge_w = spec.badge.empty() ? 0 : std::ceil(badge.width) + 2 * badge_pad;
  if (badge_w > 0) room -= badge_w + gap / 2;
  const TextLayout& title = draw::lay(context, spec.title, {.style = TextStyle::strong, .width = room});
  const TextLayout& subtitle =
      draw::lay(context, spec.subtitle, {.style = TextStyle::caption, .width = room});
  const float words = title.height + (spec.subtitle.empty() ? 0 : subtitle.height);
  const float least = context.mm(context.theme().target_mm) + context.space(Space::s);
  const Rect rect = take(
      context, std::max({least, words + 2 * std::round(pad * 0.8f), disc + 2 * context.space(Space::s)}));

  Node node;
  node.role = Role::list_item;
  node.label = spec.title;
  node.value = spec.badge;
  node.description = spec.subtitle;
  node.state.set(State::disabled, spec.disabled).set(State::selected, spec.selected);
  node.actions.set(Action::press);
  node.rect = rect;
  const Interaction it = context.interact(key, std::move(node), {rect});
  const std::size_t index = context.last_index();
  context.note_fit(index, !title.clipped && !subtitle.clipped && room > context.mm(40));

  const Colours& c = context.theme().colours;
  const Direction way = draw::direction(context);
  const Colour ink = spec.disabled ? c.on_disabled : c.ink;
  const Colour fill = spec.disabled   ? c.disabled
                      : it.pressed    ? c.surface_pressed
                      : spec.selected ? c.primary_soft
                                      : c.surface;
  draw::surface(context, it.pressed ? rect.inset(context.mm(0.6f)) : rect, draw::radius(context), fill, true);
  if (spec.selected) context.painter().ring(rect, draw::radius(context), draw::border(context), c.primary);
  Rect inner = rect.inset(pad, 0);
  if (disc > 0) {
    draw::icon_disc(context, spec.icon, inner.cut_start(disc, way).centred(disc, disc),
                    spec.disabled ? c.background : c.primary_soft, spec.disabled ? c.on_disabled : c.primary);
    inner.cut_start(gap, way);
  }
  if (chevron > 0) {
    context.painter().icon(Icon::chevron_right, inner.cut_end(chevron, way).centred(chevron, chevron),
                           c.ink_soft);
    inner.cut_end(gap / 2, way);
  }
  if (badge_w > 0) {
    const float h = std::round(badge.height + context.space(Space::xs));
    const Rect pill = inner.cut_end(badge_w, way).centred(badge_w, h);
    context.painter().fill_round(pill, h / 2, c.surface_sunken);
    draw::text_in_middle(context, badge, pill.inset(badge_pad, 0), c.ink);
    inner.cut_end(gap / 2, way);
  }
  inner.cut_top((inner.h - words) / 2);
  draw::text_at_top(context, title, inner.cut_top(title.height), ink);
  draw::text_at_top(context, subtitle, inner, spec.disabled ? c.on_disabled : c.ink_soft);
  return {it.clicked, it.pressed, it.focused, context.node(index).id, rect};
}

}  // namespace vuoro::ui
