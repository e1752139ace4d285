#include "core/sync/server_clock.h"

#include <algorithm>

namespace vuoro::sync {

void ServerClock::sample(MonoTime sent, MonoTime answered, WallTime server_time) {
  if (answered < sent) return;
  const MonoTime middle = sent + (answered - sent) / 2;
  samples_.push_back(
      {answered, server_time.time_since_epoch() - middle.time_since_epoch(), (answered - sent) / 2});
  if (samples_.size() > k_clock_samples) samples_.pop_front();
}

WallTime ServerClock::now(const Clock& clock) const {
  if (samples_.empty()) return clock.wall() + remembered_;
  const MonoTime mono = clock.mono();
  const auto doubt = [&](const Sample& sample) {
    return static_cast<double>(sample.uncertainty.count()) +
           static_cast<double>((mono - sample.at).count()) * k_clock_drift;
  };
  const auto best = std::min_element(samples_.begin(), samples_.end(),
                                     [&](const Sample& a, const Sample& b) { return doubt(a) < doubt(b); });
  return WallTime(mono.time_since_epoch() + best->from_mono);
}

}  // namespace vuoro::sync
