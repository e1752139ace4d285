// The device's database: acts are whole or not at all, numbers are given once, full disks promise nothing.

#include "kiosk/store/store.h"

#include <catch2/catch.hpp>

#include "core/lobby/lobby_records.h"
#include "kiosk/store/schema.h"
#include "tests/support/paths.h"
#include "tests/unit/kiosk_store_fixture.h"

namespace vuoro::kiosk {

using namespace std::chrono_literals;
using protocol::EventStatus;
using test::StoreFixture;

TEST_CASE("An act is one transaction: event, promise, local record and lease") {
  StoreFixture fixture;
  fixture.keep_block(301, 303);
  const Act act = fixture.ticket_act(301);
  REQUIRE(fixture.store->perform(act).has_value());
  CHECK(fixture.store->outbox_counts()->waiting == 1);
  CHECK(fixture.store->leases()->front().next == 302);
  CHECK(fixture.store->local_records()->size() == 1);
  const auto issued = fixture.store->issued(act.issued->ticket_id);
  REQUIRE((issued && *issued));
  CHECK((*issued)->number == "A301");

  // The same number again: nothing of the act stays.
  const auto again = fixture.store->perform(fixture.ticket_act(301));
  REQUIRE_FALSE(again.has_value());
  CHECK(again.error().code == Errc::conflict);
  CHECK(fixture.store->outbox_counts()->waiting == 1);
  CHECK(fixture.store->local_records()->size() == 1);
  // Sequence numbers have no gap, for the failed act took none.
  REQUIRE(fixture.store->perform(fixture.ticket_act(302)).has_value());
  CHECK(fixture.store->oldest_events(10)->back().sequence == 2);
}

TEST_CASE("One appointment is checked in once on this device") {
  StoreFixture fixture;
  fixture.keep_block(301, 310);
  const Uuid appointment = Uuid::from_name("appointment");
  Act first = fixture.ticket_act(301);
  first.issued->appointment_id = appointment;
  REQUIRE(fixture.store->perform(first).has_value());
  Act second = fixture.ticket_act(302);
  second.issued->appointment_id = appointment;
  CHECK(fixture.store->perform(second).error().code == Errc::conflict);
  CHECK(fixture.store->issued_for_appointment(appointment)->value().number == "A301");
}

TEST_CASE(
    "A local record stands until the authority's version comes, whichever of answer and change is first") {
  StoreFixture fixture;
  fixture.keep_block(301, 310);
  const Act act = fixture.ticket_act(301);
  REQUIRE(fixture.store->perform(act).has_value());
  const protocol::EventAnswer answer{act.event.id, EventStatus::accepted, std::nullopt, std::nullopt};
  protocol::ChangesPage page{"site:x", 0, 1, false, fixture.clock.wall(), {}};
  page.changes.push_back({"ticket", act.issued->ticket_id, 1, false, json::object{{"id", "x"}}});
  SECTION("the answer first") {
    REQUIRE(fixture.store->settle_events(std::span(&answer, 1)).has_value());
    CHECK(fixture.store->local_records()->size() == 1);
    REQUIRE(fixture.store->apply(page).has_value());
  }
  SECTION("the change first") {
    REQUIRE(fixture.store->apply(page).has_value());
    CHECK(fixture.store->local_records()->size() == 1);
    REQUIRE(fixture.store->settle_events(std::span(&answer, 1)).has_value());
  }
  CHECK(fixture.store->local_records()->empty());
  CHECK(fixture.store->outbox_counts()->waiting == 0);
}

TEST_CASE("An older revision never replaces a newer one") {
  StoreFixture fixture;
  const Uuid id = Uuid::from_name("queue");
  const auto apply = [&](std::int64_t since, std::int64_t revision, const char* name) {
    protocol::ChangesPage page{"site:x", since, revision, false, fixture.clock.wall(), {}};
    page.changes.push_back({"queue", id, revision, false, json::object{{"name", name}}});
    REQUIRE(fixture.store->apply(page).has_value());
  };
  apply(0, 5, "new");
  apply(0, 3, "old");
  std::string name;
  REQUIRE(fixture.store
              ->each_record("queue",
                            [&](const Uuid&, const json::value& record) {
                              name = record.at("name").as_string().c_str();
                            })
              .has_value());
  CHECK(name == "new");
}

TEST_CASE("A full disk: the act fails as disk_full and nothing of it is there") {
  StoreFixture fixture;
  fixture.keep_block(301, 5'000);
  auto& database = fixture.store->database();
  REQUIRE(database.execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA max_page_count=40;").has_value());
  int given = 0;
  Result<void> done;
  while (given < 3'000 && (done = fixture.store->perform(fixture.ticket_act(301 + given)))) ++given;
  REQUIRE_FALSE(done.has_value());
  CHECK(done.error().code == Errc::disk_full);
  CHECK(given > 0);
  CHECK(fixture.store->outbox_counts()->waiting == given);
  CHECK(fixture.store->leases()->front().next == 301 + given);
  // Room again: it goes on with the next number.
  REQUIRE(database.execute("PRAGMA max_page_count=100000;").has_value());
  CHECK(fixture.store->perform(fixture.ticket_act(301 + given)).has_value());
}

TEST_CASE("Promises are forgotten after some days, but not while their event waits") {
  StoreFixture fixture;
  fixture.keep_block(301, 310);
  const Act answered = fixture.ticket_act(301);
  const Act waiting = fixture.ticket_act(302);
  REQUIRE(fixture.store->perform(answered).has_value());
  REQUIRE(fixture.store->perform(waiting).has_value());
  const protocol::EventAnswer answer{answered.event.id, EventStatus::accepted, std::nullopt, std::nullopt};
  REQUIRE(fixture.store->settle_events(std::span(&answer, 1)).has_value());
  REQUIRE(fixture.store->prune_issued("2026-03-09").has_value());
  CHECK_FALSE(fixture.store->issued(answered.issued->ticket_id)->has_value());
  CHECK(fixture.store->issued(waiting.issued->ticket_id)->has_value());
}

TEST_CASE("A file of a newer program is left alone") {
  StoreFixture fixture;
  REQUIRE(fixture.store->database().execute("PRAGMA user_version=99").has_value());
  const auto path = fixture.store->path();
  fixture.store.reset();
  const auto opened = Store::open_or_recover(path, fixture.clock, {"boot", true});
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().code == Errc::unsupported);
}

}  // namespace vuoro::kiosk
