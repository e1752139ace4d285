// Every figure can be made again from the tickets' history: intervals without gaps or overlaps, and a day's
// report.

#include <catch2/catch.hpp>

#include <map>

#include "server/authority/day_report.h"
#include "server/authority/ticket_acts.h"
#include "server/store/ticket_intervals.h"
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

std::vector<store::TicketInterval> intervals(ServerWorld& world, const Uuid& ticket) {
  return store::intervals_of(log_of(world, ticket));
}

json::value report(ServerWorld& world, const Uuid& staff, json::object more = {}) {
  json::object command{{"type", "day.report"}, {"site_id", world.site.to_string()}};
  for (auto& [key, value] : more) command[key] = value;
  return world.command(staff, command).value().at("report");
}

/// "waiting 3, called 1, serving 5", in minutes.
std::string story(const std::vector<store::TicketInterval>& intervals) {
  std::string out;
  for (const auto& part : intervals) {
    out += out.empty() ? "" : ", ";
    out += std::string(name_of(part.state)) + " " +
           (part.to ? std::to_string((*part.to - part.from) / minutes(1)) : "…");
  }
  return out;
}

class Day {
 public:
  explicit Day(std::uint64_t seed) : random_(seed) {
    REQUIRE(world.command(world.clerk, take(world, world.counter)));
    REQUIRE(world.command(world.supervisor, take(world, world.other_counter)));
  }
  void act();

  ServerWorld world;
  std::vector<Uuid> tickets;

 private:
  SeededRandom random_;
};

/// Most of what can be done, whether it fits or not.
void Day::act() {
  world.advance(Millis(random_.below(60'000)));
  const bool first = random_.below(2) == 0;
  const Uuid who = first ? world.clerk : world.supervisor;
  const Uuid desk = first ? world.counter : world.other_counter;
  const auto roll = random_.below(10);
  if (roll < 2 || tickets.empty()) {
    auto issued = world.issued("T" + std::to_string(tickets.size()), world.queue);
    if (random_.below(3) == 0) issued.errands = {{world.other_queue, world.service}};
    auto event = world.event("ticket.issued", protocol::encode(issued));
    event.time -= Millis(random_.below(5'000));
    world.send(event);
    tickets.push_back(issued.ticket_id);
    return;
  }
  if (roll < 5) {
    (void)world.command(who, call_next(desk));
    return;
  }
  static constexpr auto k_acts = std::to_array<const char*>(
      {"recall", "start", "finish", "no_show", "requeue", "park", "bring_back", "cancel", "undo", "undo",
       "undo", "call", "transfer", "add_errand", "reserve", "prioritise", "release"});
  const std::string act = k_acts[random_.below(k_acts.size())];
  auto command =
      on_ticket(act, tickets[tickets.size() - 1 - random_.below(std::min<std::size_t>(8, tickets.size()))]);
  if (act == "call" || act == "reserve") command["counter_id"] = desk.to_string();
  if (act == "transfer" || act == "add_errand")
    command["queue_id"] = (random_.below(2) == 0 ? world.queue : world.other_queue).to_string();
  if (act == "prioritise") command["minutes"] = 5;
  (void)world.command(who, command);
}

}  // namespace

TEST_CASE("intervals of a ticket cover its time from the arrival to the end, one after another") {
  std::map<TicketState, int> seen;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    INFO("seed " << seed);
    Day day(seed);
    for (int i = 0; i < 400; ++i) day.act();
    for (const auto& id : day.tickets) {
      const auto ticket = day.world.get<Ticket>(id);
      const auto parts = intervals(day.world, id);
      INFO(ticket.number << ": " << story(parts));
      REQUIRE_FALSE(parts.empty());
      CHECK(parts.front().from == ticket.issued_at);
      CHECK(parts.front().state == TicketState::waiting);
      for (std::size_t i = 0; i < parts.size(); ++i) {
        ++seen[parts[i].state];
        const bool last = i + 1 == parts.size();
        if (last) break;
        REQUIRE(parts[i].to);
        CHECK(*parts[i].to == parts[i + 1].from);
        CHECK(parts[i].from <= *parts[i].to);
        CHECK((!is_over(parts[i].state) || parts[i].state == TicketState::no_show));
      }
      CHECK(parts.back().to == ticket.ended_at);
      if (!ticket.ended_at) {
        CHECK(parts.back().state == ticket.state);
        CHECK(parts.back().queue_id == ticket.queue_id);
        CHECK(parts.back().counter_id == ticket.counter_id);
        if (ticket.state == TicketState::serving) CHECK(parts.back().from == ticket.served_at);
      }
      // The wait that the ticket tells is the one that the history tells.
      const auto visit = store::visits_of(parts).back();
      CHECK(visit.waited.has_value() == ticket.first_called_at.has_value());
    }
    // Every arrival has one end.
    const auto told = report(day.world, day.world.supervisor);
    for (const auto& line : told.at("queues").as_array()) {
      std::int64_t ends = 0;
      for (const char* end : {"served", "no_show", "cancelled", "closed", "moved", "open"})
        ends += line.at(end).as_int64();
      CHECK(line.at("arrived").as_int64() == ends);
      std::int64_t of_services = 0;
      for (const auto& service : line.at("services").as_array())
        of_services += service.at("arrived").as_int64();
      CHECK(line.at("arrived").as_int64() == of_services);
    }
    std::int64_t open = 0;
    for (const auto& id : day.tickets) open += day.world.get<Ticket>(id).ended_at ? 0 : 1;
    CHECK(told.at("total").at("open").as_int64() == open);
  }
  for (const auto state : {TicketState::waiting, TicketState::called, TicketState::serving,
                           TicketState::parked, TicketState::no_show}) {
    CHECK(seen[state] > 0);
  }
}

TEST_CASE("what was undone is as if it had not been; a call that was taken back ends no wait") {
  ServerWorld world;
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  const Uuid a = world.ticket("A100", world.queue);
  world.advance(minutes(4));
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  world.advance(seconds(20));
  REQUIRE(world.command(world.clerk, on_ticket("undo", a)));
  world.advance(minutes(2));
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  world.advance(minutes(1));
  REQUIRE(world.command(world.clerk, on_ticket("requeue", a)));
  world.advance(minutes(3));
  REQUIRE(world.command(world.clerk, on_ticket("park", a)));
  world.advance(minutes(10));
  REQUIRE(world.command(world.clerk, on_ticket("bring_back", a)));
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  world.advance(minutes(1));
  REQUIRE(world.command(world.clerk, on_ticket("start", a)));
  world.advance(minutes(7));
  REQUIRE(world.command(world.clerk, on_ticket("finish", a)));
  CHECK(story(intervals(world, a)) ==
        "waiting 6, called 1, waiting 3, parked 10, waiting 0, called 1, serving 7");
  const auto visits = store::visits_of(intervals(world, a));
  REQUIRE(visits.size() == 1);
  CHECK(visits[0].waited == minutes(10) + seconds(20));
  CHECK(visits[0].served == minutes(7));
}

TEST_CASE("a day's report: who came to which queue, how they went, how long it took") {
  ServerWorld world;
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  const auto serve = [&](int wait_minutes, int service_minutes) {
    auto issued = world.issued("A1" + std::to_string(wait_minutes), world.queue);
    issued.service_id = world.service;
    world.send(world.event("ticket.issued", protocol::encode(issued)));
    world.advance(minutes(wait_minutes));
    REQUIRE(world.command(world.clerk, call_next(world.counter)));
    REQUIRE(world.command(world.clerk, on_ticket("start", issued.ticket_id)));
    world.advance(minutes(service_minutes));
    REQUIRE(world.command(world.clerk, on_ticket("finish", issued.ticket_id)));
  };
  for (int i = 1; i <= 10; ++i) serve(i, 11 - i);
  const Uuid gone = world.ticket("A150", world.queue);
  REQUIRE(world.command(world.clerk, on_ticket("cancel", gone)));
  const Uuid moved = world.ticket("A151", world.queue);
  auto transfer = on_ticket("transfer", moved);
  transfer["queue_id"] = world.other_queue.to_string();
  REQUIRE(world.command(world.clerk, transfer));

  auto told = report(world, world.supervisor);
  CHECK(text_at(told, "/day") == "2026-03-05");
  // Ten served, one who left, one who was moved: twelve people with an errand each, and thirteen arrivals.
  CHECK(told.at("total").at("arrived") == 13);
  CHECK(told.at("total").at("people") == 12);
  CHECK(told.at("total").at("errands") == 12);
  const auto line = [&](const Uuid& queue) {
    for (const auto& one : told.at("queues").as_array()) {
      if (text_at(one, "/queue_id") == queue.to_string()) return one;
    }
    return json::value();
  };
  CHECK(line(world.queue).at("served") == 10);
  CHECK(line(world.queue).at("cancelled") == 1);
  CHECK(line(world.queue).at("moved") == 1);
  CHECK(line(world.queue).at("people") == 12);
  CHECK(line(world.queue).at("errands") == 11);
  CHECK(line(world.queue).at("wait_median_s") == 300);
  CHECK(line(world.queue).at("wait_p90_s") == 540);
  CHECK(line(world.queue).at("service_median_s") == 300);
  CHECK(line(world.queue).at("services").as_array().size() == 2);
  CHECK(line(world.other_queue).at("open") == 1);
  CHECK(text_at(line(world.other_queue), "/wait_median_s") == "absent");

  // The day ends: whoever is left is closed with a reason, and the day before still tells the same.
  world.advance(std::chrono::hours(24));
  REQUIRE(world.act<void>(
      [&](authority::Context& context) { return authority::begin_day(context, world.site); }));
  CHECK(log_of(world, moved).back().reason == "day_end");
  told = report(world, world.supervisor, {{"day", "2026-03-05"}});
  CHECK(line(world.other_queue).at("closed") == 1);
  CHECK(line(world.queue).at("served") == 10);
  CHECK(report(world, world.supervisor).at("total").at("arrived") == 0);

  json::object ask{{"type", "day.report"}, {"site_id", world.site.to_string()}};
  CHECK(world.command(world.clerk, ask).error().code == Errc::forbidden);
  ask["day"] = "yesterday";
  CHECK(world.command(world.supervisor, ask).error().code == Errc::invalid_argument);
}
