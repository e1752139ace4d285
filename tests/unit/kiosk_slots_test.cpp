// Booking with and without the authority: one path, the place from it or from the stock.

#include <catch2/catch.hpp>

#include "tests/support/core_terminal.h"

namespace vuoro::kiosk {

using namespace std::chrono_literals;

namespace {

struct Fixture : test::CoreTerminal {
  Fixture() : CoreTerminal(k_morning, 8, false) {
    authority.give_shares(true);
    start();
  }
  void cut() {
    connected = false;
    turns(40);
    REQUIRE_FALSE(core->view()->connection.online);
  }
  Result<Uuid> hold(const Uuid& slot) {
    std::optional<Result<Uuid>> got;
    core->hold_slot(slot, [&](auto answer) { got = std::move(answer); });
    flush();
    REQUIRE(got.has_value());
    return std::move(*got);
  }
  Result<Appointment> book(const Uuid& slot, const Uuid& hold_id) {
    std::optional<Result<Appointment>> got;
    core->book({slot, lobby.service_a, hold_id, "fi", std::nullopt, std::nullopt},
               [&](auto answer) { got = std::move(answer); });
    REQUIRE(got.has_value());
    return std::move(*got);
  }
  std::int32_t places() {
    std::int32_t sum = 0;
    for (const auto& one : core->view()->connection.held_slots) sum += one.places;
    return sum;
  }
  Uuid held_slot() {
    REQUIRE_FALSE(core->view()->connection.held_slots.empty());
    return core->view()->connection.held_slots.front().slot_id;
  }
};

}  // namespace

TEST_CASE("Without the authority a time of the stock is booked, known here at once, and adopted later") {
  Fixture fixture;
  CHECK(fixture.places() == sync::k_places_least);
  fixture.cut();
  const Uuid slot = fixture.held_slot();
  const auto hold = fixture.hold(slot);
  REQUIRE(hold.has_value());
  CHECK(fixture.places() == sync::k_places_least - 1);  // in the visitor's hand
  const auto booked = fixture.book(slot, *hold);
  REQUIRE(booked.has_value());
  CHECK_FALSE(fixture.book(slot, *hold).has_value());  // one place, one booking
  CHECK(fixture.places() == sync::k_places_least - 1);
  // The code works here before the authority has heard of it.
  std::optional<Result<CheckedIn>> checked;
  fixture.core->check_in(booked->code, "fi", [&](auto answer) { checked = std::move(answer); });
  fixture.flush();
  REQUIRE((checked && checked->has_value()));
  CHECK((*checked)->appointment.id == booked->id);
  CHECK(fixture.authority.bookings().empty());
  fixture.connected = true;
  fixture.turns(120);
  REQUIRE(fixture.authority.bookings().size() == 1);
  CHECK(fixture.authority.bookings()[0].lease_id == *hold);
  CHECK(fixture.authority.bookings()[0].start == booked->start);
  CHECK(fixture.authority.violations().empty());
  CHECK(fixture.authority.record<Slot>(slot)->taken == 1);
  CHECK(fixture.authority.returned().empty());
  CHECK(fixture.core->view()->connection.outbox_waiting == 0);
}

TEST_CASE("The authority answers too late: the stock after the budget, and its place goes back") {
  Fixture fixture;
  const Uuid slot = fixture.held_slot();
  fixture.transport.sent.clear();
  std::optional<Result<Uuid>> got;
  fixture.core->hold_slot(slot, [&](auto answer) { got = std::move(answer); });
  const auto slow = fixture.transport.take("/api/v1/leases");
  fixture.advance(sync::k_number_budget - 1ms);
  fixture.core->step();
  CHECK_FALSE(got.has_value());
  CHECK(fixture.core->wake() <= fixture.clock.mono() + 1ms);
  fixture.advance(1ms);
  fixture.core->step();
  REQUIRE((got && got->has_value()));
  slow.done(*fixture.authority.handle(fixture.device, slow.request, false));
  fixture.turns();
  CHECK(fixture.authority.returned().size() == 1);
  REQUIRE(fixture.book(slot, **got).has_value());
  fixture.turns();
  CHECK(fixture.authority.bookings().size() == 1);
  CHECK(fixture.authority.violations().empty());
}

TEST_CASE("Who leaves without booking puts the place back into the stock") {
  Fixture fixture;
  fixture.cut();
  const Uuid slot = fixture.held_slot();
  const auto hold = fixture.hold(slot);
  REQUIRE(hold.has_value());
  fixture.core->release_slot(*hold);
  CHECK(fixture.places() == sync::k_places_least);
  CHECK(fixture.hold(slot).has_value());
}

TEST_CASE("The stock's time ends on the monotonic clock, whatever the wall clock says") {
  Fixture fixture;
  fixture.authority.set_share_ttl(1h);
  fixture.start("another boot");
  fixture.turns(60);
  REQUIRE(fixture.places() == sync::k_places_least);
  const auto returned = fixture.authority.returned().size();
  fixture.cut();
  fixture.clock.jump_wall(-48h);
  fixture.advance(40min);
  fixture.core->step();
  CHECK(fixture.core->sync().shares().stock().size() == static_cast<std::size_t>(sync::k_places_least));
  fixture.advance(20min);
  fixture.core->step();
  CHECK(fixture.core->sync().shares().stock().empty());
  const auto hold = fixture.hold(fixture.lobby.slots[7]);
  REQUIRE_FALSE(hold.has_value());
  fixture.connected = true;
  fixture.turns();
  CHECK(fixture.authority.returned().size() >= returned + sync::k_places_least);
}

TEST_CASE("After a power cut nothing of the stock is promised until the authority was heard") {
  Fixture fixture;
  fixture.connected = false;
  fixture.start("another boot");
  CHECK(fixture.places() == 0);
  CHECK_FALSE(fixture.hold(fixture.lobby.slots[0]).has_value());
  fixture.connected = true;
  fixture.turns(120);
  CHECK(fixture.places() == sync::k_places_least);
  CHECK(fixture.authority.returned().size() == static_cast<std::size_t>(sync::k_places_least));
  CHECK(fixture.authority.violations().empty());
}

TEST_CASE("The program starts anew while the line is down: the stock is still there") {
  Fixture fixture;
  fixture.connected = false;
  fixture.start("boot");
  CHECK(fixture.places() == sync::k_places_least);
  const Uuid slot = fixture.held_slot();
  const auto hold = fixture.hold(slot);
  REQUIRE(hold.has_value());
  CHECK(fixture.book(slot, *hold).has_value());
}

TEST_CASE("What this terminal holds can be booked here when every other place of the slot is gone") {
  Fixture fixture;
  const Uuid slot = fixture.held_slot();
  REQUIRE(fixture.hold(slot).has_value());  // of two places one is in stock
  const auto mine = fixture.hold(slot);
  REQUIRE(mine.has_value());
  CHECK(fixture.hold(slot).error().code == Errc::exhausted);
  REQUIRE(fixture.book(slot, *mine).has_value());
  fixture.turns();
  CHECK(fixture.authority.violations().empty());
}

TEST_CASE("What is held is told to the technician") {
  Fixture fixture;
  fixture.advance(61s);
  fixture.turns();
  const auto status = fixture.authority.status_of(fixture.device);
  REQUIRE(status.has_value());
  REQUIRE(status->places.size() == 1);
  CHECK(status->places[0].service_id == fixture.lobby.service_a);
  CHECK(status->places[0].places == sync::k_places_least);
  CHECK(status->places[0].until > fixture.clock.wall());
  CHECK(status->numbers.size() == 4);  // of two queues, of today and of the next day
}

}  // namespace vuoro::kiosk
