// A terminal sends its visitors by the site's rules, with and without a connection, and offers no queue that
// is full.

#include <catch2/catch.hpp>

#include "tests/support/core_terminal.h"

namespace vuoro::kiosk {

using namespace std::chrono_literals;

namespace {

struct Terminal : test::CoreTerminal {
  Result<IssuedTicket> take(const std::vector<std::string>& needs, std::vector<Errand> errands = {}) {
    return take_ticket({lobby.queue_a, std::nullopt, "fi", needs, std::move(errands)});
  }
};

}  // namespace

TEST_CASE("A terminal applies the site's rules itself, online and offline") {
  Terminal terminal;
  SegmentRule rule;
  rule.id = Uuid::from_name("rule");
  rule.site_id = terminal.lobby.site_id;
  rule.needs = {"sign_language"};
  rule.queue_id = terminal.lobby.queue_b;
  rule.priority_minutes = 5;
  terminal.authority.put(rule);
  terminal.turns();
  CHECK(terminal.core->view()->rules.size() == 1);

  const auto plain = terminal.take({});
  REQUIRE(plain);
  CHECK(plain->ticket.queue_id == terminal.lobby.queue_a);
  CHECK(plain->ticket.priority_minutes == 0);
  for (const bool connected : {true, false}) {
    terminal.connected = connected;
    terminal.turns(4);
    const auto sent = terminal.take({"sign_language"});
    INFO((connected ? "with" : "without") << " a connection");
    REQUIRE(sent);
    CHECK(sent->online == connected);
    CHECK(sent->ticket.queue_id == terminal.lobby.queue_b);
    CHECK(sent->ticket.priority_minutes == 5);
    CHECK(sent->ticket.due_reason == DueReason::priority);
  }
  terminal.connected = true;
  terminal.turns(60);
  CHECK(terminal.authority.tickets().size() == 3);
  CHECK(terminal.authority.violations().empty());
}

TEST_CASE("Further matters ride on the number, online and offline; the rules look at the first only") {
  Terminal terminal;
  SegmentRule rule;
  rule.id = Uuid::from_name("rule");
  rule.site_id = terminal.lobby.site_id;
  rule.from_queue_ids = {terminal.lobby.queue_b};
  rule.queue_id = terminal.lobby.queue_a;
  rule.priority_minutes = 5;
  terminal.authority.put(rule);
  terminal.turns();
  const std::vector<Errand> known = {{terminal.lobby.queue_b, terminal.lobby.service_a}};
  std::vector<Errand> asked = known;
  asked.push_back({Uuid::from_name("a queue that is gone"), std::nullopt});

  std::vector<Uuid> given;
  for (const bool connected : {true, false}) {
    INFO((connected ? "with" : "without") << " a connection");
    terminal.connected = connected;
    terminal.turns(4);
    const auto issued = terminal.take({}, asked);
    REQUIRE(issued);
    CHECK(issued->online == connected);
    CHECK(issued->ticket.queue_id == terminal.lobby.queue_a);
    CHECK(issued->ticket.priority_minutes == 0);
    CHECK(issued->ticket.errands == known);
    const Ticket* kept = terminal.core->picture().ticket(issued->ticket.id);
    REQUIRE(kept != nullptr);
    CHECK(kept->errands == known);
    given.push_back(issued->ticket.id);
  }
  CHECK_FALSE(terminal.authority.record<Ticket>(given[1]).has_value());
  terminal.connected = true;
  terminal.turns(60);
  for (const Uuid& id : given) {
    const auto ticket = terminal.authority.record<Ticket>(id);
    REQUIRE(ticket);
    CHECK(ticket->errands == known);
  }
  const std::vector<Errand> too_many(k_more_matters_max + 1, known[0]);
  CHECK(terminal.take({}, too_many).error().code == Errc::invalid_argument);
}

TEST_CASE(
    "A full queue gives no numbers and is no place to send anybody, until it has room or the day is over") {
  Terminal terminal;
  QueueStatus status;
  status.id = terminal.lobby.queue_a;
  status.full = true;
  status.closed_day = "2026-03-03";
  terminal.authority.put(status);
  terminal.turns();
  CHECK(terminal.take({}).error().code == Errc::closed);
  // What it last knew counts without a connection too.
  terminal.connected = false;
  terminal.turns(4);
  CHECK(terminal.take({}).error().code == Errc::closed);
  const auto& picture = terminal.core->picture();
  const Queue* queue = picture.queue(terminal.lobby.queue_a);
  REQUIRE(queue != nullptr);
  CHECK_FALSE(picture.is_open(*queue, terminal.core->now()));
  CHECK(picture.is_open(*queue, terminal.core->now() + 24h));  // said of that day only
  terminal.connected = true;
  status.full = false;
  status.closed_day.clear();
  terminal.authority.put(status);
  terminal.turns();
  CHECK(terminal.take({}).has_value());
}

}  // namespace vuoro::kiosk
