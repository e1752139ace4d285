// Outbox and leases over a played transport and the real store.

#include "tests/unit/sync_fixture.h"

namespace vuoro::sync {

using namespace std::chrono_literals;
using protocol::EventStatus;

using Fixture = test::SyncFixture;

namespace {

Response said(const protocol::EventAnswers& answers) {
  return {200, json::serialize(protocol::encode(answers)), std::nullopt, ""};
}

}  // namespace

TEST_CASE("Events leave oldest first, in batches of at most a hundred, and only on an answer") {
  Fixture fixture;
  REQUIRE(fixture.sync.start().has_value());
  std::vector<Uuid> ids;
  for (int i = 0; i < 130; ++i) ids.push_back(fixture.add_event());
  fixture.sync.step();
  auto lost = fixture.transport.take("/api/v1/events");
  const auto batch =
      protocol::decode<protocol::EventBatch>(parse_json(lost.request.body).value(), RecordMode::strict)
          .value();
  REQUIRE(batch.events.size() == 100);
  for (std::size_t i = 0; i < 100; ++i) {
    CHECK(batch.events[i].id == ids[i]);
    CHECK(batch.events[i].sequence == static_cast<std::int64_t>(i) + 1);
  }
  // It had its effect, and the answer was lost: sent again, answered "repeated", nothing twice.
  REQUIRE(fixture.authority.handle(fixture.device, lost.request, false)->status == 200);
  lost.done({0, "", std::nullopt, "lost"});
  CHECK(fixture.waiting() == 130);
  fixture.clock.advance(k_backoff_first);
  fixture.sync.step();
  fixture.serve("/api/v1/events");
  CHECK(fixture.waiting() == 30);
  fixture.sync.step();
  fixture.serve("/api/v1/events");
  CHECK(fixture.waiting() == 0);
  CHECK(fixture.authority.event_order() == ids);
  CHECK(fixture.authority.feedback().size() == 130);
}

TEST_CASE("An event that is left without an answer waits, and the others go on") {
  Fixture fixture;
  REQUIRE(fixture.sync.start().has_value());
  const Uuid stuck = fixture.add_event();
  const Uuid other = fixture.add_event();
  fixture.sync.step();
  fixture.transport.take("/api/v1/events")
      .done(said({{{other, EventStatus::accepted, {}, {}}}, fixture.clock.wall()}));
  CHECK(fixture.waiting() == 1);
  fixture.sync.step();
  fixture.transport.take("/api/v1/events").done(said({{}, fixture.clock.wall()}));
  fixture.sync.step();
  for (const auto& one : fixture.transport.sent) CHECK(one.request.target != "/api/v1/events");
  // Whoever comes next does not wait for it.
  const Uuid next = fixture.add_event();
  fixture.sync.step();
  const auto both = fixture.transport.take("/api/v1/events");
  CHECK(both.request.body.find(stuck.to_string()) < both.request.body.find(next.to_string()));
  both.done(said({{{next, EventStatus::accepted, {}, {}}}, fixture.clock.wall()}));
  CHECK(fixture.waiting() == 1);
  CHECK(fixture.set_aside() == 0);
}

TEST_CASE("What is refused for good is set aside without personal data and blocks nothing") {
  Fixture fixture;
  REQUIRE(fixture.sync.start().has_value());
  fixture.authority.reject_type("feedback.odd");
  fixture.add_event();
  fixture.add_event("feedback.odd");
  fixture.add_event();
  fixture.sync.step();
  fixture.serve("/api/v1/events");
  CHECK(fixture.waiting() == 0);
  CHECK(fixture.set_aside() == 1);
  auto row = fixture.store.database().query("SELECT payload,code FROM set_aside").value();
  REQUIRE(row.step().value());
  CHECK(row.text(0).find("a@b.fi") == std::string::npos);
  CHECK(row.text(0).find("feedback_id") != std::string::npos);
  CHECK(row.text(1) == "forbidden");
}

TEST_CASE("Answers that do not fit the question remove nothing") {
  Fixture fixture;
  REQUIRE(fixture.sync.start().has_value());
  const Uuid id = fixture.add_event();
  fixture.sync.step();
  const auto stranger = Uuid::from_name("stranger");
  fixture.transport.take("/api/v1/events")
      .done(said({{{stranger, EventStatus::accepted, {}, {}}}, fixture.clock.wall()}));
  CHECK(fixture.waiting() == 1);
  for (const std::string body : {"", "[]", "{\"answers\":7}", "null", "<html>"}) {
    fixture.clock.advance(k_backoff_most);
    fixture.sync.step();
    fixture.transport.take("/api/v1/events").done({200, body, std::nullopt, ""});
    CHECK(fixture.waiting() == 1);
  }
  fixture.clock.advance(k_backoff_most);
  fixture.sync.step();
  fixture.transport.take("/api/v1/events")
      .done(said({{{id, EventStatus::repeated, {}, {}}}, fixture.clock.wall()}));
  CHECK(fixture.waiting() == 0);
}

TEST_CASE("One event that spoils every batch is found by halving") {
  Fixture fixture;
  REQUIRE(fixture.sync.start().has_value());
  for (int i = 0; i < 10; ++i) fixture.add_event(i == 6 ? "bad" : "feedback.given");
  for (int turn = 0; turn < 60 && fixture.waiting() > 0; ++turn) {
    fixture.clock.advance(1s);
    fixture.sync.step();
    if (!fixture.transport.has("/api/v1/events")) continue;
    const auto one = fixture.transport.take("/api/v1/events");
    if (one.request.body.find("\"bad\"") != std::string::npos) {
      one.done({400, R"({"error":{"code":"parse","message":"no"}})", std::nullopt, ""});
    } else {
      one.done(*fixture.authority.handle(fixture.device, one.request, false));
    }
  }
  CHECK(fixture.waiting() == 0);
  CHECK(fixture.set_aside() == 1);
  CHECK(fixture.authority.feedback().size() == 9);
}

TEST_CASE("Blocks are held before they are needed, spent once, and end on monotonic time") {
  Fixture fixture;
  REQUIRE(fixture.sync.start().has_value());
  auto& leases = fixture.sync.leases();
  leases.set_stock("2026-03-03", {fixture.lobby.queue_a});
  const auto stock = [&] {
    fixture.clock.advance(1s);
    fixture.sync.step();
    if (fixture.transport.has("/api/v1/leases")) fixture.serve("/api/v1/leases");
  };
  fixture.sync.step();
  auto lost = fixture.transport.take("/api/v1/leases");
  (void)fixture.authority.handle(fixture.device, lost.request, false);
  lost.done({0, "", std::nullopt, ""});  // the same request again: no block is wasted
  stock();
  CHECK(fixture.authority.leases_given() == 1);
  CHECK(leases.left(fixture.lobby.queue_a) == k_block_least);
  const auto first = leases.next_of_block(fixture.lobby.queue_a).value();
  CHECK(first.number == 301);
  leases.spent(fixture.lobby.queue_a, first);
  CHECK(leases.next_of_block(fixture.lobby.queue_a)->number == 302);

  SECTION("at the low-water mark the next block is asked for") {
    while (leases.left(fixture.lobby.queue_a) > k_low_water_least) {
      leases.spent(fixture.lobby.queue_a, *leases.next_of_block(fixture.lobby.queue_a));
    }
    stock();
    CHECK(fixture.authority.leases_given() == 2);
    CHECK(leases.left(fixture.lobby.queue_a) > k_low_water_least);
  }
  SECTION("a wall clock that jumps ends nothing; monotonic time does") {
    fixture.clock.jump_wall(-72h);
    CHECK(leases.next_of_block(fixture.lobby.queue_a).has_value());
    fixture.clock.advance(12h - 5s);
    CHECK(leases.next_of_block(fixture.lobby.queue_a).has_value());
    fixture.clock.advance(5s);
    CHECK(leases.next_of_block(fixture.lobby.queue_a).error().code == Errc::exhausted);
  }
  SECTION("a new service day gives yesterday's block back and wants today's") {
    fixture.clock.advance(10h);
    leases.set_stock("2026-03-04", {fixture.lobby.queue_a});
    CHECK(leases.next_of_block(fixture.lobby.queue_a).error().code == Errc::exhausted);
    fixture.sync.step();
    REQUIRE(fixture.transport.has("/api/v1/leases/return"));
    fixture.serve("/api/v1/leases/return");
    CHECK(fixture.authority.returned() == std::vector<Uuid>{first.lease_id});
  }
  SECTION("a machine that begins without a clock gives no block up") {
    fixture.transport.sent.clear();
    Sync again(fixture.clock, fixture.random, fixture.transport, fixture.store,
               {fixture.lobby.site_id, true});
    REQUIRE(again.start().has_value());
    for (const char* wrong : {"1970-01-01", "2106-02-07"}) {
      again.leases().set_stock(wrong, {fixture.lobby.queue_a});
      CHECK(again.leases().next_of_block(fixture.lobby.queue_a).error().code == Errc::exhausted);
    }
    again.link().note_server_time(fixture.clock.mono(), fixture.clock.wall());
    again.leases().set_stock("2026-03-03", {fixture.lobby.queue_a});
    CHECK(again.leases().next_of_block(fixture.lobby.queue_a)->lease_id == first.lease_id);
    again.leases().set_stock("2026-03-04", {fixture.lobby.queue_a});
    again.leases().set_stock("2026-03-03", {fixture.lobby.queue_a});
    CHECK(again.leases().next_of_block(fixture.lobby.queue_a).error().code == Errc::exhausted);
  }
  SECTION(
      "after a restart of the process it goes on where the store is; of the machine, by what is surely "
      "left") {
    REQUIRE(fixture.store.leases()->front().next ==
            301);  // spent() is told after the store's own transaction
    auto same =
        kiosk::Store::open_or_recover(fixture.dir.path() / "s.db", fixture.clock, {"boot", false}).value();
    CHECK(same.leases()->front().expires > fixture.clock.mono() + 11h);
    fixture.clock.jump_wall(11h);
    auto other =
        kiosk::Store::open_or_recover(fixture.dir.path() / "s.db", fixture.clock, {"another boot", false})
            .value();
    const auto left = other.leases()->front().expires - fixture.clock.mono();
    CHECK(left <= 1h);
    CHECK(left > 30min);
  }
}

TEST_CASE("Blocks grow with demand") {
  Fixture fixture;
  REQUIRE(fixture.sync.start().has_value());
  auto& leases = fixture.sync.leases();
  for (int i = 0; i < 40; ++i) leases.note_demand(fixture.lobby.queue_a);
  leases.set_stock("2026-03-03", {fixture.lobby.queue_a, fixture.lobby.queue_b});
  fixture.sync.step();
  fixture.serve("/api/v1/leases");
  CHECK(leases.left(fixture.lobby.queue_a) == 40);
  CHECK(leases.left(fixture.lobby.queue_b) == k_block_least);
}

TEST_CASE("A hold ends; a hold of before a restart of the machine is not used") {
  Fixture fixture;
  REQUIRE(fixture.sync.start().has_value());
  fixture.authority.set_hold_ttl(60s);
  std::optional<Result<protocol::Lease>> hold;
  fixture.sync.leases().ask_slot(fixture.lobby.slots[0],
                                 [&](Result<protocol::Lease> lease) { hold = std::move(lease); });
  fixture.serve("/api/v1/leases");
  REQUIRE((hold && hold->has_value()));
  const Uuid id = (*hold)->id;
  CHECK(fixture.sync.leases().hold(id).has_value());
  auto rebooted =
      kiosk::Store::open_or_recover(fixture.dir.path() / "s.db", fixture.clock, {"another boot", false})
          .value();
  CHECK(rebooted.leases()->front().expires <= fixture.clock.mono());
  fixture.clock.advance(59s);
  CHECK(fixture.sync.leases().hold(id).error().code == Errc::expired);
  fixture.clock.advance(2s);
  // Over without a booking: the authority, which keeps it longer for us, hears of it.
  fixture.sync.step();
  fixture.serve("/api/v1/leases/return");
  CHECK(fixture.authority.returned() == std::vector<Uuid>{id});
  CHECK(fixture.store.leases()->empty());
}

TEST_CASE("A display whose line holds follows the server's clock when that is set") {
  Fixture fixture;
  ManualClock truth(fixture.clock.wall());
  test::FakeAuthority authority(truth, fixture.random);
  const auto lobby = test::furnish(authority, truth.wall());
  Sync display(fixture.clock, fixture.random, fixture.transport, fixture.store, {lobby.site_id, false});
  REQUIRE(display.start().has_value());
  const auto minute = [&] {
    for (int second = 0; second < 60; ++second) {
      fixture.clock.advance(1s);
      truth.advance(1s);
      display.set_status({.version = "1", .printer = "none", .troubles = {}});
      display.step();
      // What waits for a change goes on waiting: nothing happens in this lobby.
      std::deque<test::ScriptedTransport::Sent> asked;
      asked.swap(fixture.transport.sent);
      for (auto& one : asked) {
        if (auto answer = authority.handle(fixture.device, one.request, true)) {
          one.done(*answer);
        } else {
          fixture.transport.sent.push_back(std::move(one));
        }
      }
    }
  };
  minute();
  CHECK(std::chrono::abs(display.link().server_now() - truth.wall()) <= 1s);
  truth.jump_wall(-7h);
  minute();
  minute();
  CHECK(std::chrono::abs(display.link().server_now() - truth.wall()) <= 1s);
}

TEST_CASE("The report on the machine: at once, on change, and every minute") {
  Fixture fixture;
  REQUIRE(fixture.sync.start().has_value());
  protocol::DeviceStatus status;
  status.printer = "ok";
  const auto sent = [&] {
    fixture.sync.set_status(status);
    fixture.sync.step();
    if (!fixture.transport.has("/api/v1/status")) return false;
    fixture.serve("/api/v1/status");
    return true;
  };
  CHECK(sent());
  fixture.clock.advance(10s);
  CHECK_FALSE(sent());
  status.printer = "paper_out";
  CHECK(sent());
  status.printer = "ok";
  CHECK_FALSE(sent());  // too soon after the last
  fixture.clock.advance(k_status_least);
  CHECK(sent());
  fixture.clock.advance(k_status_every);
  CHECK(sent());

  // After an outage: that all has been sent, and that the copy is current again, is not a minute's news.
  status.outbox_waiting = 7;
  fixture.clock.advance(k_status_every);
  CHECK(sent());
  status.outbox_waiting = 4;
  fixture.clock.advance(k_status_least);
  CHECK_FALSE(sent());
  status.outbox_waiting = 0;
  CHECK(sent());
  status.last_sync = fixture.clock.wall() - 5min;
  fixture.clock.advance(k_status_least);
  CHECK(sent());
  status.last_sync = fixture.clock.wall();
  fixture.clock.advance(k_status_least);
  CHECK(sent());
  status.last_sync = fixture.clock.wall() + 20s;
  fixture.clock.advance(20s);
  CHECK_FALSE(sent());
}

}  // namespace vuoro::sync
