#pragma once
// For lobbies that live by the machine's clock: whose slots of the next hours must be today's, at whatever
// hour the tests run.

#include <fmt/format.h>

#include <string>

#include "core/base/clock.h"

namespace vuoro::test {

/// A time zone in which it is between noon and one o'clock at `now`.
[[nodiscard]] inline std::string zone_at_midday(WallTime now) {
  const auto hour = std::chrono::floor<std::chrono::hours>(now.time_since_epoch()).count() % 24;
  // These zones have their sign the other way round: Etc/GMT-2 is two hours before Greenwich.
  return fmt::format("Etc/GMT{:+d}", hour - 12);
}

/// That of the lobby of this process: the same as long as it runs.
[[nodiscard]] inline const std::string& zone_of_tests() {
  static const std::string zone = zone_at_midday(SystemClock().wall());
  return zone;
}

}  // namespace vuoro::test
