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
constexpr const char* k_words = "Take a number with your phone";

float words_px(const Wall& wall) {
  return std::max(wall.figures.word_px, wall.unit() * 0.03f);
}

float card_margin(const Wall& wall) {
  return wall.gap() * 0.5f;
}

/// The words' width, in the language that needs most.
float words_width(const Wall& wall) {
  float width = 0;
  for (const std::string& tag : wall.tags)
    width = std::max(width,
                     width_of(wall, wall.languages.of(tag).t(k_words), words_px(wall), ui::Weight::semibold));
  return width;
}

/// How a card is divided.
struct Card {
  float code = 0;
  float words = 0;      ///< their height above the code, or their width before it
  bool before = false;  ///< in three lines, where the width allows it: all of the height is the code's
};

Card card_of(const Wall& wall, float width, float height) {
  const float margin = card_margin(wall), inside = width - 2 * margin, widest = words_width(wall);
  const auto code = [&](float w, float h) { return std::min({wall.figures.code_px, w, h}); };
  const float lines = word_box(words_px(wall)) * (widest > inside ? 2.0f : 1.0f);
  const Card above{code(inside, height - 2 * margin - lines), lines, false};
  const float beside = widest * 0.5f + wall.gap();
  const Card before{code(inside - beside, height - 2 * margin), beside, true};
  return before.code > above.code ? before : above;
}

void draw_code(Wall& wall, const std::string& words, const ui::QrMatrix& matrix, const ui::Rect& square) {
  const auto area = ui::area(wall.ui, square);
  ui::qr_code(wall.ui, "join-code", words, matrix, square.h);
}

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
  const std::string words = wall.lobby.l().t(k_words);
  draw_code(wall, words, matrix, square);
  write_lines(wall, "join", words, strip, {.align = ui::Align::end, .cap_max_px = words_px(wall)});
}

float join_card_height(const Wall& wall, float width, float most) {
  const Card card = card_of(wall, width, most);
  if (card.code < wall.unit() * k_side_least) return 0;
  return card.code + 2 * card_margin(wall) + (card.before ? 0 : card.words);
}

float join_card_code(const Wall& wall, const ui::Rect& card) {
  return card_of(wall, card.w, card.h).code;
}

void draw_join_card(Wall& wall, ui::Rect rect, const JoinCode& code) {
  const auto matrix = qr_matrix(code.url);
  if (matrix.side == 0) return;
  const Card card = card_of(wall, rect.w, rect.h);
  wall.ui.painter().fill_round(rect, wall.unit() * 0.03f, wall.colours().surface);
  rect = rect.inset(card_margin(wall));
  const std::string what = wall.lobby.l().t(k_words);
  ui::Rect words;
  if (card.before) {
    const ui::Rect square = rect.cut_end(card.code, wall.way()).centred(card.code, card.code);
    words = rect.inset(wall.gap() * 0.5f, 0);
    rect = square;
  } else {
    rect = rect.centred(rect.w, card.words + card.code);
    words = rect.cut_top(card.words);
    rect = rect.centred(card.code, card.code);
  }
  write_lines(wall, "join", what, words, {.align = ui::Align::centre, .cap_max_px = words_px(wall)});
  draw_code(wall, what, matrix, rect);
}

}  // namespace vuoro::kiosk
