// A box that is declared lost and heard of later: it gets its site only when it has told everything, what was
// said meanwhile of things that only it knew holds, and its history is whole.

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/booked_lobby.h"

using namespace vuoro;
using namespace vuoro::test;
using std::chrono::minutes;

namespace {

using protocol::EventStatus;

json::object print(const Uuid& ticket, const Uuid& device) {
  auto command = on_ticket("print", ticket);
  command["device_id"] = device.to_string();
  return command;
}

std::size_t counter_lines(ServerWorld& at) {
  return at.store
      ->read_value<std::vector<store::CounterLogRow>>(
          [](store::Reader& reader) { return reader.counter_log_after(0, 1000); })
      .value()
      .size();
}

protocol::EventAnswer cancel_ticket(ServerWorld& at, const Uuid& ticket) {
  return at.send(at.event("ticket.cancelled", protocol::encode(protocol::TicketCancelled{ticket})));
}

protocol::EventAnswer cancel_booking(ServerWorld& at, const Uuid& booking) {
  return at.send(
      at.event("appointment.cancelled", protocol::encode(protocol::AppointmentCancelled{booking})));
}

std::int64_t words_kept(BookedLobby& lobby) {
  return lobby.central.store
      ->read_value<std::int64_t>([&](store::Reader& reader) { return reader.early_word_count(lobby.site); })
      .value();
}

}  // namespace

TEST_CASE("a box that was declared lost gets no site before it has told what it did") {
  BookedLobby lobby;
  lobby.give();
  const Uuid untold = lobby.box.ticket("A101", lobby.box.queue);
  const Uuid booked = lobby.book(lobby.box, lobby.first);
  lobby.declare_lost();
  CHECK(lobby.central.get<SiteAuthority>(lobby.site).untold_by == "Lobby box");
  const auto refused = lobby.move({{"device_id", lobby.box_id.to_string()}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::conflict);
  CHECK(refused.error().message.find("Lobby box was declared lost and has not told yet") == 0);

  lobby.hear();
  CHECK_FALSE(lobby.central.get<SiteAuthority>(lobby.site).untold_by);
  lobby.give();
  for (ServerWorld* server : {&lobby.central, &lobby.box}) {
    CHECK(server->get<Ticket>(untold).state == TicketState::waiting);
    CHECK(server->get<Appointment>(booked).state == AppointmentState::booked);
  }
}

TEST_CASE("a lost box is known by what it did when it joins anew, and a new machine is not taken for it") {
  TwoServers lobby;
  lobby.give();
  const Uuid untold = lobby.box.ticket("A101", lobby.box.queue);
  lobby.declare_lost();
  const auto says = [&](const Uuid& device_id, std::int64_t epoch) {
    protocol::SiteNews news;
    news.epoch = epoch;
    news.told_until = lobby.epoch_here();
    protocol::Event event{Uuid::v7(lobby.central.clock, lobby.central.random), 1,
                          std::string(protocol::k_site_news), lobby.central.clock.wall(),
                          protocol::encode(news)};
    return lobby.central.act<protocol::EventAnswers>(
        [&](authority::Context& context) -> Result<protocol::EventAnswers> {
          VUORO_ASSIGN(const auto row, authority::living_device(context.tx, device_id));
          return authority::take_events(context, row, protocol::encode(protocol::EventBatch{{event}}));
        });
  };
  Device record = lobby.central.get<Device>(lobby.box_id);
  record.id = lobby.central.id("box with a new code");
  store::DeviceRow row;
  row.id = record.id;
  row.site_id = lobby.site;
  REQUIRE(lobby.central.act<void>([&](authority::Context& context) -> Result<void> {
    VUORO_TRY(context.tx.put_device(row));
    return authority::save(context, record);
  }));
  REQUIRE(says(record.id, 0));  // it knows nothing of the site
  CHECK(lobby.central.get<SiteAuthority>(lobby.site).untold_by);
  REQUIRE(says(lobby.box_id, 0));  // its database was begun anew
  CHECK(lobby.central.get<SiteAuthority>(lobby.site).untold_by);
  // The machine with the old disk, enrolled anew: what it tells comes under the new name.
  lobby.box_id = record.id;
  lobby.hear();
  CHECK(lobby.central.get<Ticket>(untold).state == TicketState::waiting);
  CHECK_FALSE(lobby.central.get<SiteAuthority>(lobby.site).untold_by);
  lobby.give();
}

TEST_CASE("a technician may say that a lost box never tells") {
  TwoServers lobby;
  lobby.give();
  lobby.declare_lost();
  CHECK(cancel_ticket(lobby.central, lobby.central.id("of the box")).status == EventStatus::accepted);
  REQUIRE(lobby.move({{"device_id", lobby.box_id.to_string()}, {"forget_lost", true}}));
  CHECK_FALSE(lobby.central.get<SiteAuthority>(lobby.site).untold_by);
  CHECK_FALSE(lobby.move({{"forget_lost", true}}));  // of a move to a box only
  lobby.declare_lost();
  CHECK(lobby.central.get<SiteAuthority>(lobby.site).untold_by == "Lobby box");
}

TEST_CASE("a box that was heard of within two minutes is lost only for who says that this is known") {
  TwoServers lobby;
  lobby.give();
  const auto holder = [&] { return lobby.central.get<SiteAuthority>(lobby.site).holder_name; };
  const auto refused = lobby.move({{"box_is_lost", true}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::alive);
  CHECK(refused.error().message.find("Lobby box was heard of 0 ms ago: it runs.") != std::string::npos);
  CHECK(holder() == "Lobby box");
  CHECK(lobby.move({{"although_heard", true}}).error().code == Errc::invalid_argument);
  SECTION("after two minutes by the usual word") {
    lobby.central.clock.advance(minutes(2));
    CHECK(lobby.move({{"box_is_lost", true}}).error().code == Errc::alive);
    lobby.central.clock.advance(std::chrono::seconds(1));
    CHECK(lobby.move({{"box_is_lost", true}}));
  }
  SECTION("at once by a second word") {
    CHECK(lobby.move({{"box_is_lost", true}, {"although_heard", true}}));
  }
  CHECK(holder().empty());
}

TEST_CASE("a slot that cannot be read keeps no lobby at a box that is lost") {
  BookedLobby lobby;
  lobby.give();
  REQUIRE(lobby.central.act<std::int64_t>([&](authority::Context& context) {
    return context.tx.put_record(authority::scope_of_site(lobby.site), "slot", lobby.first, "7");
  }));
  lobby.declare_lost();
  CHECK(lobby.central.get<SiteAuthority>(lobby.site).state == AuthorityState::here);
  CHECK(lobby.central.authority->troubles().count(lobby.central.clock.mono()) == 1);
}

TEST_CASE("what a visitor gave up before the lost box was heard of is given up") {
  BookedLobby lobby;
  const Uuid slot = lobby.add_slot("more", minutes(60), 2);
  lobby.give();
  const Uuid booking = lobby.book(lobby.box, slot);
  const Uuid checked_in = lobby.book(lobby.box, lobby.first);
  const Uuid its_ticket = lobby.check_in(lobby.box, checked_in, "A101");
  const Uuid waits = lobby.box.ticket("A102", lobby.box.queue);
  REQUIRE(lobby.box.act<void>([&](authority::Context& context) {
    return context.tx.put_contact("appointment", booking, R"({"phone":"+358501234567"})",
                                  context.now + minutes(600));
  }));
  // Refused before, and not for good: who acts may know it.
  CHECK_FALSE(lobby.central.act<protocol::EventAnswers>([&](authority::Context& context) {
    return authority::take_events(
        context, context.tx.device(lobby.central.device).value().value(),
        protocol::encode(protocol::EventBatch{{lobby.central.event(
            "appointment.cancelled", protocol::encode(protocol::AppointmentCancelled{booking}))}}));
  }));
  lobby.declare_lost();
  CHECK(cancel_booking(lobby.central, booking).status == EventStatus::accepted);
  CHECK(cancel_ticket(lobby.central, its_ticket).status == EventStatus::accepted);
  CHECK(cancel_ticket(lobby.central, waits).status == EventStatus::accepted);
  CHECK(words_kept(lobby) == 3);
  lobby.hear();
  auto& central = lobby.central;
  CHECK(central.get<Appointment>(booking).state == AppointmentState::cancelled);
  CHECK(central.get<Slot>(slot).taken == 0);
  const auto contact = central.store->read_value<std::optional<store::ContactRow>>(
      [&](store::Reader& reader) { return reader.contact(booking); });
  CHECK_FALSE(contact.value());
  CHECK(central.get<Ticket>(its_ticket).state == TicketState::cancelled);
  CHECK(central.get<Appointment>(checked_in).state == AppointmentState::cancelled);
  CHECK(central.get<Ticket>(waits).state == TicketState::cancelled);
  CHECK(history_of(central, waits) == std::vector<std::string>{"issue waiting", "cancel cancelled"});
  // It has told everything: what is not known now never was.
  CHECK(words_kept(lobby) == 0);
  CHECK(cancel_booking(central, central.id("nobody's")).status == EventStatus::rejected);
}

TEST_CASE("a number that both servers knew and that was given up at the lost box is given up") {
  BookedLobby lobby;
  lobby.give();
  const Uuid ticket = lobby.box.ticket("A101", lobby.box.queue);
  const Uuid stays = lobby.box.ticket("A102", lobby.box.queue);
  lobby.tell();
  lobby.advance(minutes(1));
  CHECK(cancel_ticket(lobby.box, ticket).status == EventStatus::accepted);
  lobby.lose_box();
  CHECK(lobby.central.get<Ticket>(ticket).state == TicketState::waiting);
  lobby.hear();
  CHECK(lobby.central.get<Ticket>(ticket).state == TicketState::cancelled);
  CHECK(history_of(lobby.central, ticket) == std::vector<std::string>{"issue waiting", "cancel cancelled"});
  CHECK(lobby.central.get<Ticket>(stays).state == TicketState::waiting);
}

TEST_CASE("who checked in before the lost box told of the booking has its place, and a paper is told once") {
  BookedLobby lobby;
  lobby.give();
  auto& central = lobby.central;
  auto& box = lobby.box;
  const Uuid booking = lobby.book(box, lobby.first);
  const Uuid desk_ticket = box.ticket("A101", box.queue);
  const auto asked = box.command(box.clerk, print(desk_ticket, box.device));
  const Uuid job = Uuid::parse(text_at(asked.value(), "/print_job/id")).value();
  lobby.declare_lost();
  const Uuid ticket = lobby.check_in(central, booking, "A301");
  CHECK_FALSE(central.get<Ticket>(ticket).appointment_id);
  const auto word = central.event("ticket.printed",
                                  protocol::encode(protocol::TicketPrinted{job, PrintJobState::printed, ""}));
  CHECK(central.send(word).status == EventStatus::accepted);
  lobby.hear();
  CHECK(central.get<Appointment>(booking).state == AppointmentState::checked_in);
  CHECK(central.get<Appointment>(booking).ticket_id == ticket);
  CHECK(central.get<Ticket>(ticket).appointment_id == booking);
  CHECK(central.get<Ticket>(ticket).due_reason == DueReason::appointment);
  CHECK(central.get<Slot>(lobby.first).taken == 1);
  CHECK(central.get<PrintJob>(job).state == PrintJobState::printed);
  CHECK(central.get<PrintJob>(job).follow_token.empty());
}

TEST_CASE("who was told to a box and to the central server was issued once") {
  BookedLobby lobby;
  lobby.give();
  auto& central = lobby.central;
  auto& box = lobby.box;
  // The terminals had no answer of the box, and tell the central server again.
  const auto untold = box.issued("A101", box.queue);
  REQUIRE(box.send(box.event("ticket.issued", protocol::encode(untold))).status == EventStatus::accepted);
  REQUIRE(sit_and_call(box) == untold.ticket_id);
  lobby.lose_box();
  CHECK(central.send(central.event("ticket.issued", protocol::encode(untold))).status ==
        EventStatus::accepted);
  lobby.hear();
  // Called at the box only: here they wait.
  const std::vector<std::string> so_far{"issue waiting", "call called", "requeue waiting"};
  CHECK(history_of(central, untold.ticket_id) == so_far);
  lobby.give();
  CHECK(history_of(box, untold.ticket_id) == so_far);
}

TEST_CASE("what a lost box had told already is accepted when its device tells it again") {
  BookedLobby lobby;
  lobby.give();
  auto& central = lobby.central;
  auto& box = lobby.box;
  const auto issued = box.issued("A101", box.queue);
  REQUIRE(box.send(box.event("ticket.issued", protocol::encode(issued))).status == EventStatus::accepted);
  const Uuid booked = lobby.book(box, lobby.first);
  lobby.tell();
  lobby.declare_lost();
  CHECK(central.send(central.event("ticket.issued", protocol::encode(issued))).status ==
        EventStatus::accepted);
  CHECK(history_of(central, issued.ticket_id) == std::vector<std::string>{"issue waiting"});
  protocol::AppointmentBooked again;
  again.appointment_id = booked;
  again.slot_id = lobby.first;
  again.service_id = central.service;
  again.code = central.get<Appointment>(booked).code;
  again.language = "fi";
  CHECK(central.send(central.event("appointment.booked", protocol::encode(again))).status ==
        EventStatus::accepted);
  CHECK(central.get<Slot>(lobby.first).taken == 1);
  // Another number under the same id is nobody's repeat.
  auto other = issued;
  other.number = "A102";
  CHECK(central.send(central.event("ticket.issued", protocol::encode(other))).status ==
        EventStatus::rejected);
}

TEST_CASE("a box that gets its site back has a week of history once") {
  BookedLobby lobby;
  auto& central = lobby.central;
  auto& box = lobby.box;
  const Uuid early = central.ticket("A101", central.queue);
  REQUIRE(central.command(central.clerk, take(central, central.counter)));
  lobby.give();
  const Uuid later = box.ticket("A102", box.queue);
  REQUIRE(calls_next(box) == early);
  lobby.tell();
  lobby.declare_lost();
  lobby.hear();
  REQUIRE(central.command(central.clerk, on_ticket("start", early)));
  lobby.give();
  for (ServerWorld* server : {&central, &box}) {
    CHECK(history_of(*server, early) ==
          std::vector<std::string>{"issue waiting", "call called", "start serving"});
    CHECK(history_of(*server, later) == std::vector<std::string>{"issue waiting"});
    CHECK(counter_lines(*server) == counter_lines(central));
  }
  // A server that does not act has no word about who waits.
  const auto next = central.command(central.clerk, call_next(central.counter));
  REQUIRE_FALSE(next);
  CHECK(next.error().code == Errc::unavailable);
}

TEST_CASE(
    "a device that was enrolled at the box is known at the central server by its certificate, and by no "
    "other") {
  TwoServers lobby;
  lobby.give();
  const auto enrol = [&](const std::string& name, DeviceRole role) {
    Device device;
    device.id = lobby.box.id(name);
    device.site_id = lobby.site;
    device.name = name;
    device.role = role;
    device.certificate_fingerprint = "made at the box for " + name;
    REQUIRE(lobby.box.act<void>([&](authority::Context& context) -> Result<void> {
      store::DeviceRow row;
      row.id = device.id;
      row.site_id = lobby.site;
      VUORO_TRY(context.tx.put_device(row));
      return authority::save(context, device);
    }));
    return device.id;
  };
  const Uuid wall = enrol("wall", DeviceRole::display);
  const Uuid box_in_the_box = enrol("false box", DeviceRole::site_server);
  lobby.tell();
  auto& central = *lobby.central.authority;
  CHECK(central.device(wall, "made at the box for wall"));
  CHECK(central.device(wall));  // by one that the central server has made
  const auto forged = central.device(wall, "made by somebody");
  REQUIRE_FALSE(forged);
  CHECK(forged.error().code == Errc::unauthorized);
  CHECK_FALSE(central.device(box_in_the_box, "made at the box for false box"));
  CHECK_FALSE(central.device(lobby.central.device, "made by somebody"));
  // Of a box that is lost, too.
  const Uuid late = enrol("late", DeviceRole::terminal);
  lobby.declare_lost();
  lobby.hear();
  CHECK(central.device(late, "made at the box for late"));
}
