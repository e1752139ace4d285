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
  context.note_fit(index,
                   draw::text_centred(context, choice.label, TextStyle::strong, inner, ink, choice.language));
  return it.clicked;
}

}  // namespace

int segmented(Context& context, std::string_view key, std::string_view label,
              std::span<const ChoiceSpec> choices, int selected) {
  const Rect track = take(context, draw::control_height(context));
  context.painter().fill_round(track, draw::radius(context), context.theme().colours.surface_sunken);
  open_group(context, key, label, track);
  int chosen = -1;
  const auto count = static_cast<float>(std::max<std::size_t>(1, choices.size()));
  Rect rest = track;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const Rect part = rest.cut_start(std::round(track.w / count), draw::direction(context));
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
  float x = 0, y = 0;
  for (const ChoiceSpec& choice : choices) {
    const TextLayout& layout =
        draw::lay(context, choice.label, {.style = TextStyle::strong, .language = choice.language});
    const float icon =
        choice.icon == Icon::none ? 0 : context.mm(context.theme().size.icon) + context.space(Space::xs);
    const float w = std::min(width, std::ceil(layout.width) + 2 * context.space(Space::m) + icon);
    if (x > 0 && x + w > width) {
      x = 0;
      y += height + gap;
    }
    places.push_back({x, y, w, height});
    x += w + gap;
  }
  const Rect all = take(context, y + height);
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
