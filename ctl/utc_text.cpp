#include "ctl/utc_text.h"

#include <fmt/format.h>

#include "core/lobby/time_zone.h"

namespace vuoro::ctl {

std::string utc_text(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const auto s = std::chrono::duration_cast<std::chrono::seconds>(time - day).count();
  return fmt::format("{} {:02}:{:02}:{:02} UTC", to_iso(LocalDate(day)), s / 3600, s / 60 % 60, s % 60);
}

}  // namespace vuoro::ctl
