// Acts on which the authority stumbles: what is behind them goes on, in the order that a visitor's acts need.

#include <algorithm>
#include <set>

#include "tests/unit/sync_fixture.h"

namespace vuoro::sync {

using namespace std::chrono_literals;
using protocol::EventStatus;

namespace {

/// An authority that stumbles on some tickets, and like the real one leaves what is about the same.
struct Fixture : test::SyncFixture {
  Fixture() { REQUIRE(sync.start().has_value()); }

  Uuid act(const std::string& type, const Uuid& ticket) {
    kiosk::Act act;
    act.event = {Uuid::v7(clock, random), 0, type, clock.wall(),
                 json::object{{"ticket_id", ticket.to_string()}}};
    REQUIRE(store.perform(act).has_value());
    sync.outbox().added();
    return act.event.id;
  }
  /// One exchange. @return how many acts were in it; 0: there was none
  std::size_t exchange() {
    clock.advance(k_backoff_most);
    sync.step();
    if (!transport.has("/api/v1/events")) return 0;
    const auto one = transport.take("/api/v1/events");
    const auto batch =
        protocol::decode<protocol::EventBatch>(parse_json(one.request.body).value(), RecordMode::strict)
            .value();
    CHECK(std::ranges::is_sorted(batch.events, {}, &protocol::Event::sequence));
    if (std::ranges::count(batch.events, "spoils", &protocol::Event::type) > 0) {
      one.done({400, R"({"error":{"code":"parse","message":"no"}})", std::nullopt, ""});
      return batch.events.size();
    }
    protocol::EventAnswers answers{{}, clock.wall()};
    for (const auto& event : batch.events) {
      const auto ticket = Uuid::parse(event.payload.at("ticket_id").as_string().c_str()).value();
      if (stumbles_on.contains(ticket)) continue;
      // As the real one: nobody has heard of that number.
      const bool known = event.type == "ticket.issued" || issued.contains(ticket);
      CHECK(known);
      if (event.type == "ticket.issued") issued.insert(ticket);
      taken.push_back(event.id);
      answers.answers.push_back({event.id, EventStatus::accepted, {}, {}});
    }
    one.done({200, json::serialize(protocol::encode(answers)), std::nullopt, ""});
    return batch.events.size();
  }
  bool has_taken(const Uuid& event) const { return std::ranges::count(taken, event) == 1; }

  std::set<Uuid> stumbles_on, issued;
  std::vector<Uuid> taken;
};

Uuid ticket(int number) {
  return Uuid::from_name("ticket " + std::to_string(number));
}

}  // namespace

TEST_CASE("However many acts wait for the authority to be mended, those behind them get through") {
  Fixture fixture;
  constexpr int k_stuck = 250;
  for (int i = 0; i < k_stuck; ++i) {
    fixture.stumbles_on.insert(ticket(i));
    fixture.act("ticket.issued", ticket(i));
  }
  const Uuid given_up = fixture.act("ticket.cancelled", ticket(7));
  const Uuid other = fixture.act("ticket.issued", ticket(1'000));
  const Uuid other_given_up = fixture.act("ticket.cancelled", ticket(1'000));
  for (int turn = 0; turn < 6; ++turn) CHECK(fixture.exchange() <= k_events_per_batch);
  CHECK(fixture.taken == std::vector<Uuid>{other, other_given_up});
  CHECK(fixture.waiting() == k_stuck + 1);
  const Uuid next = fixture.act("ticket.issued", ticket(1'001));
  CHECK(fixture.exchange() <= k_left_per_batch + 1);
  CHECK(fixture.has_taken(next));

  // Each that waits has its turn, so that one that is mended gets through, and what waited for it after it.
  fixture.stumbles_on.erase(ticket(7));
  for (int turn = 0; turn < 8; ++turn) fixture.exchange();
  CHECK(fixture.has_taken(given_up));
  CHECK(fixture.waiting() == k_stuck - 1);
  fixture.stumbles_on.clear();
  for (int turn = 0; turn < 6; ++turn) fixture.exchange();
  CHECK(fixture.waiting() == 0);
  CHECK(fixture.exchange() == 0);
}

TEST_CASE(
    "What was left is found again by a sender that starts anew, and nothing is lost of what came behind") {
  Fixture fixture;
  for (int i = 0; i < 120; ++i) {
    fixture.stumbles_on.insert(ticket(i));
    fixture.act("ticket.issued", ticket(i));
  }
  fixture.exchange();
  fixture.exchange();
  REQUIRE(fixture.sync.start().has_value());
  const Uuid next = fixture.act("ticket.issued", ticket(1'000));
  fixture.exchange();
  fixture.exchange();
  CHECK(fixture.taken == std::vector<Uuid>{next});
  fixture.stumbles_on.clear();
  for (int turn = 0; turn < 4; ++turn) fixture.exchange();
  CHECK(fixture.waiting() == 0);
}

TEST_CASE("An act that spoils every batch is found behind one on which the authority stumbles") {
  Fixture fixture;
  fixture.stumbles_on.insert(ticket(0));
  fixture.act("ticket.issued", ticket(0));
  fixture.act("spoils", ticket(1));
  const Uuid next = fixture.act("ticket.issued", ticket(2));
  for (int turn = 0; turn < 10; ++turn) fixture.exchange();
  CHECK(fixture.has_taken(next));
  CHECK(fixture.set_aside() == 1);
  CHECK(fixture.waiting() == 1);
}

TEST_CASE("What was answered and could not be written down is sent again, also beside what waits") {
  Fixture fixture;
  fixture.stumbles_on.insert(ticket(0));
  fixture.act("ticket.issued", ticket(0));
  fixture.exchange();
  const Uuid next = fixture.act("ticket.issued", ticket(1));
  REQUIRE(fixture.store.database().execute("PRAGMA query_only=1").has_value());
  fixture.exchange();
  CHECK(fixture.waiting() == 2);
  REQUIRE(fixture.store.database().execute("PRAGMA query_only=0").has_value());
  fixture.taken.clear();
  fixture.exchange();
  CHECK(fixture.has_taken(next));
  CHECK(fixture.waiting() == 1);
}

}  // namespace vuoro::sync
