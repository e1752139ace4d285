#include "ui/widgets/entry.h"

#include <cmath>

#include "core/base/text.h"
#include "ui/widgets/draw.h"

namespace vuoro::ui {
namespace {

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

}  // namespace

void TextEdit::set(std::string_view value) {
  text.clear();
  caret = 0;
  insert(value);
}

void TextEdit::insert(std::string_view typed) {
  std::string clean = clean_text(typed);
  std::erase_if(clean, [](char c) { return c == '\n' || c == '\t'; });
  caret = std::min(caret, text.size());
  std::size_t room = characters_max - std::min(characters_max, characters(text));
  std::size_t end = 0;
  while (end < clean.size() && room > 0) {
    ++end;
    while (end < clean.size() && continues(clean[end])) ++end;
    --room;
  }
  text.insert(caret, clean, 0, end);
  caret += end;
}

void TextEdit::erase_before() {
  const std::size_t end = caret;
  move(-1);
  text.erase(caret, end - caret);
}

void TextEdit::erase_after() {
  const std::size_t from = caret;
  move(1);
  text.erase(from, caret - from);
  caret = from;
}

void TextEdit::move(int by) {
  caret = std::min(caret, text.size());
  for (; by > 0 && caret < text.size(); --by) {
    ++caret;
    while (caret < text.size() && continues(text[caret])) ++caret;
  }
  for (; by < 0 && caret > 0; ++by) {
    --caret;
    while (caret > 0 && continues(text[caret])) --caret;
  }
}

namespace {

/// Physical typing and editing keys. @return changed, submitted.
std::pair<bool, bool> type_into(Context& context, TextEdit& edit, bool focused) {
  const std::string before = edit.text;
  std::string typed = context.take_typed();
  // A space that presses the button under the focus ring is not also a letter.
  if (!focused && context.focus_shown() && typed == " ") typed.clear();
  if (!typed.empty()) edit.insert(typed);
  if (context.take_key(Key::backspace)) edit.erase_before();
  if (context.take_key(Key::del)) edit.erase_after();
  const int forward = context.rtl() ? -1 : 1;
  if (context.take_key(Key::left)) edit.move(-forward);
  if (context.take_key(Key::right)) edit.move(forward);
  if (context.take_key(Key::home)) edit.caret = 0;
  if (context.take_key(Key::end)) edit.caret = edit.text.size();
  const bool submitted = (focused || !context.focus_shown()) && context.take_key(Key::enter);
  return {edit.text != before, submitted};
}

std::string shown_text(const FieldSpec& spec, const TextEdit& edit) {
  if (!spec.masked) return edit.text;
  std::string dots;
  for (std::size_t i = 0; i < characters(edit.text); ++i) dots += "•";
  return dots;
}

}  // namespace

FieldResponse text_field(Context& context, std::string_view key, const FieldSpec& spec, TextEdit& edit) {
  const Colours& c = context.theme().colours;
  const bool labelled = spec.show_label && !spec.label.empty();
  const float gap = context.space(Space::xs), pad = context.space(Space::m);
  const float size = spec.icon == Icon::none ? 0 : context.mm(12);
  const float start = pad + (size > 0 ? size + context.space(Space::s) : 0);
  const TextLayout& label =
      draw::lay(context, spec.label, {.style = TextStyle::strong, .width = next_width(context)});
  const TextLayout& error =
      draw::lay(context, spec.error, {.style = TextStyle::caption, .width = next_width(context)});
  const float line = std::round(draw::font_px(context, TextStyle::body) *
                                context.theme().type_of(TextStyle::body).line_height);
  const float box_h = std::max(draw::control_height(context),
                               line * static_cast<float>(spec.lines) + 2 * context.space(Space::s));
  Rect rest = take(
      context, (labelled ? label.height + gap : 0) + box_h + (spec.error.empty() ? 0 : gap + error.height));
  const Rect whole = rest;
  if (labelled) {
    draw::text_at_top(context, label, rest, c.ink);
    rest.cut_top(label.height + gap);
  }
  const Rect box = rest.cut_top(box_h);

  Node node;
  node.role = Role::text_field;
  node.label = spec.label;
  node.description = spec.error.empty() ? spec.hint : spec.error;
  node.state.set(State::masked, spec.masked).set(State::personal, spec.personal);
  node.actions = {Action::set_text};
  node.rect = box;
  const Interaction it = context.interact(key, std::move(node), {box});
  const std::size_t index = context.last_index();
  FieldResponse out;
  if (it.request != nullptr && it.request->action == Action::set_text) {
    edit.set(it.request->text);
    out.changed = true;
  }
  if (it.focused || spec.active) {
    const auto [changed, submitted] = type_into(context, edit, it.focused);
    out.changed = out.changed || changed;
    out.submitted = submitted;
  }
  const std::string shown = shown_text(spec, edit);
  context.node(index).value = shown;
  context.note_fit(index, !label.clipped && !error.clipped);

  const bool lively = it.focused || spec.active;
  context.painter().fill_round(box, draw::radius(context), c.surface);
  context.painter().ring(box, draw::radius(context), draw::border(context) * (lively ? 1.6f : 1),
                         !spec.error.empty() ? c.error
                         : lively            ? c.primary
                                             : c.control);
  Rect inner = box;
  inner.cut_start(start, draw::direction(context));
  inner.cut_end(pad, draw::direction(context));
  if (size > 0) {
    Rect at = box;
    at.cut_start(pad, draw::direction(context));
    const Rect strip = at.cut_start(size, draw::direction(context));
    context.painter().icon(spec.icon, strip.centred(size, size), c.ink_soft);
  }
  const bool many = spec.lines > 1;
  const draw::Lay lay{.style = TextStyle::body, .width = many ? inner.w : 0, .as_written = true};
  const TextLayout& words = draw::lay(context, shown, lay);
  const Point caret =
      context.text().caret(draw::request(context, shown, lay), spec.masked ? shown.size() : edit.caret);
  // The caret always stays in sight: a long line slides, a long text rolls.
  float x = context.rtl() && !many ? inner.right() - words.width : inner.x;
  if (!many && words.width > inner.w - 4) {
    if (context.rtl())
      x = std::clamp(inner.x - caret.x + context.mm(6), inner.right() - words.width, inner.x);
    else
      x = std::clamp(inner.right() - caret.x - context.mm(6), inner.right() - words.width - 4, inner.x);
  }
  const float shown_h = line * static_cast<float>(spec.lines);
  float y = box.y + (box.h - shown_h) / 2;
  if (many && caret.y + line > shown_h) y -= caret.y + line - shown_h;
  context.push_clip(inner.inset(-2, 0));
  if (shown.empty() && !spec.hint.empty()) {
    const TextLayout& hint =
        draw::lay(context, spec.hint, {.style = TextStyle::body, .width = inner.w, .lines_max = spec.lines});
    draw::text_at_top(context, hint,
                      {inner.x + (context.rtl() ? -1 : 1) * context.mm(lively ? 2.5f : 0), y, inner.w, line},
                      c.ink_soft);
  }
  draw::text_at_top(context, words, {x, y, inner.w, line}, c.ink);
  if (lively) {
    const float thick = std::max(3.0f, context.mm(1.1f));
    const float cx = shown.empty() && context.rtl() ? inner.right() - thick : x + caret.x;
    context.painter().fill({cx, y + caret.y + line * 0.1f, thick, line * 0.8f}, c.primary);
  }
  context.pop_clip();
  if (!spec.error.empty())
    draw::text_at_top(context, error, {whole.x, box.bottom() + gap, whole.w, error.height}, c.error);
  out.response = {it.clicked, it.pressed, it.focused, context.node(index).id, whole};
  return out;
}

}  // namespace vuoro::ui
