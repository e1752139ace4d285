#pragma once
// A display with a lobby, a voice and ears, and no window.

#include "drivers/audio/sim_audio.h"
#include "drivers/speech/sim_speaker.h"
#include "kiosk/display/display.h"
#include "tests/screens/stage.h"

namespace vuoro::test {

/// A 43-inch 16:9 panel: 952 × 535 mm.
inline constexpr float k_panel_43_short_mm = 535.0f;

struct WallStage {
  explicit WallStage(int width_px = 1920, int height_px = 1080, float short_side_mm = k_panel_43_short_mm,
                     kiosk::Pictures* pictures = nullptr)
      : display({lobby, speaker, audio, languages(), clock, &standard_theme(), pictures}) {
    speaker.on_event([this](const drivers::SpeechEvent& event) { heard.push_back(event); });
    resize(width_px, height_px, short_side_mm);
    harness.set_screen([this](ui::Context& ui) { display.frame(ui); });
    settle();
  }

  void resize(int width_px, int height_px, float short_side_mm) {
    harness.view().width_px = width_px;
    harness.view().height_px = height_px;
    harness.view().px_per_mm = static_cast<float>(std::min(width_px, height_px)) / short_side_mm;
  }
  void settle() {
    do {
      for (const auto& event : std::exchange(heard, {})) display.heard(event);
      display.prepare(harness.view());
      harness.settle();
      speaker.run();
    } while (!heard.empty());
  }
  /// Time passes in steps short enough for the voice.
  void advance(std::chrono::milliseconds by) {
    for (auto left = by; left.count() > 0; left -= std::chrono::milliseconds(100)) {
      clock.advance(std::chrono::milliseconds(100));
      settle();
    }
  }
  void call(const char* number, const char* counter) {
    lobby.call(number, counter);
    settle();
  }
  DisplaySettings& settings() { return lobby.edit().device.display; }
  void publish() {
    lobby.publish();
    settle();
  }
  [[nodiscard]] std::vector<std::string> said() const {
    std::vector<std::string> out;
    for (const auto& line : speaker.log()) out.push_back(line.language + ": " + line.text);
    return out;
  }
  [[nodiscard]] std::size_t chimes() const { return audio.log().size(); }

  /// A morning: one visitor is being served, three are called, the newest a moment ago.
  void add_some_calls() {
    lobby.add_ticket("A108", lobby.queue("A"), TicketState::waiting, std::chrono::minutes(20));
    lobby.add_ticket("K128", lobby.queue("K"), TicketState::waiting, std::chrono::minutes(18));
    lobby.add_ticket("A109", lobby.queue("A"), TicketState::waiting, std::chrono::minutes(15));
    lobby.add_ticket("P104", lobby.queue("P"), TicketState::waiting, std::chrono::minutes(12));
    for (const auto& [number, counter] :
         {std::pair("A108", "1"), std::pair("K128", "4"), std::pair("A109", "2")}) {
      call(number, counter);
      for (int i = 0; i < 50; ++i) {
        clock.advance(std::chrono::seconds(1));
        settle();
      }
    }
    for (Ticket& ticket : lobby.edit().tickets) {
      if (ticket.number == "A108") ticket.state = TicketState::serving;
    }
    call("P104", "8");
  }
  void announce(const char* fi, const char* sv, const char* en) {
    Announcement one;
    one.id = Uuid::from_name(std::string("test:announcement:") + fi);
    one.text = {{"fi", fi}, {"sv", sv}, {"en", en}};
    lobby.edit().announcements.push_back(one);
    publish();
  }

  ManualClock clock{k_lobby_now};
  FakeLobby lobby{clock};
  drivers::SimSpeaker speaker{clock};
  drivers::SimAudio audio{clock};
  std::vector<drivers::SpeechEvent> heard;
  kiosk::Display display;
  ui::Harness harness{[](ui::Context&) {}, clock};
};

}  // namespace vuoro::test
