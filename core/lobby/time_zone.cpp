#include "core/lobby/time_zone.h"

#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/timezone.h>

#include <mutex>
#include <unordered_map>

namespace vuoro {

struct TimeZone::Zone {
  std::unique_ptr<icu::BasicTimeZone> icu;
};

Result<TimeZone> TimeZone::create(const std::string& iana_name) {
  static std::mutex mutex;
  static std::unordered_map<std::string, std::shared_ptr<const Zone>> known;  // a handful of sites at most
  const std::lock_guard lock(mutex);
  if (const auto found = known.find(iana_name); found != known.end()) return TimeZone(iana_name, found->second);
  std::unique_ptr<icu::TimeZone> made(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(iana_name)));
  auto* basic = dynamic_cast<icu::BasicTimeZone*>(made.get());
  icu::UnicodeString id;
  made->getID(id);
  if (basic == nullptr || id == icu::UnicodeString(UCAL_UNKNOWN_ZONE_ID)) {
    return fail(Errc::not_found, "no time zone " + iana_name);
  }
  made.release();
  auto zone = std::make_shared<Zone>();
  zone->icu.reset(basic);
  known.emplace(iana_name, zone);
  return TimeZone(iana_name, std::move(zone));
}

LocalDateTime TimeZone::to_local(WallTime time) const {
  int32_t raw = 0;
  int32_t saving = 0;
  UErrorCode error = U_ZERO_ERROR;
  zone_->icu->getOffset(static_cast<UDate>(to_unix_ms(time)), false, raw, saving, error);
  const WallTime local = time + Millis(raw + saving);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const auto rest = std::chrono::floor<std::chrono::seconds>(local - day);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(rest);
  return {LocalDate(day), minutes, rest - minutes};
}

WallTime TimeZone::to_utc(LocalDate date, std::chrono::minutes time) const {
  const WallTime local = std::chrono::sys_days(date) + time;
  int32_t raw = 0;
  int32_t saving = 0;
  UErrorCode error = U_ZERO_ERROR;
  zone_->icu->getOffsetFromLocal(static_cast<UDate>(to_unix_ms(local)), UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER,
                                 raw, saving, error);
  return local - Millis(raw + saving);
}

LocalDate service_day(const TimeZone& zone, WallTime now) { return zone.to_local(now).date; }

std::string to_iso(LocalDate day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

namespace {

/// Digits only, no sign, exactly text.size() of them; -1 otherwise.
int digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return text.empty() ? -1 : value;
}

}  // namespace

Result<LocalDate> parse_iso_date(std::string_view text) {
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const int year = digits(text.substr(0, 4));
    const int month = digits(text.substr(5, 2));
    const int day = digits(text.substr(8, 2));
    if (year >= 1970 && month > 0 && day > 0) {
      const LocalDate date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                           std::chrono::day(static_cast<unsigned>(day))};
      if (date.ok()) return date;
    }
  }
  return fail(Errc::parse, "expected a date as YYYY-MM-DD");
}

Result<std::chrono::minutes> parse_clock(std::string_view text) {
  if (text.size() == 5 && text[2] == ':') {
    const int hours = digits(text.substr(0, 2));
    const int minutes = digits(text.substr(3, 2));
    if (hours >= 0 && minutes >= 0 && minutes < 60 && hours * 60 + minutes <= 24 * 60) {
      return std::chrono::minutes(hours * 60 + minutes);
    }
  }
  return fail(Errc::parse, "expected a time as HH:MM");
}

}  // namespace vuoro
