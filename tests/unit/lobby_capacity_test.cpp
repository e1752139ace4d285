// When a queue takes nobody more today.

#include <catch2/catch.hpp>

#include "core/lobby/capacity.h"

using namespace vuoro;
using std::chrono::minutes;

namespace {

const TimeZone& helsinki() {
  static const TimeZone zone = TimeZone::create("Europe/Helsinki").value();
  return zone;
}

OpeningHours every_day(const std::string& from, const std::string& to) {
  return {
      {{{Weekday::mon, Weekday::tue, Weekday::wed, Weekday::thu, Weekday::fri, Weekday::sat, Weekday::sun},
        from,
        to}},
      {}};
}

LocalDate day(int month, int date) {
  return std::chrono::year(2026) / month / date;
}

std::string closing(const OpeningHours& hours, LocalDate date, minutes time) {
  const auto found = closing_today(hours, helsinki(), helsinki().to_utc(date, time));
  if (!found) return "none";
  const auto local = helsinki().to_local(*found);
  return std::to_string(local.time.count() / 60) + ":" + std::to_string(local.time.count() % 60);
}

}  // namespace

TEST_CASE("closing is the end of the day's last span, by the clock on the wall") {
  auto hours = every_day("08:00", "11:00");
  hours.weekly.push_back(every_day("12:00", "16:15").weekly[0]);
  CHECK(closing(hours, day(3, 5), minutes(7 * 60)) == "16:15");
  CHECK(closing(hours, day(3, 5), minutes(11 * 60 + 30)) == "16:15");  // at lunch the day is not over
  CHECK(closing(hours, day(3, 5), minutes(16 * 60 + 15)) == "none");
  hours.exceptions.push_back({"2026-03-05", "2026-03-05", false, "08:00", "12:00", {}});
  hours.exceptions.push_back({"2026-03-06", "2026-03-06", true, {}, {}, {}});
  CHECK(closing(hours, day(3, 5), minutes(9 * 60)) == "12:0");
  CHECK(closing(hours, day(3, 6), minutes(9 * 60)) == "none");
  CHECK(closing({}, day(3, 5), minutes(9 * 60)) == "none");
}

TEST_CASE("a day that is an hour shorter or longer closes by its own clock") {
  const auto hours = every_day("01:00", "05:00");
  const auto open_for = [&](LocalDate date) {
    const WallTime from = helsinki().to_utc(date, minutes(60));
    return std::chrono::duration_cast<minutes>(*closing_today(hours, helsinki(), from) - from).count();
  };
  CHECK(open_for(day(3, 28)) == 240);
  CHECK(open_for(day(3, 29)) == 180);   // the clocks go forward at three
  CHECK(open_for(day(10, 25)) == 300);  // and back at four
}

TEST_CASE(
    "a queue is full when a newcomer's wait goes past closing, and opens again only with room to spare") {
  const WallTime now = helsinki().to_utc(day(3, 5), minutes(15 * 60));
  CapacityAsk ask{false, now, now + minutes(60), 3600};
  CHECK_FALSE(is_full(ask));
  ask.newcomer_high_s = 3601;
  CHECK(is_full(ask));
  ask.was_full = true;
  ask.newcomer_high_s = 3600 - 600 + 1;
  CHECK(is_full(ask));
  ask.newcomer_high_s = 3600 - 600;
  CHECK_FALSE(is_full(ask));
  ask.was_full = false;
  ask.newcomer_high_s = 3600 - 600 + 1;  // the same wait does not close what is open
  CHECK_FALSE(is_full(ask));
  ask.newcomer_high_s.reset();
  CHECK_FALSE(is_full(ask));
  ask.was_full = true;
  CHECK(is_full(ask));
  ask.closing.reset();
  CHECK_FALSE(is_full(ask));
  ask.closing = now;
  CHECK_FALSE(is_full(ask));
}
