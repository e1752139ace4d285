#pragma once
// The wall: who is called and where, who waits, what is announced.

#include <functional>

#include "kiosk/display/announcer.h"
#include "kiosk/display/layouts.h"
#include "kiosk/display/pictures.h"
#include "kiosk/facts/lobby_facts.h"
#include "kiosk/lobby_port.h"
#include "ui/ui.h"

namespace vuoro::kiosk {

/// All borrowed for the display's life.
struct DisplayParts {
  LobbyPort& lobby;
  drivers::Speaker& speaker;
  drivers::Audio& audio;
  const Languages& languages;
  const Clock& clock;
  const ui::Theme* theme = nullptr;
  Pictures* pictures = nullptr;  ///< null: slides are shown as text
};

/// UI thread only. Draws nothing that moves: what is new differs by place, size, frame and sign, so there is
/// nothing for reduced motion to take away.
class Display {
 public:
  explicit Display(DisplayParts parts);

  bool prepare(ui::View& view) const;
  void frame(ui::Context& ui);
  /// From the speaker, posted to this thread; ask for a frame afterwards.
  void heard(const drivers::SpeechEvent& event) { announcer_.heard(event); }

  /// What the last frame had to draw smaller than the viewing distance asks for.
  [[nodiscard]] const TooSmall& too_small() const { return too_small_; }
  /// For the console, "12 m, 698 x 392 mm": how far off, and how large the panel is that is too small for it.
  /// Empty when it is large enough.
  [[nodiscard]] const std::string& panel_too_small() const { return panel_too_small_; }
  /// The console asks for the display's picture so often; see DisplaySettings::picture_asks.
  [[nodiscard]] std::int32_t picture_asks() const;

 private:
  [[nodiscard]] std::vector<std::string> languages() const;
  /// The same words in every language of the display.
  [[nodiscard]] std::string in_all(const char* id) const;
  [[nodiscard]] WallTime now() const;
  /// As the layout needs them: a display of one queue shows and says no other.
  [[nodiscard]] DisplaySettings effective_settings() const;
  [[nodiscard]] Age age() const;

  void draw_lobby(ui::Context& ui);
  void draw_head(Wall& wall, const ui::Rect& rect) const;
  void draw_dark(ui::Context& ui) const;
  void draw_waiting_for_data(ui::Context& ui) const;
  void draw_out_of_order(ui::Context& ui) const;
  void note_panel(const ui::Context& ui);

  DisplayParts parts_;
  LobbyViewPtr view_;
  DisplaySettings settings_;
  Announcer announcer_;
  MonoTime began_;
  TooSmall too_small_;
  std::string panel_too_small_;
};

}  // namespace vuoro::kiosk
