#pragma once
// What time it is at the authority. Rests on monotonic time, so that a jump of the device's wall clock (a
// person, a late NTP) changes nothing once the authority has been heard.

#include <deque>
#include <optional>

#include "core/sync/limits.h"

namespace vuoro::sync {

class ServerClock {
 public:
  /// One exchange: the authority said `server_time` somewhere between the two moments. Earlier samples that
  /// it contradicts are forgotten: the authority's clock was set since.
  void sample(MonoTime sent, MonoTime answered, WallTime server_time);
  /// Whether one exchange shows that the authority's clock was set since the samples that are known.
  [[nodiscard]] bool contradicted_by(MonoTime sent, MonoTime answered, WallTime server_time) const;
  /// The offset of an earlier run (authority minus this device's wall clock), used until the first sample.
  void remember(Millis offset) { remembered_ = offset; }

  /// The authority's time now, as well as it is known.
  [[nodiscard]] WallTime now(const Clock& clock) const;
  /// Authority minus this device's wall clock.
  [[nodiscard]] Millis offset(const Clock& clock) const { return now(clock) - clock.wall(); }
  [[nodiscard]] bool known() const { return !samples_.empty(); }

 private:
  struct Sample {
    MonoTime at;
    Millis from_mono;    ///< authority's wall time minus monotonic time, both in ms
    Millis uncertainty;  ///< half the round trip
  };
  [[nodiscard]] static Sample sample_of(MonoTime sent, MonoTime answered, WallTime server_time);
  /// Both cannot be of one clock that was not set in between.
  [[nodiscard]] static bool contradict(const Sample& old, const Sample& fresh);
  /// How far the sample may be from the truth at the moment, in ms.
  [[nodiscard]] static double doubt(const Sample& sample, MonoTime now);
  std::deque<Sample> samples_;
  Millis remembered_{0};
};

}  // namespace vuoro::sync
