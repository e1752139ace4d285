#include "kiosk/display/calls_part.h"

#include <algorithm>

#include "kiosk/display/place_words.h"
#include "ui/widgets/art.h"

namespace vuoro::kiosk {
namespace {

constexpr auto k_bold = ui::Weight::bold;
/// Parts of a row's height: margin above and below, the sign of a new call, the arrow.
constexpr float k_margin = 0.07f;
constexpr float k_sign = 0.42f;
constexpr float k_arrow = 0.30f;

std::string owner_words(const Wall& wall, const CallOnBoard& call) {
  if (const Organization* owner = wall.lobby.organization(call.organization_id)) {
    const std::string name = wall.lobby.in(owner->short_name.empty() ? owner->name : owner->short_name);
    if (!call.ambiguous) return name;
  }
  const Queue* queue = wall.lobby.queue(call.queue_id);
  return queue == nullptr ? std::string() : wall.lobby.in(queue->name);
}

/// The widest of what stands in one column of the calls.
float widest(const Wall& wall, std::string CallOnBoard::*text, std::string_view at_least, float cap_px) {
  float width = width_of(wall, at_least, cap_px, k_bold);
  for (const CallOnBoard& call : wall.board.current)
    width = std::max(width, width_of(wall, call.*text, cap_px, k_bold));
  return width;
}

std::string last_words(const CallOnBoard& call) {
  return call.number + " → " + call.counter;
}

}  // namespace

CallRowSpec row_spec(const Wall& wall) {
  CallRowSpec spec;
  spec.places = places_differ(wall.lobby.view());
  for (const CallOnBoard& call : wall.board.current) spec.names = spec.names || call.ambiguous;
  return spec;
}

float call_row_height(const Wall& wall, const CallRowSpec& spec) {
  float inner = number_box(wall.figures.call_px);
  if (spec.places || spec.names) inner += word_box(wall.figures.word_px);
  return inner / (1 - 2 * k_margin);
}

float call_row_width(const Wall& wall) {
  const float cap = wall.figures.call_px;
  const float height = number_box(cap) / (1 - 2 * k_margin);
  return widest(wall, &CallOnBoard::number, "A888", cap) + widest(wall, &CallOnBoard::counter, "88", cap) +
         height * (k_sign + k_arrow + 0.5f);
}

std::size_t call_rows(const Wall& wall, const ui::Rect& rect) {
  const float each = call_row_height(wall, row_spec(wall)) + wall.gap();
  const float room = rect.h - title_height(wall) + wall.gap();
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::max(0.0f, room / each)), 1, 3);
}

void draw_call(Wall& wall, const ui::Rect& rect, const CallOnBoard& call, const CallRowSpec& spec,
               int index) {
  const auto& c = wall.colours();
  auto& painter = wall.ui.painter();
  const bool fresh = wall.is_fresh(call);
  const Language& l = wall.first_language();
  const std::string place =
      spec.places ? place_words(call.counter_location, call.counter, wall.lobby.l().tag()) : std::string();
  const std::string owner = spec.names ? owner_words(wall, call) : std::string();
  ui::Node node;
  node.role = ui::Role::list_item;
  node.label =
      l.t("Number {number}, counter {counter}", {{"number", call.number}, {"counter", call.counter}});
  if (!owner.empty()) node.label = owner + ". " + node.label;
  if (!place.empty()) node.description = place;
  node.state.set(ui::State::selected, fresh);
  node.live = ui::Live::assertive;
  node.rect = rect;
  wall.ui.open("call-" + std::to_string(index), node);

  // A new call is told apart by a sign, a frame and its place at the top as well as by its colour.
  const float radius = std::min(rect.h * 0.12f, wall.unit() * 0.03f);
  painter.fill_round(rect, radius, fresh ? c.primary : c.surface);
  if (fresh) {
    painter.ring(rect, radius, std::max(4.0f, rect.h * 0.035f), c.accent);
  } else {
    painter.ring(rect, radius, std::max(2.0f, rect.h * 0.012f), c.line);
  }
  const ui::Tone tone = fresh ? ui::Tone::on_primary : ui::Tone::ink;
  const ui::Direction way = wall.way();
  ui::Rect inner = rect.inset(rect.h * 0.08f, rect.h * k_margin);
  ui::Rect below;
  if (spec.places || spec.names) {
    const float share =
        word_box(wall.figures.word_px) / (word_box(wall.figures.word_px) + number_box(wall.figures.call_px));
    below = inner.cut_bottom(std::max(word_box(wall.figures.word_px), inner.h * std::min(share, 0.28f)));
  }
  const float basis = number_box(wall.figures.call_px) / (1 - 2 * k_margin);
  const float sign = std::min(rect.h, basis * 1.5f);
  const ui::Rect mark = inner.cut_start(sign * k_sign, way);
  if (fresh) painter.icon(ui::Icon::announcement, mark.centred(sign * 0.36f, sign * 0.36f), c.accent);
  inner.cut_start(sign * 0.04f, way);
  // The counter's column is the same in every row, so that counters stand one under another.
  const float numbers = widest(wall, &CallOnBoard::number, "A888", 100);
  const float counters = widest(wall, &CallOnBoard::counter, "88", 100);
  const ui::Rect counter = inner.cut_end((inner.w - sign * k_arrow) * counters / (numbers + counters), way);
  const ui::Rect arrow = inner.cut_end(sign * k_arrow, way);
  const float cap = std::min({inner.h / 1.3f, 100 * inner.w / numbers, 100 * counter.w / counters});
  write(wall, "number", call.number, inner,
        {.reading = Reading::call, .weight = k_bold, .tone = tone, .cap_max_px = cap});
  painter.icon(ui::Icon::forward, arrow.centred(arrow.w * 0.8f, arrow.w * 0.8f),
               fresh ? c.on_primary : c.primary);
  write(wall, "counter", call.counter, counter,
        {.reading = Reading::call,
         .weight = k_bold,
         .tone = tone,
         .align = ui::Align::centre,
         .cap_max_px = cap});
  if (!place.empty()) {
    const float height = below.h / 1.55f;
    const float width = std::min(below.w * (owner.empty() ? 1.0f : 0.5f),
                                 width_of(wall, place, height, ui::Weight::semibold) + height * 1.8f);
    ui::Rect words = below.cut_end(width, way);
    const ui::Rect pin = words.cut_start(height * 1.6f, way);
    painter.icon(ui::Icon::pin, pin.centred(height * 1.4f, height * 1.4f), fresh ? c.on_primary : c.ink_soft);
    write(wall, "place", place, words, {.tone = tone});
  }
  if (!owner.empty()) write(wall, "owner", owner, below, {.tone = tone});
  wall.ui.close();
}

void draw_calls(Wall& wall, ui::Rect rect, std::size_t rows_least) {
  if (wall.board.current.empty()) {
    write_title(wall, "now", "Now serving", rect);
    const ui::Rect words = rect.cut_bottom(std::max(wall.unit() * 0.12f, word_box(wall.figures.word_px)));
    ui::draw::art(wall.ui, rect,
                  {.main = ui::Icon::people, .before = ui::Icon::ticket, .after = ui::Icon::counter});
    write(wall, "nobody", wall.lobby.l().t("Nobody is called just now"), words,
          {.weight = ui::Weight::medium,
           .tone = ui::Tone::soft,
           .align = ui::Align::centre,
           .cap_max_px = std::max(wall.unit() * 0.04f, wall.figures.word_px)});
    return;
  }
  const auto count = wall.board.current.size();
  // The newest one is larger.
  const auto rows = static_cast<float>(std::max(count, std::min(rows_least, call_rows(wall, rect))));
  ui::Rect title = rect.cut_top(title_height(wall));
  // One word over all counters instead of one in every call: the figures get the height.
  ui::Rect over = title.cut_end(title.w * 0.3f, wall.way());
  over.cut_bottom(wall.gap() * 0.4f);
  write_title(wall, "now", "Now serving", title);
  write(wall, "counter-label", wall.lobby.l().t("Counter"), over,
        {.tone = ui::Tone::soft, .align = ui::Align::end});
  const CallRowSpec spec = row_spec(wall);
  const float gap = wall.gap();
  const float room = rect.h - (rows - 1) * gap;
  const float least = call_row_height(wall, spec);
  float first = std::min(room, rect.w * 0.45f);
  if (rows > 1) {
    const float larger = room * 1.25f / (rows + 0.25f);
    first = (room - larger) / (rows - 1) >= least ? larger : room / rows;
  }
  const float tallest = std::max(least, rect.w * 0.45f);
  const float others = rows > 1 ? std::min(tallest, (room - first) / (rows - 1)) : 0;
  first = std::min(first, tallest);
  for (std::size_t i = 0; i < count; ++i) {
    draw_call(wall, rect.cut_top(i == 0 ? first : others), wall.board.current[i], spec,
              static_cast<int>(i) + 1);
    rect.cut_top(gap);
  }
}

float last_height(const Wall& wall, std::size_t lines) {
  const float each = number_box(wall.figures.number_px) * 1.2f;
  return title_height(wall) + static_cast<float>(lines) * (each + wall.gap() * 0.5f);
}

float last_width(const Wall& wall) {
  const float cap = wall.figures.number_px;
  float cell = width_of(wall, "A888 → 88", cap, ui::Weight::semibold);
  for (const CallOnBoard& call : wall.board.last)
    cell = std::max(cell, width_of(wall, last_words(call), cap, ui::Weight::semibold));
  return cell + width_of(wall, "88.88", wall.figures.word_px, ui::Weight::medium) + cap * 2.2f;
}

std::size_t last_a_line(const Wall& wall, float width) {
  const float cell = last_width(wall);
  return std::max<std::size_t>(1, static_cast<std::size_t>((width + wall.gap()) / (cell + wall.gap())));
}

void draw_last(Wall& wall, ui::Rect rect) {
  const auto& c = wall.colours();
  write_title(wall, "last", "Last calls", rect);
  const float cap = wall.figures.number_px, gap = wall.gap();
  const float height = number_box(cap) * 1.2f;
  const std::size_t columns = last_a_line(wall, rect.w);
  const float width = (rect.w + gap) / static_cast<float>(columns) - gap;
  ui::Rect line;
  for (std::size_t i = 0; i < wall.board.last.size(); ++i) {
    if (i % columns == 0) {
      if (rect.h + 1 < height) return;
      line = rect.cut_top(height);
      rect.cut_top(gap * 0.5f);
    }
    const CallOnBoard& call = wall.board.last[i];
    ui::Rect cell = line.cut_start(width, wall.way());
    line.cut_start(gap, wall.way());
    wall.ui.painter().fill_round(cell, cell.h * 0.2f, c.surface_sunken);
    cell = cell.inset(cap * 0.4f, 0);
    const std::string time = wall.lobby.clock(call.called_at), key = "last-" + std::to_string(i + 1);
    const ui::Rect when =
        cell.cut_end(width_of(wall, time, wall.figures.word_px, ui::Weight::medium) + 4, wall.way());
    write(wall, key, last_words(call), cell, {.reading = Reading::number, .cap_max_px = cap * 1.2f});
    write(wall, key + "-time", time, when,
          {.weight = ui::Weight::medium,
           .tone = ui::Tone::soft,
           .align = ui::Align::end,
           .cap_max_px = wall.figures.word_px});
  }
}

}  // namespace vuoro::kiosk
