#pragma once
// Devices of a machine that was configured to be silent.

#include "drivers/audio/audio.h"
#include "drivers/speech/speaker.h"

namespace vuoro::kiosk {

class SilentAudio final : public drivers::Audio {
 public:
  void play(drivers::Sound) override {}
  void set_volume(int) override {}
  [[nodiscard]] bool available() const override { return false; }
};

/// Never available; an utterance is cancelled at once, on the caller's thread.
class SilentSpeaker final : public drivers::Speaker {
 public:
  drivers::UtteranceId say(drivers::Utterance) override {
    ++last_;
    if (heard_) heard_({drivers::SpeechEvent::Kind::cancelled, last_});
    return last_;
  }
  void stop() override {}
  void set_volume(int) override {}
  void set_rate(int) override {}
  [[nodiscard]] bool available() const override { return false; }
  void on_event(OnEvent on_event) override { heard_ = std::move(on_event); }

 private:
  OnEvent heard_;
  drivers::UtteranceId last_ = 0;
};

}  // namespace vuoro::kiosk
