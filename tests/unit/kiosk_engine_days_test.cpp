// The engine's core without its thread: the days of numbers, turn by turn.

#include <catch2/catch.hpp>

#include "tests/support/core_terminal.h"

namespace vuoro::kiosk {

using namespace std::chrono_literals;

namespace {

struct Fixture : test::CoreTerminal {
  /// @param days_ahead  no: its server leases numbers of today only
  explicit Fixture(bool days_ahead = true) : CoreTerminal(k_morning, 4, false) {
    if (!days_ahead) authority.lease_of_today_only();
    start();
  }
  Result<IssuedTicket> take(const Uuid& queue) { return take_ticket({queue, std::nullopt, "fi", {}}); }
};

}  // namespace

TEST_CASE("Over midnight: yesterday's block is not used, offline too") {
  Fixture fixture(false);
  REQUIRE(fixture.take(fixture.lobby.queue_a).has_value());
  fixture.connected = false;
  fixture.turns(4);
  const auto evening = fixture.take(fixture.lobby.queue_a);
  REQUIRE(evening.has_value());
  CHECK(evening->ticket.service_day == "2026-03-03");
  CHECK_FALSE(evening->online);
  fixture.advance(14h);  // 00:00 in Helsinki has passed
  fixture.turns(2);
  CHECK(fixture.take(fixture.lobby.queue_a).error().code == Errc::unavailable);
  CHECK(fixture.core->view()->tickets.empty());
  fixture.connected = true;
  fixture.turns(60);
  const auto morning = fixture.take(fixture.lobby.queue_a);
  REQUIRE(morning.has_value());
  CHECK(morning->ticket.service_day == "2026-03-04");
  CHECK(morning->ticket.number == "A101");
  fixture.turns();
  CHECK(fixture.authority.tickets().size() == 3);
  CHECK(fixture.authority.violations().empty());
}

TEST_CASE("Days that begin without the server have numbers: of the next one, from the afternoon on of two") {
  Fixture fixture;
  const auto held_ahead = [&] {
    std::int32_t left = 0;
    for (const auto& held : fixture.core->view()->connection.held_numbers) {
      CHECK(held.later_day.empty() == (held.until < fixture.core->now() + 24h));
      if (!held.later_day.empty()) left += held.left;
    }
    return left;
  };
  fixture.turns(60);
  const auto queues = static_cast<std::int32_t>(fixture.core->picture().queues().size());
  CHECK(held_ahead() == queues * sync::k_block_ahead);
  fixture.advance(6h);  // 16:00 in Helsinki has passed
  fixture.turns(60);
  CHECK(held_ahead() == 2 * queues * sync::k_block_ahead);
  const std::int64_t given = fixture.authority.leases_given();
  fixture.advance(2h);
  fixture.turns(60);
  CHECK(fixture.authority.leases_given() == given);  // asked for once
  fixture.connected = false;
  fixture.advance(14h);
  fixture.turns(4);
  const auto morning = fixture.take(fixture.lobby.queue_a);
  REQUIRE(morning.has_value());
  CHECK_FALSE(morning->online);
  CHECK(morning->ticket.service_day == "2026-03-04");
  fixture.start("boot");  // the program begins again: they are still held
  fixture.turns(4);
  const auto next = fixture.take(fixture.lobby.queue_a);
  REQUIRE(next.has_value());
  CHECK(next->ticket.number != morning->ticket.number);
  fixture.advance(24h);
  fixture.turns(4);
  const auto second_day = fixture.take(fixture.lobby.queue_a);
  REQUIRE(second_day.has_value());
  CHECK(second_day->ticket.service_day == "2026-03-05");
  fixture.connected = true;
  fixture.turns(60);
  CHECK(fixture.authority.tickets().size() == 3);
  CHECK(fixture.authority.violations().empty());
}

TEST_CASE("After a weekend without the server there are numbers of each queue's next day") {
  Fixture fixture;
  auto& authority = fixture.authority;
  const auto open_on = [&](const Uuid& id, std::vector<Weekday> days) {
    auto queue = authority.record<Queue>(id).value();
    queue.hours.weekly = {{std::move(days), "09:00", "16:00"}};
    authority.put(queue);
  };
  using enum Weekday;
  open_on(fixture.lobby.queue_a, {mon, tue, wed, thu, fri});
  open_on(fixture.lobby.queue_b, {tue});  // once a week
  fixture.turns(60);
  fixture.advance(3 * 24h + 3h);  // Friday at 13
  fixture.turns(60);
  fixture.connected = false;
  fixture.advance(3 * 24h);  // Monday
  fixture.turns(4);
  const auto monday = fixture.take(fixture.lobby.queue_a);
  REQUIRE(monday.has_value());
  CHECK(monday->ticket.service_day == "2026-03-09");
  CHECK(fixture.take(fixture.lobby.queue_b).error().code == Errc::closed);
  fixture.advance(24h);
  fixture.turns(4);
  const auto tuesday = fixture.take(fixture.lobby.queue_b);
  REQUIRE(tuesday.has_value());
  CHECK(tuesday->ticket.service_day == "2026-03-10");
  // Of Tuesday the queue that opens every day would have had some from Friday afternoon on.
  CHECK(fixture.take(fixture.lobby.queue_a).error().code == Errc::unavailable);
}

TEST_CASE("In the first moment after midnight no number of the day before is given any more") {
  const bool held = GENERATE(true, false);  // numbers of the day that begins
  Fixture fixture(held);
  REQUIRE(fixture.take(fixture.lobby.queue_a).has_value());
  const WallTime midnight =
      fixture.core->picture().zone()->to_utc({2026y / std::chrono::March / 4}, std::chrono::minutes(0));
  fixture.advance(midnight - fixture.core->now() - 10s);
  fixture.turns(4);
  fixture.connected = true;
  fixture.advance(midnight - fixture.core->now() - 200ms);
  fixture.turns(0);
  std::optional<Result<IssuedTicket>> got;
  const auto ask = [&] {
    fixture.core->take_ticket({fixture.lobby.queue_a, std::nullopt, "fi", {}},
                              [&](auto ticket) { got = std::move(ticket); });
    CHECK_FALSE(got);
  };
  SECTION("asked for before, and the server says nothing: not of the block that was held") {
    ask();
    fixture.transport.sent.clear();
    fixture.connected = false;
    fixture.advance(sync::k_number_budget);
    fixture.core->step();
    REQUIRE(got);
    CHECK(got->has_value() == held);
    if (held) CHECK((*got)->ticket.service_day == "2026-03-04");
    if (!held) CHECK(got->error().code == Errc::unavailable);
  }
  SECTION("the server's answer was on its way then: another is asked for, and the first given back") {
    ask();
    const auto sent = fixture.transport.take("/api/v1/leases");
    const auto late = *fixture.authority.handle(fixture.device, sent.request, false);
    fixture.advance(300ms);
    sent.done(late);
    CHECK_FALSE(got);
    CHECK(fixture.transport.has("/api/v1/leases"));
    fixture.flush();
    REQUIRE(got);
    REQUIRE(got->has_value());
    CHECK((*got)->ticket.service_day == "2026-03-04");
  }
  SECTION("nor shown") {
    CHECK(fixture.core->view()->tickets.size() == 1);
    fixture.connected = false;
    fixture.advance(200ms);
    fixture.turns(0);
    CHECK(fixture.core->view()->tickets.empty());
  }
  CHECK(fixture.authority.violations().empty());
}

}  // namespace vuoro::kiosk
