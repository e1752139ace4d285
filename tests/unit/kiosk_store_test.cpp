// The device's database: acts are whole or not at all, numbers are given once, full disks promise nothing.

#include "kiosk/store/store.h"

#include <array>
#include <catch2/catch.hpp>

#include "core/base/file.h"
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

TEST_CASE("Another server's records are loaded anew, and those of the one before are there meanwhile") {
  StoreFixture fixture;
  REQUIRE(fixture.store->follow_server("https://box:8444"));
  protocol::ChangesPage page{"site:x", 0, 7, false, fixture.clock.wall(), {}};
  page.changes.push_back({"queue", Uuid::from_name("queue"), 7, false, json::object{{"name", "x"}}});
  REQUIRE(fixture.store->apply(page).has_value());
  REQUIRE(fixture.store->follow_server("https://box:8444"));
  CHECK(fixture.store->revision("site:x").value() == 7);

  REQUIRE(fixture.store->follow_server("https://central:8444"));
  fixture.open();
  CHECK(fixture.store->revision("site:x").value() == 0);
  int there = 0;
  REQUIRE(fixture.store->each_record("queue", [&](const Uuid&, const json::value&) { ++there; }).has_value());
  CHECK(there == 1);
}

TEST_CASE(
    "What the authority cannot read stays as it was, through a page of changes and through a snapshot") {
  StoreFixture fixture;
  const Uuid kept = Uuid::from_name("kept");
  const auto page = [&](std::int64_t since, std::int64_t revision) {
    return protocol::ChangesPage{"site:x", since, revision, false, fixture.clock.wall(), {}};
  };
  const auto names = [&] {
    std::string all;
    const auto add = [&](const Uuid&, const json::value& record) { all += record.at("name").as_string(); };
    REQUIRE(fixture.store->each_record("queue", add).has_value());
    return all;
  };
  const auto queue = [](const Uuid& id, std::int64_t revision, const char* name) {
    return protocol::Change{"queue", id, revision, false, json::object{{"name", name}}};
  };
  auto first = page(0, 900);
  first.changes = {queue(kept, 900, "kept"), queue(Uuid::from_name("gone"), 899, "gone")};
  REQUIRE(fixture.store->apply(first).has_value());
  auto passed_over = page(900, 901);
  passed_over.unread = {{"queue", kept}};
  REQUIRE(fixture.store->apply(passed_over).has_value());

  REQUIRE(fixture.store->begin_staging("site:x").has_value());
  auto snapshot = page(0, 40);
  snapshot.unread = {{"queue", kept}, {"queue", Uuid::from_name("never seen")}};
  REQUIRE(fixture.store->stage(snapshot).has_value());
  REQUIRE(fixture.store->switch_to_staged("site:x", 40).has_value());
  CHECK(names() == "kept");
  // The authority is another, or was restored: its revisions may be smaller.
  auto mended = page(40, 41);
  mended.changes = {queue(kept, 41, "mended")};
  REQUIRE(fixture.store->apply(mended).has_value());
  CHECK(names() == "mended");
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

TEST_CASE("What a visitor left is nowhere in the files once the authority has it") {
  StoreFixture fixture;
  const std::string contact = "maija.meikalainen@example.fi";
  std::vector<Uuid> left;
  const auto leave = [&](std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += contact + " ";
    Act act;
    act.event = {Uuid::v7(fixture.clock, fixture.random), 0, "feedback.given", fixture.clock.wall(),
                 json::object{{"contact", contact}, {"text", text}}};
    left.push_back(act.event.id);
    REQUIRE(fixture.store->perform(std::move(act)).has_value());
  };
  const auto settle = [&](protocol::EventStatus status) {
    std::vector<protocol::EventAnswer> answers;
    for (const auto& id : left) answers.push_back({id, status, {}, {}});
    left.clear();
    REQUIRE(fixture.store->settle_events(answers).has_value());
  };
  const auto in_files_of = [&](const test::TempDir& dir) {
    for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
      if (read_file(entry.path(), 64 << 20).value().find(contact) != std::string::npos) return true;
    }
    return false;
  };
  const auto in_files = [&] { return in_files_of(fixture.dir); };
  for (const std::size_t bytes : std::to_array<std::size_t>({30, 300, 4'000, 30'000})) leave(bytes);
  CHECK(in_files());
  SECTION("taken") {
    settle(protocol::EventStatus::accepted);
  }
  SECTION("taken after it went into the main file") {
    REQUIRE(fixture.store->database().execute("PRAGMA wal_checkpoint(TRUNCATE)").has_value());
    CHECK(in_files());
    settle(protocol::EventStatus::repeated);
  }
  SECTION("refused: what is set aside says nothing of the visitor") {
    settle(protocol::EventStatus::rejected);
    CHECK(fixture.store->outbox_counts()->set_aside == 4);
  }
  SECTION("while a technician reads, it goes with what is settled next") {
    sqlite::OpenOptions options;
    options.read_only = true;
    auto reader = sqlite::Database::open(fixture.store->path(), options).value();
    REQUIRE(reader.execute("BEGIN; SELECT count(*) FROM outbox;").has_value());
    settle(protocol::EventStatus::accepted);
    CHECK(in_files());
    REQUIRE(reader.execute("COMMIT").has_value());
    settle(protocol::EventStatus::accepted);
  }
  SECTION("the machine stopped before it was wiped: at the next start") {
    sqlite::OpenOptions options;
    options.read_only = true;
    const test::TempDir stopped;
    {
      auto reader = sqlite::Database::open(fixture.store->path(), options).value();
      REQUIRE(reader.execute("BEGIN; SELECT count(*) FROM outbox;").has_value());
      settle(protocol::EventStatus::accepted);
      for (const char* part : {"kiosk.db", "kiosk.db-wal"})
        std::filesystem::copy_file(fixture.dir.path() / part, stopped.path() / part);
    }
    CHECK(in_files_of(stopped));
    const auto again = Store::open_or_recover(stopped.path() / "kiosk.db", fixture.clock, {"boot", true});
    REQUIRE(again.has_value());
    CHECK_FALSE(in_files_of(stopped));
    return;
  }
  SECTION("many, of all sizes, among others, answered in any order") {
    std::vector<Uuid> all = left;
    left.clear();
    for (int i = 0; i < 150; ++i) {
      leave(20 + fixture.random.below(9'000));
      all.insert(all.end(), left.begin(), left.end());
      left.clear();
      if (i % 3 != 0) continue;
      const auto at = static_cast<std::ptrdiff_t>(fixture.random.below(all.size()));
      left.push_back(all[static_cast<std::size_t>(at)]);
      all.erase(all.begin() + at);
      settle(protocol::EventStatus::accepted);
    }
    left = all;
    settle(protocol::EventStatus::accepted);
  }
  CHECK_FALSE(in_files());
}

TEST_CASE("Bookings made here are remembered, the latest thousand") {
  StoreFixture fixture;
  const WallTime begun = fixture.clock.wall();
  const auto book = [&] {
    Act act;
    act.event = {Uuid::v7(fixture.clock, fixture.random), 0, "appointment.booked", fixture.clock.wall(),
                 json::object{}};
    act.books = Uuid::from_name("service");
    REQUIRE(fixture.store->perform(std::move(act)).has_value());
    fixture.clock.advance(std::chrono::seconds(1));
  };
  for (int i = 0; i < 3; ++i) book();
  fixture.open();
  auto made = fixture.store->bookings_made(begun, fixture.clock.wall()).value();
  REQUIRE(made.size() == 3);
  CHECK(made[0] == std::pair(Uuid::from_name("service"), begun));
  CHECK(made[2].second == begun + std::chrono::seconds(2));
  CHECK(fixture.store->bookings_made(begun + std::chrono::seconds(1), fixture.clock.wall())->size() == 2);
  REQUIRE(
      fixture.store->database()
          .execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<2000) INSERT INTO "
                   "booked_here(service_id,booked_at) SELECT x'00',0 FROM n")
          .has_value());
  book();
  CHECK(fixture.store->bookings_made(WallTime{}, fixture.clock.wall())->size() == 1'000);
}

TEST_CASE("A file that is gone, a folder in its place, a folder that is not there") {
  StoreFixture fixture;
  fixture.keep_block(301, 310);
  const auto path = fixture.store->path();
  fixture.store.reset();
  SECTION("gone: a terminal as just enrolled") {
    std::filesystem::remove(path);
    fixture.open();
    CHECK(fixture.store->leases()->empty());
    CHECK(fixture.store->revision("global").value() == 0);
    CHECK(fixture.store->set_meta("works", "yes").has_value());
  }
  SECTION("gone, but not its log: nothing of that is taken for this one's") {
    std::filesystem::remove(path);
    REQUIRE(write_file_durably(path.string() + "-wal", std::string(50'000, 'w')).has_value());
    fixture.open();
    CHECK(fixture.store->leases()->empty());
    CHECK(fixture.store->set_meta("works", "yes").has_value());
  }
  SECTION("a folder in its place") {
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    CHECK(Store::open_or_recover(path, fixture.clock, {"boot", true}).error().code == Errc::io);
    CHECK(std::filesystem::is_directory(path));
  }
  SECTION("its folder is not there") {
    const auto nowhere = fixture.dir.path() / "no" / "kiosk.db";
    CHECK(Store::open_or_recover(nowhere, fixture.clock, {"boot", true}).error().code == Errc::io);
  }
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
