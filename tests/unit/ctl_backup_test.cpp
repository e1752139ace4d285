// Copies of living databases, and what another program's hand leaves in one.

#include <catch2/catch.hpp>
#include <sstream>

#include "core/base/clock.h"
#include "core/pages/checked_vfs.h"
#include "ctl/commands.h"
#include "kiosk/store/store.h"
#include "server/store/sqlite_store.h"
#include "tests/support/paths.h"
#include "tests/unit/kiosk_store_fixture.h"

using namespace vuoro;
using namespace vuoro::ctl;

namespace {

constexpr int k_records = 40;

/// One a transaction, so that pages lie in the log and in the file.
void fill(store::Store& store) {
  for (int i = 0; i < k_records; ++i) {
    REQUIRE(store.write_now<std::int64_t>([i](store::Transaction& tx) {
      return tx.put_record("site:a", "note", Uuid::from_name(std::to_string(i)),
                           R"({"text":")" + std::string(3'000, 'a') + "\"}");
    }));
  }
}

std::size_t records_in(const std::filesystem::path& path) {
  const auto store = store::open_sqlite_store(path);
  REQUIRE(store);
  REQUIRE((*store)->check_pages());
  return (*store)
      ->read_value<std::size_t>([](store::Reader& reader) -> Result<std::size_t> {
        VUORO_ASSIGN(const auto rows, reader.records("site:a", "note"));
        return rows.size();
      })
      .value();
}

}  // namespace

TEST_CASE("A copy of a living server's database is one that a server starts with", "[ctl]") {
  const test::TempDir dir;
  auto living = store::open_sqlite_store(dir.path() / "vuoro.db").value();
  fill(*living);
  std::ostringstream out;
  REQUIRE(run_backup({dir.path(), dir.path() / "copy.db"}, out).value() == Exit::done);
  CHECK(records_in(dir.path() / "copy.db") == k_records);
}

TEST_CASE("A copy of a living terminal's database is not taken for a damaged one", "[ctl]") {
  const test::TempDir dir;
  const test::TempDir other;
  const SystemClock clock;
  auto living = kiosk::Store::open_or_recover(dir.path() / "kiosk.db", clock, {}).value();
  for (int i = 0; i < k_records; ++i)
    REQUIRE(living.set_meta("note " + std::to_string(i), std::string(3'000, 'a')));
  const Uuid block = Uuid::from_name("block");
  const Uuid queue = Uuid::from_name("queue");
  SystemRandom random;
  REQUIRE(living.keep_lease(test::held_block(block, queue, 1, 20, clock.mono())));
  REQUIRE(living.perform(test::issue_act(clock, random, queue, 1, block)));
  std::ostringstream out;
  REQUIRE(run_backup({dir.path(), other.path() / "kiosk.db"}, out).value() == Exit::done);
  auto copy = kiosk::Store::open_or_recover(other.path() / "kiosk.db", clock, {}).value();
  CHECK(copy.meta("note 39").value() == std::string(3'000, 'a'));
  CHECK(copy.oldest_events(9).value().size() == 1);
  // The terminal that it is of went on: what was held may have been given, and is given by nobody again.
  CHECK(copy.leases().value().empty());
  REQUIRE(copy.repairs().size() == 1);
  CHECK(copy.repairs().front().text.find("backup of the database") != std::string::npos);
  // Said once, and what is held from then on stays; nor does the original take itself for a copy.
  REQUIRE(copy.keep_lease(test::held_block(block, queue, 21, 40, clock.mono())));
  copy = kiosk::Store::open_or_recover(other.path() / "kiosk.db", clock, {}).value();
  CHECK(copy.leases().value().size() == 1);
  CHECK(copy.repairs().size() == 1);
  living = kiosk::Store::open_or_recover(dir.path() / "kiosk.db", clock, {}).value();
  CHECK(living.leases().value().size() == 1);
  CHECK(living.repairs().empty());
}

TEST_CASE("What another program wrote is refused, and a copy with new check sums is taken", "[ctl]") {
  const test::TempDir dir;
  const auto path = dir.path() / "vuoro.db";
  fill(*store::open_sqlite_store(path).value());
  {
    auto shell = sqlite::Database::open(path).value();
    REQUIRE(shell.execute("UPDATE record SET revision = revision + 1000"));
  }
  CHECK(store::open_sqlite_store(path).error().code == Errc::corrupt);
  std::ostringstream out;
  BackupOptions options{dir.path(), dir.path() / "copy.db"};
  CHECK(run_backup(options, out).error().code == Errc::corrupt);
  CHECK_FALSE(std::filesystem::exists(options.to));
  options.new_sums = true;
  REQUIRE(run_backup(options, out).value() == Exit::done);
  CHECK(records_in(options.to) == k_records);
}

TEST_CASE("A copy of a server's database says when it was made, once, and the original stays without a word",
          "[ctl]") {
  const test::TempDir dir;
  const auto taken = [](store::Store& store) {
    return store
        .write_now<std::optional<WallTime>>([](store::Transaction& tx) { return tx.take_backup_mark(); })
        .value();
  };
  auto living = store::open_sqlite_store(dir.path() / "vuoro.db").value();
  fill(*living);
  const auto before = SystemClock().wall();
  std::ostringstream out;
  REQUIRE(run_backup({dir.path(), dir.path() / "copy.db"}, out).value() == Exit::done);
  CHECK_FALSE(taken(*living));
  // A copy of the copy, before any server has begun with it, is as old.
  const test::TempDir other;
  std::filesystem::copy_file(dir.path() / "copy.db", other.path() / "vuoro.db");
  REQUIRE(run_backup({other.path(), other.path() / "again.db"}, out).value() == Exit::done);
  auto first = store::open_sqlite_store(dir.path() / "copy.db").value();
  const auto made = taken(*first);
  REQUIRE(made);
  CHECK(*made >= before);
  CHECK_FALSE(taken(*first));
  CHECK(taken(*store::open_sqlite_store(other.path() / "again.db").value()) == made);
}
