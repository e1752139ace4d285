// A damaged database is set aside, and what exists nowhere else is taken over from it.

#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "core/base/file.h"
#include "tests/unit/kiosk_store_fixture.h"

namespace vuoro::kiosk {

using test::StoreFixture;

namespace {

constexpr int k_acts = 60;

/// Sixty tickets, a large cache, all of it in the main file.
void fill(StoreFixture& fixture) {
  fixture.keep_block(301, 900);
  for (int i = 0; i < k_acts; ++i) REQUIRE(fixture.store->perform(fixture.ticket_act(301 + i)).has_value());
  protocol::ChangesPage page{"global", 0, 400, false, fixture.clock.wall(), {}};
  for (int i = 0; i < 400; ++i) {
    page.changes.push_back({"service", Uuid::from_name(fmt::format("service {}", i)), i + 1, false,
                            json::object{{"text", std::string(500, 'x')}}});
  }
  REQUIRE(fixture.store->apply(page).has_value());
  REQUIRE(fixture.store->database().execute("PRAGMA wal_checkpoint(TRUNCATE)").has_value());
}

void overwrite(const std::filesystem::path& path, std::streamoff from, std::size_t bytes, char with) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(from);
  file << std::string(bytes, with);
  REQUIRE(file.good());
}

/// As long as it lives no file of this process grows over some pages.
class FullDisk {
 public:
  FullDisk() {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none{3 * 4096, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &none);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*signal_)(int) = std::signal(SIGXFSZ, SIG_IGN);
};

/// As many of the services as there are, each as it was written.
int services(Store& store) {
  int count = 0;
  REQUIRE(store.each_record("service", [&](const Uuid&, const json::value& record) {
    CHECK(record.at("text").as_string() == std::string(500, 'x'));
    ++count;
  }));
  return count;
}

int files_aside(const StoreFixture& fixture) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(fixture.dir.path())) {
    count += entry.path().filename().string().find(".damaged-") != std::string::npos ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("The header is overwritten: everything that matters is taken over") {
  StoreFixture fixture;
  fill(fixture);
  const auto path = fixture.store->path();
  fixture.store.reset();
  overwrite(path, 0, 16, 'Z');
  fixture.open();
  REQUIRE(fixture.store->repairs().size() == 1);
  CHECK(files_aside(fixture) >= 1);
  CHECK(fixture.store->outbox_counts()->waiting == k_acts);
  CHECK(services(*fixture.store) == 400);                 // the lobby goes on with them
  CHECK(fixture.store->revision("global").value() == 0);  // and they are fetched anew
  REQUIRE(fixture.store->leases()->size() == 1);
  CHECK(fixture.store->leases()->front().next == 301 + k_acts);
  // The next act follows on.
  REQUIRE(fixture.store->perform(fixture.ticket_act(301 + k_acts)).has_value());
  CHECK(fixture.store->oldest_events(200)->back().sequence == k_acts + 1);
}

TEST_CASE("Garbage in the middle: what is readable is taken over, and no number can come twice") {
  int taken_over = 0;
  for (const int tenth : {2, 4, 5, 6, 7, 8}) {
    StoreFixture fixture;
    fill(fixture);
    const auto path = fixture.store->path();
    fixture.store.reset();
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(path));
    overwrite(path, size * tenth / 10 / 4096 * 4096, 12'288, '\x5a');
    fixture.open();
    REQUIRE(fixture.store->repairs().size() == 1);
    const auto events = fixture.store->oldest_events(1'000).value();
    CHECK(events.size() <= k_acts);
    CHECK(fixture.store->database().check().has_value());

    taken_over += services(*fixture.store);
    const auto leases = fixture.store->leases().value();
    for (const auto& held : leases) CHECK(held.next == 301 + k_acts);
    if (!leases.empty()) CHECK(fixture.store->perform(fixture.ticket_act(301 + k_acts)).has_value());
  }
  CHECK(taken_over > 6 * 200);
  CHECK(taken_over < 6 * 400);
}

TEST_CASE("Half the file is gone") {
  StoreFixture fixture;
  fill(fixture);
  const auto path = fixture.store->path();
  fixture.store.reset();
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2 / 4096 * 4096);
  fixture.open();
  CHECK(fixture.store->repairs().size() == 1);
  CHECK(fixture.store->set_meta("works", "yes").has_value());
}

TEST_CASE("No database at all in the file") {
  StoreFixture fixture;
  const auto path = fixture.store->path();
  fixture.store.reset();
  for (const char* part : {"-wal", "-shm"}) std::filesystem::remove(path.string() + part);
  REQUIRE(write_file_durably(path, std::string(20'000, 'q')).has_value());
  fixture.open();
  REQUIRE(fixture.store->repairs().size() == 1);
  CHECK(fixture.store->outbox_counts()->waiting == 0);
  CHECK_FALSE(fixture.store->mendings().front().acts_lost.has_value());
  fixture.open();  // whoever looks later reads of it too
  CHECK(fixture.store->repairs().size() == 1);
  CHECK(files_aside(fixture) >= 1);
}

TEST_CASE("The power goes while a damaged database is mended: nothing of it is lost") {
  StoreFixture fixture;
  fill(fixture);
  const auto path = fixture.store->path();
  const auto taken = path.string() + ".taken";
  fixture.store.reset();
  SECTION("while it was being taken over: from the beginning") {
    REQUIRE(write_file_durably(path.string() + ".taking", std::string(9'000, 'q')).has_value());
    REQUIRE(write_file_durably(path.string() + ".taking-wal", std::string(9'000, 'q')).has_value());
    overwrite(path, 0, 16, 'Z');
    fixture.open();
    CHECK(fixture.store->repairs().size() == 1);
  }
  SECTION("when all was taken over, before the names were changed") {
    std::filesystem::copy_file(path, taken);
    overwrite(path, 0, 4'096, 'Z');
    REQUIRE(write_file_durably(path.string() + "-wal", std::string(9'000, 'q')).has_value());
    fixture.open();
  }
  SECTION("between the two names") {
    std::filesystem::rename(path, taken);
    fixture.open();
  }
  CHECK_FALSE(std::filesystem::exists(taken));
  CHECK_FALSE(std::filesystem::exists(path.string() + ".taking"));
  CHECK(fixture.store->outbox_counts()->waiting == k_acts);
  CHECK(fixture.store->leases()->front().next == 301 + k_acts);
  CHECK(fixture.store->perform(fixture.ticket_act(301 + k_acts)).has_value());
  CHECK(fixture.store->database().check().has_value());
}

TEST_CASE("Mending for which there is no room is done when there is, and loses nothing meanwhile") {
  StoreFixture fixture;
  fill(fixture);
  const auto path = fixture.store->path();
  fixture.store.reset();
  overwrite(path, 0, 16, 'Z');
  {
    const FullDisk full;
    for (int i = 0; i < 3; ++i) {
      const auto opened = Store::open_or_recover(path, fixture.clock, {"boot", true});
      REQUIRE_FALSE(opened.has_value());
      const auto code = opened.error().code;
      CHECK((code == Errc::disk_full || code == Errc::io));
    }
  }
  fixture.open();
  CHECK(fixture.store->repairs().size() == 1);
  CHECK(fixture.store->outbox_counts()->waiting == k_acts);
  REQUIRE(fixture.store->leases()->size() == 1);
  CHECK(fixture.store->leases()->front().next == 301 + k_acts);
  CHECK(fixture.store->perform(fixture.ticket_act(301 + k_acts)).has_value());
  CHECK_FALSE(std::filesystem::exists(path.string() + ".taking"));
}

TEST_CASE("A damaged database is kept for a technician, and not for ever") {
  StoreFixture fixture;
  fill(fixture);
  REQUIRE(fixture.store->recover().has_value());
  fixture.clock.advance(std::chrono::hours(24 * 5));
  REQUIRE(fixture.store->recover().has_value());
  const int both = files_aside(fixture);
  REQUIRE(both >= 2);
  fixture.store->forget_asides(fixture.clock.wall() - std::chrono::hours(24 * 7));
  CHECK(files_aside(fixture) == both);
  fixture.clock.advance(std::chrono::hours(24 * 3));
  fixture.store->forget_asides(fixture.clock.wall() - std::chrono::hours(24 * 7));
  CHECK(files_aside(fixture) < both);
  CHECK(files_aside(fixture) >= 1);
  CHECK(fixture.store->repairs().size() == 1);
  CHECK(fixture.store->outbox_counts()->waiting == k_acts);
}

TEST_CASE("Damage found while running is mended in place") {
  StoreFixture fixture;
  fill(fixture);
  REQUIRE(fixture.store->recover().has_value());
  CHECK(fixture.store->outbox_counts()->waiting == k_acts);
  CHECK(fixture.store->leases()->front().next == 301 + k_acts);
  REQUIRE(fixture.store->perform(fixture.ticket_act(301 + k_acts)).has_value());
  CHECK(fixture.store->recover().has_value());  // a second time within the same second
  CHECK(fixture.store->repairs().size() == 2);
  CHECK(fixture.store->outbox_counts()->waiting == k_acts + 1);
}

}  // namespace vuoro::kiosk
