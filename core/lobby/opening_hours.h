#pragma once
// Opening hours with exceptions. Pure: the time zone and the moment are given.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/lobby/localized.h"
#include "core/lobby/time_zone.h"

namespace vuoro {

enum class Weekday { mon, tue, wed, thu, fri, sat, sun };

/// Open on these days from `from` to `to`, local wall time "HH:MM"; "24:00" is the end of the day.
struct WeeklyHours {
  std::vector<Weekday> days;
  std::string from;
  std::string to;
};

/// Replaces the weekly hours on the days from_date…to_date (inclusive, "YYYY-MM-DD").
struct HoursException {
  std::string from_date;
  std::string to_date;
  bool closed = false;
  std::optional<std::string> from;  ///< set unless closed
  std::optional<std::string> to;
  LocalizedText reason;
};

/// No weekly hours at all means "not known", which is not the same as closed: see hours_known().
struct OpeningHours {
  std::vector<WeeklyHours> weekly;
  std::vector<HoursException> exceptions;
};

struct OpenSpan {
  WallTime from;
  WallTime to;
};

[[nodiscard]] bool hours_known(const OpeningHours& hours);
/// The spans of one local day, in order, overlapping ones joined. Times that daylight saving skips move forward.
[[nodiscard]] std::vector<OpenSpan> spans_on(const OpeningHours& hours, const TimeZone& zone, LocalDate day);
/// The exception that rules a day, or null.
[[nodiscard]] const HoursException* exception_on(const OpeningHours& hours, LocalDate day);
/// The span that holds `now`, if open. Opening is inclusive, closing exclusive.
[[nodiscard]] std::optional<OpenSpan> open_at(const OpeningHours& hours, const TimeZone& zone, WallTime now);
/// The next opening strictly after `now`, within 60 days.
[[nodiscard]] std::optional<OpenSpan> next_opening(const OpeningHours& hours, const TimeZone& zone, WallTime now);
/// @return invalid_argument with the place: malformed times or dates, an end before its start.
[[nodiscard]] Result<void> validate(const OpeningHours& hours);

}  // namespace vuoro
