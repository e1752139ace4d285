#include "drivers/audio/sim_audio.h"

#include <algorithm>

namespace vuoro::drivers {

std::string_view name_of(Sound sound) {
  switch (sound) {
    case Sound::chime:
      return "chime";
    case Sound::click:
      return "click";
    case Sound::notice:
      return "notice";
  }
  return "click";
}

void SimAudio::play(Sound sound) {
  const std::lock_guard lock(mutex_);
  played_.push_back({sound, volume_, clock_.mono()});
}

void SimAudio::set_volume(int percent) {
  const std::lock_guard lock(mutex_);
  volume_ = std::clamp(percent, 0, 100);
}

std::vector<PlayedSound> SimAudio::log() const {
  const std::lock_guard lock(mutex_);
  return played_;
}

}  // namespace vuoro::drivers
