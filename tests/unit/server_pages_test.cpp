// The check sums of a server's pages: what rots is put right or said, in use, at the start and at night.

#include <catch2/catch.hpp>
#include <fstream>

#include "core/pages/checked_vfs.h"
#include "server/store/page_watch.h"
#include "server/store/sqlite_store.h"
#include "tests/support/eventually.h"
#include "tests/support/paths.h"

namespace vuoro::test {
namespace {

using namespace std::chrono_literals;

constexpr std::streamoff k_page = 4096;

/// A server's database with some hundred kilobytes, all of them in the one file.
struct Filled {
  TempDir folder;
  std::filesystem::path path = folder.path() / "vuoro.db";

  Filled() {
    const auto store = open();
    for (int i = 0; i < 100; ++i) {
      REQUIRE(store->write_now<std::int64_t>([i](store::Transaction& tx) {
        return tx.put_record("site:a", "note", Uuid::from_name(std::to_string(i)), text_of(i));
      }));
    }
  }
  static std::string text_of(int i) {
    return R"({"text":")" + std::string(3'000, static_cast<char>('a' + i % 26)) + "\"}";
  }
  [[nodiscard]] std::unique_ptr<store::Store> open() const { return store::open_sqlite_store(path).value(); }
  void flip(std::streamoff byte, unsigned bits = 1) const {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(byte);
    const int was = file.get();
    file.seekp(byte);
    file.put(static_cast<char>(static_cast<unsigned>(was) ^ bits));
    REQUIRE(file.good());
  }
  /// Where a record's text lies, with its letters.
  [[nodiscard]] std::streamoff place_of_text() const {
    std::ifstream file(path, std::ios::binary);
    const std::string all((std::istreambuf_iterator<char>(file)), {});
    const auto at = all.find(std::string(100, 'm'));
    REQUIRE(at != std::string::npos);
    return static_cast<std::streamoff>(at);
  }
  [[nodiscard]] std::streamoff pages() const {
    return static_cast<std::streamoff>(std::filesystem::file_size(path)) / k_page;
  }
  static bool whole(store::Store& store) {
    return store
        .read_value<bool>([](store::Reader& reader) -> Result<bool> {
          VUORO_ASSIGN(const auto rows, reader.records("site:a", "note"));
          bool same = rows.size() == 100;
          for (int i = 0; i < 100; ++i) {
            VUORO_ASSIGN(const auto row, reader.record("note", Uuid::from_name(std::to_string(i))));
            same = same && row && *row == text_of(i);
          }
          return same;
        })
        .value();
  }
};

}  // namespace

TEST_CASE("a database whose file is taken away under the server takes no more writes, until it is back") {
  const Filled filled;
  const auto store = filled.open();
  const auto write = [&] {
    return store->write_now<std::int64_t>([](store::Transaction& tx) {
      return tx.put_record("site:a", "note", Uuid::from_name("late"), "{}");
    });
  };
  const auto away = filled.folder.path() / "away.db";
  std::filesystem::rename(filled.path, away);
  const auto refused = write();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::io);
  CHECK_FALSE(store->writable());
  std::filesystem::rename(away, filled.path);
  REQUIRE(write());
  CHECK(store->writable());
}

TEST_CASE(
    "a database whose log is taken away under the server takes no more writes, and has all that it took") {
  const Filled filled;
  const auto store = filled.open();
  const auto write = [&](const char* name) {
    return store->write_now<std::int64_t>([name](store::Transaction& tx) {
      return tx.put_record("site:a", "note", Uuid::from_name(name), "{}");
    });
  };
  REQUIRE(write("last"));
  REQUIRE(std::filesystem::remove(filled.path.string() + "-wal"));
  const auto refused = write("late");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::io);
  CHECK_FALSE(store->writable());
  // As after a kill: what bears the name now.
  const auto copy = filled.folder.path() / "copy.db";
  std::filesystem::copy_file(filled.path, copy);
  const auto again = store::open_sqlite_store(copy).value();
  const auto found = [&](const char* name) {
    return again
        ->read_value<std::optional<std::string>>(
            [name](store::Reader& reader) { return reader.record("note", Uuid::from_name(name)); })
        .value()
        .has_value();
  };
  CHECK(found("last"));
  CHECK_FALSE(found("late"));
}

TEST_CASE("A bit that flipped in each page of a server's database costs nothing") {
  const Filled filled;
  const auto pages = filled.pages();
  REQUIRE(pages > 80);
  for (std::streamoff page = 1; page < pages; ++page)
    filled.flip(page * k_page + page * 37 % k_page, 1U << page % 8);
  {
    const auto store = filled.open();
    CHECK(store->figures().bits_mended == static_cast<std::uint64_t>(pages) - 1);
    CHECK(Filled::whole(*store));
  }
  CHECK(filled.open()->figures().bits_mended == 0);
}

TEST_CASE("What rots under a running server is put right when the pages are read at night") {
  const Filled filled;
  const auto store = filled.open();
  filled.flip(40 * k_page + 1'234);
  filled.flip(50 * k_page + 2'345);
  REQUIRE(store->check_pages());
  CHECK(store->figures().bits_mended == 2);
  CHECK(store->figures().page_checks == 1);
  CHECK(Filled::whole(*store));
}

TEST_CASE("A rotten page of a running server is said until it is well again, and is never shown") {
  const Filled filled;
  const auto store = filled.open();
  const auto rotten = filled.place_of_text();
  filled.flip(rotten, 0x03);
  CHECK(store->check_pages().error().code == Errc::corrupt);
  CHECK(store->writable().error().code == Errc::corrupt);
  const auto rows = store->read_value<std::size_t>([](store::Reader& reader) -> Result<std::size_t> {
    VUORO_ASSIGN(const auto found, reader.records("site:a", "note"));
    return found.size();
  });
  CHECK(rows.error().code == Errc::corrupt);
  filled.flip(rotten, 0x03);
  REQUIRE(store->check_pages());
  CHECK(store->writable());
  CHECK(Filled::whole(*store));
}

TEST_CASE("A server does not start on a rotten page") {
  const Filled filled;
  filled.flip(40 * k_page + 1'234, 0xff);
  CHECK(store::open_sqlite_store(filled.path).error().code == Errc::corrupt);
}

TEST_CASE("A database of a version without check sums gets them") {
  const TempDir folder;
  const auto path = folder.path() / "vuoro.db";
  {
    auto older = sqlite::Database::open(path).value();
    REQUIRE(older.execute("CREATE TABLE older (x); INSERT INTO older VALUES (zeroblob(100000))"));
  }
  (void)store::open_sqlite_store(path).value();
  auto newer = sqlite::Database::open(path, sqlite::with_check_sums({})).value();
  CHECK(sqlite::checked_state(newer).has_sums);
  CHECK(newer.check());
}

TEST_CASE("Pages are read once a night") {
  const auto at = [](std::chrono::minutes of_day) {
    return std::chrono::sys_days(std::chrono::year{2026} / 3 / 3) + of_day;
  };
  CHECK(store::until_night(at(0min)) == 90min);
  CHECK(store::until_night(at(90min)) == 24h);
  CHECK(store::until_night(at(8h)) == 17h + 30min);

  const Filled filled;
  const auto store = filled.open();
  std::atomic<int> asked{0};
  {
    const store::PageWatch watch(*store, [&] { return ++asked > 2 ? 1h : 0ms; });
    CHECK(eventually([&] { return asked == 3; }));
  }
  CHECK(store->figures().page_checks == 2);
}

}  // namespace vuoro::test
