// The engine's core without its thread: clocks, full disks and damage, turn by turn.

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/support/core_terminal.h"

namespace vuoro::kiosk {

using namespace std::chrono_literals;

namespace {

struct Fixture : test::CoreTerminal {
  Result<IssuedTicket> take(const Uuid& queue) { return take_ticket({queue, std::nullopt, "fi", {}}); }
};

}  // namespace

TEST_CASE("The wall clock of the machine is set to another year: tickets keep the authority's time") {
  Fixture fixture;
  fixture.connected = false;
  const WallTime truth = fixture.core->now();
  fixture.clock.jump_wall(-24h * 365);
  const auto ticket = fixture.take(fixture.lobby.queue_a);
  REQUIRE(ticket.has_value());
  CHECK(ticket->ticket.service_day == fixture.core->picture().service_day_at(truth));
  CHECK(std::chrono::abs(ticket->ticket.issued_at - truth) < 1s);
}

TEST_CASE("Whoever came while the server's clock was a day ahead is called for everybody to see") {
  Fixture fixture;
  Ticket ticket;
  ticket.id = Uuid::from_name("ahead");
  ticket.site_id = fixture.lobby.site_id;
  ticket.queue_id = fixture.lobby.queue_a;
  ticket.number = "A101";
  ticket.service_day = "2026-03-04";
  ticket.language = "fi";
  ticket.issued_at = ticket.first_arrival = ticket.due = fixture.truth.wall() + 24h;
  const auto shown = [&] {
    fixture.authority.put(ticket);
    fixture.turns();
    const auto view = fixture.core->view();
    return std::any_of(view->tickets.begin(), view->tickets.end(),
                       [&](const Ticket& one) { return one.id == ticket.id; });
  };
  CHECK_FALSE(shown());
  ticket.state = TicketState::called;
  ticket.called_at = fixture.truth.wall();
  ticket.calls = 1;
  CHECK(shown());
  // Called while the clock was ahead: known from the start, and no new call when that time is near.
  ticket.called_at = fixture.truth.wall() + 24h;
  CHECK(shown());
  ticket.state = TicketState::finished;
  CHECK_FALSE(shown());
  // Who did not come at once looks for the number among the last ones.
  ticket.called_at = fixture.truth.wall();
  ticket.state = TicketState::no_show;
  CHECK(shown());
}

TEST_CASE("At a server that answers and does not serve the lobby a device is without one, and says so") {
  Fixture fixture;
  SiteAuthority authority;
  authority.id = authority.site_id = fixture.lobby.site_id;
  authority.holder_name = "Lobby box";
  authority.since = fixture.truth.wall() - 10min;
  authority.state = AuthorityState::away;
  fixture.authority.put(authority);
  fixture.turns();
  const auto away = fixture.core->view()->connection;
  CHECK_FALSE(away.online);
  CHECK(away.last_sync == authority.since);
  REQUIRE(away.troubles.size() == 1);
  CHECK(away.troubles[0].detail == "Lobby box");
  const auto told = fixture.authority.status_of(fixture.core->view()->device_id).value();
  CHECK(told.troubles == std::vector<std::string>{"its server does not serve the lobby now"});
  REQUIRE(told.trouble_codes.size() == 1);
  CHECK(told.trouble_codes[0].code == "not_served");
  authority.state = AuthorityState::here;
  fixture.authority.put(authority);
  fixture.turns();
  CHECK(fixture.core->view()->connection.online);
  CHECK(fixture.core->view()->connection.troubles.empty());
}

TEST_CASE("A number whose answer comes after the budget is given back") {
  Fixture fixture;
  std::optional<Result<IssuedTicket>> got;
  fixture.core->take_ticket({fixture.lobby.queue_a, std::nullopt, "fi", {}},
                            [&](auto ticket) { got = std::move(ticket); });
  const auto slow = fixture.transport.take("/api/v1/leases");
  CHECK_FALSE(got.has_value());
  fixture.advance(sync::k_number_budget - 1ms);
  fixture.core->step();
  CHECK_FALSE(got.has_value());
  CHECK(fixture.core->wake() <= fixture.clock.mono() + 1ms);
  fixture.advance(1ms);
  fixture.core->step();
  REQUIRE((got && got->has_value()));
  CHECK((*got)->ticket.number == "A301");
  slow.done(*fixture.authority.handle(fixture.device, slow.request, false));
  fixture.turns(4);
  REQUIRE(fixture.authority.returned().size() == 1);
  CHECK(fixture.authority.tickets().size() == 1);
}

TEST_CASE("The authority closes the queue: its word counts, the block does not help") {
  Fixture fixture;
  fixture.authority.close_queue(fixture.lobby.queue_a);
  CHECK(fixture.take(fixture.lobby.queue_a).error().code == Errc::closed);
  CHECK(fixture.take(fixture.lobby.queue_b).has_value());
}

TEST_CASE("A full disk: nothing is promised, it is said, and it passes") {
  Fixture fixture;
  auto& database = fixture.store->database();
  REQUIRE(database.execute("PRAGMA wal_checkpoint(TRUNCATE);").has_value());
  auto pages = database.query("PRAGMA page_count").value();
  REQUIRE(pages.step().value());
  REQUIRE(database.execute("PRAGMA max_page_count=" + std::to_string(pages.integer(0))).has_value());
  Result<IssuedTicket> ticket = fail(Errc::internal, "");
  for (int i = 0; i < 200 && (i == 0 || ticket); ++i) ticket = fixture.take(fixture.lobby.queue_a);
  REQUIRE_FALSE(ticket.has_value());
  CHECK(ticket.error().code == Errc::disk_full);
  const auto troubles = fixture.core->view()->connection.troubles;
  REQUIRE(troubles.size() == 1);
  CHECK(troubles[0].text.find("full") != std::string::npos);
  // From afar too.
  fixture.advance(1min);
  fixture.turns();
  CHECK(fixture.authority.status_of(fixture.core->view()->device_id).value().troubles ==
        std::vector<std::string>{"The disk is full: no ticket can be given."});
  REQUIRE(database.execute("PRAGMA max_page_count=1000000").has_value());
  CHECK(fixture.take(fixture.lobby.queue_a).has_value());
  CHECK(fixture.core->view()->connection.troubles.empty());
  fixture.turns();
  CHECK(fixture.authority.violations().empty());
}

TEST_CASE(
    "A disk that is too full for the first picture of the lobby: it is said, and it begins when there is "
    "room") {
  test::CoreTerminal terminal(test::CoreTerminal::k_morning, 4, false);
  for (int i = 0; i < 400; ++i) {
    Announcement announcement;
    announcement.id = Uuid::from_name("announcement " + std::to_string(i));
    announcement.site_id = terminal.lobby.site_id;
    announcement.text = {{"fi", std::string(200, 'a')}};
    terminal.authority.put(announcement);
  }
  terminal.connected = false;
  terminal.start();
  auto& database = terminal.store->database();
  auto pages = database.query("PRAGMA page_count").value();
  REQUIRE(pages.step().value());
  REQUIRE(database.execute("PRAGMA max_page_count=" + std::to_string(pages.integer(0) + 8)).has_value());
  CHECK_FALSE(terminal.core->view()->out_of_order);
  terminal.connected = true;
  terminal.turns(120);
  const auto is_said = [&] {
    const auto view = terminal.core->view();
    const auto& troubles = view->connection.troubles;
    return !view->ready && view->out_of_order && troubles.size() == 1 &&
           troubles[0].text == "The disk is full: no ticket can be given.";
  };
  for (int again = 0; again < 20; ++again) {
    terminal.turns(6);
    CHECK(is_said());
  }
  terminal.advance(1min);
  terminal.turns();
  const auto told = terminal.authority.status_of(terminal.core->view()->device_id).value();
  CHECK(told.troubles == std::vector<std::string>{"The disk is full: no ticket can be given."});
  REQUIRE(told.trouble_codes.size() == 1);
  CHECK(told.trouble_codes[0].code == "disk_full");
  REQUIRE(database.execute("PRAGMA max_page_count=1000000").has_value());
  terminal.turns();
  const auto view = terminal.core->view();
  CHECK(view->ready);
  CHECK_FALSE(view->out_of_order);
  CHECK(view->connection.troubles.empty());
}

TEST_CASE("Damage found without a line: outbox, block and lobby are taken over, it goes on, and it is said") {
  Fixture fixture;
  fixture.connected = false;
  fixture.turns(2);
  for (int i = 0; i < 3; ++i) REQUIRE(fixture.take(fixture.lobby.queue_a).has_value());
  auto& database = fixture.store->database();
  REQUIRE(database.execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA cache_size=0; PRAGMA shrink_memory;")
              .has_value());
  {
    // Gone before the store gives this connection up: a statement never outlives its database.
    auto root = database.query("SELECT rootpage FROM sqlite_schema WHERE name='meta'").value();
    REQUIRE(root.step().value());
    std::fstream file(fixture.store->path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp((root.integer(0) - 1) * 4096);
    file << std::string(4096, '\x5a');
  }
  const auto refused = fixture.take(fixture.lobby.queue_a);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == Errc::corrupt);
  fixture.core->step();  // mends
  const auto troubles = fixture.core->view()->connection.troubles;
  REQUIRE_FALSE(troubles.empty());
  CHECK(troubles[0].text.find("damaged") != std::string::npos);
  CHECK(fixture.core->view()->connection.outbox_waiting == 3);
  CHECK(fixture.core->view()->ready);
  CHECK(fixture.core->view()->queues.size() == 2);
  const auto next = fixture.take(fixture.lobby.queue_a);
  REQUIRE(next.has_value());
  CHECK(next->ticket.number == "A304");
  fixture.connected = true;
  fixture.turns(60);
  CHECK(fixture.core->view()->ready);
  CHECK(fixture.core->view()->connection.outbox_waiting == 0);
  CHECK(fixture.authority.tickets().size() == 4);
  CHECK(fixture.take(fixture.lobby.queue_a).has_value());
  CHECK(fixture.authority.violations().empty());
}

TEST_CASE("A record that is none does not keep a terminal from starting") {
  Fixture fixture;
  REQUIRE(fixture.take(fixture.lobby.queue_a).has_value());
  fixture.connected = false;
  REQUIRE(fixture.store->database()
              .execute("UPDATE record SET record='{' WHERE collection='counter'")
              .has_value());
  fixture.start();
  fixture.turns(4);
  CHECK(fixture.core->view()->ready);
  CHECK(fixture.core->view()->queues.size() == 2);
  const auto troubles = fixture.core->view()->connection.troubles;
  REQUIRE_FALSE(troubles.empty());
  CHECK(fixture.take(fixture.lobby.queue_a).has_value());
  fixture.connected = true;
  fixture.turns(60);
  CHECK(fixture.authority.tickets().size() == 2);
  CHECK(fixture.authority.violations().empty());
}

TEST_CASE("A revoked device says so, and gives no number that would never be called") {
  Fixture fixture;
  REQUIRE(fixture.take(fixture.lobby.queue_a).has_value());
  fixture.authority.answer_everything_with(403);
  fixture.turns(10);
  const auto& troubles = fixture.core->view()->connection.troubles;
  REQUIRE(troubles.size() == 1);
  CHECK(troubles[0].text.find("certificate") != std::string::npos);
  REQUIRE(fixture.core->view()->connection.numbers_held > 0);
  const auto refused = fixture.take(fixture.lobby.queue_a);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == Errc::forbidden);
  // Without a network after that it is still cast out; taken in again it gives numbers.
  fixture.authority.answer_everything_with(503);
  CHECK_FALSE(fixture.take(fixture.lobby.queue_a).has_value());
  fixture.authority.answer_everything_with(0);
  fixture.turns(40);
  CHECK(fixture.take(fixture.lobby.queue_a).has_value());
}

TEST_CASE("A technician reads far from the terminal how its connection is") {
  Fixture fixture;
  fixture.clock.jump_wall(-Millis(3'000));
  fixture.turns(130);  // over the next report
  const auto told = [&] { return fixture.authority.status_of(fixture.device).value(); };
  const auto first = told();
  REQUIRE((first.online_since && first.last_sync && first.clock_offset_ms));
  CHECK(first.clock_offset_ms == 3'000);
  CHECK(std::chrono::abs(*first.last_sync - fixture.truth.wall()) < 2min);
  REQUIRE_FALSE(first.numbers.empty());
  CHECK(first.numbers.front().until > fixture.truth.wall());
  const auto& shown = fixture.core->view()->connection;
  REQUIRE(shown.held_numbers.size() == first.numbers.size());
  CHECK(shown.held_numbers.front().left == first.numbers.front().left);

  fixture.connected = false;
  fixture.turns(120);
  REQUIRE(fixture.take(fixture.lobby.queue_a).has_value());
  fixture.connected = true;
  fixture.turns(60);  // half a minute: less than from one report to the next
  const auto back = told();
  CHECK(back.online_since > first.online_since);
  CHECK(*back.online_since <= fixture.truth.wall());
  CHECK(back.outbox_waiting <= 1);
}

TEST_CASE("A program that starts without a line knows since when its picture stands") {
  Fixture fixture;
  fixture.turns(130);
  const auto last = [&] { return fixture.core->view()->connection.last_sync; };
  SECTION("by the last change") {
    REQUIRE(fixture.take(fixture.lobby.queue_a).has_value());
    fixture.turns(4);
  }
  SECTION("by the quiet since") {
    fixture.turns(1'500);
  }
  const auto before = last();
  REQUIRE(before);
  fixture.connected = false;
  fixture.advance(2h);
  fixture.start("another boot");
  CHECK_FALSE(fixture.core->view()->connection.online);
  REQUIRE(last());
  CHECK(*last() <= *before);
  CHECK(*before - *last() < 11min);
  fixture.connected = true;
  fixture.turns(130);
  CHECK(fixture.truth.wall() - *last() < 2min);
}

TEST_CASE("Too many requests: Retry-After is kept, and nothing is lost") {
  Fixture fixture;
  fixture.authority.answer_everything_with(429, Millis(20'000));
  const auto ticket = fixture.take(fixture.lobby.queue_a);
  REQUIRE(ticket.has_value());
  CHECK_FALSE(ticket->online);
  fixture.core->step();
  fixture.flush();
  const auto asked = fixture.authority.requests("/api/v1/events");
  fixture.turns(20);  // ten seconds
  CHECK(fixture.authority.requests("/api/v1/events") <= asked + 1);
  fixture.authority.answer_everything_with(0);
  fixture.turns(60);
  CHECK(fixture.authority.tickets().size() == 1);
}

}  // namespace vuoro::kiosk
