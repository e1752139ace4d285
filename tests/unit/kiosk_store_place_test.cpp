// A database whose files are deleted or replaced under the running terminal: no promise goes into a file that
// nobody finds again.

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "core/pages/checked_vfs.h"
#include "tests/support/kept_log.h"
#include "tests/unit/kiosk_store_fixture.h"

namespace vuoro::kiosk {

using test::StoreFixture;
namespace fs = std::filesystem;

namespace {

void delete_database(const fs::path& path) {
  for (const char* part : {"", "-wal", "-shm"}) fs::remove(path.string() + part);
}

}  // namespace

TEST_CASE("A database deleted under the running terminal is written anew before the next promise") {
  StoreFixture fixture;
  fixture.keep_block(301, 310);
  REQUIRE(fixture.store->perform(fixture.ticket_act(301)).has_value());
  const fs::path path = fixture.store->path();
  delete_database(path);
  int errors = 0;
  {
    const test::TempDir dir;
    const test::KeptLog log(dir.path() / "log");
    REQUIRE(fixture.store->perform(fixture.ticket_act(302)).has_value());
    REQUIRE(fixture.store->stay_in_place());
    errors = log.count("store_file_gone");
  }
  CHECK(errors == 1);
  CHECK(fs::exists(path));
  // As after a power cut: only what bears the name is there.
  fixture.open();
  CHECK(fixture.store->outbox_counts()->waiting == 2);
  CHECK(fixture.store->leases()->front().next == 303);
  REQUIRE(fixture.store->repairs().size() == 1);
  CHECK(fixture.store->repairs().front().text.find("deleted or replaced") != std::string::npos);
  CHECK(fixture.store->perform(fixture.ticket_act(302)).error().code == Errc::conflict);
  CHECK(fixture.store->perform(fixture.ticket_act(303)).has_value());
}

TEST_CASE("A log deleted or replaced under the running terminal is met likewise") {
  StoreFixture fixture;
  fixture.keep_block(301, 310);
  REQUIRE(fixture.store->perform(fixture.ticket_act(301)).has_value());
  const fs::path path = fixture.store->path();
  const fs::path log_file = path.string() + "-wal";
  REQUIRE(fs::remove(log_file));
  if (GENERATE(false, true)) std::ofstream(log_file) << "another";
  int errors = 0;
  {
    const test::TempDir dir;
    const test::KeptLog log(dir.path() / "log");
    REQUIRE(fixture.store->perform(fixture.ticket_act(302)).has_value());
    REQUIRE(fixture.store->stay_in_place());
    errors = log.count("store_file_gone");
  }
  CHECK(errors == 1);
  // As after a kill: another connection reads what bears the name, and nothing is closed before.
  const fs::path copy = fixture.dir.path() / "copy.db";
  fs::copy_file(path, copy);
  if (fs::exists(log_file)) fs::copy_file(log_file, copy.string() + "-wal");
  auto read = sqlite::Database::open(copy, sqlite::with_check_sums({})).value();
  auto row = read.query("SELECT count(*) FROM outbox").value();
  REQUIRE(row.step().value());
  CHECK(row.integer(0) == 2);
  CHECK(fixture.store->leases()->front().next == 303);
}

TEST_CASE(
    "A file put in the place of a running terminal's database is set aside, and what was open goes on") {
  StoreFixture fixture;
  fixture.keep_block(301, 310);
  REQUIRE(fixture.store->perform(fixture.ticket_act(301)).has_value());
  const fs::path path = fixture.store->path();
  delete_database(path);
  std::ofstream(path) << "an older copy";
  REQUIRE(fixture.store->stay_in_place());
  fixture.open();
  CHECK(fixture.store->outbox_counts()->waiting == 1);
  int aside = 0;
  for (const auto& entry : fs::directory_iterator(path.parent_path()))
    aside += entry.path().filename().string().find(".damaged-") != std::string::npos ? 1 : 0;
  CHECK(aside == 1);
}

TEST_CASE("A database that is deleted, and rotten in what is open, goes on with what can be read") {
  StoreFixture fixture;
  fixture.keep_block(301, 310);
  REQUIRE(fixture.store->perform(fixture.ticket_act(301)).has_value());
  REQUIRE(fixture.store->database().execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA shrink_memory"));
  std::streamoff page = 0;
  {
    auto row = fixture.store->database()
                   .query("SELECT rootpage FROM sqlite_master WHERE name='booked_here'")
                   .value();
    REQUIRE(row.step().value());
    page = row.integer(0);
  }
  const fs::path path = fixture.store->path();
  const fs::path linked = fixture.dir.path() / "linked";
  fs::create_hard_link(path, linked);
  delete_database(path);
  {
    std::fstream file(linked, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp((page - 1) * 4096);
    file << "rubbish, and more of it";
  }
  const auto refused = fixture.store->perform(fixture.ticket_act(302));
  REQUIRE_FALSE(refused);
  REQUIRE(refused.error().code == Errc::corrupt);
  REQUIRE(fixture.store->recover());
  REQUIRE(fixture.store->perform(fixture.ticket_act(302)));
  fixture.open();
  CHECK(fixture.store->outbox_counts()->waiting == 2);
  CHECK(fixture.store->leases()->front().next == 303);
  REQUIRE(fixture.store->repairs().size() == 1);
  CHECK(fixture.store->repairs().front().text.find("Nothing that had not been sent is lost") !=
        std::string::npos);
}

TEST_CASE("With its folder gone nothing is promised, and with the folder back everything is there") {
  StoreFixture fixture;
  fixture.keep_block(301, 310);
  REQUIRE(fixture.store->perform(fixture.ticket_act(301)).has_value());
  const fs::path path = fixture.store->path();
  const fs::path away = path.parent_path().string() + "-away";
  fs::rename(path.parent_path(), away);
  CHECK_FALSE(fixture.store->perform(fixture.ticket_act(302)).has_value());
  CHECK_FALSE(fixture.store->begin_print(Uuid::from_name("job"), fixture.clock.wall()).has_value());
  fs::remove_all(away);
  fs::create_directory(path.parent_path());
  REQUIRE(fixture.store->perform(fixture.ticket_act(302)).has_value());
  fixture.open();
  CHECK(fixture.store->outbox_counts()->waiting == 2);
}

}  // namespace vuoro::kiosk
