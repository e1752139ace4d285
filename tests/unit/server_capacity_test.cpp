// A queue that takes nobody more before closing, the alert, and who is sent where: at the authority.

#include <catch2/catch.hpp>

#include "core/pages/checked_vfs.h"
#include "server/authority/queue_door.h"
#include "tests/support/paths.h"
#include "tests/unit/server_world.h"

using namespace vuoro;
using authority::Context;
using std::chrono::minutes;
using test::call_next;
using test::on_ticket;
using test::ServerWorld;
using test::take;
using test::text_at;

namespace {

template <class Record>
void import(ServerWorld& world, const Record& record) {
  world
      .act<authority::ImportCounts>([&](Context& context) {
        const std::vector<authority::ImportRecord> records = {
            {std::string(collection_of<Record>()), encode(record)}};
        return authority::import_records(context, "more", records, false);
      })
      .value();
}

/// The authority looks again, as it does about once a second.
void look(ServerWorld& world) {
  world.act<int>([](Context&) -> Result<int> { return 0; }).value();
}

/// One counter, ten minutes a visitor, until the lobby has taught what a visit takes. It is two minutes past
/// noon then.
void teach(ServerWorld& world) {
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  for (int i = 0; i < 12; ++i) {
    const Uuid ticket = world.ticket("A" + std::to_string(100 + i), world.queue);
    REQUIRE(world.command(world.clerk, call_next(world.counter)));
    REQUIRE(world.command(world.clerk, on_ticket("start", ticket)));
    world.advance(minutes(10));
    REQUIRE(world.command(world.clerk, on_ticket("finish", ticket)));
    world.advance(std::chrono::seconds(10));
  }
}

void close_at(ServerWorld& world, const std::string& time) {
  auto queue = world.get<Queue>(world.queue);
  queue.limit_by_closing = true;
  queue.hours.weekly = {
      {{Weekday::mon, Weekday::tue, Weekday::wed, Weekday::thu, Weekday::fri}, "08:00", time}};
  import(world, queue);
}

std::string lease_outcome(ServerWorld& world) {
  protocol::LeaseAsk ask;
  ask.kind = protocol::LeaseKind::number;
  ask.queue_id = world.queue;
  ask.count = 1;
  const auto answer = world.lease(ask).value();
  return text_at(answer, "/outcomes/0/code");
}

std::string refusal(const Result<json::value>& answer) {
  return answer ? "done" : std::string(name_of(answer.error().code)) + ": " + answer.error().message;
}

}  // namespace

TEST_CASE("who could not be served before closing gets no number; what was promised stays") {
  ServerWorld world;
  teach(world);
  close_at(world, "13:00");
  world.advance(minutes(1));
  CHECK(lease_outcome(world) != "closed");
  for (int i = 0; i < 8; ++i) world.ticket("A2" + std::to_string(10 + i), world.queue);
  world.advance(minutes(1));
  look(world);
  auto status = world.get<QueueStatus>(world.queue);
  REQUIRE_FALSE(status.waits.empty());
  CHECK(status.full);
  CHECK(status.closed_day == "2026-03-05");
  CHECK_FALSE(status.closed_today);
  CHECK(lease_outcome(world) == "closed");
  // A number that a device held already is a promise.
  const Uuid late = world.ticket("A300", world.queue);
  CHECK(world.get<Ticket>(late).state == TicketState::waiting);

  const json::object reopen{{"type", "queue.reopen"}, {"queue_id", world.queue.to_string()}};
  CHECK(refusal(world.command(world.other_clerk, reopen)) == "forbidden: needs the role supervisor");
  CHECK(world.get<QueueStatus>(world.queue).full);
  REQUIRE(world.command(world.supervisor, reopen));
  world.advance(minutes(1));
  look(world);
  status = world.get<QueueStatus>(world.queue);
  CHECK_FALSE(status.full);
  CHECK(status.full_lifted_day == "2026-03-05");
  CHECK(lease_outcome(world) != "closed");

  // The next day begins as if nothing had been.
  world.advance(std::chrono::hours(22));
  world.authority->tick();
  look(world);
  status = world.get<QueueStatus>(world.queue);
  CHECK(status.full_lifted_day.empty());
  CHECK_FALSE(status.full);
  CHECK(status.closed_day.empty());
}

TEST_CASE("a queue without the limit, or without a known wait, is never full") {
  ServerWorld world;
  close_at(world, "13:00");
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  for (int i = 0; i < 20; ++i) world.ticket("A" + std::to_string(100 + i), world.queue);
  world.advance(minutes(1));
  look(world);
  CHECK_FALSE(world.get<QueueStatus>(world.queue).full);
}

TEST_CASE("the alert rises when somebody will be late, by expectation or by the clock alone") {
  ServerWorld world;
  world.ticket("B100", world.other_queue);
  CHECK_FALSE(world.get<QueueStatus>(world.other_queue).alert);
  world.advance(minutes(17));  // the target is 15
  look(world);
  auto status = world.get<QueueStatus>(world.other_queue);
  CHECK(status.alert);
  CHECK(status.late_expected == 1);
  CHECK(status.counters_open == 0);

  ServerWorld busy;
  teach(busy);
  for (int i = 0; i < 8; ++i) busy.ticket("A2" + std::to_string(10 + i), busy.queue);
  busy.advance(minutes(1));
  look(busy);
  status = busy.get<QueueStatus>(busy.queue);
  CHECK(status.alert);
  CHECK(status.late_expected >= 4);  // ten minutes each, and due after fifteen
  CHECK(status.late_expected < 8);
}

TEST_CASE("the site's rules decide at the authority too: queue, priority, and no way into a closed queue") {
  ServerWorld world;
  SegmentRule first;
  first.id = world.id("rule 1");
  first.site_id = world.site;
  first.order = 1;
  first.needs = {"sign_language"};
  first.queue_id = world.other_queue;
  first.priority_minutes = 5;
  import(world, first);
  const auto issue = [&] {
    const auto answer = world.command(world.clerk, {{"type", "ticket.issue"},
                                                    {"queue_id", world.queue.to_string()},
                                                    {"language", "fi"},
                                                    {"needs", {"sign_language"}}});
    return world.get<Ticket>(Uuid::parse(text_at(answer.value(), "/ticket/id")).value());
  };
  const Ticket sent = issue();
  CHECK(sent.queue_id == world.other_queue);
  CHECK(sent.number.substr(0, 1) == "B");
  CHECK(sent.due == sent.first_arrival + minutes(10));
  CHECK(sent.due_reason == DueReason::priority);
  REQUIRE(world.command(world.clerk,
                        {{"type", "queue.close_today"}, {"queue_id", world.other_queue.to_string()}}));
  CHECK(issue().queue_id == world.queue);

  SegmentRule broken = first;
  broken.id = world.id("rule 2");
  broken.queue_id.reset();
  broken.priority_minutes.reset();
  const auto refused = world.act<authority::ImportCounts>([&](Context& context) {
    const std::vector<authority::ImportRecord> records = {{"segment_rule", encode(broken)}};
    return authority::import_records(context, "more", records, false);
  });
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "records[0].record.queue_id: neither a queue nor a priority");
}

TEST_CASE("after a restart the waits know when counters were open, from their history") {
  ServerWorld world;
  teach(world);
  world.ticket("A200", world.queue);
  world.advance(minutes(1));
  look(world);
  const auto before = world.get<QueueStatus>(world.queue);
  REQUIRE_FALSE(before.waits.empty());
  // What was learned is gone, as at a start; the histories teach it again.
  world.restart();
  world.advance(minutes(1));
  look(world);
  const auto after = world.get<QueueStatus>(world.queue);
  REQUIRE_FALSE(after.waits.empty());
  CHECK(after.waits.back().high_s > 0);
  REQUIRE(world.command(world.clerk, {{"type", "counter.pause"}, {"counter_id", world.counter.to_string()}}));
  CHECK(world.get<QueueStatus>(world.queue).waits.empty());  // nobody serves: nothing is said
}

TEST_CASE("after a restart the waits know a counter's lunch, from the counters' history alone") {
  ServerWorld world;  // Thursday, 10.00 in Helsinki
  const auto at_counter = [&](const char* act) {
    REQUIRE(world.command(
        world.clerk, {{"type", std::string("counter.") + act}, {"counter_id", world.counter.to_string()}}));
  };
  teach(world);  // 12.02
  at_counter("pause");
  world.advance(std::chrono::hours(2));
  at_counter("resume");
  world.advance(minutes(5));
  at_counter("leave");
  // Friday, 11.50: one is served, two wait, and the second of them will hardly be called before lunch.
  world.advance(WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 6)) + std::chrono::hours(9) +
                minutes(50) - world.clock.wall());
  at_counter("take");
  for (int i = 0; i < 3; ++i) {
    auto ticket = world.issued("A" + std::to_string(120 + i), world.queue);
    ticket.service_day = "2026-03-06";
    REQUIRE(world.send(world.event("ticket.issued", protocol::encode(ticket))).status ==
            protocol::EventStatus::accepted);
    if (i == 0) REQUIRE(world.command(world.clerk, call_next(world.counter)));
    if (i == 0) REQUIRE(world.command(world.clerk, on_ticket("start", ticket.ticket_id)));
  }
  world.advance(std::chrono::seconds(10));
  look(world);
  const auto before = world.get<QueueStatus>(world.queue);
  REQUIRE_FALSE(before.waits.empty());
  CHECK(before.waits.back().high_s > 90 * 60);
  world.restart();
  world.advance(std::chrono::seconds(40));
  look(world);
  const auto after = world.get<QueueStatus>(world.queue);
  REQUIRE_FALSE(after.waits.empty());
  CHECK(after.waits.back().high_s > 90 * 60);
}

TEST_CASE("a commit that failed teaches nothing, and what was learned before it is not learned anew") {
  const auto said = [](bool fails) {
    const test::TempDir folder;
    const auto path = folder.path() / "vuoro.db";
    ServerWorld world(path);
    teach(world);
    for (const char* number : {"A115", "A116", "A117"}) world.ticket(number, world.queue);
    if (fails) {
      // The lines of the first visits are gone from the log: whoever learned from there would know less.
      auto beside = sqlite::open_checked(path, {}).value();
      REQUIRE(beside.execute("DELETE FROM ticket_log WHERE entry <= 30"));
      const auto away = folder.path() / "away.db";
      std::filesystem::rename(path, away);
      for (int i = 0; i < 3; ++i) CHECK_FALSE(world.command(world.clerk, call_next(world.counter)));
      std::filesystem::rename(away, path);
    }
    REQUIRE(world.command(world.clerk, call_next(world.counter)));
    world.advance(minutes(1));
    look(world);
    return world.get<QueueStatus>(world.queue);
  };
  const auto calm = said(false);
  REQUIRE_FALSE(calm.waits.empty());
  CHECK(encode(said(true)) == encode(calm));
}
