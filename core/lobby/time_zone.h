#pragma once
// Local time by IANA zone (ICU's tables). A service day is a local date.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/result.h"

namespace vuoro {

using LocalDate = std::chrono::year_month_day;

struct LocalDateTime {
  LocalDate date;
  std::chrono::minutes time{};  ///< since local midnight, 0 to 1439
  std::chrono::seconds second{};
  [[nodiscard]] std::chrono::weekday weekday() const { return std::chrono::weekday(std::chrono::sys_days(date)); }
};

/// Immutable and cheap to copy; thread-safe.
class TimeZone {
 public:
  /// @return not_found for a name that is no IANA zone.
  [[nodiscard]] static Result<TimeZone> create(const std::string& iana_name);

  [[nodiscard]] LocalDateTime to_local(WallTime time) const;
  /// A local time that occurs twice is the first; one that is skipped moves forward by the gap.
  /// @param time  0 to 24 h after local midnight by the clock on the wall.
  [[nodiscard]] WallTime to_utc(LocalDate date, std::chrono::minutes time) const;
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  struct Zone;
  TimeZone(std::string name, std::shared_ptr<const Zone> zone) : name_(std::move(name)), zone_(std::move(zone)) {}
  std::string name_;
  std::shared_ptr<const Zone> zone_;
};

/// The day on which ticket numbers start again: the local date.
[[nodiscard]] LocalDate service_day(const TimeZone& zone, WallTime now);
/// "2026-03-05"
[[nodiscard]] std::string to_iso(LocalDate day);
/// @return parse
[[nodiscard]] Result<LocalDate> parse_iso_date(std::string_view text);
/// "09:30" to minutes, 0 to 1440. @return parse
[[nodiscard]] Result<std::chrono::minutes> parse_clock(std::string_view text);

}  // namespace vuoro
