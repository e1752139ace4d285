// Kept for a counter or a colleague, moved forward, let others pass: who is next, and why.

#include <catch2/catch.hpp>

#include "core/lobby/ticket_place.h"
#include "server/authority/ticket_delay.h"
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

json::object with(json::object command, std::string_view field, json::value value) {
  command[field] = std::move(value);
  return command;
}

json::object with(json::object command, std::string_view field, const Uuid& id) {
  return with(std::move(command), field, json::value(id.to_string()));
}

std::string refusal(const Result<json::value>& answer) {
  return answer ? "done" : answer.error().message;
}

/// Who is called at the counter now; the visit is over at once.
std::string next_at(ServerWorld& world, const Uuid& clerk, const Uuid& counter) {
  const auto answer = world.command(clerk, call_next(counter)).value();
  const auto id = Uuid::parse(text_at(answer, "/ticket/id"));
  if (!id) return "nobody";
  REQUIRE(world.command(clerk, on_ticket("finish", *id)));
  return text_at(answer, "/ticket/number");
}

struct Desks : ServerWorld {
  Desks() {
    REQUIRE(command(clerk, take(*this, counter)));
    REQUIRE(command(supervisor, take(*this, other_counter)));
    for (const char* number : {"A100", "A101", "A102", "A103"}) {
      tickets.push_back(ticket(number, queue));
      advance(minutes(1));
    }
  }
  Result<Ticket> delay(const Uuid& id, int people) {
    return act<Ticket>([&](authority::Context& context) -> Result<Ticket> {
      VUORO_ASSIGN(const auto ticket, authority::load<Ticket>(context.tx, id));
      return authority::delay(context, ticket, people, {});
    });
  }
  std::vector<Uuid> tickets;
};

}  // namespace

TEST_CASE("a reserved visitor is offered to that counter only, in due order with the rest") {
  Desks world;
  REQUIRE(world.command(world.clerk,
                        with(on_ticket("reserve", world.tickets[1]), "counter_id", world.other_counter)));
  CHECK(world.get<Ticket>(world.tickets[1]).reserved_counter_id == world.other_counter);
  CHECK(world.get<QueueStatus>(world.queue).waiting == 4);
  CHECK(next_at(world, world.supervisor, world.other_counter) == "A100");
  CHECK(next_at(world, world.clerk, world.counter) == "A102");
  CHECK(next_at(world, world.supervisor, world.other_counter) == "A101");
  CHECK(next_at(world, world.clerk, world.counter) == "A103");
}

TEST_CASE("a visitor kept for a colleague is offered wherever the colleague sits, and released by anybody") {
  Desks world;
  REQUIRE(
      world.command(world.clerk, with(on_ticket("reserve", world.tickets[0]), "staff_id", world.supervisor)));
  CHECK(next_at(world, world.clerk, world.counter) == "A101");
  REQUIRE(world.command(world.clerk, on_ticket("release", world.tickets[0])));
  CHECK(refusal(world.command(world.clerk, on_ticket("release", world.tickets[0]))) ==
        "A100 is reserved for nobody");
  REQUIRE(world.command(world.clerk, on_ticket("undo", world.tickets[0])));
  CHECK(world.get<Ticket>(world.tickets[0]).reserved_staff_id == world.supervisor);
  CHECK(next_at(world, world.clerk, world.counter) == "A102");
  CHECK(next_at(world, world.supervisor, world.other_counter) == "A100");
}

TEST_CASE("when the counter closes or the colleague leaves, the visitor is everybody's again") {
  Desks world;
  REQUIRE(world.command(world.clerk,
                        with(on_ticket("reserve", world.tickets[0]), "counter_id", world.other_counter)));
  REQUIRE(
      world.command(world.clerk, with(on_ticket("reserve", world.tickets[1]), "staff_id", world.supervisor)));
  REQUIRE(world.command(world.supervisor,
                        {{"type", "counter.leave"}, {"counter_id", world.other_counter.to_string()}}));
  CHECK_FALSE(world.get<Ticket>(world.tickets[0]).reserved_counter_id);
  CHECK_FALSE(world.get<Ticket>(world.tickets[1]).reserved_staff_id);
  CHECK(next_at(world, world.clerk, world.counter) == "A100");
  CHECK(next_at(world, world.clerk, world.counter) == "A101");
  CHECK(refusal(world.command(world.clerk, with(on_ticket("reserve", world.tickets[2]), "counter_id",
                                                world.other_counter))) == "counter 2 is closed");
  CHECK(refusal(world.command(world.clerk, with(on_ticket("reserve", world.tickets[2]), "staff_id",
                                                world.supervisor))) == "Boss is not at a counter");
  CHECK(refusal(world.command(world.clerk, on_ticket("reserve", world.tickets[2]))) ==
        "counter_id, staff_id: one of the two");
}

TEST_CASE("a colleague who changes places keeps the visitors that wait for them") {
  Desks world;
  REQUIRE(
      world.command(world.supervisor, with(on_ticket("reserve", world.tickets[0]), "staff_id", world.clerk)));
  REQUIRE(world.command(world.supervisor,
                        {{"type", "counter.leave"}, {"counter_id", world.other_counter.to_string()}}));
  REQUIRE(world.command(world.clerk, take(world, world.other_counter)));
  CHECK(world.get<Ticket>(world.tickets[0]).reserved_staff_id == world.clerk);
}

TEST_CASE("a transfer to a counter waits in a queue that the counter serves, with the note") {
  Desks world;
  Queue third;
  third.id = world.id("third queue");
  third.site_id = world.site;
  Counter special;
  special.id = world.id("special");
  special.site_id = world.site;
  special.name = "9";
  special.queue_ids = {third.id};
  special.open = true;
  special.staff_id = world.other_clerk;
  REQUIRE(world.act<void>([&](authority::Context& context) -> Result<void> {
    const std::vector<authority::ImportRecord> records{{"queue", encode(third)}};
    VUORO_TRY(authority::import_records(context, "more", records, false));
    return authority::save(context, special);
  }));
  auto transfer = with(on_ticket("transfer", world.tickets[0]), "counter_id", special.id);
  transfer["note"] = "papers are here";
  CHECK(refusal(world.command(world.clerk, with(transfer, "queue_id", world.queue))) ==
        "counter 9 does not serve this queue");
  REQUIRE(world.command(world.clerk, transfer));
  const auto ticket = world.get<Ticket>(world.tickets[0]);
  CHECK(ticket.queue_id == third.id);
  CHECK(ticket.reserved_counter_id == special.id);
  CHECK(ticket.due == ticket.first_arrival + minutes(third.target_wait_minutes));
  CHECK(next_at(world, world.other_clerk, special.id) == "A100");
}

TEST_CASE("priority: due earlier by so much, by the plain rule again with nought, and the reason is said") {
  Desks world;
  const auto before = world.get<Ticket>(world.tickets[3]);
  CHECK(before.due_reason == DueReason::arrival);
  REQUIRE(world.command(world.clerk, with(on_ticket("prioritise", world.tickets[3]), "minutes", 15)));
  auto ticket = world.get<Ticket>(world.tickets[3]);
  CHECK(ticket.due == before.due - minutes(15));
  CHECK(ticket.due_reason == DueReason::priority);
  CHECK(ticket.priority_minutes == 15);
  CHECK(next_at(world, world.clerk, world.counter) == "A103");
  CHECK(refusal(world.command(world.clerk, with(on_ticket("prioritise", world.tickets[2]), "minutes", 16))) ==
        "minutes: 0 to 15, the queue's target wait");
  REQUIRE(world.command(world.clerk, with(on_ticket("prioritise", world.tickets[2]), "minutes", 5)));
  REQUIRE(world.command(world.clerk, with(on_ticket("prioritise", world.tickets[2]), "minutes", 0)));
  ticket = world.get<Ticket>(world.tickets[2]);
  CHECK(ticket.due == ticket.first_arrival + minutes(15));
  CHECK(ticket.due_reason == DueReason::arrival);
  REQUIRE(world.command(world.clerk, on_ticket("undo", world.tickets[2])));
  CHECK(world.get<Ticket>(world.tickets[2]).priority_minutes == 5);
  // It goes along to another queue.
  REQUIRE(world.command(world.clerk,
                        with(on_ticket("transfer", world.tickets[2]), "queue_id", world.other_queue)));
  ticket = world.get<Ticket>(world.tickets[2]);
  CHECK(ticket.due == ticket.first_arrival + minutes(10));
  CHECK(ticket.due_reason == DueReason::priority);
}

TEST_CASE("a rule of the site makes a visitor due earlier, and never before they came") {
  ServerWorld world;
  auto issued = world.issued("A100", world.queue);
  issued.priority_minutes = 600;
  world.send(world.event("ticket.issued", protocol::encode(issued)));
  const auto ticket = world.get<Ticket>(issued.ticket_id);
  CHECK(ticket.due == ticket.first_arrival);
  CHECK(ticket.priority_minutes == 15);
  CHECK(ticket.due_reason == DueReason::priority);
}

TEST_CASE("why a booked visitor is due when they are") {
  Queue queue;
  queue.target_wait_minutes = 15;
  const WallTime slot{std::chrono::hours(10)};
  CHECK(place_in(queue, slot - minutes(20), slot, 0).reason == DueReason::appointment);
  CHECK(place_in(queue, slot - minutes(20), slot, 0).due == slot);
  CHECK(place_in(queue, slot + minutes(11), slot, 0).reason == DueReason::late);
  CHECK(place_in(queue, slot + minutes(11), slot, 0).due == slot + minutes(26));
  CHECK(place_in(queue, slot, slot, 5).due == slot - minutes(5));
  CHECK(place_in(queue, slot, std::nullopt, -5).due == slot + minutes(15));
}

TEST_CASE("a visitor lets others pass: so many, or all there are, five times at most") {
  Desks world;
  REQUIRE(world.delay(world.tickets[0], 2));
  auto ticket = world.get<Ticket>(world.tickets[0]);
  CHECK(ticket.due_reason == DueReason::delayed);
  CHECK(ticket.due == world.get<Ticket>(world.tickets[2]).due + Millis(1));
  CHECK(next_at(world, world.clerk, world.counter) == "A101");
  CHECK(next_at(world, world.clerk, world.counter) == "A102");
  REQUIRE(world.delay(world.tickets[0], 50));
  CHECK(next_at(world, world.clerk, world.counter) == "A103");
  const auto alone = world.delay(world.tickets[0], 1);
  REQUIRE_FALSE(alone);
  CHECK(alone.error().message == "nobody waits behind A100");
  for (int i = 0; i < 3; ++i) {
    world.advance(minutes(30));
    world.ticket("A11" + std::to_string(i), world.queue);
    REQUIRE(world.delay(world.tickets[0], 1));
  }
  world.ticket("A120", world.queue);
  CHECK(world.delay(world.tickets[0], 1).error().message == "A100 has let others pass 5 times already");
  CHECK(world.delay(world.tickets[0], 0).error().code == Errc::invalid_argument);
  CHECK(world.delay(world.tickets[0], 51).error().code == Errc::invalid_argument);
  REQUIRE(world.command(world.clerk, with(on_ticket("call", world.tickets[0]), "counter_id", world.counter)));
  CHECK(world.delay(world.tickets[0], 1).error().message == "delay is not allowed: ticket A100 is called");
}
