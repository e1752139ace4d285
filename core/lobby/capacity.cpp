#include "core/lobby/capacity.h"

namespace vuoro {

std::optional<WallTime> closing_today(const OpeningHours& hours, const TimeZone& zone, WallTime now) {
  const auto spans = spans_on(hours, zone, service_day(zone, now));
  if (spans.empty() || spans.back().to <= now) return std::nullopt;
  return spans.back().to;
}

bool is_full(const CapacityAsk& ask) {
  if (!ask.closing || *ask.closing <= ask.now) return false;
  if (!ask.newcomer_high_s) return ask.was_full;
  const WallTime called_by = ask.now + std::chrono::seconds(*ask.newcomer_high_s);
  return called_by > *ask.closing - (ask.was_full ? k_reopen_margin : std::chrono::minutes(0));
}

}  // namespace vuoro
