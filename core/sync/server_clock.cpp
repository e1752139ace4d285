#include "core/sync/server_clock.h"

#include <algorithm>

namespace vuoro::sync {

double ServerClock::doubt(const Sample& sample, MonoTime now) {
  return static_cast<double>(sample.uncertainty.count()) +
         static_cast<double>((now - sample.at).count()) * k_clock_drift;
}

ServerClock::Sample ServerClock::sample_of(MonoTime sent, MonoTime answered, WallTime server_time) {
  const MonoTime middle = sent + (answered - sent) / 2;
  return {answered, server_time.time_since_epoch() - middle.time_since_epoch(), (answered - sent) / 2};
}

bool ServerClock::contradict(const Sample& old, const Sample& fresh) {
  const auto apart = static_cast<double>(std::chrono::abs(old.from_mono - fresh.from_mono).count());
  return apart > doubt(old, fresh.at) + doubt(fresh, fresh.at) + static_cast<double>(k_clock_grain.count());
}

bool ServerClock::contradicted_by(MonoTime sent, MonoTime answered, WallTime server_time) const {
  if (answered < sent) return false;
  const Sample fresh = sample_of(sent, answered, server_time);
  return std::any_of(samples_.begin(), samples_.end(),
                     [&](const Sample& old) { return contradict(old, fresh); });
}

void ServerClock::sample(MonoTime sent, MonoTime answered, WallTime server_time) {
  if (answered < sent) return;
  const Sample fresh = sample_of(sent, answered, server_time);
  std::erase_if(samples_, [&](const Sample& old) { return contradict(old, fresh); });
  samples_.push_back(fresh);
  if (samples_.size() > k_clock_samples) samples_.pop_front();
}

WallTime ServerClock::now(const Clock& clock) const {
  if (samples_.empty()) return clock.wall() + remembered_;
  const MonoTime mono = clock.mono();
  const auto best = std::min_element(samples_.begin(), samples_.end(), [&](const Sample& a, const Sample& b) {
    return doubt(a, mono) < doubt(b, mono);
  });
  return WallTime(mono.time_since_epoch() + best->from_mono);
}

}  // namespace vuoro::sync
