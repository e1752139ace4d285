// Groups of choices: one of a few, any of several, the languages.

#include <cmath>

#include "ui/widgets/buttons.h"
#include "ui/widgets/draw.h"

namespace vuoro::ui {
namespace {

Node choice_node(const ChoiceSpec& choice, bool selected, const Rect& rect) {
  Node node;
  node.role = Role::choice;
  node.label = choice.label;
  node.language = choice.language;
  node.state.set(State::selected, selected).set(State::disabled, choice.disabled);
  node.actions.set(Action::press);
  node.rect = rect;
  return node;
}

void open_group(Context& context, std::string_view key, std::string_view label, const Rect& rect) {
  Node group;
  group.role = Role::choice_group;
  group.label = std::string(label);
  group.rect = rect;
  context.open(key, std::move(group));
}

/// One pill; filled when chosen, outlined otherwise. @return whether it was just pressed.
bool pill(Context& context, const ChoiceSpec& choice, bool selected, const Rect& rect, bool on_track) {
  const Interaction it = context.interact(choice.key, choice_node(choice, selected, rect), {rect});
  const std::size_t index = context.last_index();
  const Colours& c = context.theme().colours;
  const Rect shape = draw::held(context, rect, it.pressed);
  const float radius = std::min(rect.h / 2, draw::radius(context));
  Colour ink = choice.disabled ? c.on_disabled : c.ink;
  if (selected) {
    context.painter().fill_round(shape, radius, c.primary);
    ink = c.on_primary;
  } else if (it.pressed) {
    context.painter().fill_round(shape, radius, c.surface_pressed);
  } else if (!on_track) {
    context.painter().fill_round(shape, radius, c.surface);
    context.painter().ring(shape, radius, draw::border(context), c.control);
  }
  Rect inner = rect;
  if (choice.icon != Icon::none) {
    const float size = context.mm(context.theme().size.icon), gap = context.space(Space::xs);
    const TextLayout& line =
        draw::lay(context, choice.label, {.style = TextStyle::strong, .language = choice.language});
    // Sign and word stand together in the middle, where one line is enough.
    const float together = std::ceil(line.width) + size + gap + 2;
    inner = together <= rect.w ? rect.centred(together, rect.h) : rect.inset(context.space(Space::s), 0);
    context.painter().icon(choice.icon, inner.cut_start(size, draw::direction(context)).centred(size, size),
                           ink);
    if (together <= rect.w) inner.cut_start(gap, draw::direction(context));
  }
  const TextLayout& words = draw::lay(context, choice.label,
                                      {.style = TextStyle::strong,
                                       .width = inner.w,
                                       .align = TextAlign::centre,
                                       .language = choice.language});
  draw::text_in_middle(context, words, inner, ink);
  context.note_fit(index, !words.clipped && (words.lines <= 1 || words.height <= inner.h + 1));
  return it.clicked;
}

float icon_room(const Context& context, const ChoiceSpec& choice) {
  return choice.icon == Icon::none ? 0 : context.mm(context.theme().size.icon) + context.space(Space::xs);
}

/// How wide the choice would be on one line.
float natural_width(Context& context, const ChoiceSpec& choice) {
  const TextLayout& words =
      draw::lay(context, choice.label, {.style = TextStyle::strong, .language = choice.language});
  return std::ceil(words.width) + 2 * context.space(Space::m) + icon_room(context, choice);
}

/// How high it is when it may be only so wide; `least` when its words need one line.
float height_at(Context& context, const ChoiceSpec& choice, float width, float least) {
  if (natural_width(context, choice) <= width) return least;
  const float room = choice.icon == Icon::none
                         ? width
                         : width - 2 * context.space(Space::s) - context.mm(context.theme().size.icon);
  const TextLayout& words = draw::lay(
      context, choice.label,
      {.style = TextStyle::strong, .width = room, .align = TextAlign::centre, .language = choice.language});
  return std::max(least, words.height + context.space(Space::s));
}

}  // namespace

int segmented(Context& context, std::string_view key, std::string_view label,
              std::span<const ChoiceSpec> choices, int selected) {
  const auto count = static_cast<float>(std::max<std::size_t>(1, choices.size()));
  const float width = next_width(context), least = draw::control_height(context);
  // Where the words do not fit side by side they stand one below another.
  bool side_by_side = true;
  for (const ChoiceSpec& choice : choices)
    side_by_side =
        side_by_side && natural_width(context, choice) <= std::floor(width / count) + context.space(Space::m);
  std::vector<float> heights;
  float all = side_by_side ? least : 0;
  for (const ChoiceSpec& choice : choices) {
    heights.push_back(height_at(context, choice, width, least));
    if (!side_by_side) all += heights.back();
  }
  const Rect track = take(context, all);
  context.painter().fill_round(track, draw::radius(context), context.theme().colours.surface_sunken);
  open_group(context, key, label, track);
  int chosen = -1;
  Rect rest = track;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const Rect part = side_by_side ? rest.cut_start(std::round(track.w / count), draw::direction(context))
                                   : rest.cut_top(heights[i]);
    if (pill(context, choices[i], static_cast<int>(i) == selected, part, true)) chosen = static_cast<int>(i);
  }
  context.close();
  return chosen;
}

int chips(Context& context, std::string_view key, std::string_view label, std::span<const ChoiceSpec> choices,
          const std::vector<bool>& selected) {
  const float height =
      std::max(context.mm(context.theme().target_mm) + 2, draw::control_height(context) * 0.86f);
  const float gap = context.space(Space::s), width = next_width(context);
  // Widths first: the group must know its height before it can take its place.
  std::vector<Rect> places;
  float x = 0, y = 0, line = height;
  for (const ChoiceSpec& choice : choices) {
    const float w = std::min(width, natural_width(context, choice));
    if (x > 0 && x + w > width) {
      x = 0;
      y += line + gap;
      line = height;
    }
    const float h = height_at(context, choice, w, height);
    line = std::max(line, h);
    places.push_back({x, y, w, h});
    x += w + gap;
  }
  const Rect all = take(context, y + line);
  open_group(context, key, label, all);
  int chosen = -1;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    Rect place = places[i];
    place.y += all.y;
    place.x = context.rtl() ? all.right() - place.x - place.w : all.x + place.x;
    if (pill(context, choices[i], i < selected.size() && selected[i], place, false))
      chosen = static_cast<int>(i);
  }
  context.close();
  return chosen;
}

int language_bar(Context& context, std::string_view key, std::span<const ChoiceSpec> choices, int selected) {
  std::vector<bool> which(choices.size(), false);
  if (selected >= 0 && static_cast<std::size_t>(selected) < which.size())
    which[static_cast<std::size_t>(selected)] = true;
  std::vector<ChoiceSpec> named(choices.begin(), choices.end());
  for (ChoiceSpec& choice : named)
    if (choice.language.empty()) choice.language = choice.key;
  return chips(context, key, context.view().words.choose_language, named, which);
}

}  // namespace vuoro::ui
