#include "ui/widgets/choices.h"

#include <cmath>

#include "ui/widgets/draw.h"

namespace vuoro::ui {
namespace {

void open_group(Context& context, std::string_view key, std::string_view label, const Rect& rect) {
  Node group;
  group.role = Role::choice_group;
  group.label = std::string(label);
  group.rect = rect;
  context.open(key, std::move(group));
}

Interaction choice(Context& context, std::string_view key, std::string label, std::string description,
                   bool selected, bool disabled, const Rect& rect) {
  Node node;
  node.role = Role::choice;
  node.label = std::move(label);
  node.description = std::move(description);
  node.state.set(State::selected, selected).set(State::disabled, disabled);
  node.actions.set(Action::press);
  node.rect = rect;
  return context.interact(key, std::move(node), {rect});
}

/// Cells of a grid inside one rectangle, in reading order.
Rect cell_of(const Context& context, const Rect& all, std::size_t i, int per_line, float height, float gap) {
  const auto n = static_cast<float>(per_line);
  const auto column = static_cast<float>(i % static_cast<std::size_t>(per_line));
  const auto line = static_cast<float>(i / static_cast<std::size_t>(per_line));
  const float w = (all.w - gap * (n - 1)) / n;
  const float x = std::round(column * (w + gap)), width = std::round(column * (w + gap) + w) - x;
  return {context.rtl() ? all.right() - x - width : all.x + x, all.y + line * (height + gap), width, height};
}

Rect take_grid(Context& context, std::size_t count, int per_line, float height, float gap) {
  const auto lines = static_cast<float>((count + static_cast<std::size_t>(per_line) - 1) /
                                        static_cast<std::size_t>(per_line));
  return take(context, std::max(0.0f, lines * (height + gap) - gap));
}

/// As many cells a line as asked for, or as many as have room for the widest words.
int fitting(Context& context, int per_line, float widest, float gap) {
  const float width = next_width(context);
  const auto cell = [&](int n) { return (width - gap * static_cast<float>(n - 1)) / static_cast<float>(n); };
  while (per_line > 1 && cell(per_line) < widest + 2) --per_line;
  return per_line;
}

struct CellInk {
  Colour fill, ink, soft;
};
CellInk ink_of(const Colours& c, bool selected, bool disabled, bool pressed) {
  if (disabled) return {c.disabled, c.on_disabled, c.on_disabled};
  if (selected) return {c.primary, c.on_primary, c.on_primary};
  return {pressed ? c.surface_pressed : c.surface, c.ink, c.ink_soft};
}

}  // namespace

int rating(Context& context, std::string_view key, std::string_view label,
           const std::array<std::string, 5>& labels, int selected) {
  const Colours& c = context.theme().colours;
  const float gap = context.space(Space::s), width = next_width(context);
  const float cell_w = (width - 4 * gap) / 5;
  const float face = std::min(cell_w - context.space(Space::xs), context.mm(context.theme().size.face));
  const TextLayout* names[5];
  float words = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    names[i] = &draw::lay(context, labels[i],
                          {.style = TextStyle::caption, .width = cell_w, .align = TextAlign::centre});
    words = std::max(words, names[i]->height);
  }
  const Rect all = take(context, face + context.space(Space::s) + words);
  open_group(context, key, label, all);
  int chosen = 0;
  constexpr Icon k_faces[] = {Icon::face_1, Icon::face_2, Icon::face_3, Icon::face_4, Icon::face_5};
  const Colour inks[] = {c.error, c.warning, c.ink_soft, c.primary, c.success};
  for (std::size_t i = 0; i < 5; ++i) {
    Rect cell = cell_of(context, all, i, 5, all.h, gap);
    const bool on = selected == static_cast<int>(i) + 1;
    const Interaction it = choice(context, std::to_string(i + 1), labels[i], {}, on, false, cell);
    context.note_fit(context.last_index(), !names[i]->clipped);
    if (it.clicked) chosen = static_cast<int>(i) + 1;
    const Rect top = cell.cut_top(face);
    const Rect square = draw::held(context, top.centred(face, face), it.pressed);
    draw::surface(context, square, square.w / 2,
                  on           ? inks[i]
                  : it.pressed ? c.surface_pressed
                               : c.surface,
                  it.pressed || on);
    context.painter().icon(k_faces[i], square.inset(square.w * 0.13f), on ? c.on_primary : inks[i]);
    cell.cut_top(context.space(Space::s));
    draw::text_at_top(context, *names[i], cell, on ? c.ink : c.ink_soft);
  }
  context.close();
  return chosen;
}

int day_chips(Context& context, std::string_view key, std::string_view label, std::span<const DaySpec> days,
              int selected, int per_line) {
  const float gap = context.space(Space::s), pad = context.space(Space::s);
  const auto line = [&](TextStyle style) {
    return draw::font_px(context, style) * context.theme().type_of(style).line_height;
  };
  bool notes = false;
  for (const DaySpec& day : days) notes = notes || !day.note.empty();
  const float height =
      std::round(line(TextStyle::caption) * (notes ? 2.0f : 1.0f) + line(TextStyle::subtitle) + 2 * pad);
  // Larger letters get fewer, wider cells.
  const auto needs = [&](const std::string& words, TextStyle style) {
    return draw::lay(context, words, {.style = style}).width + context.space(Space::xs);
  };
  float widest = 0;
  for (const DaySpec& day : days)
    widest = std::max({widest, needs(day.weekday, TextStyle::caption), needs(day.day, TextStyle::subtitle),
                       needs(day.note, TextStyle::caption)});
  per_line = fitting(context, per_line, widest, gap);
  const Rect all = take_grid(context, days.size(), per_line, height, gap);
  open_group(context, key, label, all);
  int chosen = -1;
  for (std::size_t i = 0; i < days.size(); ++i) {
    const DaySpec& day = days[i];
    const Rect cell = cell_of(context, all, i, per_line, height, gap);
    const bool on = selected == static_cast<int>(i);
    const Interaction it = choice(context, day.key, day.label, day.note, on, day.disabled, cell);
    const std::size_t index = context.last_index();
    if (it.clicked) chosen = static_cast<int>(i);
    const CellInk ink = ink_of(context.theme().colours, on, day.disabled, it.pressed);
    const Rect shape = draw::held(context, cell, it.pressed);
    if (day.disabled)
      context.painter().fill_round(shape, draw::radius(context), ink.fill);
    else
      draw::surface(context, shape, draw::radius(context), ink.fill, true);
    Rect inner = cell.inset(context.space(Space::xs) / 2, pad);
    bool fits = draw::text_centred(context, day.weekday, TextStyle::caption,
                                   inner.cut_top(line(TextStyle::caption)), ink.soft);
    fits = draw::text_centred(context, day.day, TextStyle::subtitle, inner.cut_top(line(TextStyle::subtitle)),
                              ink.ink) &&
           fits;
    if (notes) fits = draw::text_centred(context, day.note, TextStyle::caption, inner, ink.soft) && fits;
    context.note_fit(index, fits);
  }
  context.close();
  return chosen;
}

int time_slots(Context& context, std::string_view key, std::string_view label,
               std::span<const TimeSpec> times, int selected, int per_line) {
  const float gap = context.space(Space::s), height = draw::control_height(context, TextStyle::subtitle);
  float widest = 0;
  for (const TimeSpec& time : times)
    widest = std::max(widest, draw::lay(context, time.label, {.style = TextStyle::subtitle}).width);
  per_line = fitting(context, per_line, widest, gap);
  const Rect all = take_grid(context, times.size(), per_line, height, gap);
  open_group(context, key, label, all);
  int chosen = -1;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const TimeSpec& time = times[i];
    const Rect cell = cell_of(context, all, i, per_line, height, gap);
    const bool on = selected == static_cast<int>(i);
    const Interaction it = choice(context, time.key, time.label, {}, on, time.disabled, cell);
    const std::size_t index = context.last_index();
    if (it.clicked) chosen = static_cast<int>(i);
    const CellInk ink = ink_of(context.theme().colours, on, time.disabled, it.pressed);
    const Rect shape = draw::held(context, cell, it.pressed);
    if (time.disabled)
      context.painter().fill_round(shape, draw::radius(context), ink.fill);
    else
      draw::surface(context, shape, draw::radius(context), ink.fill, true);
    context.note_fit(index, draw::text_centred(context, time.label, TextStyle::subtitle, cell, ink.ink));
  }
  context.close();
  return chosen;
}

}  // namespace vuoro::ui
