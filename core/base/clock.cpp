#include "core/base/clock.h"

#include <ctime>

namespace vuoro {

WallTime SystemClock::wall() const {
  return std::chrono::floor<Millis>(std::chrono::system_clock::now());
}

MonoTime SystemClock::mono() const {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return MonoTime(Millis(std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000));
}

}  // namespace vuoro
