// A backup in the place of the database that went on after it was made: nobody follows a history that is
// gone, and no number is given anew.

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "server/authority/clock_guard.h"
#include "server/authority/put_back.h"
#include "tests/unit/backed_up_database.h"

using namespace vuoro;
using namespace vuoro::test;

namespace {

using Made = std::optional<WallTime>;

/// A lobby with its database in a folder, of which backups are made and put in place.
struct BackedUp {
  static constexpr int k_first = 100;
  static constexpr int k_last = 899;

  BackedUp() {
    Queue wide = world.get<Queue>(world.queue);
    wide.number_first = k_first;
    wide.number_last = k_last;
    const std::vector<authority::ImportRecord> records = {{"queue", encode(wide)}};
    REQUIRE(world.act<void>([&](authority::Context& context) -> Result<void> {
      VUORO_TRY(authority::import_records(context, "more", records, false));
      return {};
    }));
  }

  void back_up() const { database.back_up(); }
  void end() { database.end(world); }
  void begin() { database.begin(world); }
  void put_in_place() { database.put_in_place(world); }
  Result<Made> start() { return world.act<Made>(authority::go_on_from_backup); }

  /// Numbers as devices get them; nobody may have had them.
  NumberRange lease(protocol::LeaseKind kind, int count, const std::string& day = "") {
    protocol::LeaseAsk ask{kind, world.queue, {}, count};
    if (!day.empty()) ask.service_day = day;
    const auto answer = world.lease(ask).value();
    if (text_at(answer, "/outcomes/0/code") == "exhausted") return {};
    const NumberRange came{std::stoi(text_at(answer, "/outcomes/0/lease/first")),
                           std::stoi(text_at(answer, "/outcomes/0/lease/last"))};
    for (int number = came.first; number <= came.last; ++number) {
      INFO(day << " " << number);
      CHECK(given.emplace(day, number).second);
    }
    return came;
  }
  int single() { return lease(protocol::LeaseKind::number, 1).first; }
  void at_desk() {
    const auto answer = world.command(
        world.clerk, {{"type", "ticket.issue"}, {"queue_id", world.queue.to_string()}, {"language", "fi"}});
    REQUIRE(answer);
    CHECK(given.emplace("", std::stoi(text_at(*answer, "/ticket/number").substr(1))).second);
  }
  void give_some() {
    for (int i = 0; i < 3; ++i) at_desk();
    for (int i = 0; i < 3; ++i) CHECK(single() > 0);
    CHECK(lease(protocol::LeaseKind::number_block, 20).size() == 20);
    CHECK(lease(protocol::LeaseKind::number_block, 20, "2026-03-06").size() == 20);
  }

  [[nodiscard]] std::string scope() const { return authority::scope_of_site(world.site); }
  std::int64_t revision() {
    return world.store
        ->read_value<store::ScopeState>([&](store::Reader& reader) { return reader.scope_state(scope()); })
        .value()
        .revision;
  }
  bool is_told_anew(std::int64_t since, bool snapshot = false) {
    const auto page = world.authority->changes(scope(), since, snapshot);
    return !page && page.error().code == Errc::resync;
  }
  /// Every record as who begins with nothing loads it, a page after the other.
  std::size_t load_all() {
    std::size_t records = 0;
    for (std::int64_t since = 0;;) {
      const auto page = world.authority->changes(scope(), since, since > 0);
      REQUIRE(page);
      const auto body = parse_json(page->body).value();
      records += body.at("changes").as_array().size();
      since = body.at("revision").as_int64();
      if (!body.at("more").as_bool()) break;
    }
    return records;
  }

  BackedUpDatabase database;
  ServerWorld world{database.file()};
  std::set<std::pair<std::string, int>> given;  ///< day, "" for today, and number
};

}  // namespace

TEST_CASE("a backup says once that it is one, and the database that it is of goes on without a word") {
  BackedUp lobby;
  lobby.back_up();
  CHECK(lobby.start().value() == std::nullopt);
  lobby.put_in_place();
  CHECK(lobby.start().value().has_value());
  CHECK(lobby.start().value() == std::nullopt);
  lobby.end();
  lobby.begin();
  CHECK(lobby.start().value() == std::nullopt);
}

TEST_CASE("after a backup is put in place nobody follows what is gone, and who begins anew has all") {
  BackedUp lobby;
  lobby.world.ticket("A100", lobby.world.queue);
  lobby.back_up();
  const auto before = lobby.revision();
  const auto whole = lobby.load_all();
  for (int i = 0; i < 20; ++i) lobby.world.ticket("A" + std::to_string(500 + i), lobby.world.queue);
  const auto newest = lobby.revision();
  lobby.put_in_place();
  REQUIRE(lobby.start().value());
  // Of the same revision, of a later one, and of one that is reached again.
  lobby.world.ticket("A600", lobby.world.queue);
  for (const std::int64_t since : {std::int64_t{1}, before, before + 1, (before + newest) / 2, newest}) {
    INFO(since);
    CHECK(lobby.is_told_anew(since));
    CHECK(lobby.is_told_anew(since, true));  // with half a snapshot of what is gone
  }
  CHECK(lobby.load_all() > whole);
  CHECK_FALSE(lobby.is_told_anew(lobby.revision()));
  // Put in place again: what was counted since the first time is gone too.
  const auto once = lobby.revision();
  lobby.put_in_place();
  REQUIRE(lobby.start().value());
  CHECK(lobby.revision() != once);
  CHECK(lobby.is_told_anew(once));
}

TEST_CASE("after a backup is put in place no number is given again, and the second half of those last") {
  BackedUp lobby;
  const bool at_night = GENERATE(true, false);  // when nobody had had one of the day
  if (!at_night) lobby.give_some();
  lobby.back_up();
  lobby.give_some();
  lobby.put_in_place();
  REQUIRE(lobby.start().value());
  lobby.give_some();
  while (lobby.single() > 0) continue;
  while (lobby.lease(protocol::LeaseKind::number_block, 10).size() > 0) continue;
  // A quarter of the 800 or fewer that were left is given to nobody, beyond the 26 that were: it may have
  // been.
  const auto today = std::count_if(lobby.given.begin(), lobby.given.end(),
                                   [](const auto& one) { return one.first.empty(); });
  CHECK(today > 600);
  CHECK(today < 640);
}

TEST_CASE(
    "a backup that breaks off while it is put in place, or whose clock is wrong, is put in place later") {
  BackedUp lobby;
  lobby.back_up();
  lobby.give_some();
  lobby.put_in_place();
  const auto before = lobby.revision();
  SECTION("broken off") {
    CHECK_FALSE(lobby.world.act<Made>([](authority::Context& context) -> Result<Made> {
      VUORO_ASSIGN(const auto made, authority::go_on_from_backup(context));
      return fail(made ? Errc::disk_full : Errc::internal, "no room");
    }));
  }
  SECTION("a clock before the books") {
    REQUIRE(lobby.world.act<void>(
        [](authority::Context& context) { return authority::trust_clock(context.tx, context.now); }));
    lobby.end();
    lobby.begin();
    lobby.world.clock.jump_wall(-std::chrono::hours(24 * 300));
    CHECK(lobby.start().error().code == Errc::unavailable);
    lobby.world.clock.jump_wall(std::chrono::hours(24 * 300));
  }
  CHECK(lobby.revision() == before);
  CHECK(lobby.start().value().has_value());
  lobby.give_some();
}

TEST_CASE("a queue that cannot be read does not keep a server from going on from a backup") {
  BackedUp lobby;
  lobby.back_up();
  lobby.give_some();
  lobby.put_in_place();
  REQUIRE(lobby.world.store->write_now<std::int64_t>([&](store::Transaction& tx) {
    return tx.put_record(lobby.scope(), "queue", lobby.world.other_queue, "{");
  }));
  CHECK(lobby.start().value().has_value());
  lobby.give_some();
}
