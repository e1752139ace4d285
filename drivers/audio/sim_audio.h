#pragma once
// A sound player that writes down what was asked of it.

#include <mutex>
#include <vector>

#include "core/base/clock.h"
#include "drivers/audio/audio.h"

namespace vuoro::drivers {

struct PlayedSound {
  Sound sound;
  int volume_percent;
  MonoTime time;
};

class SimAudio final : public Audio {
 public:
  explicit SimAudio(const Clock& clock) : clock_(clock) {}
  void play(Sound sound) override;
  void set_volume(int percent) override;
  [[nodiscard]] bool available() const override { return true; }
  [[nodiscard]] std::vector<PlayedSound> log() const;

 private:
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::vector<PlayedSound> played_;
  int volume_ = 100;
};

}  // namespace vuoro::drivers
