// Back-off, the breaker, the clock estimate, and lanes over a transport that the test plays by hand.

#include <catch2/catch.hpp>

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
  CHECK(asked <= 7s + k_backoff_first);
  CHECK(backoff.after_failure(random, 24h) <= k_retry_after_most + k_backoff_first);
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
  lane.hurry();
  CHECK(lane.ready());

  send();
  transport.answer_oldest({429, "", Millis(3s), ""});
  CHECK_FALSE(lane.ready());
  clock.advance(4s);
  send();
  transport.answer_oldest({403, "", std::nullopt, ""});
  CHECK(link.refused());
  CHECK(link.online());
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
