// A clerk's slip of the finger: what can be taken back, by whom, for how long, and what is left of it.

#include <catch2/catch.hpp>

#include "core/lobby/ticket_life.h"
#include "tests/unit/server_world.h"

using namespace vuoro;
using std::chrono::minutes;
using std::chrono::seconds;
using test::call_next;
using test::on_ticket;
using test::ServerWorld;
using test::take;
using test::text_at;

namespace {

std::vector<store::TicketLogRow> log_of(ServerWorld& world, const Uuid& ticket) {
  return world.store
      ->read_value<std::vector<store::TicketLogRow>>(
          [&](store::Reader& reader) { return reader.ticket_log(ticket); })
      .value();
}

/// The sentence with which an undo is refused.
std::string refusal(ServerWorld& world, const Uuid& staff, const Uuid& ticket) {
  const auto answer = world.command(staff, on_ticket("undo", ticket));
  if (answer) return "done";
  CHECK(answer.error().code == Errc::conflict);
  return answer.error().message;
}

}  // namespace

TEST_CASE("the table read backwards: what may be undone") {
  CHECK(undoes(TicketState::finished, TicketAct::finish, TicketState::serving));
  CHECK(undoes(TicketState::finished, TicketAct::finish, TicketState::called));
  CHECK_FALSE(undoes(TicketState::finished, TicketAct::finish, TicketState::waiting));
  CHECK_FALSE(undoes(TicketState::called, TicketAct::recall, TicketState::called));
  CHECK_FALSE(undoes(TicketState::expired, TicketAct::close_day, TicketState::waiting));
  for (const auto act : k_ticket_acts) CHECK(ticket_act_named(name_of(act)) == act);
  CHECK_FALSE(ticket_act_named(k_undo_name));
}

TEST_CASE("each act of a clerk is taken back: state, counter and place are as before") {
  ServerWorld world;
  const auto a = world.ticket("A100", world.queue);
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  const auto waiting = world.get<Ticket>(a);
  world.advance(minutes(3));
  const auto check = [&](const Ticket& before) {
    REQUIRE(world.command(world.clerk, on_ticket("undo", a)));
    const auto now = world.get<Ticket>(a);
    CHECK(now.state == before.state);
    CHECK(now.counter_id == before.counter_id);
    CHECK(now.queue_id == before.queue_id);
    CHECK(now.due == before.due);
    CHECK(now.ended_at == before.ended_at);
    const auto line = log_of(world, a).back();
    CHECK(line.act == "undo");
    CHECK(line.to_state == name_of(before.state));
    CHECK(line.staff_id == world.clerk);
  };
  for (const std::string act : {"park", "cancel"}) {
    REQUIRE(world.command(world.clerk, on_ticket(act, a)));
    check(waiting);
  }
  auto transfer = on_ticket("transfer", a);
  transfer["queue_id"] = world.other_queue.to_string();
  REQUIRE(world.command(world.clerk, transfer));
  CHECK(world.get<QueueStatus>(world.other_queue).waiting == 1);
  check(waiting);
  CHECK(world.get<QueueStatus>(world.other_queue).waiting == 0);
  CHECK(world.get<QueueStatus>(world.queue).waiting == 1);

  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  check(waiting);
  // It was heard: the wall must speak again at the next call, and it does so by the count.
  CHECK(world.get<Ticket>(a).calls == 1);
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  const auto called = world.get<Ticket>(a);
  CHECK(called.calls == 2);
  for (const std::string act : {"start", "finish", "no_show", "requeue", "park", "transfer", "cancel"}) {
    auto command = on_ticket(act, a);
    if (act == "transfer") command["queue_id"] = world.other_queue.to_string();
    REQUIRE(world.command(world.clerk, command));
    check(called);
  }
  REQUIRE(world.command(world.clerk, on_ticket("no_show", a)));
  const auto absent = world.get<Ticket>(a);
  world.advance(minutes(1));
  REQUIRE(world.command(world.clerk, on_ticket("bring_back", a)));
  check(absent);
  auto again = on_ticket("call", a);
  again["counter_id"] = world.counter.to_string();
  REQUIRE(world.command(world.clerk, again));
  check(absent);
}

TEST_CASE("who, when and what: everything else is refused with a sentence, and changes nothing") {
  ServerWorld world;
  const auto a = world.ticket("A100", world.queue);
  CHECK(refusal(world, world.clerk, a) == "nobody has acted on A100: there is nothing to undo");
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  CHECK(refusal(world, world.other_clerk, a) == "the latest act on A100 was not yours");
  REQUIRE(world.command(world.clerk, on_ticket("recall", a)));
  CHECK(refusal(world, world.clerk, a) == "recall cannot be undone");
  REQUIRE(world.command(world.clerk, on_ticket("start", a)));
  world.advance(k_undo_window + Millis(1));
  CHECK(refusal(world, world.clerk, a) == "too late: an act can be undone for 30 seconds");
  CHECK(world.get<Ticket>(a).state == TicketState::serving);

  // A colleague acted since.
  REQUIRE(world.command(world.clerk, on_ticket("park", a)));
  REQUIRE(world.command(world.supervisor, on_ticket("bring_back", a)));
  CHECK(refusal(world, world.clerk, a) == "the latest act on A100 was not yours");
  REQUIRE(world.command(world.supervisor, on_ticket("undo", a)));
  CHECK(refusal(world, world.supervisor, a) == "the latest act on A100 has been undone already");
  CHECK(world.get<Ticket>(a).state == TicketState::parked);
}

TEST_CASE("nobody is undone back to a counter that has another visitor, or another clerk") {
  ServerWorld world;
  const auto a = world.ticket("A100", world.queue);
  world.advance(seconds(1));
  const auto b = world.ticket("A101", world.queue);
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  REQUIRE(world.command(world.clerk, on_ticket("start", a)));
  // The call ends the visit before it, in the clerk's name.
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  CHECK(refusal(world, world.clerk, a) == "cannot undo: counter 1 has another visitor by now");
  REQUIRE(world.command(world.clerk, on_ticket("undo", b)));
  REQUIRE(world.command(world.clerk, on_ticket("undo", a)));
  CHECK(world.get<Ticket>(a).state == TicketState::serving);
  CHECK(world.get<Ticket>(b).state == TicketState::waiting);

  REQUIRE(world.command(world.clerk, on_ticket("finish", a)));
  REQUIRE(world.command(world.clerk, take(world, world.other_counter)));
  CHECK(refusal(world, world.clerk, a) == "cannot undo: counter 1 is not yours any more");
  CHECK(world.get<Ticket>(a).state == TicketState::finished);
}

TEST_CASE(
    "a transfer to another organisation is taken back by the clerk who made it, once for each command") {
  ServerWorld world;
  const auto a = world.ticket("A100", world.queue);
  auto transfer = on_ticket("transfer", a);
  transfer["queue_id"] = world.other_queue.to_string();
  REQUIRE(world.command(world.other_clerk, transfer));  // who may not act there
  CHECK(world.command(world.other_clerk, on_ticket("cancel", a)).error().code == Errc::forbidden);
  auto undo = on_ticket("undo", a);
  undo["id"] = world.id("undo").to_string();
  undo["expected_state"] = "waiting";
  const auto first = world.command(world.other_clerk, undo);
  REQUIRE(first);
  CHECK(world.command(world.other_clerk, undo).value() == *first);
  CHECK(world.get<Ticket>(a).queue_id == world.queue);
  CHECK(log_of(world, a).size() == 3);
}

TEST_CASE("the end of a service is undone for the appointment too") {
  ServerWorld world;
  Appointment booked;
  booked.id = world.id("appointment");
  booked.site_id = world.site;
  booked.service_id = world.service;
  booked.slot_id = world.slot;
  booked.start = world.clock.wall();
  booked.state = AppointmentState::booked;
  REQUIRE(world.act<void>([&](authority::Context& context) { return authority::save(context, booked); }));
  auto issued = world.issued("A100", world.queue);
  issued.appointment_id = booked.id;
  world.send(world.event("ticket.issued", protocol::encode(issued)));
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  REQUIRE(world.command(world.clerk, on_ticket("no_show", issued.ticket_id)));
  CHECK(world.get<Appointment>(booked.id).state == AppointmentState::missed);
  REQUIRE(world.command(world.clerk, on_ticket("undo", issued.ticket_id)));
  CHECK(world.get<Appointment>(booked.id).state == AppointmentState::checked_in);
}
