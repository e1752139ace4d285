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

struct TileLay {
  bool wide = false;
  float pad = 0, pad_y = 0, gap = 0, disc = 0, chevron = 0;
  const TextLayout* title = nullptr;
  const TextLayout* subtitle = nullptr;
  const TextLayout* status = nullptr;
  float words = 0, foot = 0, needed = 0;
};

TileLay lay_tile(Context& context, const TileSpec& spec, bool wide, float width) {
  TileLay t;
  t.wide = wide;
  t.pad = context.space(Space::l);
  t.pad_y = wide ? context.space(Space::m) : t.pad;
  t.gap = context.space(Space::s);
  t.disc = spec.icon == Icon::none ? 0 : context.mm(context.theme().size.disc);
  t.chevron = wide ? context.mm(context.theme().size.icon) : 0;
  const float room = width - 2 * t.pad -
                     (wide ? (t.disc > 0 ? t.disc + context.space(Space::m) : 0) + t.chevron + t.gap : 0);
  t.title = &draw::lay(context, spec.title, {.style = TextStyle::title, .width = room});
  t.subtitle = &draw::lay(context, spec.subtitle, {.style = TextStyle::body, .width = room});
  t.status = &draw::lay(context, spec.status, {.style = TextStyle::caption, .width = room});
  t.words = t.title->height + (spec.subtitle.empty() ? 0 : t.gap / 2 + t.subtitle->height);
  t.foot = spec.status.empty() ? 0 : t.gap + t.status->height;
  t.needed = wide ? std::max(t.disc, t.words + t.foot) + 2 * t.pad_y
                  : 2 * t.pad + (t.disc > 0 ? t.disc + context.space(Space::m) : 0) + t.words + t.foot;
  return t;
}

void draw_tile(Context& context, const TileSpec& spec, const TileLay& t, Rect inner, const TileInk& ink,
               float spare) {
  const Direction way = draw::direction(context);
  if (t.wide) {
    if (t.disc > 0) {
      draw::icon_disc(context, spec.icon, inner.cut_start(t.disc, way).centred(t.disc, t.disc), ink.disc,
                      ink.icon);
      inner.cut_start(context.space(Space::m), way);
    }
    context.painter().icon(Icon::chevron_right, inner.cut_end(t.chevron, way).centred(t.chevron, t.chevron),
                           ink.soft);
    inner.cut_end(t.gap, way);
    inner.cut_top(std::max(0.0f, (inner.h - t.words - t.foot) / 2));
  } else if (t.disc > 0) {
    // A high tile has a larger picture.
    const float disc = std::round(t.disc + std::clamp(spare * 0.3f, 0.0f, t.disc * 0.5f));
    Rect line = inner.cut_top(disc);
    draw::icon_disc(context, spec.icon, line.cut_start(disc, way), ink.disc, ink.icon);
    inner.cut_top(context.space(Space::m));
  }
  draw::text_at_top(context, *t.title, inner.cut_top(t.title->height), ink.title);
  if (!spec.subtitle.empty()) {
    inner.cut_top(t.gap / 2);
    draw::text_at_top(context, *t.subtitle, inner.cut_top(t.subtitle->height), ink.soft);
  }
  if (spec.status.empty()) return;
  if (t.wide) {
    inner.cut_top(t.gap);
    draw::text_at_top(context, *t.status, inner.cut_top(t.status->height), ink.icon);
    return;
  }
  // The status stands at the foot, under a thin line.
  const Rect line = inner.cut_bottom(t.status->height);
  if (spare > t.gap * 2) context.painter().fill({inner.x, line.y - t.gap, inner.w, 2}, ink.disc);
  draw::text_at_top(context, *t.status, line, ink.icon);
}

/// The main tile's sign again, large and faint, where its words leave the room.
void draw_echo(Context& context, Icon icon, const Rect& shape, const TileLay& t, const TileInk& ink) {
  const float side = std::round(std::min(shape.h * 0.8f, context.mm(context.theme().size.disc_large) * 1.5f));
  const float words = std::max({t.title->width, t.subtitle->width, t.status->width}) + 2 * t.pad + t.gap;
  if (t.wide || shape.w - words < side) return;
  Rect room = shape.inset(t.gap);
  const Rect end = room.cut_end(side, draw::direction(context));
  context.painter().icon(icon, end.centred(side, side), mix(ink.fill, ink.title, 0.12f));
}

}  // namespace

Response tile(Context& context, std::string_view key, const TileSpec& spec) {
  const Rect cell = context.layouts().next_cell(spec.height);
  const Layouts::Frame& part = context.layouts().top();
  // What the grid asks for, not what its cells have grown to: else one large frame would decide the next.
  const float offered = part.cells ? part.fixed_height : spec.height;
  TileLay t = lay_tile(context, spec, spec.wide, cell.w);
  // Where the icon does not fit above the words it goes beside them.
  if (!spec.wide && offered > 0 && t.needed > offered) {
    if (const TileLay beside = lay_tile(context, spec, true, cell.w); beside.needed < t.needed) t = beside;
  }
  const Rect rect = take(context, std::max(spec.height, t.needed));

  Node node;
  node.role = Role::button;
  node.label = spec.title;
  node.description = joined(spec.subtitle, spec.status);
  node.state.set(State::disabled, spec.disabled);
  node.actions.set(Action::press);
  node.rect = rect;
  const Interaction it = context.interact(key, std::move(node), {rect});
  const std::size_t index = context.last_index();
  context.note_fit(index,
                   !t.title->clipped && !t.subtitle->clipped && !t.status->clipped && t.needed <= rect.h + 1);

  const TileInk ink = ink_of(context.theme().colours, spec, it.pressed);
  const Rect shape = draw::held(context, rect, it.pressed);
  if (spec.disabled)
    context.painter().fill_round(shape, draw::radius_large(context), ink.fill);
  else
    draw::surface(context, shape, draw::radius_large(context), ink.fill, it.pressed);
  if (spec.primary && !spec.disabled && spec.icon != Icon::none) draw_echo(context, spec.icon, shape, t, ink);
  draw_tile(context, spec, t, rect.inset(t.pad, t.pad_y), ink, rect.h - t.needed);
  return {it.clicked, it.pressed, it.focused, context.node(index).id, rect};
}

Response list_row(Context& context, std::string_view key, const ListRowSpec& spec) {
  const float pad = context.space(Space::m), gap = context.space(Space::m);
  const Sizes& sizes = context.theme().size;
  const float disc = spec.icon == Icon::none ? 0 : context.mm(spec.large ? sizes.disc : sizes.disc_small);
  const float chevron = spec.chevron ? context.mm(context.theme().size.icon) : 0;
  float room =
      next_width(context) - 2 * pad - (disc > 0 ? disc + gap : 0) - (chevron > 0 ? chevron + gap / 2 : 0);
  const float badge_pad = context.space(Space::s);
  const TextLayout& badge = draw::lay(context, spec.badge, {.style = TextStyle::caption});
  const float badge_w = spec.badge.empty() ? 0 : std::ceil(badge.width) + 2 * badge_pad;
  if (badge_w > 0) room -= badge_w + gap / 2;
  const TextLayout& title = draw::lay(
      context, spec.title, {.style = spec.large ? TextStyle::subtitle : TextStyle::strong, .width = room});
  const TextLayout& subtitle = draw::lay(
      context, spec.subtitle, {.style = spec.large ? TextStyle::body : TextStyle::caption, .width = room});
  const float words = title.height + (spec.subtitle.empty() ? 0 : subtitle.height);
  const float least = context.mm(context.theme().target_mm) + context.space(Space::s);
  const Rect rect = take(context, std::max({spec.height, least, words + 2 * std::round(pad * 0.8f),
                                            disc + 2 * context.space(Space::s)}));

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
  context.note_fit(index,
                   !title.clipped && !subtitle.clipped && room > 2 * context.mm(context.theme().target_mm));

  const Colours& c = context.theme().colours;
  const Direction way = draw::direction(context);
  const Colour ink = spec.disabled ? c.on_disabled : c.ink;
  const Colour fill = spec.disabled   ? c.disabled
                      : it.pressed    ? c.surface_pressed
                      : spec.selected ? c.primary_soft
                                      : c.surface;
  if (spec.disabled) {
    context.painter().fill_round(rect, draw::radius(context), fill);
  } else {
    draw::surface(context, draw::held(context, rect, it.pressed), draw::radius(context), fill, true);
  }
  if (spec.selected) context.painter().ring(rect, draw::radius(context), draw::border(context), c.primary);
  Rect inner = rect.inset(pad, 0);
  if (disc > 0) {
    draw::icon_disc(context, spec.icon, inner.cut_start(disc, way).centred(disc, disc),
                    spec.disabled   ? c.background
                    : spec.selected ? c.surface
                                    : c.primary_soft,
                    spec.disabled ? c.on_disabled : c.primary);
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
