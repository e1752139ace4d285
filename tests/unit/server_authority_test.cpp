// The authority's rules: events, leases, commands, the day.

#include <catch2/catch.hpp>

#include "server/authority/event_intake.h"
#include "server/authority/leases.h"
#include "server/authority/ticket_acts.h"
#include "server/limits.h"
#include "tests/unit/server_world.h"

using namespace vuoro;
using authority::Context;
using protocol::EventStatus;
using protocol::LeaseKind;
using std::chrono::minutes;
using test::call_next;
using test::on_ticket;
using test::ServerWorld;
using test::take;
using test::text_at;

TEST_CASE("an event has its effect once") {
  ServerWorld world;
  const auto payload = world.issued("A100", world.queue);
  const auto event = world.event("ticket.issued", protocol::encode(payload));
  CHECK(world.send(event).status == EventStatus::accepted);
  CHECK(world.send(event).status == EventStatus::repeated);
  auto changed = event;
  changed.time += minutes(1);
  const auto conflict = world.send(changed);
  CHECK(conflict.status == EventStatus::conflict);
  CHECK(conflict.code == "conflict");
  CHECK(world.get<QueueStatus>(world.queue).waiting == 1);
  const auto ticket = world.get<Ticket>(payload.ticket_id);
  CHECK(ticket.due == ticket.first_arrival + minutes(15));
}

TEST_CASE("what cannot be accepted is rejected, recorded, and does not hinder the rest") {
  ServerWorld world;
  auto unknown_queue = world.issued("A100", world.id("nowhere"));
  CHECK(world.send(world.event("ticket.issued", protocol::encode(unknown_queue))).code == "not_found");
  const auto bad_type = world.event("ticket.invented", json::object());
  CHECK(world.send(bad_type).status == EventStatus::rejected);
  // A repeat of a rejected event is told the same.
  CHECK(world.send(bad_type).status == EventStatus::rejected);
  auto extra = protocol::encode(world.issued("A101", world.queue));
  extra.as_object()["surprise"] = 1;
  CHECK(*world.send(world.event("ticket.issued", extra)).message == "payload.surprise: unknown field");
  auto wrong = protocol::encode(world.issued("A101", world.queue));
  wrong.as_object()["number_value"] = "1";
  CHECK(world.send(world.event("ticket.issued", wrong)).status == EventStatus::rejected);
  CHECK(world.get<QueueStatus>(world.queue).waiting == 0);
  world.ticket("A102", world.queue);
  CHECK(world.get<QueueStatus>(world.queue).waiting == 1);
}

TEST_CASE("a malformed envelope is refused as a whole") {
  ServerWorld world;
  for (const auto* text :
       {"[]", "{}", R"({"events":1})", R"({"events":[{"id":"x"}]})", R"({"events":[],"more":1})"}) {
    const auto body = parse_json(text).value();
    const auto answer =
        world.act<protocol::EventAnswers>([&](Context& context) -> Result<protocol::EventAnswers> {
          VUORO_ASSIGN(const auto row, authority::living_device(context.tx, world.device));
          return authority::take_events(context, row, body);
        });
    INFO(text);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Errc::invalid_argument);
  }
}

TEST_CASE("what was printed is adopted: number twice, closed queue, past day") {
  ServerWorld world;
  world.ticket("A100", world.queue);
  world.ticket("A100", world.queue);
  CHECK(world.get<QueueStatus>(world.queue).waiting == 2);
  REQUIRE(world.command(world.clerk, {{"type", "queue.close_today"}, {"queue_id", world.queue.to_string()}}));
  CHECK(world.get<QueueStatus>(world.queue).closed_day == "2026-03-05");
  world.ticket("A101", world.queue);
  CHECK(world.get<QueueStatus>(world.queue).waiting == 3);
  auto old = world.issued("A102", world.queue);
  old.service_day = "2026-03-04";
  CHECK(world.send(world.event("ticket.issued", protocol::encode(old))).status == EventStatus::accepted);
  CHECK(world.get<Ticket>(old.ticket_id).state == TicketState::expired);
}

TEST_CASE("a number that no terminal can have given is rejected") {
  ServerWorld world;
  const auto rejected = [&](const std::function<void(protocol::TicketIssued&)>& change) {
    auto payload = world.issued("A100", world.queue);
    change(payload);
    return world.send(world.event("ticket.issued", protocol::encode(payload))).status ==
           EventStatus::rejected;
  };
  CHECK(rejected([](auto& ticket) { ticket.service_day = "2999-01-01"; }));
  CHECK(rejected([](auto& ticket) {
    ticket.number =
        "A\x07"
        "1";
  }));
  CHECK(rejected([](auto& ticket) { ticket.number_value = -1; }));
  CHECK(rejected([](auto& ticket) { ticket.number_value = 10'000'000; }));
  CHECK_FALSE(rejected([](auto& ticket) { ticket.service_day = "2026-02-20"; }));
}

TEST_CASE("a device whose clock runs ahead does not put its visitors last") {
  ServerWorld world;
  const auto payload = world.issued("A100", world.queue);
  auto event = world.event("ticket.issued", protocol::encode(payload));
  event.time += std::chrono::hours(3);
  world.send(event);
  CHECK(world.get<Ticket>(payload.ticket_id).first_arrival == world.clock.wall());
}

TEST_CASE("sequences out of order are taken and counted") {
  ServerWorld world;
  auto late = world.event("ticket.issued", protocol::encode(world.issued("A100", world.queue)));
  const auto early = world.event("ticket.issued", protocol::encode(world.issued("A101", world.queue)));
  CHECK(world.send(early).status == EventStatus::accepted);
  CHECK(world.send(late).status == EventStatus::accepted);
  const auto row = world.authority->device(world.device).value();
  CHECK(row.sequence_max == 2);
  CHECK(row.out_of_order == 2);
}

TEST_CASE("the first check-in of an appointment gets it, a second is a plain ticket") {
  ServerWorld world;
  protocol::AppointmentBooked booked;
  booked.appointment_id = world.id("appointment");
  booked.slot_id = world.slot;
  booked.service_id = world.service;
  booked.code = "ABCD2345";
  booked.language = "fi";
  booked.contact_phone = "+358401234567";
  CHECK(world.send(world.event("appointment.booked", protocol::encode(booked))).status ==
        EventStatus::accepted);
  CHECK(world.get<Slot>(world.slot).taken == 1);
  auto first = world.issued("A100", world.queue);
  first.appointment_id = booked.appointment_id;
  auto second = world.issued("A101", world.queue);
  second.appointment_id = booked.appointment_id;
  world.send(world.event("ticket.issued", protocol::encode(first)));
  CHECK(world.send(world.event("ticket.issued", protocol::encode(second))).status == EventStatus::accepted);
  const auto appointment = world.get<Appointment>(booked.appointment_id);
  CHECK(appointment.state == AppointmentState::checked_in);
  CHECK(appointment.ticket_id == first.ticket_id);
  CHECK(world.get<Ticket>(first.ticket_id).due == appointment.start);
  CHECK_FALSE(world.get<Ticket>(second.ticket_id).appointment_id);
  // Nobody's contact is in the feed.
  const auto page = world.authority->changes(protocol::site_scope(world.site), 0, false).value();
  CHECK(page.body.find("358401234567") == std::string::npos);
  CHECK(page.body.find("ABCD2345") != std::string::npos);
}

TEST_CASE(
    "a block of the next seven days is given today, of its own day and until that is over; of no other day") {
  ServerWorld world;
  const auto today = world.lease({LeaseKind::number_block, world.queue, {}, 5}).value();
  const std::string day = text_at(today, "/outcomes/0/lease/service_day");
  const LocalDate date = *parse_iso_date(day);
  const auto after = [&](int days) { return to_iso(std::chrono::sys_days(date) + std::chrono::days(days)); };
  const auto ask = [&](LeaseKind kind, const std::string& of) {
    return world.lease({kind, world.queue, {}, kind == LeaseKind::number ? 1 : 5, {}, of});
  };
  const auto next = ask(LeaseKind::number_block, after(1)).value();
  CHECK(text_at(next, "/outcomes/0/lease/service_day") == after(1));
  CHECK(text_at(next, "/outcomes/0/lease/first") == text_at(today, "/outcomes/0/lease/first"));
  CHECK(std::stoll(text_at(next, "/outcomes/0/lease/ttl_ms")) ==
        std::stoll(text_at(today, "/outcomes/0/lease/ttl_ms")) + 24 * 3'600'000);
  const auto last = ask(LeaseKind::number_block, after(7)).value();
  CHECK(text_at(last, "/outcomes/0/lease/service_day") == after(7));
  CHECK(text_at(last, "/outcomes/0/lease/first") == text_at(today, "/outcomes/0/lease/first"));
  for (const int days : {-1, 8, 365})
    CHECK(text_at(ask(LeaseKind::number_block, after(days)).value(), "/outcomes/0/code") ==
          "invalid_argument");
  CHECK(ask(LeaseKind::number, after(1)).error().code == Errc::invalid_argument);
  CHECK(text_at(ask(LeaseKind::number_block, "2026-02-31").value(), "/outcomes/0/code") ==
        "invalid_argument");
  // Tomorrow goes on behind it.
  world.advance(std::chrono::hours(24));
  const auto then = world.lease({LeaseKind::number_block, world.queue, {}, 5}).value();
  CHECK(text_at(then, "/outcomes/0/lease/service_day") == after(1));
  CHECK(std::stoi(text_at(then, "/outcomes/0/lease/first")) ==
        std::stoi(text_at(next, "/outcomes/0/lease/last")) + 1);
  CHECK(text_at(world.lease({LeaseKind::number, world.queue, {}, 1}).value(), "/outcomes/0/lease/first") ==
        "100");
}

TEST_CASE("numbers are leased one at a time, blocks from their own range, and never twice") {
  ServerWorld world;
  const auto single = world.lease({LeaseKind::number, world.queue, {}, 1}).value();
  CHECK(text_at(single, "/outcomes/0/lease/first") == "100");
  const auto block = world.lease({LeaseKind::number_block, world.queue, {}, 8}).value();
  CHECK(text_at(block, "/outcomes/0/lease/first") == "120");
  CHECK(text_at(block, "/outcomes/0/lease/last") == "127");
  const auto rest = world.lease({LeaseKind::number_block, world.queue, {}, 8}).value();
  CHECK(text_at(rest, "/outcomes/0/lease/last") == "129");
  const auto beyond = world.lease({LeaseKind::number_block, world.queue, {}, 2}).value();
  CHECK(text_at(beyond, "/outcomes/0/lease/first") == "101");
  CHECK(text_at(beyond, "/outcomes/0/lease/last") == "102");
  for (int i = 3; i < 20; ++i) {
    const auto next = world.lease({LeaseKind::number, world.queue, {}, 1}).value();
    CHECK(text_at(next, "/outcomes/0/lease/first") == std::to_string(100 + i));
  }
  CHECK(text_at(world.lease({LeaseKind::number, world.queue, {}, 1}).value(), "/outcomes/0/code") ==
        "exhausted");
  CHECK(text_at(world.lease({LeaseKind::number_block, world.queue, {}, 8}).value(), "/outcomes/0/code") ==
        "exhausted");
  // The other queue has numbers of its own, and the next day starts again.
  CHECK(text_at(world.lease({LeaseKind::number, world.other_queue, {}, 1}).value(),
                "/outcomes/0/lease/first") == "100");
  world.advance(std::chrono::hours(24));
  CHECK(text_at(world.lease({LeaseKind::number, world.queue, {}, 1}).value(), "/outcomes/0/lease/first") ==
        "100");
}

TEST_CASE("a repeated lease request gets the same lease; another content with its id is refused") {
  ServerWorld world;
  const protocol::LeaseRequest request{world.id("request"), {{LeaseKind::number, world.queue, {}, 1}}};
  const auto ask = [&](const protocol::LeaseRequest& asked) {
    return world.act<json::value>([&](Context& context) -> Result<json::value> {
      VUORO_ASSIGN(const auto row, authority::living_device(context.tx, world.device));
      return authority::grant_leases(context, row, asked);
    });
  };
  const auto first = ask(request).value();
  CHECK(ask(request).value() == first);
  auto other = request;
  other.asks[0].queue_id = world.other_queue;
  CHECK(ask(other).error().code == Errc::conflict);
}

TEST_CASE("the latest single number that comes back is given again") {
  ServerWorld world;
  const auto first = world.lease({LeaseKind::number, world.queue, {}, 1}).value();
  const auto lease_id = Uuid::parse(text_at(first, "/outcomes/0/lease/id")).value();
  REQUIRE(world.act<void>([&](Context& context) -> Result<void> {
    VUORO_ASSIGN(const auto row, authority::living_device(context.tx, world.device));
    return authority::return_leases(context, row, {{lease_id, world.id("not a lease")}});
  }));
  CHECK(text_at(world.lease({LeaseKind::number, world.queue, {}, 1}).value(), "/outcomes/0/lease/first") ==
        "100");
}

TEST_CASE("a slot is held, taken by the booking, or falls back when its time is over") {
  ServerWorld world;
  auto later = world.get<Slot>(world.slot);
  later.start += std::chrono::hours(72);  // still to come when the hold and its grace are over
  REQUIRE(world.act<void>([&](Context& context) { return authority::save(context, later); }));
  const auto hold = world.lease({LeaseKind::slot, {}, world.slot, 1}).value();
  CHECK(text_at(hold, "/outcomes/0/lease/ttl_ms") == "300000");
  CHECK(world.get<Slot>(world.slot).leased == 1);
  CHECK(text_at(world.lease({LeaseKind::slot, {}, world.slot, 1}).value(), "/outcomes/0/code") ==
        "exhausted");
  world.advance(limits::k_slot_hold + limits::k_slot_hold_grace);
  CHECK(world.act<std::size_t>([](Context& context) { return authority::expire_leases(context, 100); })
            .value() == 1);
  CHECK(world.get<Slot>(world.slot).leased == 0);
  const auto again = world.lease({LeaseKind::slot, {}, world.slot, 1}).value();
  protocol::AppointmentBooked booked;
  booked.appointment_id = world.id("appointment");
  booked.slot_id = world.slot;
  booked.service_id = world.service;
  booked.lease_id = Uuid::parse(text_at(again, "/outcomes/0/lease/id")).value();
  booked.code = "ABCD2345";
  booked.language = "fi";
  CHECK(world.send(world.event("appointment.booked", protocol::encode(booked))).status ==
        EventStatus::accepted);
  CHECK(world.get<Slot>(world.slot).leased == 0);
  CHECK(world.get<Slot>(world.slot).taken == 1);
  CHECK(world
            .send(world.event("appointment.cancelled",
                              json::object{{"appointment_id", booked.appointment_id.to_string()}}))
            .status == EventStatus::accepted);
  CHECK(world.get<Slot>(world.slot).taken == 0);
}

TEST_CASE("call next: the earliest due of the counter's queues, and what was being served is finished") {
  ServerWorld world;
  const auto b = world.ticket("B100", world.other_queue);
  world.advance(minutes(1));
  const auto a = world.ticket("A100", world.queue);
  CHECK(world.command(world.clerk, call_next(world.counter)).error().code ==
        Errc::conflict);  // nobody sits there
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  CHECK(world.get<QueueStatus>(world.queue).counters_open == 1);
  CHECK(text_at(world.command(world.clerk, call_next(world.counter)).value(), "/ticket/number") == "B100");
  // Called and neither started nor ended: an open question.
  CHECK(world.command(world.clerk, call_next(world.counter)).error().code == Errc::conflict);
  REQUIRE(world.command(world.clerk, on_ticket("start", b)));
  CHECK(text_at(world.command(world.clerk, call_next(world.counter)).value(), "/ticket/number") == "A100");
  CHECK(world.get<Ticket>(b).state == TicketState::finished);
  CHECK(world.get<Ticket>(a).counter_id == world.counter);
  REQUIRE(world.command(world.clerk, on_ticket("no_show", a)));
  CHECK(text_at(world.command(world.clerk, call_next(world.counter)).value(), "/ticket") == "null");
}

TEST_CASE("a command's repeat is harmless, its id with another content is refused") {
  ServerWorld world;
  world.ticket("A100", world.queue);
  world.ticket("A101", world.queue);
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  auto call = call_next(world.counter);
  call["id"] = world.id("command").to_string();
  const auto first = world.command(world.clerk, call).value();
  CHECK(world.command(world.clerk, call).value() == first);
  CHECK(world.get<QueueStatus>(world.queue).waiting == 1);
  CHECK(world.command(world.other_clerk, call).error().code == Errc::conflict);
  call["counter_id"] = world.other_counter.to_string();
  CHECK(world.command(world.clerk, call).error().code == Errc::conflict);
}

TEST_CASE("clerks act on their own organisations' queues, supervisors on all") {
  ServerWorld world;
  const auto b = world.ticket("B100", world.other_queue);
  REQUIRE(world.command(world.other_clerk, take(world, world.counter)));
  // Nobody is told that somebody serves a queue there that this clerk does not.
  CHECK(world.get<QueueStatus>(world.queue).counters_open == 1);
  CHECK(world.get<QueueStatus>(world.other_queue).counters_open == 0);
  // Of the counter's two queues only the city's is this clerk's.
  CHECK(text_at(world.command(world.other_clerk, call_next(world.counter)).value(), "/ticket") == "null");
  auto named = call_next(world.counter);
  named["queue_ids"] = json::array{world.other_queue.to_string()};
  CHECK(world.command(world.other_clerk, named).error().code == Errc::forbidden);
  CHECK(world.command(world.other_clerk, on_ticket("cancel", b)).error().code == Errc::forbidden);
  CHECK(world.command(world.clerk, {{"type", "device.revoke"}, {"device_id", world.device.to_string()}})
            .error()
            .code == Errc::forbidden);
  CHECK(world.command(world.supervisor, on_ticket("cancel", b)));
}

TEST_CASE("a counter belongs to one clerk, and a clerk to one counter") {
  ServerWorld world;
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  CHECK(world.command(world.other_clerk, take(world, world.counter)).error().code == Errc::conflict);
  auto over = take(world, world.counter);
  over["take_over"] = true;
  REQUIRE(world.command(world.other_clerk, over));
  CHECK(world.get<Counter>(world.counter).staff_id == world.other_clerk);
  REQUIRE(world.command(world.other_clerk, take(world, world.other_counter)));
  CHECK_FALSE(world.get<Counter>(world.counter).open);
  CHECK(world.get<QueueStatus>(world.queue).counters_open == 1);
  world.ticket("A100", world.queue);
  REQUIRE(world.command(world.other_clerk, call_next(world.other_counter)));
  CHECK(world
            .command(world.other_clerk,
                     {{"type", "counter.leave"}, {"counter_id", world.other_counter.to_string()}})
            .error()
            .code == Errc::conflict);
}

TEST_CASE("a transfer keeps the first arrival, its note travels, and the stale state is noticed") {
  ServerWorld world;
  const auto a = world.ticket("A100", world.queue);
  auto stale = on_ticket("cancel", a);
  stale["expected_state"] = "called";
  CHECK(world.command(world.clerk, stale).error().code == Errc::conflict);
  const auto arrival = world.get<Ticket>(a).first_arrival;
  world.advance(minutes(5));
  auto transfer = on_ticket("transfer", a);
  transfer["queue_id"] = world.other_queue.to_string();
  transfer["note"] = "needs form 7";
  REQUIRE(world.command(world.clerk, transfer));
  const auto moved = world.get<Ticket>(a);
  CHECK(moved.queue_id == world.other_queue);
  CHECK(moved.due == arrival + minutes(15));
  CHECK(world.get<QueueStatus>(world.queue).waiting == 0);
  CHECK(world.get<QueueStatus>(world.other_queue).waiting == 1);
  const auto notes = world.store
                         ->read_value<std::vector<store::TicketNote>>(
                             [&](store::Reader& reader) { return reader.notes_of_site(world.site); })
                         .value();
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].text == "needs form 7");
}

TEST_CASE("who was not there and comes to the desk after all is called at once, on that day only") {
  ServerWorld world;
  const auto a = world.ticket("A100", world.queue);
  world.advance(minutes(1));
  const auto b = world.ticket("A101", world.queue);
  REQUIRE(world.command(world.clerk, take(world, world.counter)));
  for (const auto& absent : {a, b}) {
    REQUIRE(text_at(world.command(world.clerk, call_next(world.counter)).value(), "/ticket/id") ==
            absent.to_string());
    REQUIRE(world.command(world.clerk, on_ticket("no_show", absent)));
  }
  REQUIRE(world.get<Ticket>(a).ended_at);
  auto call = on_ticket("call", a);
  call["counter_id"] = world.counter.to_string();
  call["expected_state"] = "no_show";
  REQUIRE(world.command(world.clerk, call));
  const auto called = world.get<Ticket>(a);
  CHECK(called.state == TicketState::called);
  CHECK(called.counter_id == world.counter);
  CHECK(called.calls == 2);
  CHECK_FALSE(called.ended_at);
  REQUIRE(world.command(world.clerk, on_ticket("finish", a)));

  // A page that is still open from yesterday.
  world.advance(std::chrono::hours(24));
  auto late = on_ticket("call", b);
  late["counter_id"] = world.counter.to_string();
  for (const auto& act : {late, on_ticket("bring_back", b)}) {
    const auto refused = world.command(world.clerk, act);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::conflict);
    CHECK(refused.error().message == "ticket A101 is of an earlier day: 2026-03-05");
  }
  CHECK(world.get<Ticket>(b).state == TicketState::no_show);
}

TEST_CASE("a new day closes what the old one left open, and forgets older days") {
  ServerWorld world;
  const auto waiting = world.ticket("A100", world.queue);
  const auto parked = world.ticket("A101", world.queue);
  REQUIRE(world.command(world.clerk, on_ticket("park", parked)));
  world.advance(std::chrono::hours(24));
  REQUIRE(world.act<void>([&](Context& context) { return authority::begin_day(context, world.site); }));
  CHECK(world.get<Ticket>(waiting).state == TicketState::expired);
  CHECK(world.get<Ticket>(parked).state == TicketState::expired);
  CHECK(world.get<QueueStatus>(world.queue).waiting == 0);
  const auto log = world.store
                       ->read_value<std::vector<store::TicketLogRow>>(
                           [&](store::Reader& reader) { return reader.ticket_log(waiting); })
                       .value();
  REQUIRE(log.size() == 2);
  CHECK(log[1].act == "close_day");
  world.advance(std::chrono::hours(48));
  REQUIRE(world.act<void>([&](Context& context) { return authority::begin_day(context, world.site); }));
  CHECK_FALSE(world.has<Ticket>(waiting));
  CHECK_FALSE(world.has<Slot>(world.slot));
}
