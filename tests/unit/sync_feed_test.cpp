// The feed over a played transport and the real store: snapshot, changes, and what makes it begin anew.

#include <set>

#include "tests/unit/sync_fixture.h"

namespace vuoro::sync {

using Fixture = test::SyncFixture;

TEST_CASE("The feed: snapshot by pages, changes by a waiting request, tombstones") {
  Fixture fixture;
  fixture.authority.set_page_max(2);
  REQUIRE(fixture.sync.start().has_value());
  fixture.serve_all();
  CHECK(fixture.sync.site_feed().revision() > 0);
  int queues = 0;
  REQUIRE(fixture.store.each_record("queue", [&](const Uuid&, const json::value&) { ++queues; }).has_value());
  CHECK(queues == 2);
  // What the copy holds is where the next request begins; a tombstone removes.
  const auto before = fixture.sync.site_feed().revision();
  fixture.authority.remove("queue", fixture.lobby.queue_b);
  Sync again(fixture.clock, fixture.random, fixture.transport, fixture.store, {fixture.lobby.site_id, true});
  REQUIRE(again.start().has_value());
  fixture.clock.advance(k_start_jitter);
  fixture.transport.sent.clear();
  again.step();
  fixture.serve(fixture.site_target);
  CHECK(again.site_feed().revision() == before + 1);
  queues = 0;
  REQUIRE(fixture.store.each_record("queue", [&](const Uuid&, const json::value&) { ++queues; }).has_value());
  CHECK(queues == 1);
}

TEST_CASE("A device that was just started keeps still for a moment of its own, whoever hurries it") {
  Fixture fixture;
  REQUIRE(fixture.sync.start().has_value());
  fixture.serve_all();
  std::set<Millis> moments;
  for (int i = 0; i < 12; ++i) {
    fixture.transport.sent.clear();
    Sync again(fixture.clock, fixture.random, fixture.transport, fixture.store,
               {fixture.lobby.site_id, true});
    REQUIRE(again.start().has_value());
    fixture.add_event();
    again.outbox().added();
    again.leases().set_stock("2026-03-03", {fixture.lobby.queue_a});
    again.set_status({});
    again.step();
    CHECK(fixture.transport.sent.empty());
    // Whoever stands there is asked for at once, and what comes of it hurries nothing else.
    again.leases().ask_number(fixture.lobby.queue_a, [](const auto&) {});
    REQUIRE(fixture.transport.sent.size() == 1);
    fixture.serve("/api/v1/leases");
    again.step();
    CHECK(again.link().online());
    CHECK(fixture.transport.sent.empty());
    const Millis rest = again.wake() - fixture.clock.mono();
    CHECK(rest <= k_start_jitter);
    moments.insert(rest);
    fixture.clock.advance(rest);
    again.step();
    CHECK(fixture.transport.sent.size() == 5);  // two feeds, what waits, numbers, how it is
  }
  CHECK(moments.size() > 8);
}

TEST_CASE("Too far behind: the snapshot is loaded beside the old records and switched at once") {
  Fixture fixture;
  REQUIRE(fixture.sync.start().has_value());
  const auto queues = [&] {
    int count = 0;
    REQUIRE(
        fixture.store.each_record("queue", [&](const Uuid&, const json::value&) { ++count; }).has_value());
    return count;
  };
  const auto turn = [&] {
    fixture.sync.step();
    if (fixture.transport.has(fixture.site_target)) fixture.serve(fixture.site_target);
  };
  turn();
  REQUIRE(queues() == 2);
  fixture.authority.remove("queue", fixture.lobby.queue_b);
  fixture.authority.forget_history();
  fixture.authority.set_page_max(2);
  turn();  // 410
  int pages = 0;
  while (queues() == 2 && ++pages < 20) turn();
  CHECK(queues() == 1);
  CHECK(pages > 1);  // the old ones stood until the last page
  CHECK(fixture.sync.site_feed().current_at().has_value());
}

TEST_CASE("A database that is mended while a request waits is loaded anew, whatever its answer says") {
  Fixture fixture;
  REQUIRE(fixture.sync.start().has_value());
  const auto ask = [&] {
    fixture.sync.step();
    return fixture.transport.take(fixture.site_target);
  };
  const auto answer = [&](const auto& one) {
    one.done(*fixture.authority.handle(fixture.device, one.request, false));
  };
  const auto queues = [&] {
    int count = 0;
    REQUIRE(
        fixture.store.each_record("queue", [&](const Uuid&, const json::value&) { ++count; }).has_value());
    return count;
  };
  answer(ask());
  REQUIRE(queues() == 2);
  const auto waits = ask();
  REQUIRE(waits.request.target.find("since=0&") == std::string::npos);
  for (const char* table : {"record", "scope"})
    REQUIRE(fixture.store.database().execute(std::string("DELETE FROM ") + table).has_value());
  REQUIRE(fixture.sync.start().has_value());
  answer(waits);
  CHECK(fixture.sync.site_feed().revision() == 0);
  answer(ask());
  CHECK(queues() == 2);
}

TEST_CASE("An authority that stands before us was restored from a backup: everything anew") {
  Fixture fixture;
  REQUIRE(fixture.sync.start().has_value());
  fixture.serve_all();
  const auto revision = fixture.sync.site_feed().revision();
  protocol::ChangesPage page{
      protocol::site_scope(fixture.lobby.site_id), revision, revision - 1, false, fixture.clock.wall(), {}};
  Sync again(fixture.clock, fixture.random, fixture.transport, fixture.store, {fixture.lobby.site_id, true});
  REQUIRE(again.start().has_value());
  fixture.clock.advance(k_start_jitter);
  fixture.transport.sent.clear();
  again.step();
  fixture.transport.take(fixture.site_target)
      .done({200, json::serialize(protocol::encode(page)), std::nullopt, ""});
  again.step();
  CHECK(fixture.transport.take(fixture.site_target).request.target.find("since=0&") != std::string::npos);
}

TEST_CASE("A waiting request that is answered with another time tells that the authority's clock was set") {
  Fixture fixture;
  REQUIRE(fixture.sync.start().has_value());
  fixture.sync.step();
  const auto first = fixture.transport.take(fixture.site_target);
  first.done(*fixture.authority.handle(fixture.device, first.request, false));
  const auto& known = fixture.sync.link().server_clock();
  REQUIRE(known.known());
  const auto wait_and_answer = [&](WallTime time) {
    fixture.sync.step();
    const auto waits = fixture.transport.take(fixture.site_target);
    REQUIRE(waits.request.target.find("wait=0") == std::string::npos);
    fixture.clock.advance(std::chrono::seconds(20));
    const auto revision = fixture.sync.site_feed().revision();
    const protocol::ChangesPage page{
        protocol::site_scope(fixture.lobby.site_id), revision, revision, false, time, {}};
    waits.done({200, json::serialize(protocol::encode(page)), std::nullopt, ""});
  };
  // As late as it may have been: nothing is learned of that.
  wait_and_answer(fixture.clock.wall() + std::chrono::seconds(20));
  CHECK(known.now(fixture.clock) == fixture.clock.wall());
  fixture.clock.advance(k_feed_early_rest * 2);
  wait_and_answer(fixture.clock.wall() - std::chrono::hours(1));
  CHECK(std::chrono::abs(known.offset(fixture.clock) + std::chrono::hours(1)) < std::chrono::seconds(30));
}

}  // namespace vuoro::sync
