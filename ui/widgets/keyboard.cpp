// The on-screen keyboard and the number pad.

#include <cmath>
#include <vector>

#include "core/base/text.h"
#include "ui/widgets/draw.h"
#include "ui/widgets/entry.h"

namespace vuoro::ui {
namespace {

struct KeyCap {
  std::string key;    ///< of the node; the same on the capital and the small page
  std::string label;  ///< what it is called and, without an icon, what is on it
  std::string types;
  Icon icon = Icon::none;
  float width = 1;
  bool strong = false;  ///< the key that ends the writing
  bool held = false;    ///< shift that is on
};

std::vector<std::string> split(std::string_view row) {
  std::vector<std::string> letters;
  for (std::size_t at = 0; at < row.size();) {
    const std::size_t from = at;
    (void)next_code_point(row, at);
    letters.emplace_back(row.substr(from, at - from));
  }
  return letters;
}

std::string capital(const std::string& letter) {
  if (letter == "å") return "Å";
  if (letter == "ä") return "Ä";
  if (letter == "ö") return "Ö";
  if (letter.size() == 1 && letter[0] >= 'a' && letter[0] <= 'z')
    return std::string(1, static_cast<char>(letter[0] - 32));
  return letter;
}

/// One key, drawn and added. @return whether it was just pressed.
bool cap(Context& context, const KeyCap& k, const Rect& rect) {
  Node node;
  node.role = Role::key;
  node.label = k.label;
  node.state.set(State::checked, k.held);
  node.actions.set(Action::press);
  node.rect = rect;
  const Interaction it = context.interact(k.key, std::move(node), {rect, false});
  const std::size_t index = context.last_index();
  const Colours& c = context.theme().colours;
  const bool special = k.icon != Icon::none || k.types.empty();
  Colour fill = special ? c.primary_soft : c.surface, ink = c.ink;
  if (k.strong || k.held) fill = c.primary, ink = c.on_primary;
  if (it.pressed) fill = k.strong || k.held ? c.primary_pressed : mix(c.primary_soft, c.primary, 0.25f);
  draw::surface(context, rect, draw::radius_small(context), fill, true);
  if (k.icon != Icon::none) {
    const float size = std::round(std::min(rect.h, rect.w) * 0.46f);
    context.painter().icon(k.icon, rect.centred(size, size), ink);
  } else {
    const TextStyle style = k.types.empty() ? TextStyle::strong : TextStyle::subtitle;
    context.note_fit(index, draw::text_centred(context, k.label, style, rect, ink));
  }
  return it.clicked;
}

float key_height(const Context& context) {
  return std::max(context.mm(25), std::round(draw::font_px(context, TextStyle::subtitle) * 1.3f));
}

/// Lays one row out over the whole width; `units` is how many key widths a full row has.
const KeyCap* put_row(Context& context, const std::vector<KeyCap>& row, float units, const Rect& line,
                      float gap) {
  float all = 0;
  for (const KeyCap& k : row) all += k.width;
  const float unit = line.w / units;
  // Keyboards are not mirrored: letters keep their places in every language.
  float x = line.x + (units - all) * unit / 2;
  const KeyCap* hit = nullptr;
  for (const KeyCap& k : row) {
    const float w = k.width * unit;
    const Rect rect{std::round(x + gap / 2), line.y, std::round(x + w - gap / 2) - std::round(x + gap / 2),
                    line.h};
    if (cap(context, k, rect)) hit = &k;
    x += w;
  }
  return hit;
}

void letters_page(std::vector<std::vector<KeyCap>>& rows, std::string_view language, bool shift,
                  const Words& words) {
  const bool nordic = !language.starts_with("en");
  const std::string_view first = nordic ? "qwertyuiopå" : "qwertyuiop",
                         second = nordic ? "asdfghjklöä" : "asdfghjkl";
  const auto add = [&](std::string_view letters) {
    rows.emplace_back();
    for (const std::string& letter : split(letters)) {
      const std::string as = shift ? capital(letter) : letter;
      rows.back().push_back({"key_" + letter, as, as});
    }
  };
  add(first);
  add(second);
  add("zxcvbnm-");
  rows.back().insert(rows.back().begin(), {"shift", words.shift, "", Icon::shift, 1.5f, false, shift});
  rows.back().push_back({"backspace", words.backspace, "", Icon::backspace, 1.5f});
}

void signs_page(std::vector<std::vector<KeyCap>>& rows, const Words& words) {
  for (const std::string_view letters : {"1234567890", "@/:;()&€+\"", ".,?!'#%*_"}) {
    rows.emplace_back();
    for (const std::string& sign : split(letters)) rows.back().push_back({"key_" + sign, sign, sign});
  }
  rows.back().push_back({"backspace", words.backspace, "", Icon::backspace, 1.5f});
}

KeyboardResponse apply(const KeyCap* hit, TextEdit& edit) {
  KeyboardResponse out;
  if (hit == nullptr) return out;
  if (!hit->types.empty()) {
    edit.insert(hit->types);
    out.changed = true;
  } else if (hit->key == "backspace") {
    edit.erase_before();
    out.changed = true;
  } else if (hit->key == "enter") {
    out.submitted = true;
  }
  return out;
}

}  // namespace

float keyboard_height(Context& context) {
  return 4 * key_height(context) + 3 * context.space(Space::xs) + 2 * context.space(Space::s);
}

KeyboardResponse keyboard(Context& context, std::string_view key, const KeyboardSpec& spec, TextEdit& edit) {
  const Words& words = context.view().words;
  const Rect panel = take(context, keyboard_height(context));
  Node node;
  node.role = Role::keyboard;
  node.label = words.keyboard;
  node.rect = panel;
  const NodeId id = context.open(key, std::move(node));
  Context::Memory& memory = context.memory(id);
  const bool shift = memory.flag != (spec.capital_first && edit.text.empty());
  std::vector<std::vector<KeyCap>> rows;
  if (memory.page == 0)
    letters_page(rows, spec.language.empty() ? context.view().language : spec.language, shift, words);
  else
    signs_page(rows, words);
  float units = 0;
  for (const auto& row : rows) {
    float all = 0;
    for (const KeyCap& k : row) all += k.width;
    units = std::max(units, all);
  }
  // The space bar takes what the others leave.
  const float others = 1.8f + 1 + 1 + (spec.enter ? 2.2f : 0);
  rows.emplace_back();
  rows.back().push_back({"page", memory.page == 0 ? words.digits : words.letters, "", Icon::none, 1.8f});
  rows.back().push_back({"key_,", ",", ","});
  rows.back().push_back({"space", words.space, " ", Icon::space_bar, units - others});
  rows.back().push_back({"key_.", ".", "."});
  if (spec.enter) rows.back().push_back({"enter", words.enter, "", Icon::none, 2.2f, true});

  context.painter().fill_round(panel, draw::radius_large(context), context.theme().colours.surface_sunken);
  Rect inner = panel.inset(context.space(Space::s) / 2, context.space(Space::s));
  const float gap = context.space(Space::xs);
  const KeyCap* hit = nullptr;
  for (const auto& row : rows) {
    if (const KeyCap* now = put_row(context, row, units, inner.cut_top(key_height(context)), gap)) hit = now;
    inner.cut_top(gap);
  }
  context.close();

  const KeyboardResponse out = apply(hit, edit);
  if (hit != nullptr) {
    context.redraw_now();
    if (hit->key == "shift")
      memory.flag = !memory.flag;
    else if (hit->key == "page")
      memory.page = 1 - memory.page;
    else if (out.changed)
      memory.flag = false;
  }
  return out;
}

KeyboardResponse number_pad(Context& context, std::string_view key, const NumberPadSpec& spec,
                            TextEdit& edit) {
  const Words& words = context.view().words;
  const float gap = context.space(Space::xs), high = std::round(key_height(context) * 1.15f);
  Rect all = take(context, 4 * high + 3 * gap);
  // A pad as wide as a kiosk is no pad: 230 mm are enough for a hand.
  const float width = std::min(all.w, context.mm(230));
  all = all.centred(width, all.h);
  Node node;
  node.role = Role::keyboard;
  node.label = words.keyboard;
  node.rect = all;
  context.open(key, std::move(node));
  std::vector<std::vector<KeyCap>> rows;
  for (const std::string_view digits : {"123", "456", "789"}) {
    rows.emplace_back();
    for (const std::string& digit : split(digits)) rows.back().push_back({"key_" + digit, digit, digit});
  }
  rows.emplace_back();
  if (!spec.extra.empty())
    rows.back().push_back({"key_" + spec.extra, spec.extra, spec.extra});
  else
    rows.back().push_back({"backspace", words.backspace, "", Icon::backspace});
  rows.back().push_back({"key_0", "0", "0"});
  if (spec.enter)
    rows.back().push_back({"enter", words.enter, "", Icon::check, 1, true});
  else if (!spec.extra.empty())
    rows.back().push_back({"backspace", words.backspace, "", Icon::backspace});
  const KeyCap* hit = nullptr;
  for (const auto& row : rows) {
    if (const KeyCap* now = put_row(context, row, 3, all.cut_top(high), gap)) hit = now;
    all.cut_top(gap);
  }
  context.close();
  if (hit != nullptr) context.redraw_now();
  return apply(hit, edit);
}

}  // namespace vuoro::ui
