// A disk that rots under a device's database: what is read is what was written, what is lost is said, and no
// number comes twice. SQLite on a simulated disk.

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "core/base/json.h"
#include "core/pages/checked_vfs.h"
#include "core/pages/page_sum.h"
#include "kiosk/store/store.h"
#include "tests/support/sim_disk_files.h"
#include "tests/unit/kiosk_store_fixture.h"

namespace vuoro::test {
namespace {

using namespace std::chrono_literals;

/// A terminal that gives numbers, sends some, learns records, and compares with what it knows by heart.
class RottingTerminal {
 public:
  explicit RottingTerminal(std::uint64_t seed) : disk(seed), random(seed) {
    open();
    renew_block();
  }

  void open() {
    store.reset();
    auto opened =
        kiosk::Store::open_or_recover(disk.path("kiosk.db"), clock, {"boot", true, &sim_disk_files()});
    REQUIRE(opened.has_value());
    store.emplace(std::move(*opened));
  }
  void act(int times) {
    for (int i = 0; i < times; ++i) {
      clock.advance(1s);
      const auto what = random.below(8);
      const auto done = what < 5 ? issue() : what < 6 ? settle() : learn();
      if (!done && done.error().code == Errc::corrupt) REQUIRE(store->recover().has_value());
    }
  }
  /// What is read back is what was written, and what is missing was said.
  void audit() {
    const auto events = store->oldest_events(10'000);
    if (!events && events.error().code == Errc::corrupt) {
      REQUIRE(store->recover().has_value());
      return audit();
    }
    REQUIRE(events.has_value());
    std::set<Uuid> there;
    for (const auto& event : *events) {
      REQUIRE(written.contains(event.id));
      CHECK(json::serialize(event.payload) == written[event.id]);
      there.insert(event.id);
    }
    std::int64_t missing = 0;
    for (const auto& [id, payload] : written) missing += settled.contains(id) || there.contains(id) ? 0 : 1;
    std::int64_t said = 0;
    bool unknown = false;
    for (const auto& mending : store->mendings()) {
      said += mending.acts_lost.value_or(0);
      unknown = unknown || !mending.acts_lost;
    }
    CHECK((unknown || missing <= said));
    lost += missing;
    mendings += static_cast<int>(store->mendings().size());
    const auto read = store->each_record("service", [&](const Uuid& id, const json::value& record) {
      CHECK(json::serialize(record) == records[id]);
    });
    CHECK((read.has_value() || read.error().code == Errc::corrupt));
  }

  SimDisk disk;
  SeededRandom random;
  ManualClock clock{WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 3) + 8h)};
  std::optional<kiosk::Store> store;
  std::map<Uuid, std::string> written;
  std::set<Uuid> settled;
  std::map<Uuid, std::string> records;
  std::set<std::int32_t> numbers;
  std::int64_t lost = 0;
  int mendings = 0;

 private:
  void renew_block() {
    const auto held =
        held_block(Uuid::v7(clock, random), queue_, next_lease_, next_lease_ + 49, clock.mono());
    next_lease_ += 50;
    const auto kept = store->keep_lease(held);
    REQUIRE((kept.has_value() || kept.error().code == Errc::corrupt));
  }
  /// As the engine does it: from the block that the database says is held.
  Result<void> issue() {
    VUORO_ASSIGN(const auto leases, store->leases());
    const sync::HeldLease* block = nullptr;
    for (const auto& held : leases) {
      if (held.left() > 0) block = &held;
    }
    if (block == nullptr) {
      renew_block();
      return {};
    }
    const auto number = block->next;
    kiosk::Act act = issue_act(clock, random, queue_, number, block->lease.id);
    const Uuid id = act.event.id;
    const std::string payload = json::serialize(act.event.payload);
    VUORO_TRY(store->perform(std::move(act)));
    written[id] = payload;
    CHECK(numbers.insert(number).second);
    return {};
  }
  Result<void> settle() {
    VUORO_ASSIGN(const auto oldest, store->oldest_events(2));
    std::vector<protocol::EventAnswer> answers;
    for (const auto& event : oldest)
      answers.push_back({event.id, protocol::EventStatus::accepted, std::nullopt, std::nullopt});
    VUORO_TRY(store->settle_events(answers));
    for (const auto& answer : answers) settled.insert(answer.id);
    return {};
  }
  Result<void> learn() {
    VUORO_ASSIGN(const auto revision, store->revision("global"));
    protocol::ChangesPage page{"global", revision, revision + 1, false, clock.wall(), {}};
    const Uuid id = Uuid::from_name(fmt::format("service {}", random.below(60)));
    const json::value record = json::object{{"text", random.text(400, k_url_alphabet)}};
    page.changes.push_back({"service", id, revision + 1, false, record});
    if (revision == 0) {  // all of them anew, beside what was taken over
      VUORO_TRY(store->begin_staging("global"));
      VUORO_TRY(store->stage(page));
      VUORO_TRY(store->switch_to_staged("global", page.revision));
      records.clear();
    } else {
      VUORO_TRY(store->apply(page));
    }
    records[id] = json::serialize(record);
    return {};
  }

  Uuid queue_ = Uuid::from_name("queue");
  std::int32_t next_lease_ = 1;
};

}  // namespace

TEST_CASE("A single flipped bit of a page is found by its sum") {
  SeededRandom random(3);
  std::vector<std::uint8_t> page(4088);
  for (auto& byte : page) byte = static_cast<std::uint8_t>(random.below(256));
  const auto wanted = sqlite::page_sum(page);
  CHECK_FALSE(sqlite::flipped_bit(page, wanted + 77).has_value());
  for (std::size_t bit = 0; bit < page.size() * 8; bit += 97) {
    auto flipped = page;
    flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ 1U << bit % 8);
    CHECK(sqlite::flipped_bit(flipped, wanted) == bit);
  }
  // The log's sum knows most of them, and never a wrong one.
  for (const bool big_endian : {false, true}) {
    const sqlite::LogSum seed{7, 9};
    const auto sum = sqlite::sum_of(page, seed, big_endian);
    CHECK(sqlite::sum_before(page, sum, big_endian) == seed);
    int found = 0;
    int all = 0;
    for (std::size_t bit = 0; bit < page.size() * 8; bit += 97) {
      auto flipped = page;
      flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ 1U << bit % 8);
      std::size_t which = 0;
      const int bits = sqlite::flipped_bits(flipped, seed, sum, big_endian, which);
      CHECK(bits >= 1);
      CHECK((bits > 1 || which == bit));
      found += bits == 1 ? 1 : 0;
      ++all;
    }
    CHECK(found * 10 > all * 6);
  }
}

TEST_CASE("A disk that rots: what is read is what was written, what is lost is said, no number comes twice") {
  int rots = 0;
  int sectors = 0;
  int bits = 0;
  std::int64_t lost = 0;
  int mendings = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    INFO("seed " << seed);
    RottingTerminal terminal(seed);
    terminal.act(20 + static_cast<int>(seed % 3) * 40);
    for (int turn = 0; turn < 3; ++turn) {
      if (const auto rotten = rot(terminal.disk, "kiosk.db", terminal.random)) {
        ++rots;
        sectors += rotten->bytes > 0 ? 1 : 0;
      }
      const auto next = terminal.random.below(3);
      if (next == 0) terminal.act(15);
      bits += sqlite::checked_state(terminal.store->database()).bits_mended;
      if (next == 1) terminal.disk.kill();
      terminal.open();
      bits += sqlite::checked_state(terminal.store->database()).bits_mended;
      terminal.act(5);
    }
    terminal.open();
    terminal.audit();
    lost += terminal.lost;
    mendings += terminal.mendings;
  }
  std::printf("%d rots, %d of a sector: %d bits put right, %d databases mended, %d acts lost\n", rots,
              sectors, bits, mendings, static_cast<int>(lost));
  CHECK(rots > 200);
  CHECK(bits > 50);
  CHECK(mendings > 20);
}

TEST_CASE("A single flipped bit of the database costs nothing") {
  int tried = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    RottingTerminal terminal(seed);
    terminal.act(60);
    terminal.open();  // all of it is in the one file
    const auto rotten = rot(terminal.disk, "kiosk.db", terminal.random);
    if (!rotten || rotten->bytes > 0) continue;
    ++tried;
    INFO(rotten->file << " at " << rotten->offset);
    terminal.disk.kill();
    terminal.open();
    terminal.act(10);
    terminal.open();
    terminal.audit();
    CHECK(terminal.mendings == 0);
    CHECK(terminal.lost == 0);
  }
  CHECK(tried > 20);
}

TEST_CASE("A database without sums gets them") {
  SimDisk disk(1);
  const ManualClock clock{WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 3))};
  {
    auto plain = sqlite::Database::open(disk.path("kiosk.db")).value();
    REQUIRE(plain.execute("CREATE TABLE old(text); INSERT INTO old VALUES('kept')").has_value());
  }
  const auto open = [&] {
    return kiosk::Store::open_or_recover(disk.path("kiosk.db"), clock, {"boot", true, &sim_disk_files()})
        .value();
  };
  // A foreign table and no version: the steps of the schema are made beside it.
  {
    auto store = open();
    CHECK(store.database().execute("SELECT text FROM old").has_value());
  }
  auto store = open();
  CHECK(sqlite::checked_state(store.database()).has_sums);
  CHECK(store.check().has_value());
  CHECK(store.repairs().empty());
}

}  // namespace vuoro::test
