// What was promised survives a power cut at any write, on a disk that forgets, tears and reorders what was
// not synced. The terminal's database and the server's, each through SQLite itself on a simulated disk.

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "kiosk/store/store.h"
#include "server/store/sqlite_store.h"
#include "tests/support/kept_log.h"
#include "tests/support/paths.h"
#include "tests/support/sim_disk_files.h"
#include "tests/unit/kiosk_store_fixture.h"

namespace vuoro::test {
namespace {

using namespace std::chrono_literals;

/// A terminal's database, what it promised, and how its power goes.
class Promises {
 public:
  explicit Promises(std::uint64_t seed, bool synchronous_full = true)
      : disk(seed), random_(seed), synchronous_full_(synchronous_full) {
    open();
    renew_block();
  }

  /// Acts until the power goes, comes back, and looks at what is left.
  void live_until_cut() {
    disk.cut_at(1 + static_cast<std::int64_t>(random_.below(200)));
    while (!disk.is_dark()) act();
    store_.reset();  // a file that was open has no power any more
    disk.restore();
    // Sometimes the power goes again while the database is being opened.
    disk.cut_at(random_.below(3) == 0 ? 1 + static_cast<std::int64_t>(random_.below(4)) : 0);
    open();
    if (disk.is_dark()) {
      disk.restore();
      open();
    }
    disk.cut_at(0);
    if (store_) audit();
  }

  SimDisk disk;
  std::vector<std::string> broken;
  std::size_t promised() const { return numbers_.size(); }

 private:
  void open() {
    store_.reset();
    auto opened = kiosk::Store::open_or_recover(disk.path("kiosk.db"), clock_, {"boot", synchronous_full_, &sim_disk_files()});
    if (!opened && disk.is_dark()) return;
    if (!opened) return broken.push_back("cannot be opened: " + opened.error().to_string());
    store_.emplace(std::move(*opened));
    if (!store_->repairs().empty()) broken.push_back("the database was damaged");
  }

  void renew_block() {
    const auto held =
        held_block(Uuid::v7(clock_, random_), queue_, next_number_, next_number_ + 49, clock_.mono());
    if (store_->keep_lease(held)) block_ = held.lease;
  }

  void act() {
    clock_.advance(1s);
    const auto choice = random_.below(10);
    if (choice < 6) return issue();
    if (choice < 8) return settle();
    if (choice < 9) return learn();
    if (next_number_ > block_.last) renew_block();
  }

  void issue() {
    if (next_number_ > block_.last) return renew_block();
    kiosk::Act act = issue_act(clock_, random_, queue_, next_number_, block_.id);
    // Of some of them the log is emptied when they are settled.
    if (random_.below(3) == 0) act.event.payload.as_object()["contact"] = "maija@example.fi";
    const Uuid ticket = act.issued->ticket_id;
    const Uuid event = act.event.id;
    in_flight_ = {ticket, event};
    if (!store_->perform(std::move(act))) return;
    in_flight_.reset();
    events_[event] = ticket;
    numbers_[ticket] = next_number_++;
  }

  /// The authority has answered the oldest event.
  void settle() {
    const auto oldest = store_->oldest_events(1);
    if (!oldest || oldest->empty()) return;
    const protocol::EventAnswer answer{oldest->front().id, protocol::EventStatus::accepted, {}, {}};
    perhaps_settled_ = answer.id;
    if (!store_->settle_events(std::span(&answer, 1))) return;
    perhaps_settled_.reset();
    settled_.insert(answer.id);
  }

  void learn() {
    const protocol::ChangesPage page{
        "site:x",
        revision_,
        revision_ + 1,
        false,
        clock_.wall(),
        {{"queue", queue_, revision_ + 1, false, json::object{{"text", std::string(3'000, 'x')}}}}};
    if (store_->apply(page)) ++revision_;
  }

  void audit() {
    const auto say = [&](std::string what) { broken.push_back(std::move(what)); };
    std::set<Uuid> waiting;
    std::int64_t last_sequence = 0;
    const auto left = store_->oldest_events(100'000);
    if (!left) return say(left.error().to_string());
    for (const auto& event : *left) {
      waiting.insert(event.id);
      if (event.sequence <= last_sequence) say("a sequence is used twice");
      last_sequence = event.sequence;
    }
    for (const auto& [event, ticket] : events_) {
      const bool may_be_gone = settled_.count(event) > 0 || perhaps_settled_ == event;
      if (waiting.count(event) == 0 && !may_be_gone)
        say(fmt::format("ticket {} left the outbox", numbers_[ticket]));
      if (waiting.count(event) > 0 && settled_.count(event) > 0) say("an answered event is there again");
    }
    for (const auto& [ticket, number] : numbers_) {
      const auto issued = store_->issued(ticket);
      if (!issued || !*issued || (*issued)->number_value != number)
        say(fmt::format("promise {} is lost", number));
    }
    // What the power took in the middle is whole or not there.
    if (in_flight_) {
      const auto issued = store_->issued(in_flight_->first);
      const bool there = issued && *issued;
      if (there != (waiting.count(in_flight_->second) > 0)) say("half an act");
      if (there) {
        events_[in_flight_->second] = in_flight_->first;
        numbers_[in_flight_->first] = next_number_++;
      }
    }
    if (perhaps_settled_ && waiting.count(*perhaps_settled_) == 0) settled_.insert(*perhaps_settled_);
    for (const auto& held : store_->leases().value_or(std::vector<sync::HeldLease>{})) {
      if (held.lease.id != block_.id) continue;
      // An act that was torn may leave a hole, as one that was promised and has rotten would.
      if (held.next < next_number_ || held.next > next_number_ + 4)
        say(fmt::format("the block goes on with {}, {} was given", held.next, next_number_ - 1));
      next_number_ = std::max(next_number_, held.next);
    }
    const auto revision = store_->revision("site:x");
    if (!revision || *revision < revision_) say("the feed went back");
    if (revision) revision_ = *revision;
    in_flight_.reset();
    perhaps_settled_.reset();
  }

  ManualClock clock_{WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 3) + 8h)};
  SeededRandom random_;
  bool synchronous_full_;
  std::optional<kiosk::Store> store_;
  Uuid queue_ = Uuid::from_name("queue");
  protocol::Lease block_;
  std::int32_t next_number_ = 100;
  std::int64_t revision_ = 0;
  std::map<Uuid, Uuid> events_;           ///< to their tickets
  std::map<Uuid, std::int32_t> numbers_;  ///< promised
  std::set<Uuid> settled_;
  std::optional<Uuid> perhaps_settled_;
  std::optional<std::pair<Uuid, Uuid>> in_flight_;
};

/// In how many of so many worlds something is found broken.
template <class Prepare>
int worlds_broken(int worlds, bool synchronous_full, Prepare prepare) {
  int found = 0;
  for (int seed = 1; seed <= worlds; ++seed) {
    Promises world(static_cast<std::uint64_t>(seed), synchronous_full);
    prepare(world);
    for (int cut = 0; cut < 5 && world.broken.empty(); ++cut) world.live_until_cut();
    found += world.broken.empty() ? 0 : 1;
  }
  return found;
}

}  // namespace

TEST_CASE("A terminal keeps every promise through power cuts at any write") {
  std::size_t promised = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    Promises world(seed);
    for (int cut = 0; cut < 10; ++cut) {
      world.live_until_cut();
      INFO("cut " << cut << (world.broken.empty() ? "" : ": " + world.broken.front()));
      REQUIRE(world.broken.empty());
    }
    promised += world.promised();
  }
  CHECK(promised > 1'000);
}

TEST_CASE("The audit bites: a disk that lies about syncs, and commits that do not wait for them, are found") {
  CHECK(worlds_broken(10, true, [](Promises& world) { world.disk.lie_about_syncs(true); }) >= 8);
  CHECK(worlds_broken(10, false, [](Promises&) {}) >= 8);
}

TEST_CASE("A full disk promises nothing, and goes on when there is room") {
  SimDisk disk(3);
  ManualClock clock{WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 3) + 8h)};
  auto store = kiosk::Store::open_or_recover(disk.path("kiosk.db"), clock, {"boot", true, &sim_disk_files()});
  REQUIRE(store.has_value());
  const auto learn = [&](std::int64_t revision) {
    return store->apply({"site:x",
                         revision - 1,
                         revision,
                         false,
                         clock.wall(),
                         {{"queue", Uuid::from_name(std::to_string(revision)), revision, false,
                           json::object{{"text", std::string(20'000, 'x')}}}}});
  };
  REQUIRE(learn(1).has_value());
  disk.limit(disk.bytes() + 100'000);
  std::int64_t revision = 2;
  Result<void> last;
  while ((last = learn(revision)) && revision < 100) ++revision;
  REQUIRE_FALSE(last.has_value());
  CHECK(last.error().code == Errc::disk_full);
  CHECK(store->revision("site:x").value() == revision - 1);
  disk.limit(std::nullopt);
  REQUIRE(learn(revision).has_value());
  CHECK(store->revision("site:x").value() == revision);
  CHECK(store->database().check().has_value());
}

TEST_CASE(
    "A terminal's disk that can only be read takes no promise, and is used again when it can be written") {
  SimDisk disk(3);
  ManualClock clock{WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 3) + 8h)};
  const auto open = [&] {
    return kiosk::Store::open_or_recover(disk.path("kiosk.db"), clock, {"boot", true, &sim_disk_files()});
  };
  auto store = open();
  REQUIRE(store.has_value());
  REQUIRE(store->set_meta("before", "kept").has_value());
  // While it runs.
  disk.refuse_writes(true);
  CHECK(store->set_meta("while", "kept").error().code == Errc::io);
  CHECK(store->meta("before").value() == "kept");
  CHECK_FALSE(store->meta("while").value().has_value());
  disk.refuse_writes(false);
  CHECK(store->set_meta("after", "kept").has_value());
  SECTION("from a start after the program was killed") {
    disk.kill();
    store = fail(Errc::cancelled, "closed");
    disk.restore();
  }
  SECTION("from a start after it ended") {
    store = fail(Errc::cancelled, "closed");
  }
  disk.refuse_writes(true);
  CHECK(open().error().code == Errc::io);
  disk.refuse_writes(false);
  store = open();
  REQUIRE(store.has_value());
  CHECK(store->repairs().empty());
  CHECK(store->meta("after").value() == "kept");
}

TEST_CASE("A server's disk that takes nothing: said at once, said once, and over when it takes again") {
  SimDisk disk(3);
  const TempDir folder;
  const auto write = [](store::Store& store) {
    std::promise<Result<void>> done;
    store.submit(
        [](store::Transaction& tx) -> Result<void> {
          VUORO_TRY(tx.put_record("site:x", "queue", Uuid::from_name("queue"), std::string(20'000, 'x')));
          return {};
        },
        [&](const Result<void>& result) { done.set_value(result); });
    return done.get_future().get();
  };
  const auto open = [&] { return store::open_sqlite_store(disk.path("vuoro.db")); };
  auto store = open();
  REQUIRE(store.has_value());
  REQUIRE((*store)->writable().has_value());
  REQUIRE(write(**store).has_value());
  const KeptLog log(folder.path() / "log");
  SECTION("it becomes read-only while the server runs") {
    disk.refuse_writes(true);
    CHECK_FALSE(write(**store).has_value());
    CHECK((*store)->writable().error().code == Errc::io);
    for (int i = 0; i < 4; ++i) CHECK_FALSE(write(**store).has_value());
    disk.refuse_writes(false);
  }
  SECTION("it is full when the server starts") {
    (*store)->stop();
    store = fail(Errc::cancelled, "closed");
    disk.limit(disk.bytes());
    store = open();
    REQUIRE(store.has_value());
    // Before anything was asked of it.
    CHECK((*store)->writable().error().code == Errc::disk_full);
    for (int i = 0; i < 5; ++i) CHECK_FALSE(write(**store).has_value());
    disk.limit(std::nullopt);
  }
  SECTION("it is read-only when the server starts: there is none") {
    (*store)->stop();
    store = fail(Errc::cancelled, "closed");
    disk.refuse_writes(true);
    CHECK(open().error().code == Errc::io);
    CHECK(log.text().empty());  // main() says why
    return disk.refuse_writes(false);
  }
  CHECK(log.count("store_write_failed") == 1);
  CHECK(log.count("store_writes_again") == 0);
  REQUIRE(write(**store).has_value());
  CHECK(log.count("store_writes_again") == 1);
  CHECK((*store)->writable().has_value());
  (*store)->stop();
}

TEST_CASE("The server keeps what it answered through power cuts at any write") {
  std::size_t answered = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    INFO("seed " << seed);
    SimDisk disk(seed);
    SeededRandom random(seed);
    std::set<Uuid> promised;
    std::set<Uuid> refused;
    for (int cut = 0; cut < 6; ++cut) {
      {
        auto opened = store::open_sqlite_store(disk.path("vuoro.db"));
        REQUIRE(opened.has_value());
        auto& store = **opened;
        for (const auto& id : promised) {
          const auto found = store.read_value<bool>([&](store::Reader& reader) -> Result<bool> {
            VUORO_ASSIGN(const auto record, reader.record("queue", id));
            VUORO_ASSIGN(const auto state, reader.scope_state("site:x"));
            return record.has_value() && state.revision >= static_cast<std::int64_t>(promised.size());
          });
          REQUIRE(found.value());
        }
        disk.cut_at(5 + static_cast<std::int64_t>(random.below(120)));
        // Several works at once share a commit: none of them may be answered before it.
        while (!disk.is_dark()) {
          std::vector<std::future<std::pair<Uuid, bool>>> waiting;
          for (int work = 0; work < 4; ++work) {
            const Uuid id = Uuid::from_name(std::to_string(random.next_u64()));
            auto promise = std::make_shared<std::promise<std::pair<Uuid, bool>>>();
            waiting.push_back(promise->get_future());
            store.submit(
                [id](store::Transaction& tx) -> Result<void> {
                  VUORO_TRY(tx.put_record("site:x", "queue", id, R"({"text":"some text of a record"})"));
                  return {};
                },
                [promise, id](const Result<void>& done) {
                  promise->set_value({id, done.has_value()});
                });
          }
          for (auto& one : waiting) {
            const auto [id, done] = one.get();
            (done ? promised : refused).insert(id);
          }
        }
        store.stop();
      }
      disk.restore();
    }
    answered += promised.size();
    CHECK_FALSE(refused.empty());
  }
  CHECK(answered > 200);
}

}  // namespace vuoro::test
