#pragma once
// A speaker that writes down what it would have said.

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "drivers/speech/speaker.h"
#include "drivers/speech/speech_queue.h"

namespace vuoro::drivers {

struct SpokenLine {
  UtteranceId id = 0;
  std::string text;
  std::string language;
  SpeechPriority priority = SpeechPriority::normal;
  MonoTime asked;  ///< when say() was called
  std::optional<MonoTime> begun;
  std::optional<MonoTime> ended;
  bool cancelled = false;
};

/// Speaks one utterance after the other, each for a duration that grows with its length. It has no thread:
/// time passes when run() is called, and events come from there (and from say() and stop()).
class SimSpeaker final : public Speaker {
 public:
  /// @param per_character  simulated duration of one byte of text.
  explicit SimSpeaker(const Clock& clock, Millis per_character = Millis(60));

  UtteranceId say(Utterance utterance) override;
  void stop() override;
  void set_volume(int percent) override;
  void set_rate(int rate) override;
  [[nodiscard]] bool available() const override;
  void on_event(OnEvent on_event) override;

  void set_available(bool available);
  /// Begins and ends what is due at the clock's present time.
  void run();
  [[nodiscard]] std::vector<SpokenLine> log() const;
  [[nodiscard]] int volume() const;

 private:
  void begin_and_end_due(std::vector<SpeechEvent>& events);
  void apply(const SpeechQueue::Change& change, std::vector<SpeechEvent>& events);
  void tell(const std::vector<SpeechEvent>& events);
  SpokenLine& line(UtteranceId id) { return lines_[static_cast<std::size_t>(id - 1)]; }

  const Clock& clock_;
  const Millis per_character_;
  mutable std::mutex mutex_;
  std::vector<SpokenLine> lines_;
  SpeechQueue queue_;
  OnEvent on_event_;
  int volume_ = 100;
  bool available_ = true;
};

}  // namespace vuoro::drivers
