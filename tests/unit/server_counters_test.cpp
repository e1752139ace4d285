// Counters at the authority: profiles, pauses, seats, and the history of all that.

#include <catch2/catch.hpp>

#include "tests/unit/server_world.h"

using namespace vuoro;
using std::chrono::minutes;
using test::call_next;
using test::on_ticket;
using test::ServerWorld;
using test::take;
using test::text_at;

namespace {

json::object on_counter(std::string_view act, const Uuid& counter, json::object more = {}) {
  more["type"] = "counter." + std::string(act);
  more["counter_id"] = counter.to_string();
  return more;
}

json::object profile(const ServerWorld& world, const Uuid& id, const json::array& queues) {
  return {{"type", "profile.put"},
          {"profile",
           {{"id", id.to_string()},
            {"site_id", world.site.to_string()},
            {"name", {{"fi", "Vero auttaa kaupunkia"}}},
            {"order", "due"},
            {"queues", queues},
            {"source_key", ""}}}};
}

json::object own(const Uuid& queue) {
  return {{"queue_id", queue.to_string()}};
}
json::object helps(const Uuid& queue, int minutes) {
  return {{"queue_id", queue.to_string()}, {"help_after_minutes", minutes}};
}

std::string refusal(const Result<json::value>& answer) {
  return answer ? "done" : std::string(name_of(answer.error().code)) + ": " + answer.error().message;
}

std::vector<store::CounterLogRow> history(ServerWorld& world) {
  return world.store
      ->read_value<std::vector<store::CounterLogRow>>(
          [](store::Reader& reader) { return reader.counter_log_after(0, 1000); })
      .value();
}

}  // namespace

TEST_CASE("a counter serves its profile: own queues, help when idle, help for the overdue") {
  ServerWorld world;
  const Uuid day = world.id("day profile");
  REQUIRE(
      world.command(world.supervisor, profile(world, day, {own(world.other_queue), helps(world.queue, 10)})));
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  REQUIRE(world.command(world.clerk,
                        on_counter("set_profile", world.counter, {{"profile_id", day.to_string()}})));
  const Uuid helped = world.ticket("A100", world.queue);
  world.advance(minutes(1));
  const Uuid mine = world.ticket("B100", world.other_queue);
  const auto next = world.command(world.clerk, call_next(world.counter)).value();
  CHECK(text_at(next, "/ticket/id") == mine.to_string());
  CHECK(text_at(next, "/reason") == "own");
  REQUIRE(world.command(world.clerk, on_ticket("finish", mine)));
  const auto help = world.command(world.clerk, call_next(world.counter)).value();
  CHECK(text_at(help, "/ticket/id") == helped.to_string());
  CHECK(text_at(help, "/reason") == "helps_empty");
  REQUIRE(world.command(world.clerk, on_ticket("finish", helped)));

  const Uuid overdue = world.ticket("A101", world.queue);
  world.advance(minutes(14));
  world.ticket("B101", world.other_queue);
  world.advance(minutes(11));
  const auto hurried = world.command(world.clerk, call_next(world.counter)).value();
  CHECK(text_at(hurried, "/ticket/id") == overdue.to_string());
  CHECK(text_at(hurried, "/reason") == "helps_overdue");

  REQUIRE(world.command(world.supervisor, {{"type", "profile.delete"}, {"profile_id", day.to_string()}}));
  CHECK_FALSE(world.get<Counter>(world.counter).profile_id);
  CHECK_FALSE(world.has<CounterProfile>(day));
}

TEST_CASE("who may choose what a counter serves") {
  ServerWorld world;
  const Uuid city = world.id("city profile");
  const Uuid mixed = world.id("mixed profile");
  CHECK(refusal(world.command(world.clerk, profile(world, city, {own(world.queue)}))) ==
        "forbidden: needs the role supervisor");
  REQUIRE(world.command(world.supervisor, profile(world, city, {own(world.queue)})));
  REQUIRE(world.command(world.supervisor, profile(world, mixed, {own(world.queue), own(world.other_queue)})));
  CHECK(refusal(world.command(world.supervisor, profile(world, city, {own(world.id("nowhere"))}))) ==
        "invalid_argument: profile.queues[0].queue_id: no such queue at this site");
  CHECK(refusal(world.command(world.supervisor, profile(world, city, {helps(world.queue, 5)}))) ==
        "invalid_argument: profile.queues: none of its own");
  const auto choose = [&](const Uuid& who, const Uuid& id) {
    return refusal(
        world.command(who, on_counter("set_profile", world.counter, {{"profile_id", id.to_string()}})));
  };
  CHECK(choose(world.other_clerk, city) == "conflict: take the counter first: 1 is not yours");
  REQUIRE(world.command(world.other_clerk, take(world, world.counter)));
  CHECK(choose(world.other_clerk, mixed) == "forbidden: the queue is of another organisation");
  CHECK(choose(world.clerk, city) == "conflict: counter 1 is taken by Other");
  CHECK(choose(world.other_clerk, city) == "done");
  CHECK(choose(world.supervisor, mixed) == "done");
  CHECK(world.get<Counter>(world.counter).profile_id == mixed);
  CHECK(choose(world.supervisor, world.id("no profile")).substr(0, 9) == "not_found");

  const auto queues = [&](const Uuid& who, const json::array& ids) {
    return refusal(world.command(who, on_counter("set_queues", world.counter, {{"queue_ids", ids}})));
  };
  CHECK(queues(world.other_clerk, {world.queue.to_string()}) == "forbidden: needs the role supervisor");
  CHECK(queues(world.supervisor, json::array()) == "invalid_argument: queue_ids: empty");
  CHECK(queues(world.supervisor, {world.queue.to_string(), world.queue.to_string()}) ==
        "invalid_argument: queue_ids[1]: named twice");
  CHECK(queues(world.supervisor, {world.other_queue.to_string()}) == "done");
  const auto counter = world.get<Counter>(world.counter);
  CHECK_FALSE(counter.profile_id);
  CHECK(counter.queue_ids == std::vector{world.other_queue});
}

TEST_CASE("nobody is called to a paused counter, and it is not counted") {
  ServerWorld world;
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  CHECK(world.get<QueueStatus>(world.queue).counters_open == 1);
  const Uuid ticket = world.ticket("A100", world.queue);
  CHECK(refusal(world.command(world.other_clerk, on_counter("pause", world.counter))) ==
        "conflict: counter 1 is taken by Clerk");
  REQUIRE(world.command(world.clerk, on_counter("pause", world.counter)));
  CHECK(world.get<Counter>(world.counter).paused_at == world.clock.wall());
  CHECK(world.get<QueueStatus>(world.queue).counters_open == 0);
  const std::string away = "conflict: counter 1 is paused: resume it before you call";
  CHECK(refusal(world.command(world.clerk, call_next(world.counter))) == away);
  auto call = on_ticket("call", ticket);
  call["counter_id"] = world.counter.to_string();
  CHECK(refusal(world.command(world.clerk, call)) == away);
  CHECK(world.get<Ticket>(ticket).state == TicketState::waiting);
  REQUIRE(world.command(world.supervisor, on_counter("resume", world.counter)));
  CHECK(world.get<QueueStatus>(world.queue).counters_open == 1);
  REQUIRE(world.command(world.clerk, on_counter("resume", world.counter)));  // a repeat is harmless
  CHECK(refusal(world.command(world.clerk, call_next(world.counter))) == "done");
  // The visitor is there: the counter may rest afterwards, but not close.
  CHECK(refusal(world.command(world.supervisor, on_counter("close", world.counter))) ==
        "conflict: counter 1 still has a visitor");
  REQUIRE(world.command(world.clerk, on_ticket("finish", ticket)));
  REQUIRE(world.command(world.clerk, on_counter("pause", world.counter)));
  REQUIRE(world.command(world.supervisor, on_counter("close", world.counter)));
  CHECK_FALSE(world.get<Counter>(world.counter).paused_at);
  CHECK(refusal(world.command(world.supervisor, on_counter("pause", world.counter))) ==
        "conflict: counter 1 is closed");
}

TEST_CASE(
    "who sits at a counter already and takes it again changes nothing and adds nothing to its history") {
  ServerWorld world;
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  const auto before = history(world).size();
  for (int i = 0; i < 3; ++i) {
    const auto again = world.command(world.clerk, take(world, world.counter));
    REQUIRE(again);
    CHECK(text_at(*again, "/counter/staff_id") == world.get<Counter>(world.counter).staff_id->to_string());
  }
  CHECK(history(world).size() == before);
  // Who paused opens it again so.
  REQUIRE(world.command(world.clerk, on_counter("pause", world.counter)));
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  CHECK_FALSE(world.get<Counter>(world.counter).paused_at);
  CHECK(history(world).size() == before + 2);
}

TEST_CASE("a supervisor opens and closes counters for others; who lost a seat is named") {
  ServerWorld world;
  const auto open_for = [&](const Uuid& who, const Uuid& counter, const Uuid& clerk) {
    return world.command(who, on_counter("open", counter, {{"staff_id", clerk.to_string()}}));
  };
  CHECK(refusal(open_for(world.clerk, world.counter, world.other_clerk)) ==
        "forbidden: needs the role supervisor");
  CHECK(refusal(world.command(world.clerk, on_counter("close", world.counter))) ==
        "forbidden: needs the role supervisor");
  CHECK(refusal(open_for(world.supervisor, world.counter, world.id("nobody"))) ==
        "not_found: staff_id: nobody who serves at this site");
  REQUIRE(open_for(world.supervisor, world.counter, world.clerk));
  CHECK(world.get<Counter>(world.counter).staff_id == world.clerk);
  // Nobody sits in two places.
  REQUIRE(open_for(world.supervisor, world.other_counter, world.clerk));
  CHECK_FALSE(world.get<Counter>(world.counter).open);
  auto over = take(world, world.other_counter);
  CHECK(refusal(world.command(world.other_clerk, over)) == "conflict: counter 2 is taken by Clerk");
  over["take_over"] = true;
  const auto taken = world.command(world.other_clerk, over).value();
  CHECK(text_at(taken, "/taken_from/staff_name") == "Clerk");
  CHECK(text_at(taken, "/counter/staff_name") == "Other");
  REQUIRE(world.command(world.supervisor, on_counter("open", world.counter)));
  CHECK(world.get<Counter>(world.counter).open);
  CHECK(world.get<QueueStatus>(world.queue).counters_open == 1);  // only where somebody sits
  CHECK(text_at(world.command(world.clerk, take(world, world.counter)).value(), "/taken_from") == "absent");

  std::vector<std::string> told;
  for (const auto& line : history(world)) {
    const std::string where = line.counter_id == world.counter ? "1" : "2";
    told.push_back(where + " " + line.act + (line.serving ? " serving" : ""));
  }
  CHECK(told == std::vector<std::string>{"1 open serving", "1 close", "2 open serving", "2 take_over serving",
                                         "1 open", "1 take serving"});
  CHECK(history(world)[3].staff_id == world.other_clerk);
  CHECK(history(world)[0].staff_id == world.supervisor);
  CHECK(history(world)[0].clerk_id == world.clerk);
  CHECK(history(world)[0].queue_ids == std::vector{world.queue, world.other_queue});
}

TEST_CASE(
    "a counter left open overnight is closed with the day, for a reason, and the reservations with it") {
  ServerWorld world;
  const Uuid kept = world.ticket("A100", world.queue);
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  REQUIRE(world.command(world.clerk, on_counter("pause", world.counter)));
  REQUIRE(world.command(world.supervisor, on_counter("open", world.other_counter)));
  const auto lines = history(world).size();
  // Later the same day nobody is sent away.
  world.advance(std::chrono::hours(12));
  world.authority->tick();
  REQUIRE(world.act<void>([](authority::Context&) -> Result<void> { return {}; }));
  CHECK(world.get<Counter>(world.counter).open);
  world.advance(std::chrono::hours(12));
  world.authority->tick();
  REQUIRE(world.act<void>([](authority::Context&) -> Result<void> { return {}; }));
  const auto closed = world.get<Counter>(world.counter);
  CHECK_FALSE(closed.open);
  CHECK_FALSE(closed.staff_id);
  CHECK_FALSE(closed.paused_at);
  CHECK(closed.staff_name.empty());
  CHECK_FALSE(world.get<Counter>(world.other_counter).open);
  CHECK(world.get<Ticket>(kept).state == TicketState::expired);
  CHECK(world.get<QueueStatus>(world.queue).counters_open == 0);
  const auto told = history(world);
  REQUIRE(told.size() == lines + 2);
  for (auto line = told.begin() + static_cast<std::ptrdiff_t>(lines); line != told.end(); ++line) {
    CHECK(line->act == "close");
    CHECK(line->reason == "day_end");
    CHECK_FALSE(line->staff_id);
    CHECK_FALSE(line->serving);
  }
  CHECK(told[0].reason.empty());
  // Once: the next second has nothing more to close.
  world.authority->tick();
  REQUIRE(world.act<void>([](authority::Context&) -> Result<void> { return {}; }));
  CHECK(history(world).size() == lines + 2);
}

TEST_CASE("a clerk with a visitor in front at midnight stays; one whose visitor was forgotten does not") {
  ServerWorld world;  // 8.00
  const Uuid forgotten = world.ticket("A100", world.queue);
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  world.advance(std::chrono::hours(13) + minutes(30));
  const Uuid late = world.ticket("A101", world.queue);
  REQUIRE(world.command(world.supervisor, take(world, world.other_counter)));
  REQUIRE(world.command(world.supervisor, call_next(world.other_counter)));
  REQUIRE(world.command(world.supervisor, on_ticket("start", late)));
  // 21.30 UTC is 23.30 in Helsinki; the day ends while the second visitor is served.
  world.advance(minutes(31));
  world.authority->tick();
  REQUIRE(world.act<void>([](authority::Context&) -> Result<void> { return {}; }));
  CHECK_FALSE(world.get<Counter>(world.counter).open);
  CHECK(world.get<Counter>(world.other_counter).open);
  CHECK(world.get<Counter>(world.other_counter).staff_id == world.supervisor);
  // Both visits are closed with the day and counted; the clerk at work goes on with the new day's numbers.
  CHECK(world.get<Ticket>(forgotten).state == TicketState::expired);
  CHECK(world.get<Ticket>(late).state == TicketState::expired);
  auto early = world.issued("A100", world.queue);
  early.service_day = "2026-03-06";
  REQUIRE(world.send(world.event("ticket.issued", protocol::encode(early))).status ==
          protocol::EventStatus::accepted);
  const auto next = world.command(world.supervisor, call_next(world.other_counter)).value();
  CHECK(text_at(next, "/ticket/id") == early.ticket_id.to_string());
}
