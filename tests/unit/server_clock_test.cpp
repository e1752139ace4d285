// A server whose clock is wrong: days that began too early, or again.

#include <catch2/catch.hpp>

#include "server/authority/site_authority.h"
#include "server/authority/ticket_acts.h"
#include "tests/unit/server_answers.h"

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

void tick(ServerWorld& world) {
  world.authority->tick();
  REQUIRE(world.act<void>([](Context&) { return Result<void>(); }));  // the writer works one by one
}

bool acts(ServerWorld& world) {
  const auto lease = world.lease({LeaseKind::number, world.queue, {}});
  if (!lease) CHECK(lease.error().code == Errc::unavailable);
  return lease.has_value();
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

TEST_CASE("who came while the clock was hours ahead is called in order when it is right again") {
  ServerWorld world;
  pass(world, minutes(1));
  const bool while_off = GENERATE(false, true);
  set_clock(world, hours(3));
  const Uuid first = world.ticket("A100", world.queue);
  CHECK(world.get<Ticket>(first).due > world.clock.wall());
  world.clock.jump_wall(-hours(3));
  if (while_off) world.restart();
  // In a work that fails, and again.
  REQUIRE_FALSE(world.act<void>([&](Context& context) -> Result<void> {
    VUORO_TRY(authority::begin_day(context, world.site));
    return fail(Errc::conflict, "what came with it");
  }));
  pass(world, minutes(1));
  const WallTime due = world.get<Ticket>(first).due;
  CHECK(due < world.clock.wall() + hours(1));
  pass(world, minutes(1));
  CHECK(world.get<Ticket>(first).due == due);
  const Uuid second = world.ticket("A101", world.queue);
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  CHECK(state_of(world, first) == TicketState::called);
  CHECK(state_of(world, second) == TicketState::waiting);
}

TEST_CASE(
    "a clock that was a day ahead and is right again minutes before midnight ends the day at midnight") {
  ServerWorld world;
  pass(world, hours(13) + minutes(50));
  set_clock(world, hours(24));
  pass(world, minutes(1));
  CHECK(current_day(world) == "2026-03-06");
  set_clock(world, -hours(24));
  CHECK(current_day(world) == "2026-03-05");
  const Uuid late = world.ticket("A101", world.queue);
  pass(world, minutes(10));
  CHECK(current_day(world) == "2026-03-06");
  CHECK(state_of(world, late) == TicketState::expired);
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

TEST_CASE("a day that began in a work that failed begins again, and ends the one before") {
  ServerWorld world;
  const Uuid waits = world.ticket("A101", world.queue);
  world.advance(hours(24));
  const auto failed = world.act<void>([&](Context& context) -> Result<void> {
    VUORO_TRY(authority::begin_day(context, world.site));
    VUORO_TRY(authority::begin_day(context, world.site));
    return fail(Errc::conflict, "what came with it");
  });
  REQUIRE_FALSE(failed);
  REQUIRE(world.get<Ticket>(waits).state == TicketState::waiting);
  pass(world, minutes(1));
  CHECK(world.get<Ticket>(waits).state == TicketState::expired);
}

TEST_CASE("a server that starts in another year does not act until its clock is set") {
  ServerWorld world;
  tick(world);
  const Uuid waits = world.ticket("A101", world.queue);
  world.restart();
  const std::string changes = "/api/v1/changes?since=0&scope=site:" + world.site.to_string();
  world.clock.jump_wall(-hours(24 * 300));
  tick(world);
  CHECK_FALSE(acts(world));
  CHECK(world.lease({LeaseKind::number, world.queue, {}}).error().message ==
        "this server's clock says 2025-05-09 08:00 UTC, and its books go on to 2026-03-05 08:00 UTC: it does "
        "not act until the clock is set; when the clock is right, say so on this machine: vuoro-server "
        "clock-is-right");
  CHECK_FALSE(world.command(world.clerk, take(world, world.counter)));
  const auto told = answer_at(world, command_of(world, world.clerk, take(world, world.counter))).body;
  CHECK(told.find(R"("kind":"clock")") != std::string::npos);
  CHECK(current_day(world) == "2026-03-05");
  // Devices set their clocks by what they are told.
  CHECK(answer_at(world, changes, http::Port::device).status == 503);
  const auto unwell = answer_at(world, "/healthz");
  CHECK(unwell.status == 503);
  CHECK(unwell.content().find(R"("kind":"clock")") != std::string::npos);
  CHECK(answer_at(world, "/metrics", http::Port::device).body.find("vuoro_clock_possible 0\n") !=
        std::string::npos);
  // What is handed over, and what is stepped over, is of this day.
  const auto given = world.act<void>(
      [&](Context& context) { return authority::give_site(context, world.site, world.device); });
  CHECK(given.error().code == Errc::unavailable);
  const auto lost =
      world.act<void>([&](Context& context) { return authority::declare_box_lost(context, world.site); });
  CHECK(lost.error().code == Errc::unavailable);

  world.clock.jump_wall(hours(24 * 300));
  CHECK(answer_at(world, changes, http::Port::device).status == 200);
  CHECK(answer_at(world, "/healthz").status == 200);
  CHECK(answer_at(world, "/metrics", http::Port::device).body.find("vuoro_clock_possible 1\n") !=
        std::string::npos);
  CHECK(acts(world));
  CHECK(state_of(world, waits) == TicketState::waiting);
}

TEST_CASE("a server that is told the central server's time says which of the two its own is") {
  ServerWorld world;
  const auto refusal = [&](Millis central_is_ahead) {
    world.authority->told_time(central_is_ahead);
    return world.lease({LeaseKind::number, world.queue, {}}).error().message;
  };
  CHECK(refusal(-hours(24)) ==
        "this server's clock says 2026-03-05 08:00 UTC, 24 h ahead of the central server's: it does not act "
        "until its clock is set");
  CHECK(refusal(hours(36)).find("08:00 UTC, 36 h behind the central server's:") != std::string::npos);
  world.authority->told_time(minutes(1));
  CHECK(acts(world));
}

TEST_CASE("a clock that is some hours behind its books stops nobody") {
  ServerWorld world;
  tick(world);
  world.restart();
  world.clock.jump_wall(-hours(11));
  CHECK(acts(world));
}

TEST_CASE("books that never noted the time go by the last line of the tickets' history") {
  ServerWorld world;
  world.ticket("A101", world.queue);
  world.restart();
  world.clock.jump_wall(-hours(13));
  CHECK_FALSE(acts(world));
}

TEST_CASE("a clock that was ahead and was set right while the server ran does not stop the next start") {
  ServerWorld world;
  tick(world);
  world.clock.jump_wall(hours(48));
  tick(world);
  world.ticket("A101", world.queue);
  world.clock.jump_wall(-hours(48));
  tick(world);
  world.restart();
  CHECK(acts(world));
}

TEST_CASE("a clock that was ahead and was set right while the server was off is for a technician to say") {
  ServerWorld world;
  tick(world);
  world.clock.jump_wall(hours(48));
  tick(world);
  world.clock.jump_wall(-hours(48));
  world.restart();
  CHECK_FALSE(acts(world));
  // As `vuoro-server clock-is-right` does beside the running server.
  REQUIRE(world.act<void>([](Context& context) { return authority::trust_clock(context.tx, context.now); }));
  CHECK(acts(world));
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

TEST_CASE("who was set aside for some minutes comes back after those, however the clock is set") {
  ServerWorld world;
  tick(world);
  tick(world);
  const Millis ahead = GENERATE(as<Millis>{}, hours(48), hours(3), -hours(24));
  const auto park = [&](const Uuid& ticket) {
    REQUIRE(world.command(world.clerk, take(world, world.counter)));
    json::object command = on_ticket("park", ticket);
    command["minutes"] = 20;
    const auto parked = world.command(world.clerk, command);
    INFO((parked ? std::string() : parked.error().to_string()));
    REQUIRE(parked);
  };
  set_clock(world, ahead);
  tick(world);
  const Uuid ticket = ticket_of_day(world, "A120", current_day(world));
  SECTION("in the running server") {
    park(ticket);
    set_clock(world, -ahead);
    tick(world);
    CHECK(state_of(world, ticket) == TicketState::parked);
    world.advance(minutes(18));
    tick(world);
    CHECK(state_of(world, ticket) == TicketState::parked);
    world.advance(minutes(3));
    tick(world);
    CHECK(state_of(world, ticket) == TicketState::waiting);
  }
  SECTION("wrong only after that") {
    set_clock(world, -ahead);
    tick(world);
    const Uuid later = ticket_of_day(world, "A121", current_day(world));
    park(later);
    set_clock(world, -hours(24));
    tick(world);
    world.advance(minutes(10));
    tick(world);
    CHECK(state_of(world, later) == TicketState::parked);
    set_clock(world, hours(24));
    tick(world);
    CHECK(state_of(world, later) == TicketState::parked);
    world.advance(minutes(11));
    tick(world);
    CHECK(state_of(world, later) == TicketState::waiting);
  }
}

TEST_CASE("who was set aside by a clock that was ahead comes back when it is right, also after a restart") {
  ServerWorld world;
  tick(world);
  tick(world);
  set_clock(world, hours(48));
  tick(world);
  const Uuid ticket = ticket_of_day(world, "A120", current_day(world));
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  json::object command = on_ticket("park", ticket);
  command["minutes"] = 20;
  REQUIRE(world.command(world.clerk, command));
  world.restart();
  world.clock.jump_wall(-hours(48));
  REQUIRE(world.act<void>([](Context& context) { return authority::trust_clock(context.tx, context.now); }));
  tick(world);
  tick(world);
  CHECK(state_of(world, ticket) == TicketState::waiting);
}

TEST_CASE("a number on paper is known, however far its day is from the server's") {
  ServerWorld world;
  tick(world);
  const std::string day = current_day(world);
  SECTION("it was leased while the clock was days ahead") {
    const Millis years(hours(24 * 365 * 5));
    set_clock(world, years);
    const auto lease = world.lease({LeaseKind::number_block, world.queue, {}, 10});
    auto later = world.issued("A121", world.queue);
    later.service_day = current_day(world);
    later.lease_id = Uuid::parse(text_at(lease.value(), "/outcomes/0/lease/id")).value();
    set_clock(world, -years);
    const Uuid early = ticket_of_day(world, "A120", "2026-03-09");
    world.advance(minutes(1));
    const auto arrives = [&](protocol::TicketIssued ticket) {
      return world.send(world.event("ticket.issued", protocol::encode(ticket))).status;
    };
    CHECK(arrives(later) == protocol::EventStatus::accepted);
    auto nobodys = later;
    nobodys.ticket_id = world.id("of no lease");
    nobodys.lease_id.reset();
    CHECK(arrives(nobodys) == protocol::EventStatus::rejected);
    REQUIRE(world.command(world.clerk, take(world, world.counter)));
    const auto called = world.command(world.clerk, call_next(world.counter));
    CHECK(text_at(called.value(), "/ticket/id") == early.to_string());
    CHECK(state_of(world, later.ticket_id) == TicketState::waiting);
    pass(world, hours(24));
    CHECK(state_of(world, later.ticket_id) == TicketState::expired);
  }
  SECTION("it arrives while the clock is a year ahead") {
    set_clock(world, hours(24 * 365));
    CHECK(state_of(world, ticket_of_day(world, "A120", day)) == TicketState::expired);
    protocol::AppointmentBooked booked;
    booked.appointment_id = world.id("booked a year ago");
    booked.slot_id = world.id("a time that is over");
    booked.service_id = world.service;
    booked.start = world.clock.wall() - hours(24 * 365 - 3);
    booked.minutes = 15;
    booked.code = world.random.text(8, k_readable_alphabet);
    booked.language = "fi";
    CHECK(world.send(world.event("appointment.booked", protocol::encode(booked))).status ==
          protocol::EventStatus::accepted);
  }
}

TEST_CASE("whom a clerk called by a clock that was behind midnight is served when it is right again") {
  ServerWorld world;
  tick(world);
  tick(world);
  set_clock(world, -hours(24));
  const Uuid ticket = ticket_of_day(world, "A120", current_day(world));
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  set_clock(world, hours(24));
  CHECK(state_of(world, ticket) == TicketState::called);
  REQUIRE(world.command(world.clerk, on_ticket("start", ticket)));
  REQUIRE(world.command(world.clerk, on_ticket("finish", ticket)));
  CHECK(state_of(world, ticket) == TicketState::finished);
}
