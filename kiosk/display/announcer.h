#pragma once
// Calls aloud: chime, then the number and counter in each language; one call after the other, never two at
// once.

#include <deque>
#include <map>
#include <optional>

#include "drivers/audio/audio.h"
#include "drivers/speech/speaker.h"
#include "kiosk/display/board.h"
#include "kiosk/i18n/language.h"

namespace vuoro::kiosk {

/// UI thread only. What was called before the start is not said: only what changes afterwards.
class Announcer {
 public:
  /// All borrowed for the announcer's life.
  Announcer(drivers::Speaker& speaker, drivers::Audio& audio, const Languages& languages, const Clock& clock)
      : speaker_(speaker), audio_(audio), languages_(languages), clock_(clock) {}

  /// A new picture: queues what is new. The same ticket called again while it waits is said once.
  void look(const LobbyView& view, const DisplaySettings& settings,
            const std::vector<std::string>& languages);
  /// From the speaker, posted to this thread.
  void heard(const drivers::SpeechEvent& event);
  /// Goes on when it is time to. Call whenever next_at() has come.
  void step();
  [[nodiscard]] MonoTime next_at() const;
  /// The ticket being called at this moment.
  [[nodiscard]] std::optional<Uuid> speaking() const;

 private:
  enum class Phase { idle, chime, speech, pause };
  struct Call {
    Uuid ticket_id;
    std::string number;
    std::string counter;
  };
  void start_next();
  void say_next();
  void rest();

  drivers::Speaker& speaker_;
  drivers::Audio& audio_;
  const Languages& languages_;
  const Clock& clock_;

  bool started_ = false;
  std::map<Uuid, std::int32_t> calls_seen_;
  std::int32_t tests_seen_ = 0;
  std::vector<std::string> in_languages_;
  std::deque<Call> waiting_;
  Phase phase_ = Phase::idle;
  Call now_;
  std::size_t language_ = 0;
  drivers::UtteranceId utterance_ = 0;
  MonoTime until_{};
};

}  // namespace vuoro::kiosk
