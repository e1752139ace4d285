#include "ui/widgets/keyboard_parts.h"

#include <cmath>

#include "core/base/text.h"
#include "ui/widgets/draw.h"

namespace vuoro::ui::keyboard_parts {
namespace {

/// One line in the middle, in the largest style in which it fits.
bool put_word(Context& context, const std::string& word, std::initializer_list<TextStyle> styles,
              const Rect& rect, Colour ink, std::string_view language = {}) {
  for (const TextStyle style : styles) {
    const TextLayout& layout = draw::lay(context, word, {.style = style, .language = language});
    if (layout.width > rect.w - 2 && style != *(styles.end() - 1)) continue;
    return draw::text_centred(context, word, style, rect, ink, language);
  }
  return false;
}

Interaction press(Context& context, const KeyCap& k, Role role, const Rect& rect,
                  std::string_view language = {}) {
  Node node;
  node.role = role;
  node.label = k.label;
  node.value = k.value;
  node.language = std::string(language);
  node.state.set(role == Role::choice ? State::selected : State::checked, k.held);
  node.actions.set(Action::press);
  node.rect = rect;
  return context.interact(k.key, std::move(node), {rect, false});
}

void put_cap(Context& context, const KeyCap& k, const Rect& rect, bool pressed,
             std::string_view language = {}) {
  const std::size_t index = context.last_index();
  const Colours& c = context.theme().colours;
  const bool letter = !k.types.empty() && k.icon == Icon::none;
  Colour fill = letter ? c.surface : c.primary_soft, ink = c.ink;
  if (k.strong || k.held) fill = c.primary, ink = c.on_primary;
  if (pressed) fill = k.strong || k.held ? c.primary_pressed : mix(c.primary_soft, c.primary, 0.25f);
  draw::surface(context, rect, draw::radius_small(context), fill, true);
  if (k.icon != Icon::none) {
    const float size = std::round(std::min({rect.h * 0.46f, rect.w * 0.6f, context.mm(13)}));
    context.painter().icon(k.icon, rect.centred(size, size), ink);
    return;
  }
  const std::string& word = k.shown.empty() ? k.label : k.shown;
  const bool fits =
      letter
          ? put_word(context, word, {TextStyle::subtitle, TextStyle::strong, TextStyle::caption}, rect, ink,
                     language)
          : put_word(context, word, {TextStyle::strong, TextStyle::caption}, rect.inset(2, 0), ink, language);
  context.note_fit(index, fits);
}

/// Opens a layer above all else, the same one wherever it is called from.
NodeId begin_offer(Context& context, std::string_view key, const std::string& label, const Rect& card) {
  context.begin_modal(NodeId::none);
  const NodeId id = context.id_of(key);
  context.end_modal();
  context.begin_modal(id);
  Node node;
  node.role = Role::dialog;
  node.label = label;
  node.rect = card;
  node.actions.set(Action::dismiss);
  context.open(key, std::move(node));
  const Colours& c = context.theme().colours;
  const float radius = draw::radius_large(context);
  if (context.theme().outlines)
    context.painter().fill_round(card.inset(-draw::border(context)), radius, c.control);
  context.painter().fill_round(card, radius, c.surface_sunken);
  context.painter().ring(card, radius, draw::border(context), c.primary);
  return id;
}

bool end_offer(Context& context, NodeId id) {
  const bool dismissed = context.take_key(Key::escape) || context.take_action(id, Action::dismiss);
  context.close();
  context.end_modal();
  return dismissed;
}

}  // namespace

float key_height(const Context& context) {
  const View& view = context.view();
  const float letters = draw::font_px(context, TextStyle::subtitle);
  // A lying screen has no height to give away, and its lower half less.
  if (view.width_px <= view.height_px && view.reach_top_px == 0)
    return std::max(context.mm(25), std::round(letters * 1.3f));
  const float least = view.reach_top_px > 0 ? context.theme().target_mm : 25;
  return std::max(std::ceil(least * view.px_per_mm), std::round(letters));
}

RowResult put_row(Context& context, const std::vector<KeyCap>& row, float units, const Rect& line, float gap,
                  Millis hold) {
  float all = 0;
  for (const KeyCap& k : row) all += k.width;
  const float unit = line.w / units;
  // Keyboards are not mirrored: letters keep their places in every language.
  float x = line.x + (units - all) * unit / 2;
  RowResult out;
  for (const KeyCap& k : row) {
    const float w = k.width * unit;
    const Rect rect{std::round(x + gap / 2), line.y, std::round(x + w - gap / 2) - std::round(x + gap / 2),
                    line.h};
    const Interaction it = press(context, k, Role::key, rect);
    if (it.clicked) out.hit = &k;
    put_cap(context, k, rect, it.pressed);
    x += w;
    if (!it.pressed || k.holds.empty() || alternates_of(k.holds).empty() || hold == Millis::max()) continue;
    // Remembered only while it is held.
    Context::Memory& memory = context.memory(context.id_of(k.key));
    const MonoTime now = context.clock().mono();
    if (!memory.flag) memory.flag = true, memory.since = now;
    if (now - memory.since >= hold)
      out.held = &k, out.held_at = rect;
    else
      context.redraw_at(memory.since + hold);
  }
  return out;
}

std::string letters_sign(const KeyboardLayout& layout) {
  if (layout.tag == "ar") return "أبج";
  if (layout.tag == "ru" || layout.tag == "uk") return "АБВ";
  return "ABC";
}

std::string accents_sign(const KeyboardLayout& layout) {
  if (layout.tag == "ar") return "پچگ";
  if (layout.tag == "ru") return "іїў";
  if (layout.tag == "uk") return "ёґў";
  return "éšž";
}

char32_t code_of(const std::string& letter) {
  std::size_t at = 0;
  return static_cast<char32_t>(next_code_point(letter, at));
}

OfferResult offer_letters(Context& context, char32_t letter, bool capital, const Rect& from,
                          const Rect& panel) {
  OfferResult out;
  std::string base;
  append_utf8(base, letter);
  std::vector<KeyCap> caps;
  const auto add = [&](const std::string& small) {
    const std::string as = capital ? capital_of(small) : small;
    caps.push_back({.key = "offer_" + small, .label = as, .types = as});
  };
  add(base);
  for (const std::string& other : alternates_of(base)) add(other);
  caps.push_back({.key = "close", .label = context.view().words.close, .icon = Icon::close});
  const float gap = context.space(Space::xs), side = context.space(Space::s);
  const float key_w =
      std::min(std::max(context.mm(28), from.w), (panel.w - 2 * side) / static_cast<float>(caps.size()));
  const float width = key_w * static_cast<float>(caps.size()) + 2 * side,
              height = key_height(context) + 2 * side;
  const float x = std::clamp(from.centre().x - width / 2, panel.x, panel.right() - width);
  // Above the key, but never above what can be reached.
  const float y = std::max(from.y - height - gap, std::max(0.0f, context.view().reach_top_px));
  const Rect card{std::round(x), std::round(y), std::round(width), height};
  const NodeId id = begin_offer(context, "keyboard-letters", context.view().words.accents, card);
  if (context.focused() == NodeId::none) context.focus(context.id_of("offer_" + base));
  const RowResult row =
      put_row(context, caps, static_cast<float>(caps.size()), card.inset(side), gap, Millis::max());
  if (row.hit != nullptr) {
    out.letter = row.hit->types;
    out.closed = true;
  }
  if (end_offer(context, id)) out.closed = true;
  return out;
}

int offer_layouts(Context& context, const KeyboardLayout& now, const Rect& panel) {
  const NodeId id = begin_offer(context, "keyboard-languages", context.view().words.keyboard_language, panel);
  const float gap = context.space(Space::s);
  Rect rest = panel.inset(gap);
  const auto layouts = keyboard_layouts();
  // As many side by side as the panel's height asks for.
  const int lines = panel.h > 3 * key_height(context) + 4 * gap ? 3 : 2;
  const auto per_line =
      (layouts.size() + 1 + static_cast<std::size_t>(lines) - 1) / static_cast<std::size_t>(lines);
  const float height = std::round((rest.h - static_cast<float>(lines - 1) * gap) / static_cast<float>(lines));
  int chosen = k_offer_open;
  for (std::size_t i = 0; i <= layouts.size(); ++i) {
    const auto column = static_cast<float>(i % per_line), line = static_cast<float>(i / per_line);
    const float w = (rest.w - gap * static_cast<float>(per_line - 1)) / static_cast<float>(per_line);
    const Rect rect{std::round(rest.x + column * (w + gap)), rest.y + line * (height + gap), std::floor(w),
                    height};
    const bool close = i == layouts.size();
    KeyCap cap;
    cap.key = close ? "close" : std::string(layouts[i].tag);
    cap.label = close ? context.view().words.close : std::string(layouts[i].own_name);
    cap.held = !close && layouts[i].tag == now.tag;
    const std::string_view language = close ? std::string_view() : layouts[i].tag;
    const Interaction it = press(context, cap, close ? Role::button : Role::choice, rect, language);
    put_cap(context, cap, rect, it.pressed, language);
    if (it.clicked) chosen = close ? k_offer_closed : static_cast<int>(i);
  }
  if (end_offer(context, id)) chosen = k_offer_closed;
  return chosen;
}

}  // namespace vuoro::ui::keyboard_parts
