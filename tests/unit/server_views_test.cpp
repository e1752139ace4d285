// What the authority shows and keeps: pace, the phone's view, imports, the feed, devices, feedback.

#include <catch2/catch.hpp>

#include "server/limits.h"
#include "tests/unit/server_world.h"

using namespace vuoro;
using authority::Context;
using protocol::EventStatus;
using std::chrono::minutes;
using test::call_next;
using test::ServerWorld;
using test::take;
using test::text_at;

TEST_CASE("the expected wait is learned at the authority, told by place, and survives a restart of it") {
  ServerWorld world;
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  const auto status = [&] { return world.get<QueueStatus>(world.queue); };
  const auto tick = [&] {
    world.advance(limits::k_wait_pause);
    (void)world.act<int>([](Context&) { return Result<int>(0); });
  };
  int number = 100;
  const auto serve = [&] {
    const Uuid ticket = world.ticket(fmt::format("A{}", number++), world.queue);
    world.advance(std::chrono::seconds(10));
    REQUIRE(world.command(world.clerk, call_next(world.counter)));
    world.advance(minutes(6));
    REQUIRE(world.command(world.clerk, {{"type", "ticket.finish"}, {"ticket_id", ticket.to_string()}}));
    world.advance(std::chrono::seconds(5));
  };
  CHECK(status().waits.empty());
  serve();
  tick();
  CHECK(status().waits.empty());
  for (int i = 0; i < 9; ++i) serve();
  // A refused command teaches nothing and changes nothing.
  CHECK_FALSE(world.command(world.other_clerk, call_next(world.counter)));
  for (int i = 0; i < 5; ++i) world.ticket(fmt::format("A{}", number++), world.queue);
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  tick();
  const auto told = status().waits;
  REQUIRE(told.size() == 5);
  CHECK(told.back().ahead == 4);
  for (std::size_t i = 1; i < told.size(); ++i) {
    CHECK(told[i].ahead > told[i - 1].ahead);
    CHECK(told[i].low_s >= told[i - 1].low_s);
    CHECK(told[i].high_s >= told[i - 1].high_s);
  }
  // Four times six minutes, and the rest of the one who was just called.
  CHECK(told.back().low_s < 30 * 60);
  CHECK(told.back().high_s > 24 * 60);
  CHECK(told.back().high_s < 60 * 60);
  // A new authority over the same store learns from the log.
  world.authority =
      std::make_unique<authority::Authority>(*world.store, world.clock, world.random, world.signer);
  tick();
  world.ticket("A150", world.queue);
  tick();
  const auto again = status().waits;
  REQUIRE_FALSE(again.empty());
  CHECK(again.back().ahead == 5);
  CHECK(again.back().high_s > told.back().low_s);
  CHECK(again.back().low_s < 40 * 60);
}

TEST_CASE("the phone sees its place, and the revision changes with it") {
  ServerWorld world;
  world.ticket("A100", world.queue);
  world.advance(minutes(1));
  const auto payload = world.issued("A101", world.queue);
  world.send(world.event("ticket.issued", protocol::encode(payload)));
  const auto alone = world.authority->follow(payload.follow_token).value();
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  const auto before = world.authority->follow(payload.follow_token).value();
  CHECK(before.at("revision") != alone.at("revision"));  // somebody serves the queue now
  CHECK(before.at("position").as_int64() == 2);
  world.advance(std::chrono::seconds(1));
  CHECK(world.authority->follow(payload.follow_token).value().at("revision") == before.at("revision"));
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  const auto after = world.authority->follow(payload.follow_token).value();
  CHECK(after.at("position").as_int64() == 1);
  CHECK(after.at("revision") != before.at("revision"));
  CHECK(world.authority->follow("nonsense").error().code == Errc::not_found);
  CHECK(world.authority->follow(std::string(24, 'x')).error().code == Errc::not_found);
}

TEST_CASE("an import changes only what changed, keeps what the authority knows, and prunes") {
  ServerWorld world;
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  auto counter = world.get<Counter>(world.counter);
  counter.open = false;
  counter.staff_id.reset();
  const auto import = [&](std::vector<authority::ImportRecord> records, bool prune) {
    return world.act<authority::ImportCounts>(
        [&](Context& context) { return authority::import_records(context, "test", records, prune); });
  };
  const auto same = import({{"counter", encode(counter)}}, false).value();
  CHECK(same.unchanged == 1);
  CHECK(world.get<Counter>(world.counter).open);
  counter.name = "7";
  CHECK(import({{"counter", encode(counter)}}, false).value().changed == 1);
  CHECK(world.get<Counter>(world.counter).staff_id == world.clerk);
  // A bad record leaves nothing of its import behind.
  counter.name = "8";
  const auto bad = import({{"counter", encode(counter)}, {"ticket", json::object()}}, false);
  CHECK(bad.error().code == Errc::invalid_argument);
  CHECK(world.get<Counter>(world.counter).name == "7");
  // A queue whose numbers no ticket could carry would give promises that nobody can keep.
  auto queue = world.get<Queue>(world.queue);
  queue.number_last = 10'000'000;
  CHECK(import({{"queue", encode(queue)}}, false).error().message.find("number_last") != std::string::npos);
  const auto pruned = import({{"site", encode(world.get<Site>(world.site))},
                              {"queue", encode(world.get<Queue>(world.queue))}},
                             true)
                          .value();
  // But for the counter at which somebody works.
  CHECK(pruned.removed == 3);
  REQUIRE(pruned.kept_counters.size() == 1);
  CHECK(pruned.kept_counters[0].name == "7");
  CHECK(world.get<Counter>(world.counter).staff_id == world.clerk);
  CHECK_FALSE(world.has<Queue>(world.other_queue));
}

TEST_CASE(
    "a queue with visitors or numbers out today stays, and an import of another day removes it, but for "
    "visitors") {
  ServerWorld world;
  const auto rest = [&] {
    return world.act<authority::ImportCounts>([&](Context& context) {
      const std::vector<authority::ImportRecord> brought = {
          {"site", encode(authority::load<Site>(context.tx, world.site).value())}};
      return authority::import_records(context, "test", brought, true);
    });
  };
  world.ticket("A100", world.queue);
  REQUIRE(world.lease({protocol::LeaseKind::number_block, world.other_queue, {}, 8}));
  const auto today = rest().value();
  CHECK(today.kept.size() == 2);
  CHECK(world.has<Queue>(world.queue));
  CHECK(world.has<QueueStatus>(world.queue));
  CHECK(world.has<Queue>(world.other_queue));
  world.advance(std::chrono::hours(24));
  // Terminals hold numbers of every day by its first minute.
  REQUIRE(world.lease({protocol::LeaseKind::number_block, world.queue, {}, 8}));
  REQUIRE(world.lease({protocol::LeaseKind::number_block, world.other_queue, {}, 8}));
  auto issued = world.issued("A101", world.queue);
  issued.service_day = "2026-03-06";
  REQUIRE(world.send(world.event("ticket.issued", protocol::encode(issued))).status ==
          protocol::EventStatus::accepted);
  const auto waiting = rest().value();
  REQUIRE(waiting.kept.size() == 1);
  CHECK(waiting.kept.front().queue_id == world.queue);
  CHECK(waiting.removed == 1);
  world.advance(std::chrono::hours(24));
  const auto tomorrow = rest().value();
  CHECK(tomorrow.kept.empty());
  CHECK(tomorrow.removed == 1);
  CHECK_FALSE(world.has<Queue>(world.queue));
  CHECK_FALSE(world.has<Queue>(world.other_queue));
}

TEST_CASE("a counter that is taken out of the content while somebody is served at it stays for the day") {
  ServerWorld world;
  const auto rest = [&] {
    return world
        .act<authority::ImportCounts>([&](Context& context) {
          const std::vector<authority::ImportRecord> brought = {
              {"site", encode(authority::load<Site>(context.tx, world.site).value())},
              {"queue", encode(authority::load<Queue>(context.tx, world.queue).value())}};
          return authority::import_records(context, "test", brought, true);
        })
        .value();
  };
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  const auto visitor = world.ticket("A100", world.queue);
  REQUIRE(world.command(world.clerk, call_next(world.counter)));
  CHECK(rest().kept_counters.size() == 1);
  CHECK_FALSE(world.has<Counter>(world.other_counter));
  REQUIRE(world.command(world.clerk, test::on_ticket("start", visitor)));
  REQUIRE(world.command(world.clerk, test::on_ticket("finish", visitor)));
  CHECK(world.get<Ticket>(visitor).state == TicketState::finished);
  CHECK(rest().kept_counters.size() == 1);
  world.advance(std::chrono::hours(24));
  CHECK(rest().kept_counters.empty());
  CHECK_FALSE(world.has<Counter>(world.counter));
}

TEST_CASE("a number that was given without a line, of a queue that is gone by now, is known and over") {
  ServerWorld world;
  const auto block = world.lease({protocol::LeaseKind::number_block, world.queue, {}, 8}).value();
  const Uuid lease = Uuid::parse(text_at(block, "/outcomes/0/lease/id")).value();
  auto printed = world.issued("A120", world.queue);
  printed.lease_id = lease;
  REQUIRE(world.act<void>([&](Context& context) -> Result<void> {
    VUORO_TRY(context.tx.remove_record(protocol::site_scope(world.site), "queue", world.queue));
    VUORO_TRY(context.tx.set_lease_state(lease, store::LeaseState::expired));
    context.memory.forget_records();
    return {};
  }));
  const auto event = world.event("ticket.issued", protocol::encode(printed));
  CHECK(world.send(event).status == EventStatus::accepted);
  CHECK(world.send(event).status == EventStatus::repeated);
  const auto ticket = world.get<Ticket>(printed.ticket_id);
  CHECK(ticket.state == TicketState::expired);
  CHECK(ticket.number == "A120");
  const auto log = world.store
                       ->read_value<std::vector<store::TicketLogRow>>(
                           [&](store::Reader& reader) { return reader.ticket_log(printed.ticket_id); })
                       .value();
  REQUIRE(log.size() == 2);
  CHECK(log[1].reason == "queue_removed");
  CHECK(world.authority->follow(printed.follow_token).value().at("state") == "expired");
  // What was never leased to it was given by nobody.
  auto invented = world.issued("A121", world.queue);
  CHECK(world.send(world.event("ticket.issued", protocol::encode(invented))).code == "not_found");
}

TEST_CASE("the feed pages in order of revision, and forgets old tombstones") {
  ServerWorld world;
  const std::string scope = protocol::site_scope(world.site);
  const auto first = parse_json(world.authority->changes(scope, 0, false).value().body).value();
  const auto page = protocol::decode<protocol::ChangesPage>(first, RecordMode::strict).value();
  CHECK_FALSE(page.more);
  for (std::size_t i = 1; i < page.changes.size(); ++i)
    CHECK(page.changes[i - 1].revision < page.changes[i].revision);
  CHECK(world.authority->changes(scope, page.revision, false).value().empty);
  CHECK(world.authority->changes(scope, page.revision + 1, false).error().code == Errc::resync);
  Announcement announcement;
  announcement.id = world.id("announcement");
  announcement.site_id = world.site;
  announcement.text["fi"] = "Hei";
  REQUIRE(world.command(world.clerk, {{"type", "announcement.put"}, {"announcement", encode(announcement)}}));
  REQUIRE(world.command(world.clerk,
                        {{"type", "announcement.delete"}, {"announcement_id", announcement.id.to_string()}}));
  const auto after = world.authority->changes(scope, page.revision, false).value();
  CHECK(after.body.find("\"deleted\":true") != std::string::npos);
  const auto prune = [&] {
    return world.act<void>([&](Context& context) {
      return context.tx.prune_tombstones(context.now, context.now - limits::k_tombstone_life);
    });
  };
  REQUIRE(prune());
  CHECK(world.authority->changes(scope, page.revision, false));
  world.advance(limits::k_tombstone_life + minutes(1));
  REQUIRE(prune());
  CHECK(world.authority->changes(scope, page.revision, false).error().code == Errc::resync);
  CHECK(world.authority->changes(scope, page.revision, true));
  CHECK(world.authority->changes(scope, 0, false));
}

TEST_CASE("a device enrols once with a code, and a revoked one is out") {
  ServerWorld world;
  const auto code = text_at(world
                                .command(world.supervisor, {{"type", "device.code"},
                                                            {"site_id", world.site.to_string()},
                                                            {"role", "display"},
                                                            {"name", "Hall"}})
                                .value(),
                            "/code");
  const auto enrol = [&](const std::string& csr) {
    return world.act<protocol::EnrolAnswer>([&](Context& context) {
      return authority::enrol_device(context, world.signer, {code, csr});
    });
  };
  CHECK(enrol("bad").error().code == Errc::invalid_argument);  // the code is not spent by that
  const auto answer = enrol("good").value();
  CHECK(answer.role == "display");
  CHECK(world.get<Device>(answer.device_id).role == DeviceRole::display);
  CHECK(enrol("good").error().code == Errc::unauthorized);
  REQUIRE(world.command(world.supervisor,
                        {{"type", "device.revoke"}, {"device_id", answer.device_id.to_string()}}));
  CHECK(world.authority->device(answer.device_id).error().code == Errc::forbidden);
  CHECK(world.authority->device(world.id("stranger")).error().code == Errc::unauthorized);
}

TEST_CASE("feedback is one touch, can be added to, and keeps its contact apart") {
  ServerWorld world;
  const auto id = world.id("feedback").to_string();
  const json::object given{{"feedback_id", id}, {"score", 4}, {"language", "fi"}};
  CHECK(world.send(world.event("feedback.given", given)).status == EventStatus::accepted);
  const json::object added{
      {"feedback_id", id}, {"text", "Kiitos"}, {"contact", "a@b.fi"}, {"language", "fi"}};
  CHECK(world.send(world.event("feedback.added", added)).status == EventStatus::accepted);
  const auto row = world.store
                       ->read_value<std::optional<store::FeedbackRow>>(
                           [&](store::Reader& reader) { return reader.feedback(world.id("feedback")); })
                       .value()
                       .value();
  CHECK(row.score == 4);
  CHECK(row.text == "Kiitos");
  const json::object wild{{"feedback_id", id}, {"score", 9}, {"language", "fi"}};
  CHECK(world.send(world.event("feedback.given", wild)).status == EventStatus::rejected);
}

TEST_CASE("feedback read in pages misses none: not of one moment, not behind another site's") {
  ServerWorld world;
  REQUIRE(world.store->write_now<int>([&](store::Transaction& tx) -> Result<int> {
    const auto put = [&](const std::string& name, const Uuid& site, std::int64_t ms) {
      store::FeedbackRow row;
      row.id = world.id(name);
      row.site_id = site;
      row.score = 5;
      row.language = "fi";
      row.time = from_unix_ms(ms);
      return tx.put_feedback(row);
    };
    for (int i = 0; i < 600; ++i)
      VUORO_TRY(put(fmt::format("other {}", i), world.id("another site"), 1'000 + i));
    for (int i = 0; i < 498; ++i) VUORO_TRY(put(fmt::format("own {}", i), world.site, 2'000 + i));
    for (int i = 0; i < 5; ++i) VUORO_TRY(put(fmt::format("own, at once {}", i), world.site, 3'000));
    VUORO_TRY(put("own, the last", world.site, 4'000));
    return 0;
  }));
  authority::Session session;
  session.staff = world.store
                      ->read_value<std::optional<store::StaffRow>>(
                          [&](store::Reader& reader) { return reader.staff(world.supervisor); })
                      .value()
                      .value();
  session.staff.site_id = world.site;
  const auto page = [&](std::int64_t since) {
    return world.authority->feedback(session, from_unix_ms(since)).value().as_object();
  };
  const auto first = page(0);
  CHECK(first.at("feedback").as_array().size() == 503);
  CHECK(first.at("more").as_bool());
  const auto second = page(first.at("feedback").as_array().back().at("time").as_int64());
  CHECK(second.at("feedback").as_array().size() == 1);
  CHECK_FALSE(second.at("more").as_bool());
}
