// Several errands, parking with a return, too many calls, who decides at a counter, numbers given at the
// desk.

#include <catch2/catch.hpp>

#include "server/authority/ticket_acts.h"
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

json::object errand(std::string_view act, const Uuid& ticket, const Uuid& queue) {
  auto command = on_ticket(act, ticket);
  command["queue_id"] = queue.to_string();
  return command;
}

std::string refusal(const Result<json::value>& answer) {
  return answer ? "done" : answer.error().message;
}

/// The clerk sits at the counter and has called whoever was next.
void sit_and_call(ServerWorld& world) {
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
}

}  // namespace

TEST_CASE("one number, several errands: the next queue takes over, the first arrival is kept") {
  ServerWorld world;
  auto issued = world.issued("A100", world.queue);
  issued.errands = {{world.other_queue, world.service}, {world.id("gone"), {}}, {world.queue, {}}};
  REQUIRE(world.send(world.event("ticket.issued", protocol::encode(issued))).status ==
          protocol::EventStatus::accepted);
  const Uuid a = issued.ticket_id;
  // A queue that is gone takes only its own errand with it.
  CHECK(world.get<Ticket>(a).errands ==
        std::vector<Errand>{{world.other_queue, world.service}, {world.queue, std::nullopt}});
  world.advance(minutes(2));
  const Uuid b = world.ticket("B100", world.other_queue);
  sit_and_call(world);
  REQUIRE(world.command(world.clerk, on_ticket("start", a)));
  world.advance(minutes(5));
  REQUIRE(world.command(world.clerk, on_ticket("finish", a)));
  auto ticket = world.get<Ticket>(a);
  CHECK(ticket.state == TicketState::waiting);
  CHECK(ticket.number == "A100");
  CHECK(ticket.queue_id == world.other_queue);
  CHECK(ticket.service_id == world.service);
  CHECK(ticket.errands.size() == 1);
  CHECK(ticket.due == ticket.first_arrival + minutes(15));
  CHECK_FALSE(ticket.first_called_at);
  CHECK_FALSE(ticket.served_at);
  CHECK_FALSE(ticket.counter_id);
  CHECK(world.get<QueueStatus>(world.queue).waiting == 0);
  CHECK(world.get<QueueStatus>(world.other_queue).waiting == 2);
  // Who came to this queue first but to the house later waits behind.
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  CHECK(world.get<Ticket>(a).state == TicketState::called);
  CHECK(world.get<Ticket>(b).state == TicketState::waiting);
  // The next call ends this errand too, and not the visit: the last one is here as well, and nobody came
  // earlier.
  REQUIRE(world.command(world.clerk, on_ticket("start", a)));
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  ticket = world.get<Ticket>(a);
  CHECK(ticket.state == TicketState::called);
  CHECK(ticket.queue_id == world.queue);
  CHECK(ticket.errands.empty());
  CHECK(world.get<Ticket>(b).state == TicketState::waiting);
  std::vector<std::string> acts;
  for (const auto& line : log_of(world, a)) acts.push_back(line.act);
  CHECK(acts == std::vector<std::string>{"issue", "call", "start", "next_errand", "call", "start",
                                         "next_errand", "call"});
  REQUIRE(world.command(world.clerk, on_ticket("finish", a)));
  CHECK(world.get<Ticket>(a).state == TicketState::finished);
}

TEST_CASE("errands are added, removed and undone; \"all\" ends the visit whatever was to come") {
  ServerWorld world;
  const Uuid a = world.ticket("A100", world.queue);
  sit_and_call(world);
  REQUIRE(world.command(world.clerk, errand("add_errand", a, world.other_queue)));
  CHECK(world.get<Ticket>(a).state == TicketState::called);
  CHECK(world.get<Ticket>(a).counter_id == world.counter);
  REQUIRE(world.command(world.clerk, on_ticket("undo", a)));
  CHECK(world.get<Ticket>(a).errands.empty());
  CHECK(refusal(world.command(world.clerk, errand("remove_errand", a, world.other_queue))) ==
        "A100 has no such errand to come");
  CHECK(world.command(world.clerk, errand("add_errand", a, world.id("nowhere"))).error().code ==
        Errc::not_found);
  for (int i = 0; i < 5; ++i) REQUIRE(world.command(world.clerk, errand("add_errand", a, world.other_queue)));
  CHECK(refusal(world.command(world.clerk, errand("add_errand", a, world.other_queue))) ==
        "A100 has 5 more errands already");
  REQUIRE(world.command(world.clerk, errand("remove_errand", a, world.other_queue)));
  CHECK(world.get<Ticket>(a).errands.size() == 4);
  // A slip: the visitor was not done here.
  REQUIRE(world.command(world.clerk, on_ticket("finish", a)));
  CHECK(world.get<Ticket>(a).queue_id == world.other_queue);
  REQUIRE(world.command(world.clerk, on_ticket("undo", a)));
  CHECK(world.get<Ticket>(a).queue_id == world.queue);
  CHECK(world.get<Ticket>(a).state == TicketState::called);
  CHECK(world.get<Ticket>(a).errands.size() == 4);
  CHECK(world.get<Ticket>(a).first_called_at);
  auto all = on_ticket("finish", a);
  all["all"] = true;
  REQUIRE(world.command(world.clerk, all));
  CHECK(world.get<Ticket>(a).state == TicketState::finished);
  CHECK(world.command(world.clerk, errand("add_errand", a, world.queue)).error().code == Errc::conflict);
}

TEST_CASE("who was parked comes back by themselves, at that time and at their place") {
  ServerWorld world;
  const Uuid a = world.ticket("A100", world.queue);
  world.advance(seconds(1));
  const Uuid b = world.ticket("A101", world.queue);
  auto park = on_ticket("park", a);
  park["minutes"] = 10;
  REQUIRE(world.command(world.clerk, park));
  const auto back = world.clock.wall() + minutes(10);
  CHECK(world.get<Ticket>(a).parked_until == back);
  park = on_ticket("park", b);
  park["until"] = to_unix_ms(back + minutes(5));
  REQUIRE(world.command(world.clerk, park));
  const auto tick = [&] {
    return world
        .act<std::size_t>(
            [](authority::Context& context) { return authority::bring_back_parked(context, 10); })
        .value();
  };
  world.advance(minutes(10) - Millis(1));
  CHECK(tick() == 0);
  CHECK(world.get<QueueStatus>(world.queue).waiting == 0);
  world.advance(Millis(1));
  CHECK(tick() == 1);
  CHECK(world.get<QueueStatus>(world.queue).waiting == 1);
  const auto ticket = world.get<Ticket>(a);
  CHECK(ticket.state == TicketState::waiting);
  CHECK(ticket.due == ticket.first_arrival + minutes(15));
  CHECK_FALSE(ticket.parked_until);
  const auto line = log_of(world, a).back();
  CHECK(line.act == "bring_back");
  CHECK(line.reason == "time");
  CHECK_FALSE(line.staff_id);
  // The authority does it in its regular work.
  world.advance(minutes(5));
  world.authority->tick();
  REQUIRE(world.act<int>([](authority::Context&) { return Result<int>(0); }));
  CHECK(world.get<Ticket>(b).state == TicketState::waiting);
  CHECK(world.get<QueueStatus>(world.queue).waiting == 2);
  // One who was called meanwhile is not brought back a second time.
  park["until"] = to_unix_ms(world.clock.wall() + minutes(30));
  REQUIRE(world.command(world.clerk, park));
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  auto call = on_ticket("call", b);
  call["counter_id"] = world.counter.to_string();
  REQUIRE(world.command(world.clerk, call));
  CHECK_FALSE(world.get<Ticket>(b).parked_until);
  world.advance(minutes(60));
  CHECK(tick() == 0);
}

TEST_CASE("a return time that makes no sense is refused") {
  ServerWorld world;
  const Uuid a = world.ticket("A100", world.queue);
  const auto now = to_unix_ms(world.clock.wall());
  const auto park = [&](json::object more) {
    auto command = on_ticket("park", a);
    for (auto& [key, value] : more) command[key] = value;
    return refusal(world.command(world.clerk, command));
  };
  CHECK(park({{"until", now}}) == "until: within 12 hours from now");
  CHECK(park({{"until", now + 13 * 3'600'000}}) == "until: within 12 hours from now");
  CHECK(park({{"minutes", 5}, {"until", now + 1000}}) == "minutes, until: one of the two");
  CHECK(world.get<Ticket>(a).state == TicketState::waiting);
  CHECK(park({}) == "done");
  CHECK_FALSE(world.get<Ticket>(a).parked_until);
}

TEST_CASE(
    "after the last call a visitor counts as absent: no more recalls, and the next call says so by itself") {
  ServerWorld world;
  const Uuid a = world.ticket("A100", world.queue);
  world.advance(seconds(1));
  const Uuid b = world.ticket("A101", world.queue);
  sit_and_call(world);
  REQUIRE(world.command(world.clerk, on_ticket("recall", a)));
  CHECK(refusal(world.command(world.clerk, call_next(world.counter))) ==
        "A100 was called to counter 1 and is neither started nor ended");
  REQUIRE(world.command(world.clerk, on_ticket("recall", a)));
  CHECK(refusal(world.command(world.clerk, on_ticket("recall", a))) ==
        "A100 has been called 3 times, the most in this queue: the visitor counts as absent");
  CHECK(world.get<Ticket>(a).calls == 3);
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  CHECK(world.get<Ticket>(a).state == TicketState::no_show);
  CHECK(log_of(world, a).back().reason == "calls_max");
  CHECK(world.get<Ticket>(b).state == TicketState::called);
  // Who comes after all is called from the beginning.
  REQUIRE(world.command(world.clerk, on_ticket("start", b)));
  auto again = on_ticket("call", a);
  again["counter_id"] = world.counter.to_string();
  REQUIRE(world.command(world.clerk, again));
  REQUIRE(world.command(world.clerk, on_ticket("recall", a)));
  CHECK(world.get<Ticket>(a).calls == 5);
}

TEST_CASE("the first call ends the wait, unless it is taken back") {
  ServerWorld world;
  const Uuid a = world.ticket("A100", world.queue);
  world.advance(minutes(3));
  sit_and_call(world);
  const auto first = world.clock.wall();
  CHECK(world.get<Ticket>(a).first_called_at == first);
  world.advance(minutes(1));
  REQUIRE(world.command(world.clerk, on_ticket("recall", a)));
  CHECK(world.get<Ticket>(a).first_called_at == first);
  REQUIRE(world.command(world.clerk, on_ticket("no_show", a)));
  REQUIRE(world.command(world.clerk, on_ticket("bring_back", a)));
  world.advance(minutes(1));
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  CHECK(world.get<Ticket>(a).first_called_at == first);
  // The second call is taken back, the first one was heard.
  REQUIRE(world.command(world.clerk, on_ticket("requeue", a)));
  CHECK(world.get<Ticket>(a).first_called_at == first);
  const Uuid b = world.ticket("A101", world.queue);
  REQUIRE(world.command(world.clerk, on_ticket("cancel", a)));
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  CHECK(world.get<Ticket>(b).first_called_at);
  REQUIRE(world.command(world.clerk, on_ticket("requeue", b)));
  CHECK_FALSE(world.get<Ticket>(b).first_called_at);
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  REQUIRE(world.command(world.clerk, on_ticket("undo", b)));
  CHECK_FALSE(world.get<Ticket>(b).first_called_at);
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  REQUIRE(world.command(world.clerk, on_ticket("start", b)));
  CHECK(world.get<Ticket>(b).served_at == world.clock.wall());
}

TEST_CASE("what happens at a counter is said by who sits there, or by a supervisor") {
  ServerWorld world;
  const Uuid a = world.ticket("A100", world.queue);
  sit_and_call(world);
  for (const char* act : {"recall", "start", "finish", "no_show", "requeue", "park"}) {
    CHECK(refusal(world.command(world.other_clerk, on_ticket(act, a))) ==
          "A100 is at counter 1 with Clerk: who sits there, or a supervisor, does this");
  }
  CHECK(world.command(world.other_clerk, errand("transfer", a, world.queue)).error().code == Errc::conflict);
  CHECK(world.get<Ticket>(a).state == TicketState::called);
  REQUIRE(world.command(world.supervisor, on_ticket("start", a)));
  auto over = take(world, world.counter);
  over["take_over"] = true;
  REQUIRE(world.command(world.other_clerk, over));
  CHECK(world.command(world.clerk, on_ticket("finish", a)).error().code == Errc::conflict);
  REQUIRE(world.command(world.other_clerk, on_ticket("finish", a)));
}

TEST_CASE("a number is given at the desk, from the same row of numbers, once") {
  ServerWorld world;
  json::object ask{{"type", "ticket.issue"},
                   {"id", world.id("ask").to_string()},
                   {"queue_id", world.queue.to_string()},
                   {"language", "sv"},
                   {"needs", json::array{"wheelchair"}},
                   {"errands", json::array{json::object{{"queue_id", world.other_queue.to_string()}}}}};
  const auto given = world.command(world.other_clerk, ask).value();
  CHECK(world.command(world.other_clerk, ask).value() == given);
  const auto ticket = world.get<Ticket>(Uuid::parse(text_at(given, "/ticket/id")).value());
  CHECK(ticket.number == "A100");
  CHECK(ticket.origin == TicketOrigin::desk);
  CHECK(ticket.language == "sv");
  CHECK(ticket.needs == std::vector<std::string>{"wheelchair"});
  CHECK(ticket.errands.size() == 1);
  CHECK(ticket.due_reason == DueReason::arrival);
  const auto line = log_of(world, ticket.id).front();
  CHECK(line.act == "issue");
  CHECK(line.staff_id == world.other_clerk);
  CHECK(line.service_day == ticket.service_day);
  CHECK(world.get<QueueStatus>(world.queue).waiting == 1);
  const std::string token = text_at(given, "/follow_token");
  CHECK(token.size() >= 22);
  CHECK(world.authority->follow(token).value()["number"] == "A100");

  ask.erase("id");
  ask.erase("errands");
  CHECK(text_at(world.command(world.other_clerk, ask).value(), "/ticket/number") == "A101");
  ask["queue_id"] = world.other_queue.to_string();
  CHECK(world.command(world.other_clerk, ask).error().code == Errc::forbidden);
  REQUIRE(world.command(world.clerk, ask));
  REQUIRE(world.command(world.clerk,
                        {{"type", "queue.close_today"}, {"queue_id", world.other_queue.to_string()}}));
  CHECK(refusal(world.command(world.clerk, ask)) == "the queue is closed for today");
  ask["queue_id"] = world.queue.to_string();
  ask["language"] = "x";
  CHECK(world.command(world.clerk, ask).error().code == Errc::invalid_argument);
  ask["language"] = "fi";
  // 100 to 119 are given one by one, then those of blocks; a number that a device printed on its own is
  // passed over.
  world.ticket("A102", world.queue);
  int given_numbers = 2;
  while (world.command(world.clerk, ask)) ++given_numbers;
  CHECK(given_numbers == 29);
  CHECK(refusal(world.command(world.clerk, ask)) == "the queue has no numbers left today");
}
