#pragma once
// One frame of the wall: what its parts draw with, and how they write. Every text is at least as high as
// figures.h asks; what had to be drawn smaller is counted.

#include "kiosk/display/board.h"
#include "kiosk/display/figures.h"
#include "kiosk/facts/lobby_facts.h"
#include "ui/paint/painter.h"
#include "ui/text/text.h"
#include "ui/ui.h"

namespace vuoro::kiosk {

/// What was drawn smaller than it should be, since the panel is too small for the distance.
struct TooSmall {
  int numbers = 0;
  int words = 0;
  std::string first;  ///< the text that was too small first
};

/// UI thread, for one frame. Borrows all.
struct Wall {
  ui::Context& ui;
  const Lobby& lobby;  ///< in the language whose turn it is
  const Languages& languages;
  const std::vector<std::string>& tags;  ///< the display's languages
  const DisplaySettings& settings;
  Figures figures;
  Board board;
  std::optional<Uuid> speaking;
  std::chrono::seconds shown_for{};
  std::size_t turn = 0;                   ///< grows by one when a language's time is over, or a page's
  std::chrono::milliseconds turn_left{};  ///< of this language's time
  std::chrono::milliseconds turn_time{};  ///< all of it
  TooSmall& too_small;

  [[nodiscard]] ui::Direction way() const { return ui.view().direction; }
  [[nodiscard]] const ui::Colours& colours() const { return ui.theme().colours; }
  [[nodiscard]] float unit() const { return std::min(ui.screen().w, ui.screen().h); }
  [[nodiscard]] float gap() const { return unit() * 0.02f; }
  /// Pages turn when every language of the display has had its time.
  [[nodiscard]] std::size_t page_of(std::size_t pages) const {
    return pages < 2 ? 0 : turn / std::max<std::size_t>(1, tags.size()) % pages;
  }
  /// The same words in every language of the display, "Vuorossa nyt · Nu i tur".
  [[nodiscard]] std::string in_all(const char* id) const;
  [[nodiscard]] const Language& first_language() const { return languages.of(tags.front()); }
  /// Being said, or called a short while ago.
  [[nodiscard]] bool is_fresh(const CallOnBoard& call) const;
};

/// Heights of boxes for letters with capitals of so many pixels: a line of numbers, a line of words.
[[nodiscard]] inline float number_box(float cap_px) {
  return (cap_px + 2) * 1.3f;
}
[[nodiscard]] inline float word_box(float cap_px) {
  return (cap_px + 2) * 1.55f;
}

/// The least sizes as they are drawn: letters have even sizes, so these are rounded up to one.
[[nodiscard]] Figures drawn_figures(const Figures& least);

/// Whether a text is a number one must be able to read from the farthest seat.
enum class Reading { call, number, word };

struct WriteSpec {
  Reading reading = Reading::word;
  ui::Weight weight = ui::Weight::semibold;
  ui::Tone tone = ui::Tone::ink;
  ui::Align align = ui::Align::start;
  ui::Role role = ui::Role::text;
  ui::Live live = ui::Live::off;
  float cap_max_px = 0;  ///< 0: as large as the box allows
};

/// How wide a text is with capitals of this height.
[[nodiscard]] float width_of(const Wall& wall, std::string_view words, float cap_px, ui::Weight weight);
/// One line, as large as its box allows; adds its node.
void write(Wall& wall, std::string_view key, std::string_view words, const ui::Rect& box,
           const WriteSpec& spec);
/// Lines, in the middle of the box's height, as large as they all fit; words too many for the least size come
/// page by page.
void write_lines(Wall& wall, std::string_view key, const std::string& words, const ui::Rect& box,
                 const WriteSpec& spec);
/// A line in every language of the display over a part of the wall; cut from the top of `rect`.
void write_title(Wall& wall, std::string_view key, const char* id, ui::Rect& rect);

/// The height of write_title()'s line.
[[nodiscard]] float title_height(const Wall& wall);

}  // namespace vuoro::kiosk
