#pragma once
// The wall: who is called and where, who waits, what is announced.

#include <functional>

#include "kiosk/display/announcer.h"
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
};

/// UI thread only.
class Display {
 public:
  explicit Display(DisplayParts parts);

  bool prepare(ui::View& view) const;
  void frame(ui::Context& ui);
  /// From the speaker, posted to this thread; ask for a frame afterwards.
  void heard(const drivers::SpeechEvent& event) { announcer_.heard(event); }

 private:
  [[nodiscard]] std::vector<std::string> languages() const;
  /// The same words in every language of the display, "Vuorossa nyt · Nu i tur".
  [[nodiscard]] std::string in_all(const char* id) const;
  [[nodiscard]] WallTime now() const;
  /// The picture is older than a short absence of the server explains.
  [[nodiscard]] bool is_stale() const;

  void draw_head(ui::Context& ui, const ui::Rect& rect, const Lobby& lobby) const;
  void draw_calls(ui::Context& ui, ui::Rect rect, const Board& board, const Lobby& lobby) const;
  void draw_call(ui::Context& ui, const ui::Rect& rect, const CallOnBoard& call, bool fresh, int index) const;
  void draw_last(ui::Context& ui, ui::Rect rect, const Board& board) const;
  void draw_queues(ui::Context& ui, ui::Rect rect, const Lobby& lobby) const;
  void draw_foot(ui::Context& ui, ui::Rect rect, const Lobby& lobby) const;
  void draw_waiting_for_data(ui::Context& ui) const;

  DisplayParts parts_;
  LobbyViewPtr view_;
  DisplaySettings settings_;
  Announcer announcer_;
};

}  // namespace vuoro::kiosk
