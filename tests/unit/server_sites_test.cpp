// Promises across a move of a site's authority, at the rules: check-ins, places of slots and papers are kept
// whatever server made them, also when a box is lost and heard of after all.

#include <catch2/catch.hpp>

#include "server/authority/leases.h"
#include "server/authority/print_jobs.h"
#include "tests/support/kept_log.h"
#include "tests/support/paths.h"
#include "tests/unit/booked_lobby.h"

using namespace vuoro;
using namespace vuoro::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

Errc refused(const Result<json::value>& answer) {
  return answer ? Errc::internal : answer.error().code;
}

void rot(ServerWorld& world, const Uuid& site, std::string_view collection, const Uuid& id,
         const std::string& with) {
  REQUIRE(world.act<std::int64_t>([&](authority::Context& context) {
    return context.tx.put_record(authority::scope_of_site(site), collection, id, with);
  }));
}

/// The same ticket's text under another id.
std::string text_of(const std::string& text, const Uuid& id) {
  auto record = parse_json(text).value();
  record.as_object()["id"] = id.to_string();
  return json::serialize(record);
}

std::string stored(ServerWorld& world, std::string_view collection, const Uuid& id) {
  return world.store
      ->read_value<std::optional<std::string>>(
          [&](store::Reader& reader) { return reader.record(collection, id); })
      .value()
      .value_or("");
}

}  // namespace

TEST_CASE(
    "a booking made at the central server is checked in at the box without a line, at terminal and desk") {
  BookedLobby lobby;
  const Uuid past = lobby.add_slot("past", minutes(-25), 1);
  const Uuid tomorrow = lobby.add_slot("tomorrow", hours(24), 1);
  const Uuid at_terminal = lobby.book(lobby.central, lobby.first);
  const Uuid at_desk = lobby.book(lobby.central, lobby.first);
  const Uuid late = lobby.book(lobby.central, past);
  const Uuid early = lobby.book(lobby.central, tomorrow);
  lobby.give();
  const auto start = lobby.box.get<Slot>(lobby.first).start;

  const Uuid first = lobby.check_in(lobby.box, at_terminal, "A101");
  CHECK(lobby.box.get<Ticket>(first).due == start);
  CHECK(lobby.box.get<Ticket>(first).due_reason == DueReason::appointment);
  const Uuid second = ticket_of(lobby.check_in_at_desk(lobby.box, at_desk));
  CHECK(lobby.box.get<Ticket>(second).due == start);
  CHECK(lobby.box.get<Appointment>(at_desk).state == AppointmentState::checked_in);
  const Uuid third = ticket_of(lobby.check_in_at_desk(lobby.box, late));
  CHECK(lobby.box.get<Ticket>(third).due_reason == DueReason::late);
  CHECK(refused(lobby.check_in_at_desk(lobby.box, early)) == Errc::conflict);
  // Whoever checks in again, at whichever place, has no second place by the booking.
  CHECK(refused(lobby.check_in_at_desk(lobby.box, at_terminal)) == Errc::conflict);
  const Uuid again = lobby.check_in(lobby.box, at_desk, "A102");
  CHECK_FALSE(lobby.box.get<Ticket>(again).appointment_id);
  CHECK(refused(lobby.check_in_at_desk(lobby.central, early)) == Errc::unavailable);

  REQUIRE(lobby.box.command(lobby.box.clerk, take(lobby.box, lobby.box.counter)));
  std::set<Uuid> called;
  for (int i = 0; i < 4; ++i) {
    const auto next = lobby.box.command(lobby.box.clerk, call_next(lobby.box.counter));
    called.insert(ticket_of(next));
    REQUIRE(lobby.box.command(lobby.box.clerk, on_ticket("start", ticket_of(next))));
  }
  CHECK(called == std::set<Uuid>{first, second, third, again});

  lobby.tell();
  for (const auto& [booking, ticket] : {std::pair(at_terminal, first), {at_desk, second}, {late, third}}) {
    CHECK(lobby.central.get<Appointment>(booking).state == lobby.box.get<Appointment>(booking).state);
    CHECK(lobby.central.get<Appointment>(booking).ticket_id == ticket);
    CHECK(lobby.central.get<Ticket>(ticket).appointment_id == booking);
  }
  lobby.give_back();
  CHECK(refused(lobby.check_in_at_desk(lobby.central, late)) == Errc::conflict);
}

TEST_CASE("a record that cannot be read is left behind by a move, named, and everything else goes") {
  BookedLobby lobby;
  const TempDir dir;
  const KeptLog log(dir.path() / "log");
  const Uuid broken = lobby.central.ticket("A101", lobby.central.queue);
  const Uuid whole = lobby.central.ticket("A102", lobby.central.queue);
  const std::string text = json::serialize(encode(lobby.central.get<Ticket>(broken)));
  const std::string half = text.substr(0, text.size() / 2);
  rot(lobby.central, lobby.site, "ticket", broken, half);
  rot(lobby.central, lobby.site, "slot", lobby.first, "7");
  lobby.give();

  const std::vector<std::string> named = {"slot " + lobby.first.to_string(), "ticket " + broken.to_string()};
  for (auto* server : {&lobby.central, &lobby.box}) {
    auto left = server->get<SiteAuthority>(lobby.site).left_behind;
    std::sort(left.begin(), left.end());
    CHECK(left == named);
  }
  CHECK(lobby.central.authority->troubles().count(lobby.central.clock.mono()) == 2);
  CHECK(log.count("handover_left_behind") == 2);
  CHECK(lobby.box.get<SiteAuthority>(lobby.site).state == AuthorityState::here);
  CHECK(lobby.box.get<Ticket>(whole).state == TicketState::waiting);
  // It stays at the giver, whoever asks for it at the box is not refused, and nobody acts twice.
  CHECK(stored(lobby.central, "ticket", broken) == half);
  CHECK(refused(lobby.box.command(lobby.box.clerk, on_ticket("cancel", broken))) == Errc::corrupt);
  CHECK(refused(lobby.central.command(lobby.central.clerk, on_ticket("cancel", whole))) == Errc::unavailable);

  // What the box knows takes the place of what rots here meanwhile.
  rot(lobby.central, lobby.site, "ticket", whole, half);
  rot(lobby.central, lobby.site, "counter", lobby.central.counter, half);
  REQUIRE(lobby.box.command(lobby.box.clerk, take(lobby.box, lobby.box.counter)));
  REQUIRE(lobby.box.command(lobby.box.clerk, call_next(lobby.box.counter)));
  lobby.tell();
  CHECK(lobby.central.get<Ticket>(whole).state == TicketState::called);
  CHECK(lobby.central.get<Counter>(lobby.central.counter).open);

  const Uuid at_box = lobby.box.ticket("A103", lobby.box.queue);
  rot(lobby.box, lobby.site, "ticket", at_box, half);
  lobby.give_back();
  auto left = lobby.central.get<SiteAuthority>(lobby.site).left_behind;
  CHECK(std::ranges::count(left, "ticket " + at_box.to_string()) == 1);
  CHECK(stored(lobby.box, "ticket", at_box) == half);
  CHECK(refused(lobby.central.command(lobby.central.clerk, on_ticket("cancel", at_box))) == Errc::corrupt);
  // Mended, everything goes with the next move.
  for (const Uuid& ticket : {broken, at_box})
    rot(lobby.central, lobby.site, "ticket", ticket, text_of(text, ticket));
  rot(lobby.central, lobby.site, "slot", lobby.first, stored(lobby.box, "slot", lobby.first));
  lobby.give();
  CHECK(lobby.box.get<SiteAuthority>(lobby.site).left_behind.empty());
  CHECK(lobby.box.get<Ticket>(at_box).number == "A101");
}

TEST_CASE("a lost box's check-ins and bookings count when it is heard of, each once") {
  BookedLobby lobby;
  const Uuid more = lobby.add_slot("more", minutes(60), 3);
  const Uuid at_both = lobby.book(lobby.central, lobby.first);
  const Uuid at_box = lobby.book(lobby.central, lobby.first);
  const Uuid given_up = lobby.book(lobby.central, more);
  lobby.give();
  const Uuid at_box_first = lobby.check_in(lobby.box, at_both, "A101");
  const Uuid kept = lobby.check_in(lobby.box, at_box, "A102");
  lobby.cancel(lobby.box, given_up);
  const Uuid unknown = lobby.book(lobby.box, more);

  lobby.declare_lost();
  const Uuid at_central = ticket_of(lobby.check_in_at_desk(lobby.central, at_both));
  lobby.hear();

  CHECK(lobby.central.get<Appointment>(at_both).ticket_id == at_central);
  const auto plain = lobby.central.get<Ticket>(at_box_first);
  CHECK(plain.state == TicketState::waiting);
  CHECK_FALSE(plain.appointment_id);
  CHECK(plain.due_reason == DueReason::arrival);
  CHECK(lobby.central.get<Appointment>(at_box).state == AppointmentState::checked_in);
  CHECK(lobby.central.get<Appointment>(at_box).ticket_id == kept);
  CHECK(lobby.central.get<Ticket>(kept).due_reason == DueReason::appointment);
  CHECK(lobby.central.get<Appointment>(given_up).state == AppointmentState::cancelled);
  CHECK(lobby.central.get<Appointment>(unknown).state == AppointmentState::booked);
  CHECK(lobby.central.get<Slot>(more).taken == 1);
  CHECK(ticket_of(lobby.check_in_at_desk(lobby.central, unknown)) != kept);
}

TEST_CASE("places that terminals hold stay theirs across a move, there and back") {
  BookedLobby lobby;
  const Uuid held = lobby.share(lobby.central, lobby.first);
  const Uuid later = lobby.share(lobby.central, lobby.first);
  lobby.give();
  CHECK(lobby.box.get<Slot>(lobby.first).leased == 2);
  CHECK(text_at(lobby.ask_share(lobby.box, lobby.first), "/outcomes/0/code") == "exhausted");
  const Uuid booking = lobby.book(lobby.box, lobby.first, held);
  CHECK(lobby.box.get<Slot>(lobby.first).taken == 1);
  CHECK(lobby.box.get<Slot>(lobby.first).leased == 1);
  CHECK(lobby.share(lobby.box, lobby.first, later) == later);
  CHECK(lobby.box.get<SiteAuthority>(lobby.site).state == AuthorityState::here);
  lobby.give_back();
  CHECK(lobby.box.get<SiteAuthority>(lobby.site).state == AuthorityState::releasing);
  lobby.hear();
  // Whoever still uses the box is told that it does not serve the lobby.
  CHECK(lobby.box.get<SiteAuthority>(lobby.site).state == AuthorityState::away);
  CHECK(lobby.central.get<SiteAuthority>(lobby.site).state == AuthorityState::here);
  CHECK(lobby.central.get<Slot>(lobby.first).taken == 1);
  CHECK(lobby.central.get<Slot>(lobby.first).leased == 1);
  CHECK(lobby.central.get<Appointment>(booking).state == AppointmentState::booked);
  CHECK(lobby.share(lobby.central, lobby.first, later) == later);
  const Uuid last = lobby.book(lobby.central, lobby.first, later);
  CHECK_FALSE(lobby.central.get<Appointment>(last).over_capacity.value_or(false));
  CHECK(lobby.central.get<Slot>(lobby.first).leased == 0);
}

TEST_CASE(
    "a place of a terminal that only the box knows goes to the central server and comes back with the site") {
  BookedLobby lobby;
  lobby.box.device = lobby.box.id("terminal of the box");
  store::DeviceRow row;
  row.id = lobby.box.device;
  row.site_id = lobby.site;
  REQUIRE(lobby.box.act<void>([&](authority::Context& context) { return context.tx.put_device(row); }));
  lobby.give();
  const Uuid held = lobby.share(lobby.box, lobby.first);
  lobby.give_back();
  CHECK(lobby.central.get<Slot>(lobby.first).leased == 1);
  lobby.give();
  CHECK(lobby.share(lobby.box, lobby.first, held) == held);
}

TEST_CASE("a place renewed at the box is kept as long at the central server") {
  BookedLobby lobby;
  const Uuid slot = lobby.add_slot("in three days", hours(72), 1);
  const Uuid held = lobby.share(lobby.central, slot);
  lobby.give();
  lobby.advance(hours(20));
  CHECK(lobby.share(lobby.box, slot, held) == held);
  lobby.give_back();
  lobby.advance(hours(6));  // over by what the central server had promised itself
  REQUIRE(lobby.central.act<void>([](authority::Context& context) -> Result<void> {
    VUORO_TRY(authority::expire_leases(context, 100));
    return {};
  }));
  CHECK(lobby.central.get<Slot>(slot).leased == 1);
}

TEST_CASE("a box that was just started keeps its own counts while it asks whether the site is its own") {
  BookedLobby lobby;
  lobby.give();
  (void)lobby.book(lobby.box, lobby.first);
  REQUIRE(lobby.box.command(lobby.box.clerk, take(lobby.box, lobby.box.counter)));
  // The central server's feed says what it knew before.
  protocol::ChangesPage page{protocol::site_scope(lobby.site), 0, 9, false, lobby.box.clock.wall(), {}};
  page.changes.push_back({std::string(collection_of<Slot>()), lobby.first, 8, false,
                          encode(lobby.central.get<Slot>(lobby.first))});
  page.changes.push_back({std::string(collection_of<Counter>()), lobby.box.counter, 9, false,
                          encode(lobby.central.get<Counter>(lobby.box.counter))});
  lobby.box.authority->wait_for_word(true);
  REQUIRE(lobby.line.apply(page));
  CHECK(lobby.box.get<Slot>(lobby.first).taken == 1);
  CHECK(lobby.box.get<Counter>(lobby.box.counter).open);
}

TEST_CASE("what the central server cannot read stays at the box as it was, also through a snapshot") {
  BookedLobby lobby;
  lobby.give();
  const std::string scope = protocol::site_scope(lobby.site);
  protocol::ChangesPage page{scope, 0, 9, false, lobby.box.clock.wall(), {}};
  page.unread = {{"queue", lobby.box.queue}};
  REQUIRE(lobby.line.begin_staging(scope));
  REQUIRE(lobby.line.stage(page));
  REQUIRE(lobby.line.switch_to_staged(scope, 9));
  CHECK(lobby.box.has<Queue>(lobby.box.queue));
  CHECK_FALSE(lobby.box.has<Queue>(lobby.box.other_queue));
}

TEST_CASE("places that a lost box's terminals hold are kept for them a day, and no longer") {
  BookedLobby lobby;
  const Uuid slot = lobby.add_slot("in three days", hours(72), 2);
  lobby.give();
  const Uuid held = lobby.share(lobby.box, slot);
  (void)lobby.share(lobby.box, slot);
  lobby.tell();
  lobby.declare_lost();
  CHECK(lobby.central.get<Slot>(slot).leased == 2);
  CHECK(text_at(lobby.ask_share(lobby.central, slot), "/outcomes/0/code") == "exhausted");
  // The terminal talks to the central server now and tells what it confirmed without a line.
  const Uuid booking = lobby.book(lobby.central, slot, held);
  CHECK_FALSE(lobby.central.get<Appointment>(booking).over_capacity.value_or(false));
  CHECK(lobby.central.get<Slot>(slot).taken == 1);
  CHECK(lobby.central.get<Slot>(slot).leased == 1);
  lobby.advance(hours(25));
  const auto expire = [](authority::Context& context) { return authority::expire_leases(context, 100); };
  REQUIRE(lobby.central.act<std::size_t>(expire));
  CHECK(lobby.central.get<Slot>(slot).leased == 0);
  // And the box, which does not act any more, gives back nothing that is not its own.
  lobby.hear();
  CHECK(lobby.box.act<std::size_t>(expire));
  CHECK(lobby.box.get<Slot>(slot).leased == 2);
}

namespace {

json::object print(const Uuid& ticket, const Uuid& device) {
  auto command = on_ticket("print", ticket);
  command["device_id"] = device.to_string();
  return command;
}

Uuid job_of(const Result<json::value>& answer) {
  return Uuid::parse(text_at(answer.value(), "/print_job/id")).value();
}

void printed(ServerWorld& at, const Uuid& job) {
  CHECK(at.send(at.event("ticket.printed",
                         protocol::encode(protocol::TicketPrinted{job, PrintJobState::printed, ""})))
            .status == protocol::EventStatus::accepted);
}

void expire(ServerWorld& at) {
  REQUIRE(
      at.act<void>([](authority::Context& context) { return authority::expire_print_jobs(context, 100); }));
}

}  // namespace

TEST_CASE("a paper asked for before a move is one job after it: printed once, told once, or given up") {
  TwoServers lobby;
  Device other;
  other.id = lobby.central.id("other terminal");
  other.site_id = lobby.site;
  for (ServerWorld* world : {&lobby.central, &lobby.box}) {
    REQUIRE(world->act<void>([&](authority::Context& context) { return authority::save(context, other); }));
  }
  auto& central = lobby.central;
  auto& box = lobby.box;
  const Uuid ticket = central.ticket("A101", central.queue);
  const Uuid second = central.ticket("A102", central.queue);
  const Uuid third = central.ticket("A103", central.queue);
  const Uuid job = job_of(central.command(central.clerk, print(ticket, central.device)));
  const Uuid moved = job_of(central.command(central.clerk, print(second, central.device)));
  const Uuid unanswered = job_of(central.command(central.clerk, print(third, central.device)));
  lobby.give();
  // Asked again at the box's desk it is the same paper; at another terminal, the first is called off.
  CHECK(job_of(box.command(box.clerk, print(ticket, box.device))) == job);
  const Uuid elsewhere = job_of(box.command(box.clerk, print(second, other.id)));
  CHECK(elsewhere != moved);
  CHECK(box.get<PrintJob>(moved).state == PrintJobState::cancelled);
  printed(box, job);
  CHECK(box.get<PrintJob>(job).state == PrintJobState::printed);
  central.advance(minutes(3));
  box.advance(minutes(3));
  expire(central);  // not its own to end
  CHECK(central.get<PrintJob>(unanswered).state == PrintJobState::waiting);
  expire(box);
  CHECK(box.get<PrintJob>(unanswered).state == PrintJobState::expired);
  CHECK(box.get<PrintJob>(job).state == PrintJobState::printed);
  lobby.tell();
  CHECK(central.get<PrintJob>(job).state == PrintJobState::printed);
  CHECK(central.get<PrintJob>(moved).state == PrintJobState::cancelled);
  CHECK(central.get<PrintJob>(unanswered).state == PrintJobState::expired);

  // Of a box that is lost: what came out of the printer there is true here, whatever was thought meanwhile.
  const Uuid fourth = box.ticket("A104", box.queue);
  const Uuid last = job_of(box.command(box.clerk, print(fourth, box.device)));
  lobby.tell();
  printed(box, last);
  lobby.declare_lost();
  central.advance(minutes(3));
  expire(central);
  CHECK(central.get<PrintJob>(last).state == PrintJobState::expired);
  lobby.hear();
  CHECK(central.get<PrintJob>(last).state == PrintJobState::printed);
  CHECK(central.get<PrintJob>(last).follow_token.empty());
}

TEST_CASE("a visitor who came while the clock was a day ahead has a history after a move") {
  BookedLobby lobby;
  auto payload = lobby.central.issued("A101", lobby.central.queue);
  payload.service_day = "2026-03-06";
  REQUIRE(lobby.central.send(lobby.central.event("ticket.issued", protocol::encode(payload))).status ==
          protocol::EventStatus::accepted);
  lobby.give();
  const auto log = lobby.box.store->read_value<std::vector<store::TicketLogRow>>(
      [&](store::Reader& reader) { return reader.ticket_log(payload.ticket_id); });
  REQUIRE(log.value().size() == 1);
  CHECK(log->front().act == "issue");
}

TEST_CASE("the history that a move hands over stands as it was written, whatever days it is of") {
  BookedLobby lobby;
  auto& central = lobby.central;
  const auto come = [&](const char* number, const char* day) {
    auto payload = central.issued(number, central.queue);
    payload.service_day = day;
    REQUIRE(central.send(central.event("ticket.issued", protocol::encode(payload))).status ==
            protocol::EventStatus::accepted);
    return payload.ticket_id;
  };
  // The clock was ahead when the first came, and right again when the second did.
  const Uuid first = come("A101", "2026-03-06");
  const Uuid second = come("A101", "2026-03-05");
  lobby.give();
  const auto log = lobby.box.store->read_value<std::vector<store::TicketLogRow>>(
      [&](store::Reader& reader) { return reader.ticket_log_after(0, 10); });
  REQUIRE(log.value().size() == 2);
  CHECK(log->front().ticket_id == first);
  CHECK(log->back().ticket_id == second);
}
