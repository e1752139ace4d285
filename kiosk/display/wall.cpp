#include "kiosk/display/wall.h"

#include <cmath>

namespace vuoro::kiosk {

using namespace std::chrono_literals;
namespace {

/// Letters' heights are rounded to half pixels on the way to the glyphs.
constexpr float k_tolerance_px = 1.0f;
constexpr float k_lines_apart = 1.15f;  ///< ems

ui::Colour colour_of(const Wall& wall, ui::Tone tone) {
  const ui::Colours& c = wall.colours();
  switch (tone) {
    case ui::Tone::soft:
      return c.ink_soft;
    case ui::Tone::primary:
      return c.primary;
    case ui::Tone::success:
      return c.success;
    case ui::Tone::warning:
      return c.warning;
    case ui::Tone::error:
      return c.error;
    case ui::Tone::on_hero:
      return c.on_hero;
    case ui::Tone::on_hero_soft:
      return c.on_hero_soft;
    case ui::Tone::on_primary:
      return c.on_primary;
    case ui::Tone::ink:
      break;
  }
  return c.ink;
}

ui::TextRequest request_for(const Wall& wall, std::string_view words, float cap_px, ui::Weight weight) {
  ui::TextRequest request;
  request.text = words;
  request.size_px = cap_px / ui::k_cap_share;
  request.weight = weight;
  request.language = wall.ui.view().language;
  request.direction = wall.way();
  return request;
}

ui::TextAlign text_align(ui::Align align) {
  return align == ui::Align::start    ? ui::TextAlign::start
         : align == ui::Align::centre ? ui::TextAlign::centre
                                      : ui::TextAlign::end;
}

float least_of(const Wall& wall, Reading reading) {
  switch (reading) {
    case Reading::call:
      return wall.figures.call_px;
    case Reading::number:
      return wall.figures.number_px;
    case Reading::word:
      break;
  }
  return wall.figures.word_px;
}

void note_size(Wall& wall, Reading reading, float cap_px, std::string_view words) {
  if (cap_px + k_tolerance_px >= least_of(wall, reading)) return;
  if (wall.too_small.first.empty()) wall.too_small.first = words;
  ++(reading == Reading::word ? wall.too_small.words : wall.too_small.numbers);
}

void add_node(Wall& wall, std::string_view key, std::string_view words, const ui::Rect& rect,
              const WriteSpec& spec, bool whole) {
  ui::Node node;
  node.role = spec.role;
  node.label = std::string(words);
  node.live = spec.live;
  node.rect = rect;
  wall.ui.note_fit(wall.ui.add(key, std::move(node)), whole);
}

/// Even sizes of the em only: fewer glyphs to keep.
float even_cap(float cap_px) {
  return std::max(8.0f, std::floor((cap_px + 0.01f) / ui::k_cap_share / 2) * 2) * ui::k_cap_share;
}

}  // namespace

Figures drawn_figures(const Figures& least) {
  const auto up = [](float cap_px) { return std::ceil(cap_px / ui::k_cap_share / 2) * 2 * ui::k_cap_share; };
  return {up(least.call_px), up(least.number_px), up(least.word_px), least.code_px};
}

std::string Wall::in_all(const char* id) const {
  std::string out;
  for (const std::string& tag : tags) out += (out.empty() ? "" : " · ") + languages.of(tag).t(id);
  return out;
}

bool Wall::is_fresh(const CallOnBoard& call) const {
  return speaking ? *speaking == call.ticket_id : lobby.now() < call.called_at + shown_for;
}

float width_of(const Wall& wall, std::string_view words, float cap_px, ui::Weight weight) {
  return wall.ui.text().layout(request_for(wall, words, cap_px, weight)).width;
}

void write(Wall& wall, std::string_view key, std::string_view words, const ui::Rect& box,
           const WriteSpec& spec) {
  const bool number = spec.reading != Reading::word;
  float cap = number ? box.h / 1.3f : box.h / 1.55f;
  if (spec.cap_max_px > 0) cap = std::min(cap, std::max(spec.cap_max_px, least_of(wall, spec.reading)));
  cap = even_cap(cap);
  for (float width = width_of(wall, words, cap, spec.weight); cap > 8 && width > box.w;
       width = width_of(wall, words, cap, spec.weight)) {
    cap = even_cap(std::min(cap - 1, cap * box.w / width));
  }
  note_size(wall, spec.reading, cap, words);
  ui::TextRequest request = request_for(wall, words, cap, spec.weight);
  request.lines_max = 1;
  request.width = box.w;
  request.align = text_align(spec.align);
  const ui::TextLayout& layout = wall.ui.text().layout(request);
  // Capitals in the middle; letters below the line have their room beneath.
  const float y = box.y + (box.h - layout.cap_px) / 2 - (layout.baseline - layout.cap_px);
  wall.ui.painter().text(layout, {box.x, y}, colour_of(wall, spec.tone));
  add_node(wall, key, words, box, spec, !layout.clipped);
}

void write_lines(Wall& wall, std::string_view key, const std::string& words, const ui::Rect& box,
                 const WriteSpec& spec) {
  float cap = even_cap(spec.cap_max_px > 0 ? spec.cap_max_px : box.h / 1.55f);
  const float least = std::min(cap, even_cap(least_of(wall, spec.reading)));
  const auto laid = [&](float size) -> const ui::TextLayout& {
    ui::TextRequest request = request_for(wall, words, size, spec.weight);
    request.width = box.w;
    request.align = text_align(spec.align);
    request.line_height = k_lines_apart;
    return wall.ui.text().layout(request);
  };
  while (cap > least && laid(cap).height > box.h) cap = std::max(least, even_cap(cap * 0.94f));
  const ui::TextLayout& layout = laid(cap);
  note_size(wall, spec.reading, cap, words);
  const int lines_a_page = std::max(1, static_cast<int>((box.h + 1) / layout.line_px));
  const int pages = (layout.lines + lines_a_page - 1) / lines_a_page;
  // All of a text while its language has the turn: half a sentence may say the opposite.
  const auto each = wall.turn_time / pages;
  const int page =
      std::clamp(static_cast<int>((wall.turn_time - wall.turn_left) / std::max(each, 1ms)), 0, pages - 1);
  if (page + 1 < pages)
    wall.ui.redraw_at(wall.ui.clock().mono() + wall.turn_left - each * (pages - page - 1));
  const float shown = std::min(layout.height, static_cast<float>(lines_a_page) * layout.line_px);
  const ui::Rect window{box.x, box.y + (box.h - shown) / 2, box.w, shown};
  if (pages > 1) wall.ui.push_clip(window);
  wall.ui.painter().text(layout,
                         {window.x, window.y - static_cast<float>(page * lines_a_page) * layout.line_px},
                         colour_of(wall, spec.tone));
  if (pages > 1) wall.ui.pop_clip();
  add_node(wall, key, words, box, spec, layout.missing == 0);
}

float title_height(const Wall& wall) {
  return word_box(std::max(wall.figures.word_px, wall.unit() * 0.026f)) + wall.gap() * 0.4f;
}

void write_title(Wall& wall, std::string_view key, const char* id, ui::Rect& rect) {
  // A title tells what stands below; in the first languages only when there are too many to be read.
  ui::Rect line = rect.cut_top(title_height(wall));
  line.cut_bottom(wall.gap() * 0.4f);
  std::string words = wall.in_all(id);
  std::size_t count = wall.tags.size();
  while (count > 1 && width_of(wall, words, wall.figures.word_px, ui::Weight::semibold) > rect.w) {
    words.resize(words.rfind(" · "));
    --count;
  }
  if (count < wall.tags.size()) words = wall.lobby.l().t(id);
  write(wall, key, words, line, {.tone = ui::Tone::soft, .role = ui::Role::heading});
}

}  // namespace vuoro::kiosk
