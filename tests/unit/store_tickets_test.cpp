// The tickets' part of the store: what is asked at every call costs the same however many wait, and what
// older versions wrote is understood.

#include <sqlite3.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/base/sqlite.h"
#include "server/store/sqlite_schema.h"
#include "server/store/sqlite_session.h"

using namespace vuoro;
using std::chrono::minutes;

namespace {

const WallTime k_now = from_unix_ms(1'772'000'000'000);
const Uuid k_queue = Uuid::from_name("queue");
const Uuid k_desk = Uuid::from_name("desk");
const Uuid k_site = Uuid::from_name("site");

Ticket numbered(int number) {
  Ticket ticket;
  ticket.id = Uuid::from_name(std::to_string(number));
  ticket.site_id = k_site;
  ticket.queue_id = k_queue;
  ticket.service_day = "2026-02-25";
  ticket.number = "A" + std::to_string(number);
  ticket.issued_at = k_now + std::chrono::seconds(number);
  ticket.due = ticket.issued_at + minutes(15);
  return ticket;
}

/// A queue whose first tickets but ten are kept for other counters, and a park with as many again.
class Line {
 public:
  explicit Line(int waiting) : db_(open()), session_(db_) {
    for (int i = 0; i < waiting; ++i) {
      Ticket ticket = numbered(i);
      if (i < waiting - 10) ticket.reserved_counter_id = Uuid::from_name("other desk " + std::to_string(i));
      if (i % (waiting / 10) == 0) ticket.reserved_counter_id = k_desk;
      REQUIRE(session_.index_ticket(ticket));
      Ticket parked = numbered(waiting + i);
      parked.state = TicketState::parked;
      parked.parked_until = k_now + minutes(i);
      REQUIRE(session_.index_ticket(parked));
    }
  }

  /// Instructions of the database's machine for one question.
  template <class Ask>
  int cost(Ask ask) {
    int steps = 0;
    const auto count = [](void* counted) {
      ++*static_cast<int*>(counted);
      return 0;
    };
    sqlite3_progress_handler(db_.handle(), 1, count, &steps);
    REQUIRE(ask(session_));
    sqlite3_progress_handler(db_.handle(), 0, nullptr, nullptr);
    return steps;
  }

  store::SqliteSession& session() { return session_; }

 private:
  static sqlite::Database open() {
    auto db = sqlite::Database::open(":memory:").value();
    REQUIRE(sqlite::migrate(db, store::sqlite_migrations()));
    return db;
  }
  sqlite::Database db_;
  store::SqliteSession session_;
};

}  // namespace

TEST_CASE("who is next costs the same among ten and among five thousand, most of them kept for others") {
  Line few(20);
  Line many(5'000);
  const auto same = [&](auto ask) {
    const int small = few.cost(ask);
    const int large = many.cost(ask);
    INFO("steps among few " << small << ", among many " << large);
    CHECK(small > 0);
    CHECK(large < small + 100);
  };
  const store::WaitingTicket front{Uuid::from_name("0"), k_now + minutes(15), k_now};
  same([](store::Reader& reader) { return reader.first_waiting(k_queue).has_value(); });
  same([](store::Reader& reader) { return reader.reserved_for(k_desk, k_desk, 20).has_value(); });
  same([](store::Reader& reader) { return reader.reserved_for_counter(k_desk).has_value(); });
  same([](store::Reader& reader) { return reader.reserved_for_staff(k_desk).has_value(); });
  same([&](store::Reader& reader) { return reader.waiting_behind(k_queue, front, 5).has_value(); });
  same([](store::Reader& reader) { return reader.parked_until(k_now + minutes(5), 10).has_value(); });
  same([](store::Reader& reader) { return reader.waiting_count(k_queue).has_value(); });
  same([](store::Reader& reader) { return reader.waiting_dues(k_queue, k_now, 100).has_value(); });
  same([](store::Reader& reader) { return reader.waiting_dues(k_queue, WallTime::max(), 10).has_value(); });

  auto& session = many.session();
  CHECK(session.first_waiting(k_queue).value()->id == numbered(4'990).id);
  const auto kept = session.reserved_for(k_desk, k_desk, 20).value();
  REQUIRE(kept.size() == 10);
  CHECK(kept.front().id == numbered(0).id);
  CHECK(kept.back().id == numbered(4'500).id);
  CHECK(session.waiting_behind(k_queue, front, 5).value().back().id == numbered(4'994).id);
  CHECK(session.parked_until(k_now + minutes(2), 10).value().size() == 3);
  CHECK(session.waiting_until(k_queue, k_now + minutes(15)).value() == 1);
  CHECK(session.waiting_count(k_queue).value() == 5'000);
  // In order of due, whoever is kept for somebody among the others.
  const auto dues = session.waiting_dues(k_queue, WallTime::max(), 5'000).value();
  REQUIRE(dues.size() == 5'000);
  CHECK(std::is_sorted(dues.begin(), dues.end()));
  CHECK(session.waiting_dues(k_queue, numbered(2).due, 100).value() ==
        std::vector{numbered(0).due, numbered(1).due, numbered(2).due});
}

TEST_CASE(
    "a ticket is found where its last act put it: in its queue, in another, kept for a desk, free again") {
  auto db = sqlite::Database::open(":memory:").value();
  REQUIRE(sqlite::migrate(db, store::sqlite_migrations()));
  store::SqliteSession session(db);
  const Uuid other = Uuid::from_name("other queue");
  const auto waits = [&](const Uuid& queue) {
    const auto first = session.first_waiting(queue).value();
    CHECK(first.has_value() == (session.waiting_dues(queue, WallTime::max(), 9).value().size() == 1));
    return first ? first->id : Uuid();
  };
  Ticket ticket = numbered(1);
  REQUIRE(session.index_ticket(ticket));
  CHECK(waits(k_queue) == ticket.id);
  ticket.state = TicketState::called;
  ticket.counter_id = k_desk;
  REQUIRE(session.index_ticket(ticket));
  CHECK(waits(k_queue) == Uuid());
  CHECK(session.waiting_count(k_queue) == 0);
  CHECK(session.tickets_at_counter(k_desk).value() == std::vector{ticket.id});
  ticket.state = TicketState::waiting;
  ticket.counter_id.reset();
  ticket.queue_id = other;
  ticket.due = k_now + minutes(40);
  REQUIRE(session.index_ticket(ticket));
  CHECK(waits(k_queue) == Uuid());
  CHECK(waits(other) == ticket.id);
  CHECK(session.waiting_until(other, ticket.due).value() == 1);
  CHECK(session.number_taken(other, ticket.service_day, ticket.number).value());
  CHECK(session.waiting_count(other) == 1);
  CHECK(session.tickets_at_counter(k_desk).value().empty());
  ticket.reserved_counter_id = k_desk;
  REQUIRE(session.index_ticket(ticket));
  CHECK_FALSE(session.first_waiting(other).value());
  CHECK(session.reserved_for(k_desk, Uuid(), 9).value().size() == 1);
  ticket.state = TicketState::parked;
  ticket.parked_until = k_now + minutes(5);
  REQUIRE(session.index_ticket(ticket));
  CHECK(session.reserved_for(k_desk, Uuid(), 9).value().empty());
  CHECK(session.reserved_for_counter(k_desk).value() == std::vector{ticket.id});
  CHECK(session.parked_until(k_now + minutes(5), 9).value() == std::vector{ticket.id});
  ticket.state = TicketState::waiting;
  ticket.parked_until.reset();
  ticket.reserved_counter_id.reset();
  REQUIRE(session.index_ticket(ticket));
  CHECK(session.parked_until(k_now + minutes(5), 9).value().empty());
  CHECK(session.reserved_for_counter(k_desk).value().empty());
  CHECK(waits(other) == ticket.id);
}

TEST_CASE("how often somebody let others pass is counted alone, however long the ticket's history is") {
  auto db = sqlite::Database::open(":memory:").value();
  REQUIRE(sqlite::migrate(db, store::sqlite_migrations()));
  store::SqliteSession session(db);
  const auto log = [&](const Uuid& ticket, const char* act) {
    store::TicketLogRow line;
    line.ticket_id = ticket;
    line.site_id = k_site;
    line.queue_id = k_queue;
    line.act = act;
    line.time = k_now;
    REQUIRE(session.log_ticket(line));
  };
  const auto cost = [&](const Uuid& ticket) {
    int steps = 0;
    const auto count = [](void* counted) {
      ++*static_cast<int*>(counted);
      return 0;
    };
    sqlite3_progress_handler(db.handle(), 1, count, &steps);
    CHECK(session.delay_count(ticket).value() == 2);
    sqlite3_progress_handler(db.handle(), 0, nullptr, nullptr);
    return steps;
  };
  const Uuid brief = numbered(1).id, long_one = numbered(2).id;
  for (const Uuid& ticket : {brief, long_one}) log(ticket, "delay");
  for (int i = 0; i < 2'000; ++i) log(long_one, i % 2 == 0 ? "call" : "requeue");
  for (const Uuid& ticket : {brief, long_one}) log(ticket, "delay");
  const int brief_cost = cost(brief);
  CHECK(cost(long_one) < brief_cost + 10);
}

TEST_CASE("tickets and their history from before reservations and reasons are taken along") {
  auto db = sqlite::Database::open(":memory:").value();
  REQUIRE(sqlite::migrate(db, store::sqlite_migrations().first(6)));
  const Ticket ticket = numbered(1);
  REQUIRE(
      db.run("INSERT INTO ticket (id, site_id, queue_id, service_day, number, state, due, issued_at)"
             " VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?)",
             ticket.id, ticket.site_id, ticket.queue_id, ticket.service_day, ticket.number, ticket.due,
             ticket.issued_at));
  const Uuid forgotten = Uuid::from_name("forgotten");
  for (const Uuid& id : {ticket.id, forgotten}) {
    REQUIRE(
        db.run("INSERT INTO ticket_log (ticket_id, site_id, queue_id, act, from_state, to_state, time)"
               " VALUES (?, ?, ?, 'issue', '', 'waiting', ?)",
               id, ticket.site_id, ticket.queue_id, id == forgotten ? k_now - std::chrono::days(3) : k_now));
  }
  REQUIRE(sqlite::migrate(db, store::sqlite_migrations()));
  store::SqliteSession session(db);
  CHECK(session.first_waiting(k_queue).value()->id == ticket.id);
  const auto today = session.ticket_log_of_day(k_site, ticket.service_day).value();
  REQUIRE(today.size() == 1);
  CHECK(today[0].ticket_id == ticket.id);
  CHECK(today[0].reason.empty());
  const auto earlier = session.ticket_log_of_day(k_site, "2026-02-22").value();
  REQUIRE(earlier.size() == 1);
  CHECK(earlier[0].ticket_id == forgotten);
}
