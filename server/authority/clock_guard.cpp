#include "server/authority/clock_guard.h"

#include <fmt/format.h>

#include <cstdlib>

#include "core/base/log.h"

namespace vuoro::authority {
namespace {

/// So far from the time that is known, it is another day.
constexpr std::chrono::hours k_other_day{12};
/// Little beside k_other_day, and not a write every second.
constexpr std::chrono::hours k_note_every{1};
constexpr std::string_view k_time_mark = "time";

}  // namespace

std::string day_and_time(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::minutes>(time - day));
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count());
}

Result<void> ClockGuard::check(store::Reader& reader, WallTime now) {
  if (right_) return {};
  if (const std::int64_t ahead = central_is_ahead_h_; ahead != 0) {
    return refuse(fmt::format(
        "this server's clock says {}, {} h {} the central server's: it does not act until its clock is set",
        day_and_time(now), std::abs(ahead), ahead > 0 ? "behind" : "ahead of"));
  }
  VUORO_ASSIGN(const auto newest, newest_time(reader));
  if (!newest || now > *newest - k_other_day) {
    right_ = true;
    if (said_.exchange(false)) log::info("clock_possible", {{"clock", day_and_time(now)}});
    return {};
  }
  return refuse(fmt::format(
      "this server's clock says {}, and its books go on to {}: it does not act until the clock is set; when "
      "the clock is right, say so on this machine: vuoro-server clock-is-right",
      day_and_time(now), day_and_time(*newest)));
}

void ClockGuard::told(Millis central_is_ahead) {
  const bool right = central_is_ahead < k_other_day && central_is_ahead > -k_other_day;
  central_is_ahead_h_ = right ? 0 : std::chrono::duration_cast<std::chrono::hours>(central_is_ahead).count();
  right_ = right;
}

Result<void> ClockGuard::refuse(const std::string& why) {
  if (!said_.exchange(true)) log::error("clock_impossible", {{"why", why}});
  return fail(Errc::unavailable, why);
}

Result<std::optional<WallTime>> newest_time(store::Reader& reader) {
  VUORO_ASSIGN(const std::int64_t noted, reader.up_mark(k_time_mark));
  if (noted != 0) return std::optional(from_unix_ms(noted));
  VUORO_ASSIGN(const std::int64_t entry, reader.newest_log_entry());
  VUORO_ASSIGN(const auto lines, reader.ticket_log_after(entry - 1, 1));
  return lines.empty() ? std::nullopt : std::optional(lines.front().time);
}

Result<void> note_time(store::Transaction& tx, WallTime now) {
  VUORO_ASSIGN(const std::int64_t noted, tx.up_mark(k_time_mark));
  const Millis since = now - from_unix_ms(noted);
  if (since < k_note_every && since > -k_note_every) return {};
  return trust_clock(tx, now);
}

Result<void> trust_clock(store::Transaction& tx, WallTime now) {
  return tx.set_up_mark(k_time_mark, to_unix_ms(now));
}

}  // namespace vuoro::authority
