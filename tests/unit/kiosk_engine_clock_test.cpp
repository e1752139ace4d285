// A terminal whose own clock is wrong: at the start, while it runs, and over the nights that clocks are
// changed.
#include <catch2/catch.hpp>

#include "tests/support/core_terminal.h"

namespace vuoro::kiosk {

using namespace std::chrono_literals;

namespace {

WallTime utc(int month, int day, Millis time) {
  return WallTime(std::chrono::sys_days(std::chrono::year(2026) / month / day)) + time;
}

struct TwoClocks : test::CoreTerminal {
  using CoreTerminal::CoreTerminal;

  Result<IssuedTicket> take() {
    std::optional<Result<IssuedTicket>> got;
    core->take_ticket({lobby.queue_a, std::nullopt, "fi", {}}, [&](auto ticket) { got = std::move(ticket); });
    flush();
    for (int i = 0; !got && i < 20; ++i) turns(1);
    REQUIRE(got.has_value());
    return std::move(*got);
  }
  /// What the screens show as the time: the machine's clock with the offset they were told.
  [[nodiscard]] Millis shown_wrong_by() {
    return std::chrono::abs(clock.wall() + core->view()->connection.clock_offset - truth.wall());
  }
};

}  // namespace

TEST_CASE(
    "A terminal that wakes without a clock and without a line promises nothing, and is right as soon as it "
    "hears") {
  TwoClocks t(utc(3, 3, 8h));
  REQUIRE(t.take()->ticket.number == "A101");
  t.turns(10);
  t.connected = false;
  t.clock.jump_wall(WallTime{} - t.clock.wall());  // 1 January 1970
  t.start("another boot");
  const auto without = t.take();
  REQUIRE_FALSE(without.has_value());
  CHECK(without.error().code == Errc::unavailable);
  CHECK(t.authority.tickets().size() == 1);
  t.connected = true;
  t.turns(120);
  CHECK(t.shown_wrong_by() < 1s);
  const auto with = t.take();
  REQUIRE(with.has_value());
  CHECK(with->ticket.service_day == "2026-03-03");
  CHECK(std::chrono::abs(with->ticket.issued_at - t.truth.wall()) < 5s);
  t.turns();
  CHECK(t.authority.tickets().size() == 2);
  CHECK(t.authority.violations().empty());
}

TEST_CASE("A terminal that woke in 1970 and heard the time holds numbers for when the line goes again") {
  TwoClocks t(utc(3, 3, 8h));
  REQUIRE(t.take().has_value());
  t.connected = false;
  t.clock.jump_wall(WallTime{} - t.clock.wall());
  t.start("another boot");
  t.connected = true;
  t.turns(120);
  const auto with = t.take();
  REQUIRE(with.has_value());
  CHECK(with->online);
  t.connected = false;
  t.turns(4);
  for (int i = 0; i < 5; ++i) {
    const auto without = t.take();
    REQUIRE(without.has_value());
    CHECK(without->ticket.service_day == "2026-03-03");
    CHECK_FALSE(without->online);
    CHECK(std::chrono::abs(without->ticket.issued_at - t.truth.wall()) < 5s);
  }
  t.connected = true;
  t.turns(120);
  CHECK(t.authority.tickets().size() == 7);
  CHECK(t.authority.violations().empty());
}

TEST_CASE("The numbers that a terminal held before it woke in 1970 are not wasted") {
  TwoClocks t(utc(3, 3, 8h));
  REQUIRE(t.take().has_value());
  t.turns(10);
  t.connected = false;
  const auto before = t.take();
  REQUIRE(before.has_value());
  t.clock.jump_wall(WallTime{} - t.clock.wall());
  t.start("another boot");
  t.turns(60);
  CHECK_FALSE(t.take().has_value());
  t.connected = true;
  t.turns(60);
  CHECK(t.authority.returned().empty());
  t.connected = false;
  t.turns(4);
  const auto after = t.take();
  REQUIRE(after.has_value());
  CHECK(after->ticket.service_day == "2026-03-03");
  const auto value = [](const auto& taken) { return std::stoi(taken->ticket.number.substr(1)); };
  CHECK(value(after) == value(before) + 1);
  t.connected = true;
  t.turns(120);
  CHECK(t.authority.tickets().size() == 3);
  CHECK(t.authority.violations().empty());
}

TEST_CASE(
    "A clock that jumps by a day while the terminal runs moves neither tickets nor the time that is shown") {
  for (const bool online : {true, false}) {
    for (const Millis jump : {Millis(24h), Millis(-24h)}) {
      INFO((online ? "online, " : "offline, ") << jump.count() / 3'600'000 << " h");
      TwoClocks t(utc(3, 3, 8h));
      REQUIRE(t.take().has_value());
      t.connected = online;
      t.turns(4);
      t.clock.jump_wall(jump);
      const auto after = t.take();
      REQUIRE(after.has_value());
      CHECK(after->ticket.service_day == "2026-03-03");
      CHECK(std::chrono::abs(after->ticket.issued_at - t.truth.wall()) < 5s);
      t.turns(50);  // 25 s
      CHECK(t.shown_wrong_by() < 1s);
      CHECK(t.core->view()->tickets.size() == 2);
      t.connected = true;
      t.turns();
      CHECK(t.authority.tickets().size() == 2);
      CHECK(t.authority.violations().empty());
    }
  }
}

TEST_CASE(
    "Over the nights that clocks are changed the day begins once, at midnight, and who waited is gone") {
  struct Night {
    int month, day;   ///< of the evening before
    Millis midnight;  ///< of Helsinki, UTC of that evening
    const char *evening, *morning;
  };
  // 29 March 2026 03:00 becomes 04:00, 25 October 04:00 becomes 03:00.
  for (const Night& night :
       {Night{3, 28, 22h, "2026-03-28", "2026-03-29"}, Night{10, 24, 21h, "2026-10-24", "2026-10-25"}}) {
    INFO(night.morning);
    TwoClocks t(utc(night.month, night.day, night.midnight - 30min));
    const auto waiting = t.take();
    REQUIRE(waiting.has_value());
    CHECK(waiting->ticket.service_day == night.evening);
    CHECK(t.core->view()->tickets.size() == 1);
    int days = 0;
    std::string day = t.core->picture().service_day_at(t.core->now());
    for (int half_hours = 0; half_hours < 12; ++half_hours) {
      t.advance(30min);
      t.turns(50);
      const std::string now = t.core->picture().service_day_at(t.core->now());
      if (now == day) continue;
      ++days;
      day = now;
      CHECK(std::chrono::abs(t.truth.wall() - utc(night.month, night.day, night.midnight)) < 30min);
    }
    CHECK(days == 1);
    CHECK(day == night.morning);
    CHECK(t.core->view()->tickets.empty());
    const auto morning = t.take();
    REQUIRE(morning.has_value());
    CHECK(morning->ticket.service_day == night.morning);
    CHECK(morning->ticket.number == "A101");
    CHECK(t.authority.violations().empty());
  }
}

}  // namespace vuoro::kiosk
