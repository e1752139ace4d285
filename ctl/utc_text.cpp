#include "ctl/utc_text.h"

#include <fmt/format.h>

#include <array>

#include "core/lobby/time_zone.h"

namespace vuoro::ctl {

std::string utc_text(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const auto s = std::chrono::duration_cast<std::chrono::seconds>(time - day).count();
  return fmt::format("{} {:02}:{:02}:{:02} UTC", to_iso(LocalDate(day)), s / 3600, s / 60 % 60, s % 60);
}

std::string span_text(Millis span) {
  struct Unit {
    std::int64_t ms;
    const char* name;
  };
  constexpr std::array<Unit, 4> k_units{{{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "min"}, {1'000, "s"}}};
  const std::int64_t ms = span.count();
  // A day and a half is 36 h, as who sets a clock counts.
  const std::size_t first = ms < 2 * k_units[0].ms ? 1 : 0;
  for (std::size_t i = first; i < k_units.size(); ++i) {
    if (ms < k_units[i].ms) continue;
    std::string text = fmt::format("{} {}", ms / k_units[i].ms, k_units[i].name);
    if (i + 1 == k_units.size()) return text;
    const std::int64_t rest = ms % k_units[i].ms / k_units[i + 1].ms;
    if (rest > 0) text += fmt::format(" {} {}", rest, k_units[i + 1].name);
    return text;
  }
  return fmt::format("{} ms", ms);
}

}  // namespace vuoro::ctl
