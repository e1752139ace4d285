#pragma once
// The sounds themselves, computed: no recordings, the same on every machine.

#include <vector>

#include "drivers/audio/audio.h"

namespace vuoro::drivers {

inline constexpr int k_sound_rate_hz = 48000;

/// Mono samples at k_sound_rate_hz, within ±1, beginning and ending in silence.
[[nodiscard]] std::vector<float> synthesize(Sound sound);

}  // namespace vuoro::drivers
