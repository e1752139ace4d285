#include "drivers/audio/sounds.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace vuoro::drivers {
namespace {

struct Partial {
  double ratio;  ///< to the tone's pitch
  double level;
  double decay_s;  ///< time to fall to 1/e
};

/// One struck tone, mixed into `samples`.
void strike(std::vector<float>& samples, double start_s, double pitch_hz, double level,
            std::initializer_list<Partial> partials) {
  constexpr double k_attack_s = 0.004;  // a beginning without a click
  const auto first = static_cast<std::size_t>(start_s * k_sound_rate_hz);
  for (const Partial& one : partials) {
    // A tone that dies away is a number that is turned and made shorter with each sample: no sine, no
    // exponential.
    const double angle = 2 * std::numbers::pi * pitch_hz * one.ratio / k_sound_rate_hz;
    const std::complex<double> step = std::polar(std::exp(-1 / (one.decay_s * k_sound_rate_hz)), angle);
    double x = level * one.level, y = 0;
    for (std::size_t i = first; i < samples.size(); ++i) {
      const double t = static_cast<double>(i - first) / k_sound_rate_hz;
      samples[i] += static_cast<float>(std::min(t / k_attack_s, 1.0) * y);
      const double turned = x * step.real() - y * step.imag();
      y = x * step.imag() + y * step.real();
      x = turned;
    }
  }
}

/// The last 30 ms go down to nothing.
void fade_out(std::vector<float>& samples) {
  const std::size_t length = std::min<std::size_t>(samples.size(), k_sound_rate_hz * 30 / 1000);
  for (std::size_t i = 0; i < length; ++i)
    samples[samples.size() - 1 - i] *= static_cast<float>(i) / static_cast<float>(length);
}

std::vector<float> silence(double seconds) {
  return std::vector<float>(static_cast<std::size_t>(seconds * k_sound_rate_hz), 0.0F);
}

}  // namespace

std::vector<float> synthesize(Sound sound) {
  std::vector<float> samples;
  switch (sound) {
    case Sound::chime:
      // E5 and C5, a falling third as in stations; partials of a wooden bar, so that it carries without
      // hurting.
      samples = silence(1.9);
      strike(samples, 0.0, 659.26, 0.42, {{1, 1, 0.45}, {2, 0.18, 0.25}, {3.93, 0.12, 0.08}});
      strike(samples, 0.42, 523.25, 0.45, {{1, 1, 0.55}, {2, 0.18, 0.3}, {3.93, 0.1, 0.1}});
      break;
    case Sound::click:
      samples = silence(0.05);
      strike(samples, 0.0, 1150, 0.22, {{1, 1, 0.006}, {2.3, 0.4, 0.003}});
      break;
    case Sound::notice:
      samples = silence(0.5);
      strike(samples, 0.0, 311.13, 0.4, {{1, 1, 0.14}, {2, 0.2, 0.08}});
      break;
  }
  fade_out(samples);
  for (float& sample : samples) sample = std::clamp(sample, -1.0F, 1.0F);
  return samples;
}

}  // namespace vuoro::drivers
