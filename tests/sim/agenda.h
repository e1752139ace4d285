#pragma once
// What happens next in a simulated world: one time line, one source of chance, one trace of all that
// happened.

#include <cstdint>
#include <functional>
#include <queue>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/base/clock.h"
#include "core/base/random.h"

namespace vuoro::test {

/// Happenings run in order of time, and of their making when they fall together: the same seed is the same
/// world.
class Agenda final : public Clock {
 public:
  Agenda(std::uint64_t seed, WallTime start) : clock_(start), random_(seed) {}

  /// The world's own time, which no machine knows.
  [[nodiscard]] WallTime wall() const override { return clock_.wall(); }
  [[nodiscard]] MonoTime mono() const override { return clock_.mono(); }

  void after(Millis delay, std::function<void()> call);
  /// Lets time go by, and everything in it happen.
  void pass(Millis time);

  [[nodiscard]] Random& random() { return random_; }
  [[nodiscard]] bool chance(int per_mille) {
    return per_mille > 0 && random_.below(1'000) < static_cast<std::uint64_t>(per_mille);
  }
  [[nodiscard]] int below(int bound) {
    return static_cast<int>(random_.below(static_cast<std::uint64_t>(bound)));
  }
  [[nodiscard]] Millis up_to(Millis most) { return between(Millis(0), most); }
  [[nodiscard]] Millis between(Millis least, Millis most) {
    return least + Millis(static_cast<std::int64_t>(
                       random_.below(static_cast<std::uint64_t>((most - least).count()) + 1)));
  }

  /// Notes something that happened. Two runs of one seed have the same notes.
  void note(std::string_view who, std::string_view what, std::string_view content = {});
  /// A hash of all notes and their times.
  [[nodiscard]] std::uint64_t trace() const { return trace_; }
  /// From here on notes are also written to standard error.
  void tell_notes(bool tell) { tells_ = tell; }
  [[nodiscard]] std::uint64_t happenings() const { return happened_; }

 private:
  struct Happening {
    MonoTime at;
    std::uint64_t order;
    std::function<void()> call;
    bool operator<(const Happening& other) const {
      return std::tie(at, order) > std::tie(other.at, other.order);
    }
  };

  ManualClock clock_;
  SeededRandom random_;
  std::priority_queue<Happening> happenings_;
  std::uint64_t order_ = 0;
  std::uint64_t happened_ = 0;
  std::uint64_t trace_ = 1469598103934665603ULL;
  bool tells_ = false;
};

}  // namespace vuoro::test
