// The on-screen keyboard and the number pad.

#include <cmath>
#include <vector>

#include "ui/widgets/draw.h"
#include "ui/widgets/entry.h"
#include "ui/widgets/keyboard_layouts.h"
#include "ui/widgets/keyboard_parts.h"

namespace vuoro::ui {

using namespace keyboard_parts;

namespace {

/// Held so long, a key offers its other letters. Long enough for a slow finger that means the letter itself.
constexpr Millis k_hold{600};
constexpr int k_letters = 0, k_signs = 1, k_accents = 2;

struct Board {
  const KeyboardLayout& layout;
  const KeyboardSpec& spec;
  const Words& words;
  bool shift = false;
  bool capitals = true;
};
using Rows = std::vector<std::vector<KeyCap>>;

void add_letters(Rows& rows, std::string_view letters, const Board& board, std::string_view prefix = "key_") {
  rows.emplace_back();
  for (const std::string& letter : letters_of(letters)) {
    const std::string as = board.shift && board.capitals ? capital_of(letter) : letter;
    rows.back().push_back({.key = std::string(prefix) + letter, .label = as, .types = as, .holds = letter});
  }
}

/// Shift and backspace stand at the ends of the lowest row of letters, always at the same place.
void add_ends(Rows& rows, const Board& board) {
  if (board.capitals)
    rows.back().insert(rows.back().begin(), {.key = "shift",
                                             .label = board.words.shift,
                                             .icon = Icon::shift,
                                             .width = 1.5f,
                                             .held = board.shift});
  rows.back().push_back(
      {.key = "backspace", .label = board.words.backspace, .icon = Icon::backspace, .width = 1.5f});
}

Rows page_rows(int page, const Board& board) {
  Rows rows;
  const Board plain{board.layout, board.spec, board.words, false, false};
  if (board.spec.digits) add_letters(rows, "1234567890", plain, "digit_");
  if (page == k_signs) {
    for (const std::string_view signs : {"1234567890", "@/:;()&€+\"", ".,!'#%*_="})
      add_letters(rows, signs, plain);
    rows.back().insert(rows.back().begin(), {.key = "key_?",
                                             .label = std::string(board.layout.question),
                                             .types = std::string(board.layout.question)});
  } else {
    for (std::string_view row : page == k_accents ? board.layout.accents : board.layout.rows) {
      if (board.spec.kind == KeyboardKind::email && row.ends_with('-'))
        row.remove_suffix(1);  // it stands below
      add_letters(rows, row, board);
    }
  }
  add_ends(rows, page == k_signs ? plain : board);
  return rows;
}

float units_of(const std::vector<KeyCap>& row) {
  float all = 0;
  for (const KeyCap& k : row) all += k.width;
  return all;
}

/// The lowest row; the space bar takes what the others leave.
void add_last_row(Rows& rows, int page, float units, const Board& board) {
  const KeyboardSpec& spec = board.spec;
  std::vector<KeyCap> row;
  const auto sign = [&](std::string_view what) {
    row.push_back(
        {.key = "low_" + std::string(what), .label = std::string(what), .types = std::string(what)});
  };
  row.push_back({.key = "page",
                 .label = page == k_letters ? board.words.digits : board.words.letters,
                 .shown = page == k_letters ? "123" : letters_sign(board.layout),
                 .width = 1.6f});
  if (spec.kind == KeyboardKind::email) {
    sign("@");
  } else {
    row.push_back({.key = "language",
                   .label = board.words.keyboard_language,
                   .value = std::string(board.layout.own_name),
                   .icon = Icon::language,
                   .width = 1.2f});
    if (page != k_accents)
      row.push_back({.key = "accents",
                     .label = board.words.accents,
                     .shown = accents_sign(board.layout),
                     .width = 1.4f});
    sign(board.layout.comma);
  }
  const std::size_t space_at = row.size();
  row.push_back(
      {.key = "space", .label = board.words.space, .types = " ", .icon = Icon::space_bar, .width = 0});
  sign(".");
  if (spec.kind == KeyboardKind::email) sign("-"), sign("_");
  if (spec.enter)
    row.push_back({.key = "enter",
                   .label = board.words.enter,
                   .shown = board.words.enter,
                   .width = 2.2f,
                   .strong = true});
  row[space_at].width = std::max(1.2f, units - units_of(row));
  rows.push_back(std::move(row));
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

int rows_count(const KeyboardSpec& spec) {
  return spec.digits ? 5 : 4;
}

}  // namespace

float keyboard_height(Context& context, const KeyboardSpec& spec) {
  const auto rows = static_cast<float>(rows_count(spec));
  return rows * key_height(context) + (rows - 1) * context.space(Space::xs) + 2 * context.space(Space::s);
}

KeyboardResponse keyboard(Context& context, std::string_view key, const KeyboardSpec& spec, TextEdit& edit) {
  const Rect panel = take(context, keyboard_height(context, spec));
  Node node;
  node.role = Role::keyboard;
  node.label = context.view().words.keyboard;
  node.rect = panel;
  const NodeId id = context.open(key, std::move(node));
  Context::Memory& memory = context.memory(id);
  // Layout chosen here: 0 follows the language. Letter whose other letters are offered: 0 none.
  Context::Memory& chosen = context.memory(context.id_of("layout"));
  Context::Memory& popup = context.memory(context.id_of("popup"));
  const std::string_view language = spec.language.empty() ? context.view().language : spec.language;
  const KeyboardLayout* layout = chosen.page > 0
                                     ? &keyboard_layouts()[static_cast<std::size_t>(chosen.page - 1)]
                                     : &layout_for(language);
  if (spec.kind == KeyboardKind::email && !layout->rows[0].starts_with('q')) layout = &layout_for("en");
  const bool shift = memory.flag != (spec.capital_first && edit.text.empty());
  const Board board{*layout, spec, context.view().words, shift && layout->capitals, layout->capitals};
  if (spec.kind == KeyboardKind::email && memory.page == k_accents) memory.page = k_letters;
  Rows rows = page_rows(memory.page, board);
  float units = 0;
  for (const auto& row : rows) units = std::max(units, units_of(row));
  add_last_row(rows, memory.page, units, board);
  units = std::max(units, units_of(rows.back()));

  context.painter().fill_round(panel, draw::radius_large(context), context.theme().colours.surface_sunken);
  Rect inner = panel.inset(context.space(Space::s) / 2, context.space(Space::s));
  const float gap = context.space(Space::xs);
  const KeyCap* hit = nullptr;
  const KeyCap* held = nullptr;
  Rect held_at;
  for (const auto& row : rows) {
    const RowResult result = put_row(context, row, units, inner.cut_top(key_height(context)), gap, k_hold);
    if (result.hit != nullptr) hit = result.hit;
    if (result.held != nullptr) held = result.held, held_at = result.held_at;
    inner.cut_top(gap);
  }
  context.close();

  KeyboardResponse out = apply(hit, edit);
  if (hit != nullptr) {
    context.redraw_now();
    if (hit->key == "shift")
      memory.flag = !memory.flag;
    else if (hit->key == "page")
      memory.page = memory.page == k_letters ? k_signs : k_letters;
    else if (hit->key == "accents")
      memory.page = k_accents;
    else if (hit->key == "language")
      chosen.flag = true;
    else if (out.changed)
      memory.flag = false;
  }
  if (held != nullptr && popup.page == 0) {
    popup.page = static_cast<int>(code_of(held->holds));
    popup.offset = held_at.x, popup.velocity = held_at.y, popup.extent = held_at.w;
    context.redraw_now();
  }
  if (popup.page != 0) {
    const Rect from{popup.offset, popup.velocity, popup.extent, key_height(context)};
    const OfferResult offered =
        offer_letters(context, static_cast<char32_t>(popup.page), board.shift, from, panel);
    if (!offered.letter.empty()) {
      edit.insert(offered.letter);
      out.changed = true;
      memory.flag = false;
    }
    if (offered.closed) popup.page = 0, context.redraw_now();
  }
  if (chosen.flag) {
    const int layout_now = offer_layouts(context, *layout, panel);
    if (layout_now != k_offer_open) chosen.flag = false, context.redraw_now();
    if (layout_now >= 0) {
      chosen.page = layout_now + 1;
      memory.page = k_letters;
      memory.flag = false;
    }
  }
  return out;
}

KeyboardResponse number_pad(Context& context, std::string_view key, const NumberPadSpec& spec,
                            TextEdit& edit) {
  const Words& words = context.view().words;
  const float gap = context.space(Space::xs), high = std::round(key_height(context) * 1.15f);
  std::vector<std::vector<KeyCap>> rows;
  for (const std::string_view digits : {"123", "456", "789"}) {
    rows.emplace_back();
    for (const std::string& digit : letters_of(digits))
      rows.back().push_back({.key = "key_" + digit, .label = digit, .types = digit});
  }
  const KeyCap backspace{.key = "backspace", .label = words.backspace, .icon = Icon::backspace};
  KeyCap enter{.key = "enter", .label = words.enter, .icon = Icon::check, .strong = true};
  rows.emplace_back();
  if (spec.extra.empty())
    rows.back().push_back(backspace);
  else
    rows.back().push_back({.key = "key_" + spec.extra, .label = spec.extra, .types = spec.extra});
  rows.back().push_back({.key = "key_0", .label = "0", .types = "0"});
  if (!spec.extra.empty()) rows.back().push_back(backspace);
  if (spec.enter && spec.extra.empty()) rows.back().push_back(enter);
  if (spec.enter && !spec.extra.empty()) {
    enter.width = 3;
    rows.push_back({enter});
  }
  const auto lines = static_cast<float>(rows.size());
  Rect all = take(context, lines * high + (lines - 1) * gap);
  // A pad as wide as a kiosk is no pad: 230 mm are enough for a hand.
  all = all.centred(std::min(all.w, context.mm(230)), all.h);
  Node node;
  node.role = Role::keyboard;
  node.label = words.keyboard;
  node.rect = all;
  context.open(key, std::move(node));
  const KeyCap* hit = nullptr;
  for (const auto& row : rows) {
    if (const RowResult now = put_row(context, row, 3, all.cut_top(high), gap, Millis::max());
        now.hit != nullptr)
      hit = now.hit;
    all.cut_top(gap);
  }
  context.close();
  if (hit != nullptr) context.redraw_now();
  return apply(hit, edit);
}

}  // namespace vuoro::ui
