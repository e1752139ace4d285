#pragma once
// A wall of the simulated world: the real lobby core, announcer and board, with a voice that may hang.

#include "drivers/audio/audio.h"
#include "drivers/speech/speaker.h"
#include "kiosk/display/announcer.h"
#include "tests/sim/device.h"

namespace vuoro::test {

class SimDisplay final : public SimDevice {
 public:
  SimDisplay(const Surroundings& around, std::string name, const Uuid& id, const Uuid& site_id);

 private:
  /// Says a sentence in some seconds; sometimes it never ends.
  class Voice final : public drivers::Speaker {
   public:
    explicit Voice(SimDisplay& display) : display_(display) {}
    drivers::UtteranceId say(drivers::Utterance utterance) override;
    void stop() override {}
    void set_volume(int) override {}
    void set_rate(int) override {}
    [[nodiscard]] bool available() const override { return true; }
    void on_event(OnEvent) override {}

   private:
    SimDisplay& display_;
    drivers::UtteranceId next_ = 0;
  };
  class Silence final : public drivers::Audio {
   public:
    void play(drivers::Sound) override {}
    void set_volume(int) override {}
    [[nodiscard]] bool available() const override { return true; }
  };

  void started() override;
  void turned() override;
  void ended() override;
  void look();
  void go_on();

  Voice voice_{*this};
  Silence silence_;
  std::unique_ptr<kiosk::Announcer> announcer_;
  kiosk::LobbyViewPtr view_;
  std::set<std::pair<Uuid, WallTime>> seen_;  ///< in this run
  int alarm_ = 0;
};

}  // namespace vuoro::test
