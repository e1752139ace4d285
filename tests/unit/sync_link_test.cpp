// Back-off, the breaker, the clock estimate, and lanes over a transport that the test plays by hand.

#include <catch2/catch.hpp>

#include "core/sync/answers.h"
#include "core/sync/lease_returns.h"
#include "core/sync/link.h"
#include "tests/support/scripted_transport.h"

namespace vuoro::sync {

using namespace std::chrono_literals;

namespace {
const WallTime k_start{Millis(1'772'000'000'000)};
}

TEST_CASE("Back-off grows to its most, with full jitter, and honours Retry-After") {
  SeededRandom random(3);
  Backoff backoff;
  Millis least_seen = k_backoff_most;
  Millis most_seen{0};
  for (int i = 0; i < 200; ++i) {
    const Millis wait = backoff.after_failure(random);
    CHECK(wait <= k_backoff_most);
    if (i < 3) CHECK(wait <= k_backoff_first * (1 << i));
    least_seen = std::min(least_seen, wait);
    most_seen = std::max(most_seen, wait);
  }
  CHECK(least_seen < 1s);
  CHECK(most_seen > 20s);
  const Millis asked = backoff.after_failure(random, 7s);
  CHECK(asked >= 7s);
  CHECK(asked <= k_backoff_most);
  CHECK(Backoff().after_failure(random, 7s) <= 14s);
  CHECK(backoff.after_failure(random, 24h) <= 2 * k_retry_after_most);
  // Told the same in the same second, a crowd does not come back in one.
  Millis soonest{24h};
  Millis latest{0};
  for (int i = 0; i < 200; ++i) {
    const Millis rest = patience(random, 10s);
    soonest = std::min(soonest, rest);
    latest = std::max(latest, rest);
  }
  CHECK(soonest >= 10s);
  CHECK(latest - soonest > 8s);
  backoff.reset();
  CHECK(backoff.after_failure(random) <= k_backoff_first);
}

TEST_CASE("The breaker opens after failures in a row and lets one probe through") {
  SeededRandom random(3);
  Breaker breaker;
  MonoTime now{1000ms};
  for (int i = 0; i + 1 < k_breaker_failures; ++i) breaker.failed(now, random);
  CHECK_FALSE(breaker.is_open());
  breaker.succeeded();
  for (int i = 0; i < k_breaker_failures; ++i) breaker.failed(now, random);
  CHECK(breaker.is_open());
  CHECK_FALSE(breaker.may_try(now));
  now = breaker.rest_over();
  CHECK(now >= MonoTime{1000ms} + k_breaker_rest / 2);
  CHECK(breaker.may_try(now));
  breaker.began(now);
  CHECK_FALSE(breaker.may_try(now));
  breaker.failed(now, random);
  CHECK_FALSE(breaker.may_try(now + 1ms));
  breaker.succeeded();
  CHECK(breaker.may_try(now));
}

TEST_CASE("The authority's time: the surest sample counts, and wall clock jumps do not matter") {
  ManualClock clock(k_start);
  ServerClock server;
  CHECK(server.now(clock) == k_start);
  server.remember(5s);
  CHECK(server.now(clock) == k_start + 5s);
  clock.advance(10s);
  // A slow exchange first: 4 s there and back, the authority 60 s ahead in truth.
  server.sample(clock.mono() - 4s, clock.mono(), clock.wall() + 60s - 500ms);
  CHECK(std::chrono::abs(server.offset(clock) - 60s) <= 2s);
  // A quick one: surer.
  server.sample(clock.mono() - 20ms, clock.mono(), clock.wall() + 60s - 10ms);
  CHECK(std::chrono::abs(server.offset(clock) - 60s) <= 10ms);
  const WallTime truth = server.now(clock);
  clock.jump_wall(-3h);
  CHECK(server.now(clock) == truth);
  clock.jump_wall(50h);
  CHECK(server.now(clock) == truth);
  // Ages later the quick sample is worth less than a fresh fair one.
  clock.advance(48h);
  server.sample(clock.mono() - 100ms, clock.mono(), truth + 48h + 3s);
  CHECK(std::chrono::abs(server.now(clock) - (truth + 48h + 3s)) < 1s);
  // An answer before its question is no sample.
  server.sample(clock.mono(), clock.mono() - 1s, WallTime{});
  CHECK(server.now(clock) > truth);
}

TEST_CASE("The authority's clock is set: the surer samples of before do not outweigh what it says now") {
  ManualClock clock(k_start);
  ServerClock server;
  server.sample(clock.mono() - 2ms, clock.mono(), clock.wall());
  for (const Millis set : {Millis(90s), Millis(-10min), Millis(24h)}) {
    clock.advance(1s);
    server.sample(clock.mono() - 40ms, clock.mono(), clock.wall() + set - 20ms);
    CHECK(std::chrono::abs(server.offset(clock) - set) <= 20ms);
  }
  // What agrees stays: the surest counts.
  server.sample(clock.mono() - 10ms, clock.mono(), clock.wall() + 24h - 5ms);
  server.sample(clock.mono() - 2s, clock.mono(), clock.wall() + 24h - 200ms);
  CHECK(std::chrono::abs(server.offset(clock) - 24h) <= 5ms);
}

TEST_CASE("A lane: one request at a time, late and double answers do no harm") {
  ManualClock clock(k_start);
  SeededRandom random(1);
  test::ScriptedTransport transport;
  Link link(clock, random, transport);
  Lane lane(link, clock.mono());
  int answers = 0;
  const auto send = [&] {
    lane.send({"GET", "/x", "", 1s}, [&](const Response& response, MonoTime) {
      ++answers;
      return response.status == 200;
    });
  };
  REQUIRE(lane.ready());
  send();
  CHECK_FALSE(lane.ready());
  CHECK_FALSE(lane.wake().has_value());
  CHECK_FALSE(link.online());
  transport.answer_oldest({200, "{}", std::nullopt, ""}, true);  // twice
  CHECK(answers == 1);
  CHECK(link.online());
  CHECK(lane.ready());

  send();
  transport.answer_oldest({503, "", Millis(5s), ""});
  CHECK_FALSE(link.online());
  CHECK_FALSE(lane.ready());
  CHECK(*lane.wake() >= clock.mono() + 5s);
  // What the authority asked for holds whatever else happens, and for every lane.
  lane.hurry();
  CHECK_FALSE(lane.ready());
  CHECK_FALSE(Lane(link, clock.mono()).ready());
  CHECK_FALSE(link.worth_asking());
  CHECK(link.why().find("503") != std::string::npos);
  clock.advance(10s);
  CHECK(lane.ready());
  CHECK(link.worth_asking());

  send();
  transport.answer_oldest({429, "", Millis(3s), ""});
  CHECK_FALSE(lane.ready());
  clock.advance(6s);
  send();
  transport.answer_oldest({403, "", std::nullopt, ""});
  CHECK(link.refused());
  CHECK(link.online());
}

TEST_CASE("What a server cannot do, while it answers all else, is asked for ever more seldom") {
  ManualClock clock(k_start);
  SeededRandom random(1);
  test::ScriptedTransport transport;
  Link link(clock, random, transport);
  Lane refused(link, clock.mono());
  Lane answered(link, clock.mono());
  const auto ask = [&](Lane& lane, const Response& answer) {
    if (!lane.ready()) return 0;
    lane.send({"GET", "/x", "", 1s}, [](const Response& got, MonoTime) { return got.status == 200; });
    transport.answer_oldest(answer);
    return 1;
  };
  int asked = 0;
  for (int second = 0; second < 600; ++second) {
    asked += ask(refused, {503, "", Millis(1s), ""});
    clock.advance(1s);
    const bool was_online = link.online();
    (void)ask(answered, {200, "{}", std::nullopt, ""});
    if (link.online() && !was_online) refused.hurry();
  }
  CHECK(asked > 10);
  CHECK(asked < 80);
}

TEST_CASE(
    "Leases go back as many at a time as the authority takes, and none is taken for told that was not") {
  ManualClock clock(k_start);
  SeededRandom random(1);
  test::ScriptedTransport transport;
  Link link(clock, random, transport);
  LeaseReturns returns(link, clock.mono());
  std::vector<Uuid> told;
  returns.on_returned = [&](std::span<const Uuid> ids) { told.insert(told.end(), ids.begin(), ids.end()); };
  std::vector<Uuid> all;
  for (int i = 0; i < 150; ++i) all.push_back(Uuid::v7(clock, random));
  for (const auto& id : all) returns.add(id);
  const auto asked = [&] {
    return protocol::decode<protocol::LeaseReturn>(parse_json(transport.sent.front().request.body).value(),
                                                   RecordMode::strict)
        ->lease_ids.size();
  };
  returns.step();
  returns.step();  // one request at a time
  REQUIRE(transport.sent.size() == 1);
  CHECK(asked() == 100);
  transport.answer_oldest({503, "", std::nullopt, ""});
  CHECK(told.empty());
  clock.advance(60s);
  returns.step();
  CHECK(asked() == 100);
  transport.answer_oldest({200, "{}", std::nullopt, ""});
  CHECK(told.size() == 100);
  returns.drop(all.back());
  returns.step();
  CHECK(asked() == 49);
  transport.answer_oldest({404, "", std::nullopt, ""});  // it knows nothing of them: no more to say
  CHECK(told.size() == 149);
  CHECK(returns.empty());
  CHECK_FALSE(returns.wake().has_value());
}

TEST_CASE("What does not come from a Vuoro server of a near version is no answer, and says why") {
  ManualClock clock(k_start);
  SeededRandom random(1);
  test::ScriptedTransport transport;
  Link link(clock, random, transport);
  std::optional<Response> got;
  const auto exchange = [&](Response response) {
    link.send({"GET", "/x", "", 1s}, [&](const Response& heard, MonoTime) { got = heard; });
    transport.answer_oldest(response);
  };
  int changes = 0;
  link.on_change = [&] { ++changes; };
  exchange({200, "{}", std::nullopt, ""});
  CHECK(link.online());
  CHECK(link.why().empty());
  CHECK(changes == 1);
  for (const std::int32_t near : {protocol::k_version, protocol::k_version + 1}) {
    exchange({200, "{}", std::nullopt, "", near});
    CHECK(got->status == 200);
  }
  CHECK(changes == 1);
  exchange({200, "{}", std::nullopt, "", 0});
  CHECK(got->status == 0);
  CHECK_FALSE(link.online());
  CHECK(link.why().find("no Vuoro server") != std::string::npos);
  exchange({200, "{}", std::nullopt, "", protocol::k_version + 2});
  CHECK(got->status == 0);
  CHECK(link.why().find("too old") != std::string::npos);
  exchange({426, R"({"error":{"code":"unsupported","message":"too old"}})", std::nullopt, ""});
  CHECK(got->status == 0);
  CHECK_FALSE(link.online());
  CHECK_FALSE(link.refused());
  exchange({200, "<html>", std::nullopt, ""});
  CHECK(got->status == 0);
  CHECK(link.why().find("cannot be read") != std::string::npos);
  exchange({0, "", std::nullopt, "certificate has expired"});
  CHECK(link.why() == "certificate has expired");
  exchange({204, "", std::nullopt, ""});
  CHECK(link.online());
  CHECK(link.why().empty());
}

TEST_CASE(
    "Versions one apart understand each other: the newer end's additions are passed over, all else is "
    "strict") {
  using namespace protocol;
  CHECK(is_compatible(5, 4));
  CHECK(is_compatible(5, 6));
  CHECK_FALSE(is_compatible(5, 7));
  CHECK_FALSE(is_compatible(5, 3));
  CHECK_FALSE(is_compatible(1, 0));
  CHECK(reading_from(5, 4) == RecordMode::strict);
  CHECK(reading_from(5, 5) == RecordMode::strict);
  CHECK(reading_from(5, 6) == RecordMode::newer);
  // Up: an event of a newer terminal.
  auto event = parse_json(R"({"ticket_id": "0199a000-0000-7000-8000-000000000001", "mood": "fine"})").value();
  CHECK(decode<TicketCancelled>(event, RecordMode::newer).has_value());
  CHECK_FALSE(decode<TicketCancelled>(event, RecordMode::strict).has_value());
  event.as_object().erase("ticket_id");
  CHECK_FALSE(decode<TicketCancelled>(event, RecordMode::newer).has_value());
  const auto ask = parse_json(R"({"request_id": "0199a000-0000-7000-8000-000000000001", "asks": [
      {"kind": "room", "count": 1}]})")
                       .value();
  // What it does not know it does not take for something that it knows.
  CHECK_FALSE(decode<LeaseRequest>(ask, RecordMode::newer).has_value());
  // A terminal that does not say since when it is connected is understood, and so is one that says more.
  auto report = encode(DeviceStatus{.version = "1", .printer = "ok", .troubles = {}}).as_object();
  CHECK_FALSE(report.contains("online_since"));
  CHECK_FALSE(decode<DeviceStatus>(report, RecordMode::strict)->last_sync.has_value());
  report["online_since"] = 1'700'000'000'000;
  report["last_sync"] = 1'700'000'060'000;
  report["clock_offset_ms"] = -40;
  const auto said = decode<DeviceStatus>(report, RecordMode::strict).value();
  CHECK(said.online_since == from_unix_ms(1'700'000'000'000));
  CHECK(said.last_sync == from_unix_ms(1'700'000'060'000));
  CHECK(said.clock_offset_ms == -40);
  report["mood"] = "fine";
  CHECK(decode<DeviceStatus>(report, RecordMode::newer).has_value());
  // Down: a page of a newer server.
  const Response page{
      200, R"({"scope":"global","since":0,"revision":4,"more":false,"server_time":1,"weather":"fog",
      "changes":[{"collection":"moods","id":"0199a000-0000-7000-8000-000000000001","revision":4,"deleted":false,
      "record":{"a":1},"shade":2}]})",
      std::nullopt, "", k_version + 1};
  const auto read = decode_answer<ChangesPage>(page);
  REQUIRE(read.has_value());
  CHECK(read->changes.size() == 1);
}

TEST_CASE("An answer that comes after everything is gone is dropped") {
  ManualClock clock(k_start);
  SeededRandom random(1);
  test::ScriptedTransport transport;
  {
    Link link(clock, random, transport);
    Lane lane(link, clock.mono());
    lane.send({"GET", "/x", "", 1s},
              [](const Response&, MonoTime) -> bool { throw std::logic_error("called"); });
  }
  CHECK_NOTHROW(transport.answer_oldest({200, "", std::nullopt, ""}));
}

}  // namespace vuoro::sync
