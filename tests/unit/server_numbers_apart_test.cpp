// No two queues of a site give the same number on a day, whatever an editor makes of them.

#include <catch2/catch.hpp>

#include "server/authority/content_import.h"
#include "server/authority/leases.h"
#include "server/limits.h"
#include "tests/unit/server_world.h"

using namespace vuoro;
using namespace vuoro::test;
using protocol::LeaseKind;

namespace {

struct Editor {
  Editor() {
    // Each from 100 to 129.
    set(mine, "A", 100, 129);
    set(other, "B", 100, 129);
    REQUIRE(bring({mine, other}));
  }

  static void set(Queue& queue, const std::string& prefix, int first, int last) {
    queue.prefix = prefix;
    queue.number_first = first;
    queue.number_last = last;
  }
  Result<authority::ImportCounts> bring(const std::vector<Queue>& queues) {
    return world.act<authority::ImportCounts>([&](authority::Context& context) {
      std::vector<authority::ImportRecord> records;
      for (const auto& queue : queues) records.push_back({"queue", encode(queue)});
      return authority::import_records(context, "more", records, true);
    });
  }
  /// It says until when.
  void check_refused(const std::vector<Queue>& queues, const std::string& number,
                     const std::string& until = "bring it in tomorrow") {
    const auto refused = bring(queues);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::conflict);
    CHECK_THAT(refused.error().message, Catch::Contains(number) && Catch::Contains(until));
  }
  void next_day() { world.advance(std::chrono::hours(24)); }

  ServerWorld world;
  Queue mine = world.get<Queue>(world.queue);
  Queue other = world.get<Queue>(world.other_queue);
};

}  // namespace

TEST_CASE("two queues of a site that would give the same numbers are not brought in") {
  ServerWorld world;
  auto queue = world.get<Queue>(world.queue);
  auto other = world.get<Queue>(world.other_queue);
  const auto import = [&](const Queue& changed) {
    return world.act<authority::ImportCounts>([&](authority::Context& context) {
      const std::vector<authority::ImportRecord> records = {{"queue", encode(changed)}};
      return authority::import_records(context, "more", records, false);
    });
  };
  other.prefix = queue.prefix;
  other.number_first = queue.number_last;
  other.number_last = queue.number_last + 100;
  const auto refused = import(other);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::conflict);
  CHECK(refused.error().message.find("A129") != std::string::npos);
  CHECK(world.get<Queue>(world.other_queue).prefix != queue.prefix);
  ++other.number_first;
  CHECK(import(other));
  // Another site's queues are called elsewhere.
  other.id = world.id("elsewhere");
  other.site_id = world.id("other site");
  other.number_first = queue.number_first;
  CHECK(import(other));
}

TEST_CASE("a prefix that a queue has had numbers with is no other's on that day") {
  Editor editor;
  auto& [world, mine, other] = editor;
  const bool block = GENERATE(false, true);
  REQUIRE(world.lease({block ? LeaseKind::number_block : LeaseKind::number, world.queue, {}, 1}));
  editor.set(mine, "C", 100, 129);
  editor.set(other, "A", 100, 129);
  SECTION("in one import") {
    editor.check_refused({mine, other}, "A100");
  }
  SECTION("in two") {
    REQUIRE(editor.bring({mine, world.get<Queue>(world.other_queue)}));
    editor.check_refused({mine, other}, "A100");
    // Its own it may have again.
    editor.set(other, "B", 100, 129);
    editor.set(mine, "A", 100, 129);
    CHECK(editor.bring({mine, other}));
    return;
  }
  SECTION("behind another range") {
    editor.set(mine, "A", 100, 109);
    REQUIRE(editor.bring({mine, world.get<Queue>(world.other_queue)}));
    editor.set(other, "A", 110, 129);
    editor.check_refused({mine, other}, "A110");
  }
  editor.next_day();
  CHECK(editor.bring({mine, other}));
}

TEST_CASE("a queue that goes on in the day's range does so under no prefix that another has") {
  Editor editor;
  auto& [world, mine, other] = editor;
  REQUIRE(world.lease({LeaseKind::number, world.other_queue, {}, 1}));
  // Of tomorrow's range; today it goes on in its own.
  editor.set(other, "A", 200, 229);
  editor.check_refused({mine, other}, "A100");
  editor.next_day();
  CHECK(editor.bring({mine, other}));
}

TEST_CASE("the prefix of a removed queue that has given numbers is free tomorrow") {
  Editor editor;
  auto& [world, mine, other] = editor;
  REQUIRE(world.lease({LeaseKind::number, world.queue, {}, 1}));
  world.advance(limits::k_number_ttl + std::chrono::seconds(1));
  REQUIRE(world.act<std::size_t>(
      [](authority::Context& context) { return authority::expire_leases(context, 9); }));
  const auto removed = editor.bring({other});
  REQUIRE(removed);
  CHECK(removed->removed == 1);
  editor.set(other, "A", 100, 129);
  editor.check_refused({other}, "A100");
  editor.next_day();
  CHECK(editor.bring({other}));
}

TEST_CASE("of days ahead too a prefix stays its queue's, once terminals hold numbers of them") {
  Editor editor;
  const auto today = editor.world.lease({LeaseKind::number, editor.world.other_queue, {}, 1}).value();
  const LocalDate date = *parse_iso_date(text_at(today, "/outcomes/0/lease/service_day"));
  const std::string ahead = to_iso(std::chrono::sys_days(date) + std::chrono::days(3));
  REQUIRE(editor.world.lease({LeaseKind::number_block, editor.world.queue, {}, 5, {}, ahead}));
  Editor::set(editor.mine, "C", 100, 129);
  REQUIRE(editor.bring({editor.mine}));
  Editor::set(editor.other, "A", 100, 129);
  for (int day = 0; day < 3; ++day) {
    editor.check_refused({editor.other}, "A100", "after that day");
    editor.check_refused({editor.other}, "A100", "on " + ahead);
    editor.next_day();
  }
  editor.check_refused({editor.other}, "A100");
  editor.next_day();
  CHECK(editor.bring({editor.other}));
}

TEST_CASE("a prefix of which nobody has a number today may be another's at once") {
  Editor editor;
  auto& [world, mine, other] = editor;
  std::swap(mine.prefix, other.prefix);
  CHECK(editor.bring({mine, other}));
}

TEST_CASE("two numbers that read alike are the same: A1 and 23, A and 123") {
  Editor editor;
  auto& [world, mine, other] = editor;
  editor.set(other, "A1", 20, 29);
  const auto refused = editor.bring({mine, other});
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message, Catch::Contains("A120 to A129"));
  editor.set(other, "A1", 30, 999);
  CHECK(editor.bring({mine, other}));
}
