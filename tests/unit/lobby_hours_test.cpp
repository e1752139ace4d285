// Opening hours over the nights when clocks change in Finland (2026-03-29 and 2026-10-25), exceptions, edges.

#include <catch2/catch.hpp>

#include "core/lobby/opening_hours.h"

namespace vuoro {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::year;

namespace {

const TimeZone& helsinki() {
  static const TimeZone zone = TimeZone::create("Europe/Helsinki").value();
  return zone;
}
WallTime utc(int y, unsigned m, unsigned d, std::chrono::minutes time) {
  return WallTime(sys_days(year(y) / static_cast<int>(m) / static_cast<int>(d)) + time);
}
LocalDate day(int y, unsigned m, unsigned d) {
  return LocalDate(year(y), std::chrono::month(m), std::chrono::day(d));
}
const std::vector<Weekday> k_all{Weekday::mon, Weekday::tue, Weekday::wed, Weekday::thu,
                                 Weekday::fri, Weekday::sat, Weekday::sun};
OpeningHours daily(const std::string& from, const std::string& to) {
  return {{{k_all, from, to}}, {}};
}

}  // namespace

TEST_CASE("Local time over the changes of clocks") {
  // 03:00 becomes 04:00 on 29 March at 01:00 UTC.
  CHECK(helsinki().to_local(utc(2026, 3, 29, 59min)).time == 2h + 59min);
  CHECK(helsinki().to_local(utc(2026, 3, 29, 60min)).time == 4h);
  CHECK(helsinki().to_utc(day(2026, 3, 29), 2h + 30min) == utc(2026, 3, 29, 30min));
  // 03:30 does not exist: moved forward by the gap.
  CHECK(helsinki().to_utc(day(2026, 3, 29), 3h + 30min) == utc(2026, 3, 29, 90min));
  CHECK(helsinki().to_utc(day(2026, 3, 29), 4h) == utc(2026, 3, 29, 60min));
  // 03:00–04:00 comes twice on 25 October: the first counts.
  CHECK(helsinki().to_utc(day(2026, 10, 25), 3h + 30min) == utc(2026, 10, 25, 30min));
  CHECK(helsinki().to_local(utc(2026, 10, 25, 30min)).time == 3h + 30min);
  CHECK(helsinki().to_local(utc(2026, 10, 25, 90min)).time == 3h + 30min);
  CHECK(to_iso(service_day(helsinki(), utc(2026, 10, 24, 20h + 59min))) == "2026-10-24");
  CHECK(to_iso(service_day(helsinki(), utc(2026, 10, 24, 21h))) == "2026-10-25");
  CHECK(TimeZone::create("Europe/Atlantis").error().code == Errc::not_found);
}

TEST_CASE("A day is 23, 24 or 25 hours long when it is open all day") {
  const auto hours = daily("00:00", "24:00");
  const auto length = [&](LocalDate date) {
    const auto spans = spans_on(hours, helsinki(), date);
    REQUIRE(spans.size() == 1);
    return spans[0].to - spans[0].from;
  };
  CHECK(length(day(2026, 3, 28)) == 24h);
  CHECK(length(day(2026, 3, 29)) == 23h);
  CHECK(length(day(2026, 10, 25)) == 25h);
  // No moment of the year falls between two days.
  WallTime last = spans_on(hours, helsinki(), day(2026, 1, 1))[0].to;
  for (int i = 1; i < 365; ++i) {
    const auto spans =
        spans_on(hours, helsinki(), LocalDate(sys_days(day(2026, 1, 1)) + std::chrono::days(i)));
    REQUIRE(spans.size() == 1);
    CHECK(spans[0].from == last);
    last = spans[0].to;
  }
}

TEST_CASE("Nine in the morning is nine by the clock on the wall, before and after the change") {
  const auto hours = daily("09:00", "16:00");
  CHECK(open_at(hours, helsinki(), utc(2026, 3, 28, 7h)).has_value());
  CHECK_FALSE(open_at(hours, helsinki(), utc(2026, 3, 28, 7h) - 1ms).has_value());
  CHECK(open_at(hours, helsinki(), utc(2026, 3, 29, 6h)).has_value());
  CHECK_FALSE(open_at(hours, helsinki(), utc(2026, 3, 29, 13h)).has_value());  // closing is exclusive
  CHECK(open_at(hours, helsinki(), utc(2026, 3, 29, 13h) - 1ms).has_value());
  const auto next = next_opening(hours, helsinki(), utc(2026, 10, 24, 14h)).value();
  CHECK(next.from == utc(2026, 10, 25, 7h));
}

TEST_CASE("Opening inside the skipped or the repeated hour") {
  const auto skipped = spans_on(daily("03:15", "05:00"), helsinki(), day(2026, 3, 29));
  REQUIRE(skipped.size() == 1);
  CHECK(skipped[0].from == utc(2026, 3, 29, 75min));
  CHECK(skipped[0].to == utc(2026, 3, 29, 2h));
  const auto repeated = spans_on(daily("03:15", "05:00"), helsinki(), day(2026, 10, 25));
  REQUIRE(repeated.size() == 1);
  CHECK(repeated[0].to - repeated[0].from == 2h + 45min);
}

TEST_CASE("Exceptions replace the week; several of one day make its hours together; overlaps join") {
  OpeningHours hours = daily("09:00", "16:00");
  hours.weekly.push_back({{Weekday::tue}, "15:00", "18:00"});
  hours.exceptions = {{"2026-12-24", "2026-12-26", true, std::nullopt, std::nullopt, {{"fi", "Joulu"}}},
                      {"2026-12-31", "2026-12-31", false, "09:00", "11:00", {}},
                      {"2026-12-31", "2026-12-31", false, "12:00", "13:00", {}}};
  REQUIRE(validate(hours).has_value());
  const auto tuesday = spans_on(hours, helsinki(), day(2026, 3, 3));
  REQUIRE(tuesday.size() == 1);
  CHECK(tuesday[0].to - tuesday[0].from == 9h);
  CHECK(spans_on(hours, helsinki(), day(2026, 12, 24)).empty());
  CHECK(spans_on(hours, helsinki(), day(2026, 12, 26)).empty());
  CHECK(spans_on(hours, helsinki(), day(2026, 12, 27)).size() == 1);
  CHECK(spans_on(hours, helsinki(), day(2026, 12, 31)).size() == 2);
  CHECK(exception_on(hours, day(2026, 12, 25))->reason.at("fi") == "Joulu");
  CHECK(exception_on(hours, day(2026, 12, 23)) == nullptr);
  // Over the holidays to the next opening.
  CHECK(next_opening(hours, helsinki(), utc(2026, 12, 23, 15h))->from == utc(2026, 12, 27, 7h));
}

TEST_CASE("Not known is not closed; never again is nothing") {
  CHECK_FALSE(hours_known({}));
  CHECK(hours_known(daily("09:00", "10:00")));
  CHECK_FALSE(open_at({}, helsinki(), utc(2026, 3, 3, 10h)).has_value());
  OpeningHours closed = daily("09:00", "10:00");
  closed.exceptions = {{"2026-01-01", "2027-12-31", true, std::nullopt, std::nullopt, {}}};
  CHECK_FALSE(next_opening(closed, helsinki(), utc(2026, 3, 3, 10h)).has_value());
}

TEST_CASE("Malformed hours are refused with their place") {
  CHECK(validate(daily("09:00", "09:00")).error().message.find("weekly[0]") != std::string::npos);
  CHECK_FALSE(validate(daily("9:00", "10:00")).has_value());
  CHECK_FALSE(validate(daily("09:00", "24:01")).has_value());
  CHECK_FALSE(validate({{{{}, "09:00", "10:00"}}, {}}).has_value());
  for (const auto& exception : {HoursException{"2026-02-30", "2026-03-01", true, {}, {}, {}},
                                HoursException{"2026-03-02", "2026-03-01", true, {}, {}, {}},
                                HoursException{"2026-03-01", "2026-03-01", false, {}, {}, {}},
                                HoursException{"2026-03-01", "2026-03-01", false, "12:00", "11:00", {}}}) {
    CHECK(validate({{}, {exception}}).error().code == Errc::invalid_argument);
  }
  CHECK(parse_clock("24:00").value() == 24h);
  for (const char* bad : {"", "24:01", "12:60", "1a:00", "12-00", "-1:00"})
    CHECK_FALSE(parse_clock(bad).has_value());
  for (const char* bad : {"2026-13-01", "2026-2-01", "20260201", "1969-01-01"})
    CHECK_FALSE(parse_iso_date(bad).has_value());
}

}  // namespace vuoro
