#include "kiosk/display/house_hours.h"

#include <algorithm>

namespace vuoro::kiosk {

bool is_quiet(const DisplaySettings& settings, const LobbyView& view, WallTime now) {
  if (!view.zone) return false;
  const auto time = view.zone->to_local(now).time;
  return std::any_of(settings.quiet.begin(), settings.quiet.end(), [&](const DaySpan& span) {
    const auto from = parse_clock(span.from);
    const auto to = parse_clock(span.to);
    if (!from || !to || *from == *to) return false;
    return *from < *to ? *from <= time && time < *to : *from <= time || time < *to;
  });
}

bool is_dark(const DisplaySettings& settings, const LobbyView& view, WallTime now) {
  if (!settings.night_blank.value_or(true) || !view.zone || !hours_known(view.site.hours)) return false;
  // Open at any moment from k_bright_after ago to k_bright_before ahead.
  const auto past = now - k_bright_after;
  if (open_at(view.site.hours, *view.zone, past)) return false;
  const auto next = next_opening(view.site.hours, *view.zone, past);
  if (next && next->from <= now + k_bright_before) return false;
  return std::none_of(view.tickets.begin(), view.tickets.end(), [&](const Ticket& ticket) {
    return ticket.called_at && *ticket.called_at + k_bright_after > now;
  });
}

std::optional<WallTime> opens_at(const LobbyView& view, WallTime now) {
  if (!view.zone) return std::nullopt;
  const auto next = next_opening(view.site.hours, *view.zone, now);
  return next ? std::optional(next->from) : std::nullopt;
}

}  // namespace vuoro::kiosk
