#pragma once
// Several sounds at once, into one stream of samples.

#include <array>
#include <cstddef>
#include <mutex>
#include <span>
#include <vector>

#include "drivers/audio/sounds.h"

namespace vuoro::drivers {

/// Thread-safe: play() from anywhere, fill() from the sound device's thread.
class Mixer {
 public:
  /// Makes the sounds, a few milliseconds' work: once, before the first play().
  void tune();
  void play(Sound sound);
  void set_volume(int percent);
  void fill(std::span<float> samples);
  /// Nothing sounds.
  [[nodiscard]] bool quiet() const;
  void clear();

 private:
  static constexpr std::size_t k_voices_max =
      8;  ///< the oldest gives way: a hammering finger is no avalanche
  struct Voice {
    const std::vector<float>* samples;
    std::size_t position;
  };
  std::array<std::vector<float>, 3> sounds_;
  mutable std::mutex mutex_;
  std::vector<Voice> voices_;
  float gain_ = 1.0F;
};

}  // namespace vuoro::drivers
