#include "kiosk/display/join_corner.h"

#include <algorithm>

#include "kiosk/terminal/qr.h"
#include "ui/layout.h"
#include "ui/widgets/pictures.h"

namespace vuoro::kiosk {

float join_height(const Wall& wall) {
  return wall.unit() * 0.22f;
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
