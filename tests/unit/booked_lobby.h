#pragma once
// Two servers of a lobby whose service can be booked.

#include <catch2/catch.hpp>

#include "tests/unit/two_servers.h"

namespace vuoro::test {

/// A lobby with a service that can be booked, and its times.
struct BookedLobby : TwoServers {
  BookedLobby() {
    Service service;
    service.id = central.service;
    service.name = {{"fi", "Passi"}};
    service.queue_id = central.queue;
    bring(service);
    first = add_slot("first", std::chrono::minutes(30), 2);
  }

  Uuid add_slot(const std::string& name, std::chrono::minutes from_now, int capacity) {
    Slot slot;
    slot.id = central.id(name);
    slot.site_id = site;
    slot.service_id = central.service;
    slot.start = central.clock.wall() + from_now;
    slot.capacity = capacity;
    bring(slot);
    return slot.id;
  }

  /// At a terminal of this server. @return the booking's id
  Uuid book(ServerWorld& at, const Uuid& slot, const std::optional<Uuid>& lease = {}) {
    protocol::AppointmentBooked booked;
    booked.appointment_id = Uuid::v7(at.clock, at.random);
    booked.slot_id = slot;
    booked.service_id = at.service;
    booked.lease_id = lease;
    booked.code = at.random.text(8, k_readable_alphabet);
    booked.language = "fi";
    CHECK(at.send(at.event("appointment.booked", protocol::encode(booked))).status ==
          protocol::EventStatus::accepted);
    return booked.appointment_id;
  }
  void cancel(ServerWorld& at, const Uuid& booking) {
    CHECK(
        at.send(at.event("appointment.cancelled", protocol::encode(protocol::AppointmentCancelled{booking})))
            .status == protocol::EventStatus::accepted);
  }
  /// At a terminal, which has printed the number. @return the ticket's id
  Uuid check_in(ServerWorld& at, const Uuid& booking, const std::string& number) {
    auto issued = at.issued(number, at.queue);
    issued.service_id = at.service;
    issued.appointment_id = booking;
    CHECK(at.send(at.event("ticket.issued", protocol::encode(issued))).status ==
          protocol::EventStatus::accepted);
    return issued.ticket_id;
  }
  Result<json::value> check_in_at_desk(ServerWorld& at, const Uuid& booking) {
    return at.command(at.clerk, {{"type", "appointment.check_in"}, {"appointment_id", booking.to_string()}});
  }
  Uuid share(ServerWorld& at, const Uuid& slot, const std::optional<Uuid>& renewed = {}) {
    const auto answer = ask_share(at, slot, renewed);
    INFO(text_at(answer, "/outcomes/0/code"));
    return Uuid::parse(text_at(answer, "/outcomes/0/lease/id")).value();
  }
  json::value ask_share(ServerWorld& at, const Uuid& slot, const std::optional<Uuid>& renewed = {}) {
    return at.lease({protocol::LeaseKind::slot_share, {}, slot, 1, renewed}).value();
  }
  void advance(Millis by) {
    central.advance(by);
    box.advance(by);
  }
  /// A minute later nobody knows what became of the box.
  void lose_box() {
    advance(std::chrono::minutes(1));
    declare_lost();
  }

  Uuid first;
};

/// A clerk of that server calls. @return whom
inline Uuid calls_next(ServerWorld& at) {
  return ticket_of(at.command(at.clerk, call_next(at.counter)));
}
/// The same, who sits down first.
inline Uuid sit_and_call(ServerWorld& at) {
  REQUIRE(at.command(at.clerk, take(at, at.counter)));
  return calls_next(at);
}

}  // namespace vuoro::test
