// How visits at a box that was declared lost ended, by what it tells of them later: each is in the history
// once, and whom the box has served is not called again.

#include <algorithm>
#include <catch2/catch.hpp>

#include "server/authority/day_report.h"
#include "tests/unit/booked_lobby.h"

using namespace vuoro;
using namespace vuoro::test;
using std::chrono::minutes;

namespace {

using protocol::EventStatus;

/// To the box, a minute later. @return the ticket
Uuid comes(BookedLobby& lobby, const std::string& number) {
  lobby.advance(minutes(1));
  return lobby.box.ticket(number, lobby.box.queue);
}

}  // namespace

TEST_CASE("whom a lost box served is not called again, unless somebody has called them since") {
  BookedLobby lobby;
  lobby.give();
  auto& box = lobby.box;
  auto& central = lobby.central;
  const Uuid called = comes(lobby, "A101");
  const Uuid called_since = comes(lobby, "A102");
  const Uuid served = comes(lobby, "A103");
  const Uuid did_not_come = comes(lobby, "A104");
  REQUIRE(sit_and_call(box) == called);
  lobby.tell();
  lobby.advance(minutes(1));
  const auto serve = [&](const Uuid& ticket) {
    REQUIRE(box.command(box.clerk, on_ticket("start", ticket)));
    REQUIRE(box.command(box.clerk, on_ticket("finish", ticket)));
  };
  serve(called);
  for (const Uuid& ticket : {called_since, served}) {
    REQUIRE(calls_next(box) == ticket);
    serve(ticket);
  }
  REQUIRE(calls_next(box) == did_not_come);
  REQUIRE(box.command(box.clerk, on_ticket("no_show", did_not_come)));
  lobby.lose_box();
  REQUIRE(central.command(central.other_clerk, take(central, central.other_counter)));
  REQUIRE(ticket_of(central.command(central.other_clerk, call_next(central.other_counter))) == called_since);
  lobby.hear();
  CHECK(central.get<Ticket>(called).state == TicketState::finished);
  CHECK(central.get<Ticket>(served).state == TicketState::finished);
  CHECK(history_of(central, served) ==
        std::vector<std::string>{"issue waiting", "call called", "start serving", "finish finished"});
  CHECK(central.get<Ticket>(called_since).state == TicketState::called);
  CHECK(central.get<Ticket>(did_not_come).state == TicketState::waiting);
}

TEST_CASE("a day's figures say of whom a lost box knew otherwise what is so here") {
  BookedLobby lobby;
  lobby.give();
  auto& box = lobby.box;
  auto& central = lobby.central;
  const Uuid did_not_come = comes(lobby, "A101");
  const Uuid moved = comes(lobby, "A102");
  const Uuid still_waits = comes(lobby, "A103");
  lobby.tell();
  REQUIRE(sit_and_call(box) == did_not_come);
  REQUIRE(box.command(box.clerk, on_ticket("no_show", did_not_come)));
  REQUIRE(calls_next(box) == moved);
  auto to = on_ticket("transfer", moved);
  to["queue_id"] = box.other_queue.to_string();
  REQUIRE(box.command(box.clerk, to));
  lobby.lose_box();
  const std::string day = central.get<Ticket>(moved).service_day;
  const auto figure = [&](const Uuid& queue, const char* name) {
    const auto report = central.store->read_value<json::object>(
        [&](store::Reader& reader) { return authority::day_report(reader, lobby.site, day); });
    for (const auto& line : report.value().at("queues").as_array())
      if (line.at("queue_id").as_string() == queue.to_string()) return line.at(name).as_int64();
    return std::int64_t{0};
  };
  CHECK(figure(central.queue, "open") == 3);
  lobby.hear();
  for (const Uuid& ticket : {did_not_come, moved, still_waits}) {
    CHECK(central.get<Ticket>(ticket).state == TicketState::waiting);
    CHECK(central.get<Ticket>(ticket).queue_id == central.queue);
  }
  CHECK(figure(central.queue, "open") == 3);
  CHECK(figure(central.queue, "no_show") == 0);
  CHECK(figure(central.other_queue, "open") == 0);
  CHECK(central.get<QueueStatus>(central.queue).waiting == 3);

  REQUIRE(central.command(central.other_clerk, take(central, central.other_counter)));
  for (int i = 0; i < 3; ++i) {
    const Uuid called = ticket_of(central.command(central.other_clerk, call_next(central.other_counter)));
    REQUIRE(central.command(central.other_clerk, on_ticket("start", called)));
    REQUIRE(central.command(central.other_clerk, on_ticket("finish", called)));
  }
  CHECK(figure(central.queue, "served") == 3);
  CHECK(figure(central.other_queue, "served") == 0);
  CHECK(figure(central.queue, "open") == 0);
}

TEST_CASE("the history of whom a lost box was serving ends once, behind all that the box tells of it") {
  BookedLobby lobby;
  lobby.give();
  auto& box = lobby.box;
  const Uuid served = box.ticket("A101", box.queue);
  lobby.advance(minutes(1));
  // So much that the history is told in parts.
  for (int i = 0; i < 205; ++i) (void)box.ticket("A" + std::to_string(200 + i), box.queue);
  REQUIRE(sit_and_call(box) == served);
  REQUIRE(box.command(box.clerk, on_ticket("start", served)));
  lobby.lose_box();
  lobby.hear();
  CHECK(lobby.central.get<Ticket>(served).state == TicketState::serving);
  const std::vector<std::string> until_then{"issue waiting", "call called", "start serving"};
  CHECK(history_of(lobby.central, served) == until_then);
  lobby.advance(minutes(24 * 60));
  (void)lobby.central.ticket("A500", lobby.central.queue);
  CHECK(history_of(lobby.central, served) ==
        std::vector<std::string>{"issue waiting", "call called", "start serving", "close_day expired"});
}

TEST_CASE("whom a lost box had called waits where they came, also when nobody had heard of them") {
  BookedLobby lobby;
  lobby.give();
  auto& box = lobby.box;
  auto& central = lobby.central;
  const bool told_called = GENERATE(false, true);
  const Uuid called = box.ticket("A101", box.queue);
  lobby.advance(minutes(1));
  const Uuid next = box.ticket("A102", box.queue);
  REQUIRE(sit_and_call(box) == called);
  // What the box says of it comes at once or in two parts.
  if (told_called) {
    REQUIRE(box.act<std::size_t>(
        [&](authority::Context& context) { return authority::cut_news(context, lobby.site, 10); }));
    REQUIRE(box.command(box.clerk, on_ticket("recall", called)));
  }
  lobby.lose_box();
  (void)central.ticket("A300", central.queue);
  lobby.hear();
  const auto waits = central.get<Ticket>(called);
  CHECK(waits.state == TicketState::waiting);
  CHECK_FALSE(waits.counter_id);
  CHECK(waits.first_arrival == box.get<Ticket>(called).first_arrival);
  auto acts = history_of(central, called);
  REQUIRE_FALSE(acts.empty());
  CHECK(acts.back() == "requeue waiting");
  CHECK(std::count(acts.begin(), acts.end(), "requeue waiting") == 1);
  REQUIRE(sit_and_call(central) == called);
  REQUIRE(central.command(central.clerk, on_ticket("finish", called)));
  CHECK(calls_next(central) == next);
}

TEST_CASE("who was heard of as waiting, and only called at a lost box, waits in the history too") {
  BookedLobby lobby;
  lobby.give();
  auto& box = lobby.box;
  auto& central = lobby.central;
  const Uuid parked = box.ticket("A101", box.queue);
  const Uuid called = comes(lobby, "A102");
  lobby.tell();
  REQUIRE(sit_and_call(box) == parked);
  REQUIRE(box.command(box.clerk, on_ticket("park", parked)));
  REQUIRE(calls_next(box) == called);
  lobby.lose_box();
  lobby.hear();
  for (const Uuid& ticket : {parked, called}) {
    CHECK(central.get<Ticket>(ticket).state == TicketState::waiting);
    CHECK(history_of(central, ticket).back() == "requeue waiting");
    CHECK(history_of(central, ticket).at(1) == "call called");
  }
  CHECK(sit_and_call(central) == parked);
  CHECK(history_of(central, parked).back() == "call called");
}

TEST_CASE("whom a lost box was serving is at that counter until the clerk says more, or calls the next") {
  BookedLobby lobby;
  lobby.give();
  auto& box = lobby.box;
  auto& central = lobby.central;
  const bool heard_of = GENERATE(false, true);
  const bool in_parts = GENERATE(false, true);
  const bool went_on = GENERATE(false, true);
  CAPTURE(heard_of, in_parts, went_on);
  const Uuid served = box.ticket("A101", box.queue);
  if (heard_of) lobby.tell();
  REQUIRE(sit_and_call(box) == served);
  if (in_parts) {
    REQUIRE(box.act<std::size_t>(
        [&](authority::Context& context) { return authority::cut_news(context, lobby.site, 10); }));
  }
  REQUIRE(box.command(box.clerk, on_ticket("start", served)));
  lobby.lose_box();
  REQUIRE(central.command(central.clerk, take(central, central.counter)));
  Uuid other;
  if (went_on) {
    other = central.ticket("A300", central.queue);
    // Whoever is known to wait would be the next.
    auto command = heard_of ? on_ticket("call", other) : call_next(central.counter);
    if (heard_of) command["counter_id"] = central.counter.to_string();
    REQUIRE(ticket_of(central.command(central.clerk, std::move(command))) == other);
  }
  lobby.hear();
  const auto known = central.get<Ticket>(served);
  if (went_on) {
    CHECK(known.state == TicketState::finished);
    CHECK(central.get<Ticket>(other).state == TicketState::called);
  } else {
    CHECK(known.state == TicketState::serving);
    CHECK(known.counter_id == central.counter);
    REQUIRE(central.command(central.clerk, on_ticket("finish", served)));
  }
  CHECK(history_of(central, served) ==
        std::vector<std::string>{"issue waiting", "call called", "start serving", "finish finished"});
}

TEST_CASE("how a visit at a lost box ended is known, also when the box tells of its beginning first") {
  BookedLobby lobby;
  lobby.give();
  auto& box = lobby.box;
  const Uuid served = box.ticket("A101", box.queue);
  REQUIRE(sit_and_call(box) == served);
  REQUIRE(box.act<std::size_t>(
      [&](authority::Context& context) { return authority::cut_news(context, lobby.site, 10); }));
  REQUIRE(box.command(box.clerk, on_ticket("start", served)));
  REQUIRE(box.command(box.clerk, on_ticket("finish", served)));
  lobby.lose_box();
  lobby.hear();
  CHECK(lobby.central.get<Ticket>(served).state == TicketState::finished);
  CHECK(history_of(lobby.central, served) ==
        std::vector<std::string>{"issue waiting", "call called", "start serving", "finish finished"});
}

TEST_CASE("what was done at a lost box is in the history, whatever its clock said") {
  BookedLobby lobby;
  auto& box = lobby.box;
  const Uuid served = lobby.central.ticket("A101", lobby.central.queue);
  lobby.give();
  const auto by = GENERATE(-minutes(4), minutes(4), minutes(24 * 60));
  const bool same_day = by < minutes(60);
  box.clock.jump_wall(by);
  auto next_day = box.issued("A102", box.queue);
  next_day.service_day = "2026-03-06";
  const Uuid called = same_day ? served : next_day.ticket_id;
  if (!same_day)
    REQUIRE(box.send(box.event("ticket.issued", protocol::encode(next_day))).status == EventStatus::accepted);
  REQUIRE(sit_and_call(box) == called);
  REQUIRE(box.command(box.clerk, on_ticket("start", called)));
  lobby.declare_lost();
  lobby.hear();
  const auto acts = history_of(lobby.central, called);
  REQUIRE(acts.size() >= 3);
  CHECK(std::vector<std::string>(acts.begin(), acts.begin() + 3) ==
        std::vector<std::string>{"issue waiting", "call called", "start serving"});
  // Of who is here the day is over when it is over here, once.
  if (same_day) return;
  CHECK(history_of(lobby.central, served) == std::vector<std::string>{"issue waiting"});
  lobby.central.advance(std::chrono::hours(24));
  (void)lobby.central.ticket("A500", lobby.central.queue);
  CHECK(history_of(lobby.central, served) == std::vector<std::string>{"issue waiting", "close_day expired"});
}

TEST_CASE("whom a lost box and the central server both sent away at the end of the day was sent away once") {
  BookedLobby lobby;
  lobby.give();
  auto& box = lobby.box;
  const Uuid called = box.ticket("A101", box.queue);
  REQUIRE(sit_and_call(box) == called);
  lobby.tell();
  REQUIRE(box.command(box.clerk, on_ticket("start", called)));
  lobby.declare_lost();
  for (auto* server : {&box, &lobby.central}) {
    server->advance(std::chrono::hours(24));
    (void)server->ticket("A5" + std::to_string(server == &box), server->queue);
  }
  lobby.hear();
  CHECK(lobby.central.get<Ticket>(called).state == TicketState::expired);
  CHECK(history_of(lobby.central, called) ==
        std::vector<std::string>{"issue waiting", "call called", "close_day expired", "start serving"});
}

TEST_CASE("who gave a number up at a lost box and again at the central server did so once") {
  BookedLobby lobby;
  auto& box = lobby.box;
  const Uuid gone = lobby.central.ticket("A101", lobby.central.queue);
  lobby.give();
  // The terminal had no answer of the box.
  const auto event = box.event("ticket.cancelled", protocol::encode(protocol::TicketCancelled{gone}));
  REQUIRE(box.send(event).status == EventStatus::accepted);
  lobby.lose_box();
  REQUIRE(lobby.central.send(event).status == EventStatus::accepted);
  lobby.hear();
  CHECK(history_of(lobby.central, gone) == std::vector<std::string>{"issue waiting", "cancel cancelled"});
}

TEST_CASE("a history that a lost box never ends is ended with the next day") {
  BookedLobby lobby;
  lobby.give();
  auto& box = lobby.box;
  const Uuid served = box.ticket("A101", box.queue);
  REQUIRE(sit_and_call(box) == served);
  lobby.lose_box();
  // It dies again before it has heard that it is lost.
  lobby.tell();
  CHECK(history_of(lobby.central, served) == std::vector<std::string>{"issue waiting", "call called"});
  lobby.advance(std::chrono::hours(24));
  (void)lobby.central.ticket("A500", lobby.central.queue);
  CHECK(history_of(lobby.central, served) ==
        std::vector<std::string>{"issue waiting", "call called", "close_day expired"});
}
