#include "kiosk/display/layouts.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "kiosk/display/calls_part.h"
#include "kiosk/display/join_corner.h"
#include "kiosk/display/whole_parts.h"

namespace vuoro::kiosk {
namespace {

/// More are not looked through by anybody. As in the console's preview (preview.tsx).
constexpr std::size_t k_last_max = 8;
/// So many stay beside a code for phones: a missed number is looked for there.
constexpr std::size_t k_last_beside_code = 4;

bool has_side(const Wall& wall, const BodyParts& parts) {
  switch (wall.settings.layout) {
    case DisplayLayout::calls_and_queues:
      return true;
    case DisplayLayout::calls_and_announcements:
      return parts.slide != nullptr;
    case DisplayLayout::calls:
    case DisplayLayout::one_queue:
    case DisplayLayout::agencies:
      break;
  }
  return false;
}

/// Room for a title and one row of calls.
float calls_least(const Wall& wall) {
  return title_height(wall) + call_row_height(wall, row_spec(wall));
}

/// How many last calls stand one under another here.
std::size_t lines_in(const Wall& wall, const ui::Rect& column) {
  const float line = last_height(wall, 2) - last_height(wall, 1);
  return std::min(k_last_max, static_cast<std::size_t>((column.h - title_height(wall)) / line));
}

/// Cuts the place of the last calls off `rest`, and makes the board that fits; empty when there are none.
ui::Rect place_last(Wall& wall, ui::Rect& rest, const BodyParts& parts) {
  const float gap = wall.gap();
  const bool alone = wall.settings.layout == DisplayLayout::calls;
  wall.board = parts.board({3, 18});
  const bool any = !wall.board.last.empty() || wall.board.current.size() > call_rows(wall, rest);
  ui::Rect last;
  std::size_t room = 0;
  if (!parts.card.empty()) {
    last = rest.cut_end(parts.card.w, wall.way());
    rest.cut_end(gap * 2, wall.way());
    last.cut_bottom(parts.card.h + gap);
    room = lines_in(wall, last);
  } else if (any && alone && rest.w > rest.h) {
    // Wide and alone: a column beside the calls.
    const float width = std::max(rest.w * 0.30f, last_width(wall));
    if (rest.w - width - gap >= call_row_width(wall)) {
      last = rest.cut_end(width, wall.way());
      rest.cut_end(gap * 2, wall.way());
      room = lines_in(wall, last);
    }
  }
  if (any && room == 0) {
    std::size_t lines = rest.w > rest.h * 1.2f ? 3 : alone ? 4 : 2;
    while (lines > 0 && rest.h - last_height(wall, lines) - gap < calls_least(wall)) --lines;
    // Wide and low: only lines that cost no call its row, but the first.
    const auto rows = [&](std::size_t of) {
      return call_rows(wall, {0, 0, rest.w, rest.h - last_height(wall, of) - gap});
    };
    while (rest.w > rest.h * 1.2f && lines > 1 && rows(lines) < rows(1)) --lines;
    if (lines > 0) {
      room = std::min(k_last_max, last_a_line(wall, rest.w) * lines);
      const std::size_t most = wall.board.last.size() + wall.board.current.size();
      while (lines > 1 && last_a_line(wall, rest.w) * (lines - 1) >= most) --lines;
      last = rest.cut_bottom(last_height(wall, lines));
      rest.cut_bottom(gap);
    }
  }
  wall.board = parts.board({call_rows(wall, rest), room});
  return last;
}

}  // namespace

ui::Rect side_of(Wall& wall, const ui::Rect& body, const BodyParts& parts) {
  if (!has_side(wall, parts)) return {};
  const bool queues = wall.settings.layout == DisplayLayout::calls_and_queues;
  const float gap = wall.gap();
  const ui::Rect least = queues
                             ? queues_least(wall)
                             : ui::Rect{0, 0, wall.figures.word_px * 14, word_box(wall.figures.word_px) * 4};
  wall.board = parts.board({3, 0});
  ui::Rect rest = body;
  if (body.w > body.h) {
    const float width = std::min(body.w * (queues ? 0.37f : 0.48f), body.w - gap - call_row_width(wall));
    if (width < least.w || least.h > body.h) return {};
    return rest.cut_end(width, wall.way());
  }
  const float height = std::min(body.h * 0.42f, body.h - gap - calls_least(wall));
  if (height < least.h || least.w > body.w) return {};
  return rest.cut_bottom(height);
}

ui::Rect join_place(Wall& wall, const ui::Rect& body, const BodyParts& parts) {
  if (body.w <= body.h) return {};
  const float gap = wall.gap();
  const auto foot_of = [&](ui::Rect column, float above) {
    return column.cut_bottom(join_card_height(wall, column.w, column.h - above - gap));
  };
  if (wall.settings.layout == DisplayLayout::agencies) {
    wall.board = parts.board({12, 40});
    ui::Rect rest = body;
    const ui::Rect column = rest.cut_end(std::min(wall.figures.code_px, body.w * 0.3f), wall.way());
    rest.cut_end(gap, wall.way());
    return agencies_room(wall, rest) >= agencies_room(wall, body) ? column : ui::Rect{};
  }
  if (wall.settings.layout == DisplayLayout::one_queue) {
    wall.board = parts.board({2, 12});
    return foot_of(one_queue_side(wall, body), one_queue_side_least(wall));
  }
  if (const ui::Rect side = side_of(wall, body, parts); !side.empty()) return foot_of(side, side.h * 0.55f);
  wall.board = parts.board({3, k_last_max});
  const float most = body.w - 2 * gap - call_row_width(wall);
  const float width =
      std::max({body.w * 0.3f, last_width(wall), std::min(wall.figures.code_px, body.w * 0.36f)});
  if (std::min(width, most) < std::max(body.w * 0.25f, last_width(wall))) return {};
  ui::Rect rest = body;
  return foot_of(rest.cut_end(std::min(width, most), wall.way()), last_height(wall, k_last_beside_code));
}

void draw_body(Wall& wall, ui::Rect rest, const ui::Rect& side, const BodyParts& parts) {
  const DisplayLayout layout = wall.settings.layout;
  if (layout == DisplayLayout::agencies) {
    wall.board = parts.board({12, 40});
    if (!parts.card.empty()) rest.cut_end(parts.card.w + wall.gap(), wall.way());
    return draw_agencies(wall, rest);
  }
  if (layout == DisplayLayout::one_queue) {
    wall.board = parts.board({2, 12});
    return draw_one_queue(wall, rest, parts.card);
  }
  if (!side.empty()) {
    if (rest.w > rest.h) {
      rest.cut_end(side.w + wall.gap() * 1.4f, wall.way());
    } else {
      rest.cut_bottom(side.h + wall.gap());
    }
  }
  BodyParts own = parts;
  ui::Rect beside = side;
  if (!side.empty() && !parts.card.empty()) {
    beside.cut_bottom(parts.card.h + wall.gap());
    own.card = {};
  }
  const ui::Rect last = place_last(wall, rest, own);
  draw_calls(wall, rest);
  if (!last.empty() && !wall.board.last.empty()) draw_last(wall, last);
  if (side.empty()) return;
  if (layout == DisplayLayout::calls_and_queues) {
    draw_queues(wall, beside);
  } else {
    draw_slide(wall, beside, *parts.slide, parts.pictures);
  }
}

ui::Rect shifted(const ui::Rect& screen, MonoTime now) {
  static constexpr auto k_walk = std::to_array<std::pair<int, int>>(
      {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}});
  const float step = std::max(2.0f, std::round(std::min(screen.w, screen.h) * 0.004f));
  const auto at = static_cast<std::size_t>(now.time_since_epoch() / k_shift_every) % k_walk.size();
  ui::Rect out = screen.inset(step);
  out.x += static_cast<float>(k_walk[at].first) * step;
  out.y += static_cast<float>(k_walk[at].second) * step;
  return out;
}

}  // namespace vuoro::kiosk
