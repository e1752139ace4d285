// A server whose clock is wrong: days that began too early, or again.

#include <catch2/catch.hpp>

#include "server/authority/ticket_acts.h"
#include "tests/unit/server_world.h"

using namespace vuoro;
using namespace vuoro::test;
using authority::Context;
using protocol::LeaseKind;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

/// A number of that service day, as a terminal gives it. @return the ticket
Uuid ticket_of_day(ServerWorld& world, const std::string& number, const std::string& day) {
  auto payload = world.issued(number, world.queue);
  payload.service_day = day;
  REQUIRE(world.send(world.event("ticket.issued", protocol::encode(payload))).status ==
          protocol::EventStatus::accepted);
  return payload.ticket_id;
}

std::string current_day(ServerWorld& world) {
  return world.store
      ->read_value<std::string>([&](store::Reader& reader) { return reader.current_day(world.site); })
      .value();
}

/// The clock is set, and a second passes.
void set_clock(ServerWorld& world, Millis by) {
  world.clock.jump_wall(by);
  world.clock.advance(std::chrono::seconds(1));
  REQUIRE(world.act<void>([&](Context& context) { return authority::begin_day(context, world.site); }));
}

void pass(ServerWorld& world, Millis time) {
  world.advance(time);
  REQUIRE(world.act<void>([&](Context& context) { return authority::begin_day(context, world.site); }));
}

std::int64_t next_number(ServerWorld& world) {
  const auto answer = world.lease({LeaseKind::number, world.queue, {}});
  return std::stoll(text_at(answer.value(), "/outcomes/0/lease/first"));
}

TicketState state_of(ServerWorld& world, const Uuid& ticket) {
  return world.get<Ticket>(ticket).state;
}

}  // namespace

TEST_CASE("after a clock that was two days ahead is right again, every day ends") {
  ServerWorld world;
  const Uuid before = world.ticket("A120", world.queue);
  CHECK(next_number(world) == 100);
  set_clock(world, hours(48));
  CHECK(state_of(world, before) == TicketState::expired);
  CHECK(next_number(world) == 100);  // of that day
  const Uuid first = ticket_of_day(world, "A100", "2026-03-07");
  world.advance(minutes(1));
  const Uuid second = ticket_of_day(world, "A102", "2026-03-07");

  set_clock(world, -hours(48));
  CHECK(current_day(world) == "2026-03-05");
  CHECK(next_number(world) == 101);
  world.advance(minutes(1));
  const Uuid third = world.ticket("A103", world.queue);
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  // In the order in which they came.
  for (const auto& ticket : {first, second}) {
    REQUIRE(world.command(world.clerk, call_next(world.counter)));
    CHECK(state_of(world, ticket) == TicketState::called);
    if (ticket == first) REQUIRE(world.command(world.clerk, on_ticket("finish", ticket)));
  }
  REQUIRE(world.command(world.clerk, on_ticket("requeue", second)));

  pass(world, hours(16));
  CHECK(current_day(world) == "2026-03-06");
  CHECK(state_of(world, second) == TicketState::expired);
  CHECK(state_of(world, third) == TicketState::expired);
  CHECK_FALSE(world.get<Counter>(world.counter).open);
  const Uuid next_day = ticket_of_day(world, "A100", "2026-03-06");
  pass(world, hours(24));
  CHECK(current_day(world) == "2026-03-07");
  CHECK(state_of(world, next_day) == TicketState::expired);
  CHECK(next_number(world) == 101);  // the first was given while the clock was ahead
}

TEST_CASE("who came while the clock was a day ahead is no visitor of that day") {
  ServerWorld world;
  pass(world, minutes(1));
  set_clock(world, hours(24));
  const Uuid ahead = ticket_of_day(world, "A100", "2026-03-06");
  set_clock(world, -hours(24));
  CHECK(state_of(world, ahead) == TicketState::waiting);
  CHECK(world.get<Ticket>(ahead).due < world.clock.wall() + hours(1));
  pass(world, hours(16));
  CHECK(current_day(world) == "2026-03-06");
  CHECK(state_of(world, ahead) == TicketState::expired);
}

TEST_CASE("a clock that was behind for a while ends nothing when it is right again") {
  ServerWorld world;
  const Uuid waits = world.ticket("A100", world.queue);
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  set_clock(world, -hours(24));
  CHECK(current_day(world) == "2026-03-04");
  const Uuid meanwhile = ticket_of_day(world, "A100", "2026-03-04");
  set_clock(world, hours(24));
  CHECK(current_day(world) == "2026-03-05");
  CHECK(state_of(world, waits) == TicketState::waiting);
  CHECK(state_of(world, meanwhile) == TicketState::waiting);
  CHECK(world.get<Counter>(world.counter).open);
  pass(world, hours(16));
  CHECK(state_of(world, waits) == TicketState::expired);
  CHECK(state_of(world, meanwhile) == TicketState::expired);
  CHECK_FALSE(world.get<Counter>(world.counter).open);
}

TEST_CASE("a clock that is corrected by seconds at midnight begins the day once") {
  ServerWorld world;
  pass(world, hours(14));  // midnight in Helsinki
  CHECK(current_day(world) == "2026-03-06");
  const Uuid early = ticket_of_day(world, "A100", "2026-03-06");
  set_clock(world, -minutes(2));
  CHECK(current_day(world) == "2026-03-06");
  pass(world, minutes(3));
  CHECK(state_of(world, early) == TicketState::waiting);
}
