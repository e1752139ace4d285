#include "kiosk/display/join_corner.h"

#include <algorithm>

#include "kiosk/display/calls_part.h"
#include "kiosk/terminal/qr.h"
#include "ui/layout.h"
#include "ui/widgets/pictures.h"

namespace vuoro::kiosk {

namespace {

/// A phone held up beside the wall reads it; less is never drawn.
constexpr float k_side_least = 0.22f;
/// Of the place it is cut from: the calls are what the wall is for.
constexpr float k_side_most = 0.3f;

}  // namespace

float join_height(const Wall& wall, const ui::Rect& rest, const std::function<float(float)>& calls) {
  const float least = wall.unit() * k_side_least;
  const float most = std::min({wall.figures.code_px, rest.h * k_side_most, rest.w * 0.5f});
  const auto keeps = [&](float height) {
    const float room = calls(height) - last_height(wall, 1) - wall.gap();
    return call_rows(wall, {0, 0, rest.w, room});
  };
  const std::size_t rows = keeps(least);
  float height = least;
  for (float next = least; next <= most && keeps(next) >= rows; next += 4) height = next;
  return height;
}

void draw_join(Wall& wall, ui::Rect strip, const JoinCode& code) {
  const auto matrix = qr_matrix(code.url);
  if (matrix.side == 0) return;
  const ui::Rect square = strip.cut_end(strip.h, wall.way());
  strip.cut_end(wall.gap(), wall.way());
  const std::string words = wall.lobby.l().t("Take a number with your phone");
  {
    const auto area = ui::area(wall.ui, square);
    ui::qr_code(wall.ui, "join-code", words, matrix, square.h);
  }
  write_lines(wall, "join", words, strip,
              {.align = ui::Align::end, .cap_max_px = std::max(wall.figures.word_px, wall.unit() * 0.03f)});
}

}  // namespace vuoro::kiosk
