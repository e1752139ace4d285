// The engine on its thread, against an authority in memory: the whole of kiosk/lobby_port.h.

#include "kiosk/engine/engine.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/support/kept_log.h"
#include "tests/support/loopback_wire.h"
#include "tests/support/midday.h"
#include "tests/support/paths.h"
#include "tests/support/ui_thread.h"

namespace vuoro::kiosk {
namespace {

using test::FakeAuthority;

/// A lobby, its authority, and a terminal that can be started again.
struct Fixture {
  SystemClock clock;
  SystemRandom random;
  FakeAuthority authority{clock, random};
  test::FakeLobby lobby = test::furnish(authority, clock.wall(), 4, test::zone_of_tests());
  test::TempDir dir;
  test::UiThread ui;
  std::shared_ptr<test::Line> line = std::make_shared<test::Line>();
  Uuid device_id = Uuid::from_name("test:device");
  std::unique_ptr<Engine> engine;

  Fixture() { start(); }

  void start() {
    engine.reset();
    EngineParts parts;
    parts.identity.device_id = device_id;
    parts.identity.site_id = lobby.site_id;
    parts.identity.role = "terminal";
    parts.wire = std::make_unique<test::LoopbackWire>(authority, device_id, line);
    parts.reopen_every = std::chrono::milliseconds(20);
    engine = Engine::start_with({"", "", dir.path(), "test"}, std::move(parts), ui.post());
  }

  template <class Call>
  bool until(Call holds) {
    return ui.run_until([&] { return holds(*engine->view()); });
  }
  bool ready() {
    return until([](const LobbyView& view) {
      return view.ready && view.content && view.content->services.size() == 2;
    });
  }
  /// Waits until blocks are held: one lease request with both queues.
  bool stocked() {
    return ui.run_until([&] { return authority.leases_given() >= 2; }, std::chrono::milliseconds(1)) ||
           until([&](const LobbyView&) { return authority.leases_given() >= 2; });
  }

  template <class T, class Call>
  Result<T> answer(Call call) {
    std::optional<Result<T>> got;
    call([&](Result<T> result) { got = std::move(result); });
    if (!ui.run_until([&] { return got.has_value(); })) return fail(Errc::timeout, "no answer came");
    return std::move(*got);
  }
  Result<IssuedTicket> take(const Uuid& queue_id) {
    return answer<IssuedTicket>([&](auto done) {
      engine->take_ticket({queue_id, std::nullopt, "fi", {}}, std::move(done));
    });
  }
};

}  // namespace

TEST_CASE("A ticket online: the authority's next number, durable, adopted, and seen again on the feed") {
  Fixture fixture;
  REQUIRE(fixture.ready());
  const auto first = fixture.take(fixture.lobby.queue_a);
  REQUIRE(first.has_value());
  CHECK(first->ticket.number == "A101");
  CHECK(first->online);
  CHECK(first->ahead == 0);
  CHECK(first->follow_url.starts_with("https://localhost/t/"));
  CHECK(first->follow_url.size() >= 20 + 22);
  REQUIRE(fixture.until([](const LobbyView& view) { return view.tickets.size() == 1; }));
  CHECK(fixture.engine->ticket_of_follow_url(first->follow_url) == first->ticket.id);
  CHECK_FALSE(fixture.engine->ticket_of_follow_url("https://elsewhere/t/abc").has_value());
  const auto second = fixture.take(fixture.lobby.queue_a);
  REQUIRE(second.has_value());
  CHECK(second->ticket.number == "A102");
  CHECK(second->ahead == 1);
  REQUIRE(fixture.until(
      [](const LobbyView& view) { return view.connection.outbox_waiting == 0 && view.tickets.size() == 2; }));
  CHECK(fixture.authority.tickets().size() == 2);
  CHECK(fixture.authority.violations().empty());
  CHECK(fixture.engine->view()->connection.online);
}

TEST_CASE("Without the authority the block gives numbers, and everything arrives when it is back") {
  Fixture fixture;
  REQUIRE(fixture.ready());
  REQUIRE(fixture.stocked());
  // A ticket online first: what the line carried before it, the block, is in the store then.
  REQUIRE(fixture.take(fixture.lobby.queue_b).has_value());
  fixture.line->connected = false;
  std::set<std::string> numbers;
  for (int i = 0; i < 5; ++i) {
    const auto ticket = fixture.take(fixture.lobby.queue_a);
    REQUIRE(ticket.has_value());
    CHECK_FALSE(ticket->online);
    CHECK(ticket->ahead == static_cast<std::size_t>(i));
    numbers.insert(ticket->ticket.number);
  }
  CHECK(numbers.size() == 5);
  CHECK(*numbers.begin() == "A301");  // 300 numbers: the upper third is for blocks
  REQUIRE(fixture.until(
      [](const LobbyView& view) { return view.connection.outbox_waiting == 5 && !view.connection.online; }));
  SECTION("in the same run") {
    fixture.line->connected = true;
  }
  SECTION("after a restart") {
    fixture.start();
    REQUIRE(fixture.until([](const LobbyView& view) { return view.tickets.size() == 6; }));
    fixture.line->connected = true;
  }
  REQUIRE(fixture.until([](const LobbyView& view) {
    return view.ready && view.connection.online && view.connection.outbox_waiting == 0;
  }));
  CHECK(fixture.authority.tickets().size() == 6);
  CHECK(fixture.authority.violations().empty());
}

TEST_CASE("A database that cannot be opened is said once, everybody is told, and it is used when it can be") {
  Fixture fixture;
  fixture.engine.reset();
  for (const char* part : {"", "-wal", "-shm"})
    std::filesystem::remove(fixture.dir.path() / ("kiosk.db" + std::string(part)));
  std::filesystem::create_directory(fixture.dir.path() / "kiosk.db");
  const test::TempDir elsewhere;
  const test::KeptLog log(elsewhere.path() / "log");
  fixture.start();
  int tried = 0;
  fixture.engine->on_view([&] { ++tried; });
  REQUIRE(fixture.until(
      [](const LobbyView& view) { return view.out_of_order && !view.connection.troubles.empty(); }));
  CHECK(fixture.take(fixture.lobby.queue_a).error().code == Errc::io);
  REQUIRE(fixture.ui.run_until([&] { return tried > 3; }));
  CHECK(log.count("store_unusable") == 1);
  CHECK(log.count("store_usable_again") == 0);
  std::filesystem::remove(fixture.dir.path() / "kiosk.db");
  REQUIRE(fixture.ready());
  CHECK(log.count("store_unusable") == 1);
  CHECK(log.count("store_usable_again") == 1);
  CHECK(fixture.take(fixture.lobby.queue_a).has_value());
}

TEST_CASE("An authority that does not answer costs a visitor the budget and no more") {
  Fixture fixture;
  REQUIRE(fixture.ready());
  REQUIRE(fixture.stocked());
  REQUIRE(fixture.take(fixture.lobby.queue_b).has_value());
  fixture.line->silent = true;
  const auto before = fixture.clock.mono();
  const auto ticket = fixture.take(fixture.lobby.queue_a);
  const auto took = fixture.clock.mono() - before;
  REQUIRE(ticket.has_value());
  CHECK_FALSE(ticket->online);
  CHECK(took >= Millis(300));
  CHECK(took < Millis(2'000));
}

TEST_CASE("Answers lost after their effect leave a hole and nothing else") {
  Fixture fixture;
  REQUIRE(fixture.ready());
  REQUIRE(fixture.stocked());
  REQUIRE(fixture.take(fixture.lobby.queue_b).has_value());
  // The picture of the moment before may still say that nothing waits: the authority must have it.
  REQUIRE(fixture.until([&](const LobbyView& view) {
    return view.connection.outbox_waiting == 0 && fixture.authority.tickets().size() == 1;
  }));
  fixture.line->lose_answers = 2;  // that of the number, and that of the event
  const auto ticket = fixture.take(fixture.lobby.queue_a);
  REQUIRE(ticket.has_value());
  CHECK_FALSE(ticket->online);
  REQUIRE(fixture.until([&](const LobbyView& view) {
    return view.connection.outbox_waiting == 0 && fixture.authority.tickets().size() == 2;
  }));
  CHECK(fixture.authority.tickets().size() == 2);
  CHECK(fixture.authority.violations().empty());
}

TEST_CASE("A closed queue says so") {
  Fixture fixture;
  REQUIRE(fixture.ready());
  QueueStatus status;
  status.id = fixture.lobby.queue_a;
  status.closed_today = true;
  status.closed_day = to_iso(service_day(*fixture.engine->view()->zone, fixture.clock.wall()));
  fixture.authority.put(status);
  REQUIRE(fixture.until(
      [&](const LobbyView& view) { return view.queue_status.contains(fixture.lobby.queue_a); }));
  CHECK(fixture.take(fixture.lobby.queue_a).error().code == Errc::closed);
  CHECK(fixture.take(fixture.lobby.queue_b).has_value());
  CHECK(fixture.take(Uuid::from_name("nowhere")).error().code == Errc::not_found);
}

TEST_CASE("Booking, check-in by its code, and the same code again") {
  Fixture fixture;
  REQUIRE(fixture.ready());
  auto& engine = *fixture.engine;
  const auto hold =
      fixture.answer<Uuid>([&](auto done) { engine.hold_slot(fixture.lobby.slots[0], std::move(done)); });
  REQUIRE(hold.has_value());
  const BookAppointment ask{
      fixture.lobby.slots[0], fixture.lobby.service_a, *hold, "sv", "+358 40 123", std::nullopt};
  const auto booked = fixture.answer<Appointment>([&](auto done) { engine.book(ask, std::move(done)); });
  REQUIRE(booked.has_value());
  CHECK(normal_code(booked->code) == booked->code);
  CHECK(fixture.answer<Appointment>([&](auto done) { engine.book(ask, std::move(done)); }).error().code ==
        Errc::expired);
  REQUIRE(fixture.until([](const LobbyView& view) {
    return view.connection.outbox_waiting == 0 && view.appointments.size() == 1;
  }));
  CHECK(fixture.authority.bookings().size() == 1);

  const auto check_in = [&](const std::string& code) {
    return fixture.answer<CheckedIn>([&](auto done) { engine.check_in(code, "sv", std::move(done)); });
  };
  CHECK(check_in("22222222").error().code == Errc::not_found);
  CHECK(check_in("O0").error().code == Errc::not_found);
  const auto checked = check_in(" " + booked->code.substr(0, 4) + "-" + booked->code.substr(4));
  REQUIRE(checked.has_value());
  CHECK(checked->verdict == CheckIn::on_time);
  REQUIRE(checked->ticket.has_value());
  CHECK(checked->ticket->ticket.due == booked->start);
  const auto again = check_in(booked->code);
  REQUIRE(again.has_value());
  CHECK(again->verdict == CheckIn::already_done);
  REQUIRE(again->ticket.has_value());
  CHECK(again->ticket->ticket.number == checked->ticket->ticket.number);
  REQUIRE(fixture.until([&](const LobbyView& view) {
    return view.connection.outbox_waiting == 0 && fixture.authority.tickets().size() == 1;
  }));
  CHECK(fixture.authority.violations().empty());
}

TEST_CASE("The last place of a slot is one visitor's") {
  Fixture fixture;
  REQUIRE(fixture.ready());
  const auto hold = [&] {
    return fixture.answer<Uuid>(
        [&](auto done) { fixture.engine->hold_slot(fixture.lobby.slots[1], std::move(done)); });
  };
  const auto first = hold();
  REQUIRE(first.has_value());
  REQUIRE(hold().has_value());
  CHECK(hold().error().code == Errc::exhausted);
  fixture.engine->release_slot(*first);
  REQUIRE(fixture.until([&](const LobbyView& view) {
    for (const auto& slot : view.slots) {
      if (slot.id == fixture.lobby.slots[1])
        return slot.leased == 1 && fixture.authority.returned().size() == 1;
    }
    return false;
  }));
  CHECK(hold().has_value());
}

TEST_CASE("Cancelling a ticket, feedback and its addition, and search") {
  Fixture fixture;
  REQUIRE(fixture.ready());
  auto& engine = *fixture.engine;
  const auto ticket = fixture.take(fixture.lobby.queue_a);
  REQUIRE(ticket.has_value());
  const auto cancel = [&] {
    return fixture.answer<void>([&](auto done) { engine.cancel_ticket(ticket->ticket.id, std::move(done)); });
  };
  CHECK(cancel().has_value());
  CHECK(cancel().error().code == Errc::conflict);

  GiveFeedback ask;
  ask.score = 5;
  ask.language = "fi";
  const auto id = fixture.answer<Uuid>([&](auto done) { engine.give_feedback(ask, std::move(done)); });
  REQUIRE(id.has_value());
  ask = {};
  ask.feedback_id = *id;
  ask.text = "  Kiitos!\x01 ";
  ask.contact = "a@b.fi";
  ask.language = "fi";
  CHECK(fixture.answer<Uuid>([&](auto done) { engine.give_feedback(ask, std::move(done)); }).value() == *id);
  REQUIRE(fixture.until([&](const LobbyView& view) {
    return view.connection.outbox_waiting == 0 && view.tickets.empty() &&
           fixture.authority.feedback().size() >= 2;
  }));
  const auto feedback = fixture.authority.feedback();
  REQUIRE(feedback.size() == 2);
  CHECK(feedback[0].feedback_id == feedback[1].feedback_id);
  CHECK(feedback[1].text == "Kiitos!");

  std::optional<Result<std::vector<Found>>> earlier;
  const auto found = fixture.answer<std::vector<Found>>([&](auto done) {
    // The thread may be quick: the earlier one is answered either way, exactly once.
    engine.search("v", "fi", [&](auto result) { earlier = std::move(result); });
    engine.search("asumist", "fi", std::move(done));
  });
  REQUIRE(found.has_value());
  REQUIRE(found->size() == 1);
  CHECK(found->front().service_id == fixture.lobby.service_a);
  REQUIRE(fixture.ui.run_until([&] { return earlier.has_value(); }));
  CHECK((earlier->has_value() || earlier->error().code == Errc::cancelled));
}

TEST_CASE("The technician's report arrives") {
  Fixture fixture;
  REQUIRE(fixture.ready());
  fixture.engine->set_device_state("paper_out", {{"no paper", {"of_paper", {{"since", "noon"}}}}});
  REQUIRE(fixture.take(fixture.lobby.queue_a).has_value());
  std::optional<protocol::DeviceStatus> status;
  for (int turn = 0; turn < 500 && (!status || status->printer != "paper_out"); ++turn) {
    (void)fixture.ui.run_until([] { return false; }, std::chrono::milliseconds(10));
    status = fixture.authority.status_of(fixture.device_id);
  }
  REQUIRE(status.has_value());
  CHECK(status->printer == "paper_out");
  CHECK(status->troubles == std::vector<std::string>{"no paper"});
  REQUIRE(status->trouble_codes.size() == 1);
  CHECK(status->trouble_codes[0].code == "of_paper");
  CHECK(status->trouble_codes[0].values.at("since") == "noon");
  CHECK(status->version == "test");
}

}  // namespace vuoro::kiosk
