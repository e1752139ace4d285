#include "core/lobby/opening_hours.h"

#include <fmt/format.h>

#include <algorithm>

namespace vuoro {
namespace {

Weekday weekday_of(LocalDate day) {
  const auto iso = std::chrono::weekday(std::chrono::sys_days(day)).iso_encoding();  // Monday is 1
  return static_cast<Weekday>(iso - 1);
}

void add_span(std::vector<OpenSpan>& spans, const TimeZone& zone, LocalDate day, const std::string& from,
              const std::string& to) {
  const auto start = parse_clock(from);
  const auto end = parse_clock(to);
  if (!start || !end || *end <= *start) return;  // validate() refuses these at the door
  spans.push_back({zone.to_utc(day, *start), zone.to_utc(day, *end)});
}

LocalDate plus_days(LocalDate day, int days) { return LocalDate(std::chrono::sys_days(day) + std::chrono::days(days)); }

Result<void> validate_span(const std::string& place, const std::string& from, const std::string& to) {
  const auto start = parse_clock(from);
  if (!start) return fail(Errc::invalid_argument, place + ".from: " + start.error().message);
  const auto end = parse_clock(to);
  if (!end) return fail(Errc::invalid_argument, place + ".to: " + end.error().message);
  if (*end <= *start) return fail(Errc::invalid_argument, place + ": ends before it starts");
  return {};
}

}  // namespace

bool hours_known(const OpeningHours& hours) { return !hours.weekly.empty() || !hours.exceptions.empty(); }

const HoursException* exception_on(const OpeningHours& hours, LocalDate day) {
  const std::string date = to_iso(day);  // ISO dates compare as texts
  for (const auto& exception : hours.exceptions) {
    if (exception.from_date <= date && date <= exception.to_date) return &exception;
  }
  return nullptr;
}

std::vector<OpenSpan> spans_on(const OpeningHours& hours, const TimeZone& zone, LocalDate day) {
  std::vector<OpenSpan> spans;
  if (const auto* exception = exception_on(hours, day)) {
    if (!exception->closed && exception->from && exception->to) {
      // Several exceptions of one day together make its hours (a morning and an afternoon).
      const std::string date = to_iso(day);
      for (const auto& part : hours.exceptions) {
        if (part.from_date <= date && date <= part.to_date && !part.closed && part.from && part.to) {
          add_span(spans, zone, day, *part.from, *part.to);
        }
      }
    }
  } else {
    const Weekday weekday = weekday_of(day);
    for (const auto& rule : hours.weekly) {
      if (std::find(rule.days.begin(), rule.days.end(), weekday) != rule.days.end()) {
        add_span(spans, zone, day, rule.from, rule.to);
      }
    }
  }
  std::sort(spans.begin(), spans.end(), [](const OpenSpan& a, const OpenSpan& b) { return a.from < b.from; });
  std::vector<OpenSpan> joined;
  for (const auto& span : spans) {
    if (!joined.empty() && span.from <= joined.back().to) {
      joined.back().to = std::max(joined.back().to, span.to);
    } else {
      joined.push_back(span);
    }
  }
  return joined;
}

std::optional<OpenSpan> open_at(const OpeningHours& hours, const TimeZone& zone, WallTime now) {
  for (const auto& span : spans_on(hours, zone, service_day(zone, now))) {
    if (span.from <= now && now < span.to) return span;
  }
  return std::nullopt;
}

std::optional<OpenSpan> next_opening(const OpeningHours& hours, const TimeZone& zone, WallTime now) {
  constexpr int k_days_ahead = 60;
  const LocalDate today = service_day(zone, now);
  for (int ahead = 0; ahead <= k_days_ahead; ++ahead) {
    for (const auto& span : spans_on(hours, zone, plus_days(today, ahead))) {
      if (span.from > now) return span;
    }
  }
  return std::nullopt;
}

Result<void> validate(const OpeningHours& hours) {
  for (std::size_t i = 0; i < hours.weekly.size(); ++i) {
    const std::string place = fmt::format("weekly[{}]", i);
    if (hours.weekly[i].days.empty()) return fail(Errc::invalid_argument, place + ".days: empty");
    VUORO_TRY(validate_span(place, hours.weekly[i].from, hours.weekly[i].to));
  }
  for (std::size_t i = 0; i < hours.exceptions.size(); ++i) {
    const std::string place = fmt::format("exceptions[{}]", i);
    const auto& exception = hours.exceptions[i];
    const auto first = parse_iso_date(exception.from_date);
    const auto last = parse_iso_date(exception.to_date);
    if (!first || !last) return fail(Errc::invalid_argument, place + ": expected dates as YYYY-MM-DD");
    if (exception.to_date < exception.from_date) return fail(Errc::invalid_argument, place + ": ends before it starts");
    if (exception.closed) continue;
    if (!exception.from || !exception.to) return fail(Errc::invalid_argument, place + ": neither closed nor hours");
    VUORO_TRY(validate_span(place, *exception.from, *exception.to));
  }
  return {};
}

}  // namespace vuoro
