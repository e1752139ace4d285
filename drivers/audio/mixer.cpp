#include "drivers/audio/mixer.h"

#include <algorithm>

namespace vuoro::drivers {

void Mixer::tune() {
  for (const Sound sound : {Sound::chime, Sound::click, Sound::notice})
    sounds_[static_cast<std::size_t>(sound)] = synthesize(sound);
}

void Mixer::play(Sound sound) {
  const std::lock_guard lock(mutex_);
  if (voices_.size() == k_voices_max) voices_.erase(voices_.begin());
  voices_.push_back({&sounds_[static_cast<std::size_t>(sound)], 0});
}

void Mixer::set_volume(int percent) {
  const float part = static_cast<float>(std::clamp(percent, 0, 100)) / 100.0F;
  const std::lock_guard lock(mutex_);
  gain_ = part * part;  // half on the scale sounds half as loud
}

void Mixer::fill(std::span<float> samples) {
  std::fill(samples.begin(), samples.end(), 0.0F);
  const std::lock_guard lock(mutex_);
  for (Voice& voice : voices_) {
    const std::size_t count = std::min(samples.size(), voice.samples->size() - voice.position);
    for (std::size_t i = 0; i < count; ++i) samples[i] += gain_ * (*voice.samples)[voice.position + i];
    voice.position += count;
  }
  std::erase_if(voices_, [](const Voice& voice) { return voice.position == voice.samples->size(); });
  for (float& sample : samples) sample = std::clamp(sample, -1.0F, 1.0F);
}

bool Mixer::quiet() const {
  const std::lock_guard lock(mutex_);
  return voices_.empty();
}

void Mixer::clear() {
  const std::lock_guard lock(mutex_);
  voices_.clear();
}

}  // namespace vuoro::drivers
