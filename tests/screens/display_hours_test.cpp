// When the wall is silent and when it is dark.
#include <catch2/catch.hpp>

#include "kiosk/display/house_hours.h"
#include "kiosk/display/place_words.h"
#include "kiosk/display/side_parts.h"
#include "tests/screens/stage.h"

using namespace vuoro;
using namespace vuoro::test;
using std::chrono::hours;
using std::chrono::minutes;

TEST_CASE("quiet spans are local times of every day, also over midnight") {
  ManualClock clock{k_lobby_now};  // Thursday 10.20
  FakeLobby lobby(clock);
  DisplaySettings settings;
  const auto quiet = [&](const char* from, const char* to, Millis later) {
    settings.quiet = {{from, to}};
    return kiosk::is_quiet(settings, *lobby.view(), k_lobby_now + later);
  };
  CHECK(quiet("10:00", "11:00", {}));
  CHECK(quiet("10:20", "10:21", {}));
  CHECK_FALSE(quiet("10:00", "10:20", {}));
  CHECK_FALSE(quiet("20:00", "08:00", {}));
  CHECK(quiet("20:00", "08:00", hours(10)));  // 20.20
  CHECK(quiet("20:00", "08:00", hours(20)));  // 6.20
  CHECK_FALSE(quiet("10:00", "10:00", {}));
  CHECK_FALSE(quiet("25:00", "x", {}));
}

TEST_CASE("the wall is dark while the house is closed, and bright before it opens") {
  ManualClock clock{k_lobby_now};
  FakeLobby lobby(clock);
  lobby.edit().tickets.clear();
  lobby.edit().site.hours = {{{{Weekday::mon, Weekday::tue, Weekday::wed, Weekday::thu}, "08:00", "18:00"}},
                             {}};
  lobby.publish();
  DisplaySettings settings;
  const auto dark = [&](Millis later) {
    return kiosk::is_dark(settings, *lobby.view(), k_lobby_now + later);
  };
  CHECK_FALSE(dark({}));
  CHECK_FALSE(dark(hours(7) + minutes(54)));  // 18.14: the last ones go home
  CHECK(dark(hours(7) + minutes(56)));
  CHECK(dark(hours(21)));                                        // Friday 7.20
  CHECK(dark(hours(24)));                                        // Friday at noon: closed
  const Millis monday = hours(4 * 24) - hours(2) - minutes(20);  // 8.00
  CHECK(dark(monday - minutes(16)));
  CHECK_FALSE(dark(monday - minutes(15)));
  CHECK_FALSE(dark(monday));
  settings.night_blank = false;
  CHECK_FALSE(dark(hours(24)));
  settings.night_blank = true;
  lobby.edit().site.hours = {};
  lobby.publish();
  CHECK_FALSE(dark(hours(24)));  // not known is not closed
}

TEST_CASE("somebody who is called after closing still sees it") {
  ManualClock clock{k_lobby_now};
  FakeLobby lobby(clock);
  clock.advance(hours(12));
  lobby.call("A110", "1");
  CHECK_FALSE(kiosk::is_dark({}, *lobby.view(), clock.wall() + minutes(14)));
  CHECK(kiosk::is_dark({}, *lobby.view(), clock.wall() + minutes(16)));
}

TEST_CASE("a counter's place is told without the counter's own number") {
  const LocalizedText place{{"fi", "Tiski 3, yläaula, 2. kerros"}, {"en", "Counter 3 is upstairs"}};
  CHECK(kiosk::place_words(place, "3", "fi") == "yläaula, 2. kerros");
  CHECK(kiosk::place_words(place, "3", "en") == "Counter 3 is upstairs");
  CHECK(kiosk::place_words(place, "3", "sv").empty());  // a Swedish voice does not read Finnish
  CHECK(kiosk::place_words({}, "3", "fi").empty());
}

TEST_CASE("slides take turns, each for its own time") {
  Announcement a, b;
  b.seconds = 30;
  const std::vector<const Announcement*> both{&a, &b};
  CHECK(kiosk::slide_at({}, MonoTime{}).slide == nullptr);
  CHECK(kiosk::slide_at(both, MonoTime{}).slide == &a);
  CHECK(kiosk::slide_at(both, MonoTime(std::chrono::seconds(9))).left == std::chrono::seconds(1));
  CHECK(kiosk::slide_at(both, MonoTime(std::chrono::seconds(10))).slide == &b);
  CHECK(kiosk::slide_at(both, MonoTime(std::chrono::seconds(39))).slide == &b);
  CHECK(kiosk::slide_at(both, MonoTime(std::chrono::seconds(40))).slide == &a);
}
