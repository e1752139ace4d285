// What a terminal is ready for when the line goes: as much as was needed before, also after a restart; and
// nobody waits for a server that says nothing.
#include <catch2/catch.hpp>
#include <set>

#include "kiosk/engine/lobby_core.h"
#include "tests/support/fake_authority.h"
#include "tests/support/paths.h"
#include "tests/support/scripted_transport.h"

namespace vuoro::kiosk {

using namespace std::chrono_literals;

namespace {

/// The longest that a visitor may wait for anything but a place that only the authority can give.
constexpr Millis k_wait_most{500};

/// A terminal without its thread, the authority beside it, and a clock for each.
struct Alone {
  ManualClock truth{WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 3) + 8h)};
  ManualClock clock{truth.wall()};
  SeededRandom random{5};
  test::FakeAuthority authority{truth, random};
  test::FakeLobby lobby = test::furnish(authority, truth.wall(), 12);
  test::ScriptedTransport transport;
  test::TempDir dir;
  std::optional<Store> store;
  std::unique_ptr<LobbyCore> core;
  bool connected = true;

  Alone() {
    authority.give_shares(true);
    start("boot");
    turns(60);
  }
  void start(const std::string& boot, std::int64_t outbox_max = sync::k_outbox_max) {
    core.reset();
    store.reset();
    transport.sent.clear();
    store.emplace(Store::open_or_recover(dir.path() / "kiosk.db", clock, {boot, false}).value());
    core = LobbyCore::create(clock, random, transport, *store,
                             {Uuid::from_name("device"), lobby.site_id, true, {}, outbox_max})
               .value();
    turns(60);
  }
  /// Half seconds of the machine's life.
  void turns(int count) {
    for (int turn = 0; turn < count; ++turn) {
      core->step();
      flush();
      advance(500ms);
    }
    core->step();
    flush();
  }
  void flush() {
    while (!transport.sent.empty()) {
      const auto one = std::move(transport.sent.front());
      transport.sent.pop_front();
      one.done(connected ? *authority.handle(Uuid::from_name("device"), one.request, false)
                         : sync::Response{0, "", std::nullopt, "cut"});
    }
  }
  void advance(Millis by) {
    clock.advance(by);
    truth.advance(by);
  }
  std::int32_t numbers() { return core->sync().leases().left(lobby.queue_a); }
  std::int32_t places() {
    std::int32_t sum = 0;
    for (const auto& one : core->view()->connection.held_slots) sum += one.places;
    return sum;
  }
  Result<IssuedTicket> take() {
    Result<IssuedTicket> got = fail(Errc::internal, "no answer");
    core->take_ticket({lobby.queue_a, std::nullopt, "fi", {}}, [&](auto answer) { got = std::move(answer); });
    flush();
    return got;
  }
  Result<Appointment> book() {
    Result<Uuid> held = fail(Errc::internal, "no answer");
    const Uuid slot = core->view()->connection.held_slots.front().slot_id;
    core->hold_slot(slot, [&](auto answer) { held = std::move(answer); });
    flush();
    REQUIRE(held.has_value());
    Result<Appointment> booked = fail(Errc::internal, "no answer");
    core->book({slot, lobby.service_a, *held, "fi", std::nullopt, std::nullopt},
               [&](auto answer) { booked = std::move(answer); });
    return booked;
  }

  /// How long a visitor waits for the answer to an act while the server says nothing at all. The machine
  /// wakes when it said it would, and no sooner.
  template <class T, class Act>
  Millis waits(Act act) {
    std::optional<Result<T>> got;
    const MonoTime begun = clock.mono();
    act([&](Result<T> answer) { got = std::move(answer); });
    while (!got && clock.mono() - begun < 60s) {
      core->step();
      if (got) break;
      const auto rest = std::chrono::ceil<Millis>(core->wake() - clock.mono());
      advance(std::clamp<Millis>(rest, Millis(1), Millis(1'000)));
      core->step();
    }
    REQUIRE(got.has_value());
    REQUIRE(got->has_value());
    if constexpr (std::is_same_v<T, IssuedTicket>) ticket = (*got)->ticket.id;
    if constexpr (std::is_same_v<T, Uuid>) place = **got;
    if constexpr (std::is_same_v<T, Appointment>) booking = **got;
    return std::chrono::duration_cast<Millis>(clock.mono() - begun);
  }
  Uuid ticket, place;
  Appointment booking;
};

}  // namespace

TEST_CASE("From afar it is read of which day the numbers are that a terminal holds") {
  Alone t;
  t.advance(6h);  // 16:00 in Helsinki has passed: numbers of the next two days are held too
  t.turns(180);   // and a report was sent
  std::set<std::string> days;
  const auto status = t.authority.status_of(Uuid::from_name("device")).value();
  for (const auto& held : status.numbers) {
    REQUIRE(held.left > 0);
    days.insert(held.service_day.value_or("not said"));
  }
  CHECK(days == std::set<std::string>{"2026-03-03", "2026-03-04", "2026-03-05"});
}

TEST_CASE("Blocks are as large after a restart as the visitors before it asked for") {
  for (const char* boot : {"boot", "another boot"}) {
    INFO(boot);
    Alone t;
    for (int i = 0; i < 30; ++i) {
      REQUIRE(t.take().has_value());
      t.turns(20);
    }
    const auto before = t.numbers();
    CHECK(before > sync::k_block_least);
    t.connected = false;
    t.turns(20);
    while (t.numbers() > sync::k_low_water_least + 1) REQUIRE(t.take().has_value());
    t.start(boot);
    t.connected = true;
    t.turns(120);
    // A terminal that had forgotten would be content with what is left.
    CHECK(t.numbers() >= before);
    CHECK(t.authority.violations().empty());
  }
}

TEST_CASE("What was taken two hours before a restart asks for nothing after it") {
  Alone t;
  for (int i = 0; i < 30; ++i) REQUIRE(t.take().has_value());
  t.turns(20);
  t.connected = false;
  t.turns(20);
  while (t.numbers() > sync::k_low_water_least + 1) REQUIRE(t.take().has_value());
  t.advance(sync::k_block_lasts + 1min);
  t.start("another boot");
  t.connected = true;
  t.turns(120);
  CHECK(t.numbers() <= sync::k_low_water_least + 1 + sync::k_block_least);
  CHECK(t.numbers() > 0);
}

TEST_CASE("Places are held after a restart for as many bookings as were made before it") {
  Alone t;
  CHECK(t.places() == sync::k_places_least);
  for (int i = 0; i < 3; ++i) {
    REQUIRE(t.book().has_value());
    t.turns(60);
  }
  t.start("another boot");  // the places of before are given back, and asked for anew
  t.turns(120);
  CHECK(t.places() > sync::k_places_least);  // one that had forgotten would be content with that
  CHECK(t.authority.violations().empty());
}

TEST_CASE("A server that says nothing makes nobody wait over half a second, whatever is done") {
  Alone t;
  REQUIRE(t.book().has_value());
  t.turns(60);
  const auto numbers = t.numbers();
  REQUIRE(numbers >= 5);
  // From here on nothing is answered, nor refused: the worst that a line can do.
  const TakeTicket ask{t.lobby.queue_a, std::nullopt, "fi", {}};
  std::vector<std::pair<std::string, Millis>> waited;
  const auto did = [&](const char* what, Millis wait) { waited.emplace_back(what, wait); };
  did("a number", t.waits<IssuedTicket>([&](auto done) { t.core->take_ticket(ask, done); }));
  did("its end", t.waits<void>([&](auto done) { t.core->cancel_ticket(t.ticket, done); }));
  const Uuid slot = t.core->view()->connection.held_slots.front().slot_id;
  did("a place", t.waits<Uuid>([&](auto done) { t.core->hold_slot(slot, done); }));
  did("a booking", t.waits<Appointment>([&](auto done) {
    t.core->book({slot, t.lobby.service_a, t.place, "fi", std::nullopt, std::nullopt}, done);
  }));
  did("a check-in", t.waits<CheckedIn>([&](auto done) { t.core->check_in(t.booking.code, "fi", done); }));
  const Uuid other = t.core->view()->connection.held_slots.front().slot_id;
  did("another place", t.waits<Uuid>([&](auto done) { t.core->hold_slot(other, done); }));
  did("another booking", t.waits<Appointment>([&](auto done) {
    t.core->book({other, t.lobby.service_a, t.place, "fi", std::nullopt, std::nullopt}, done);
  }));
  did("its end", t.waits<void>([&](auto done) { t.core->cancel_appointment(t.booking.id, done); }));
  did("feedback", t.waits<Uuid>([&](auto done) {
    GiveFeedback feedback;
    feedback.score = 4;
    feedback.language = "fi";
    t.core->give_feedback(feedback, done);
  }));
  // By now it is known that waiting is in vain.
  const Millis last = t.waits<IssuedTicket>([&](auto done) { t.core->take_ticket(ask, done); });
  did("a number at last", last);
  for (const auto& [what, wait] : waited) {
    INFO(what);
    CHECK(wait <= k_wait_most);
  }
  CHECK(last == Millis(0));
  CHECK(t.numbers() < numbers);
}

TEST_CASE("What waits for the server is bounded: more is refused, said, and taken again afterwards") {
  Alone t;
  t.start("boot", 3);
  t.connected = false;
  const auto feedback = [&] {
    GiveFeedback ask;
    ask.score = 4;
    ask.language = "fi";
    std::optional<Result<Uuid>> got;
    t.core->give_feedback(ask, [&](auto answer) { got = std::move(answer); });
    return got.value();
  };
  const auto says_so = [&] {
    const auto troubles = t.core->view()->connection.troubles;
    return std::any_of(troubles.begin(), troubles.end(), [](const auto& trouble) {
      return trouble.text.find("nothing more") != trouble.text.npos;
    });
  };
  for (int i = 0; i < 3; ++i) REQUIRE(feedback());
  const auto refused = feedback();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::disk_full);
  CHECK(says_so());
  // A restart counts anew and comes to the same.
  t.start("boot", 3);
  CHECK_FALSE(feedback());
  t.connected = true;
  t.turns(120);
  CHECK(t.core->view()->connection.outbox_waiting == 0);
  CHECK_FALSE(says_so());
  CHECK(feedback());
}

}  // namespace vuoro::kiosk
