#pragma once
// Time is injected: nothing outside this folder asks the operating system what time it is.

#include <chrono>
#include <cstdint>

namespace vuoro {

/// UTC, milliseconds. The wall clock may jump; use it for what people read and for records.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// Never jumps, starts anywhere, counts through suspend (CLOCK_BOOTTIME). Use it for waiting and for leases.
struct MonoClockTag {
  using duration = std::chrono::milliseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<MonoClockTag, duration>;
  static constexpr bool is_steady = true;
};
using MonoTime = MonoClockTag::time_point;
using Millis = std::chrono::milliseconds;

/// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual WallTime wall() const = 0;
  [[nodiscard]] virtual MonoTime mono() const = 0;
};

/// The operating system's clocks.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] WallTime wall() const override;
  [[nodiscard]] MonoTime mono() const override;
};

/// A clock that stands still until it is moved. For tests and the simulated world; not thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(WallTime start) : wall_(start) {}
  [[nodiscard]] WallTime wall() const override { return wall_; }
  [[nodiscard]] MonoTime mono() const override { return mono_; }
  void advance(Millis by) {
    wall_ += by;
    mono_ += by;
  }
  /// The wall clock is set (by a person or NTP); monotonic time knows nothing of it.
  void jump_wall(Millis by) { wall_ += by; }

 private:
  WallTime wall_;
  MonoTime mono_{};
};

[[nodiscard]] inline std::int64_t to_unix_ms(WallTime time) { return time.time_since_epoch().count(); }
[[nodiscard]] inline WallTime from_unix_ms(std::int64_t ms) { return WallTime(Millis(ms)); }

}  // namespace vuoro
