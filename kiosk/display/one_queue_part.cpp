#include <algorithm>

#include "kiosk/display/calls_part.h"
#include "kiosk/display/side_parts.h"
#include "kiosk/display/whole_parts.h"

namespace vuoro::kiosk {
namespace {

constexpr std::size_t k_next_max = 8;

std::string wait_words(const Wall& wall, const Queue& queue) {
  const QueueNow now = wall.lobby.queue_now(queue);
  return now.wait ? wall.lobby.l().wait(*now.wait) : wall.lobby.waiting(now);
}

float name_height(const Wall& wall) {
  return std::max(word_box(wall.figures.word_px), wall.unit() * 0.09f);
}

float wait_height(const Wall& wall) {
  return std::max(wall.unit() * 0.16f, 2 * word_box(wall.figures.word_px) +
                                           number_box(wall.figures.number_px) * 1.1f + wall.gap());
}

void draw_wait(Wall& wall, ui::Rect rect, const Queue& queue) {
  const QueueNow now = wall.lobby.queue_now(queue);
  const Language& l = wall.lobby.l();
  wall.ui.painter().fill_round(rect, wall.unit() * 0.03f, wall.colours().surface_sunken);
  rect = rect.inset(wall.unit() * 0.025f, wall.gap() * 0.5f);
  if (!now.open()) {
    write(wall, "wait", l.t("Closed now"), rect, {.align = ui::Align::centre});
    return;
  }
  // The words no larger than they must be: the time is what is looked for.
  const float cap = std::max(wall.figures.word_px, wall.unit() * 0.026f);
  const float words = std::min(rect.h - number_box(wall.figures.number_px) * 1.1f,
                               std::max(rect.h * 0.4f, word_box(cap) * 2));
  write_lines(wall, "wait-label", l.t("Expected wait for a new number"), rect.cut_top(words),
              {.weight = ui::Weight::medium, .tone = ui::Tone::soft, .cap_max_px = cap});
  // How many wait, where no time is known, is a sentence and not a figure.
  write(wall, "wait", wait_words(wall, queue), rect,
        {.reading = now.wait ? Reading::number : Reading::word,
         .weight = ui::Weight::bold,
         .align = ui::Align::centre});
}

void draw_next(Wall& wall, ui::Rect rect, const Queue& queue) {
  const auto& c = wall.colours();
  wall.ui.painter().fill_round(rect, wall.unit() * 0.03f, c.surface);
  rect = rect.inset(wall.unit() * 0.025f, wall.unit() * 0.015f);
  write_title(wall, "next", "Next", rect);
  const auto waiting = in_call_order(wall.lobby.view().tickets, {&queue.id, 1});
  if (waiting.empty()) {
    write(wall, "next-none", wall.lobby.l().t("Nobody is waiting"), rect,
          {.weight = ui::Weight::medium,
           .tone = ui::Tone::soft,
           .align = ui::Align::centre,
           .cap_max_px = std::max(wall.figures.word_px, wall.unit() * 0.035f)});
    return;
  }
  const float cap = std::max(wall.figures.number_px, std::min(wall.unit() * 0.075f, rect.h * 0.2f));
  const float height = number_box(cap) + wall.gap();
  const float width = width_of(wall, "A8888", cap, ui::Weight::bold) + wall.gap();
  const auto columns = std::max<std::size_t>(1, static_cast<std::size_t>(rect.w / width));
  const auto rows = std::max<std::size_t>(1, static_cast<std::size_t>(rect.h / height));
  const std::size_t count = std::min({waiting.size(), k_next_max, columns * rows});
  ui::Rect line;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % columns == 0) line = rect.cut_top(height);
    const ui::Rect cell = line.cut_start(rect.w / static_cast<float>(columns), wall.way());
    write(wall, "next-" + std::to_string(i + 1), waiting[i]->number, cell,
          {.reading = Reading::number,
           .weight = i == 0 ? ui::Weight::bold : ui::Weight::semibold,
           .align = columns == 1 ? ui::Align::centre : ui::Align::start,
           .cap_max_px = cap});
  }
}

}  // namespace

ui::Rect one_queue_side(Wall& wall, ui::Rect rect) {
  const auto queues = shown_queues(wall);
  if (queues.empty()) return {};
  rect.cut_top(name_height(wall));
  if (rect.w <= rect.h) return rect.cut_bottom(rect.h * 0.38f);
  // Wide enough for the expected wait, unless the calls need the room.
  const float wait_width =
      width_of(wall, wait_words(wall, *queues.front()), wall.figures.number_px, ui::Weight::bold) +
      wall.unit() * 0.05f + 8;
  return rect.cut_end(
      std::max(rect.w * 0.36f, std::min(wait_width, rect.w - wall.gap() - call_row_width(wall))), wall.way());
}

float one_queue_side_least(Wall& wall) {
  return wait_height(wall) + wall.gap() + title_height(wall) + wall.unit() * 0.03f +
         2 * (number_box(wall.figures.number_px) + wall.gap());
}

void draw_one_queue(Wall& wall, ui::Rect rect, const ui::Rect& card) {
  const auto queues = shown_queues(wall);
  if (queues.empty()) return draw_calls(wall, rect);
  const Queue& queue = *queues.front();
  const float gap = wall.gap();
  ui::Rect side = one_queue_side(wall, rect);
  write(wall, "queue", wall.lobby.in(queue.name), rect.cut_top(name_height(wall)),
        {.weight = ui::Weight::bold, .role = ui::Role::heading});
  if (rect.w > rect.h) {
    rect.cut_end(side.w + gap, wall.way());
  } else {
    rect.cut_bottom(side.h + gap);
  }
  if (!card.empty()) side.cut_bottom(card.h + gap);
  const ui::Rect wait = side.cut_bottom(wait_height(wall));
  side.cut_bottom(gap);
  ui::Rect last;
  if (!wall.board.last.empty()) {
    last = rect.cut_bottom(last_height(wall, 1));
    rect.cut_bottom(gap);
    wall.board.last.resize(std::min(wall.board.last.size(), last_a_line(wall, last.w)));
  }
  draw_calls(wall, rect, 1);
  if (!last.empty()) draw_last(wall, last);
  draw_next(wall, side, queue);
  draw_wait(wall, wait, queue);
}

}  // namespace vuoro::kiosk
