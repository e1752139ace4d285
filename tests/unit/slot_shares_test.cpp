// Places in stock: never more than there are, through a bad line, restarts, wrong clocks and long outages.

#include <catch2/catch.hpp>

#include <cstdlib>

#include "server/authority/leases.h"
#include "server/limits.h"
#include "tests/unit/shares_world.h"

using namespace vuoro;
using namespace std::chrono_literals;
using protocol::LeaseKind;
using test::text_at;

namespace {

/// VUORO_SHARES_SEED=n plays one world again.
std::vector<std::uint64_t> seeds(std::uint64_t count) {
  if (const char* one = std::getenv("VUORO_SHARES_SEED")) return {std::strtoull(one, nullptr, 10)};
  std::vector<std::uint64_t> out;
  for (std::uint64_t seed = 1; seed <= count; ++seed) out.push_back(seed);
  return out;
}

/// A terminal's booking of a place that it holds from now on.
protocol::AppointmentBooked booked_from_stock(test::ServerWorld& world, const Slot& slot) {
  const auto share = world.lease({LeaseKind::slot_share, {}, slot.id, 1}).value();
  protocol::AppointmentBooked booked;
  booked.appointment_id = world.id("booked from stock");
  booked.slot_id = slot.id;
  booked.service_id = slot.service_id;
  booked.lease_id = Uuid::parse(text_at(share, "/outcomes/0/lease/id")).value();
  booked.code = "7KXM2QRT";
  booked.language = "fi";
  return booked;
}

}  // namespace

TEST_CASE("places are never promised twice, whatever the line, the machines and their clocks do") {
  int from_stock = 0;
  for (const auto seed : seeds(6)) {
    INFO("VUORO_SHARES_SEED=" << seed);
    test::SharesWorld world(seed, 4, {});
    CHECK(world.run(900, 90s) == "");
    CHECK(world.settle() == "");
    CHECK(world.over() == 0);
    CHECK(world.marked_over() == 0);
    CHECK(world.promised() > 10);
    from_stock += world.from_stock();
  }
  CHECK(from_stock > 5);
}

TEST_CASE("a promise heard of after more than a day is kept, counted and marked, never refused") {
  for (const auto seed : seeds(3)) {
    INFO("VUORO_SHARES_SEED=" << seed);
    test::SharesWeather weather;
    weather.cut = 12;
    weather.cut_most = 60h;
    test::SharesWorld world(seed, 4, weather);
    CHECK(world.run(900, 6min) == "");
    CHECK(world.settle() == "");
    CHECK(world.marked_over() == world.over());
  }
}

TEST_CASE("a place promised in time and heard of when it was given to another is served over the capacity") {
  test::ServerWorld world;
  Slot slot = world.get<Slot>(world.slot);
  slot.id = world.id("the day after tomorrow");
  slot.start = world.clock.wall() + 50h;
  world
      .act<int>([&](authority::Context& context) -> Result<int> {
        VUORO_TRY(authority::save(context, slot));
        return 0;
      })
      .value();
  const auto early = booked_from_stock(world, slot);
  const auto waiting = world.event("appointment.booked", protocol::encode(early));
  const auto end_leases = [&] {
    return world.act<std::size_t>(
        [](authority::Context& context) { return authority::expire_leases(context, 10); });
  };
  world.advance(limits::k_slot_share_ttl + limits::k_slot_share_grace - 1min);
  CHECK(end_leases().value() == 0);
  world.advance(1min);
  CHECK(end_leases().value() == 1);
  const auto hold = world.lease({LeaseKind::slot, {}, slot.id, 1}).value();
  auto other = early;
  other.appointment_id = world.id("other");
  other.lease_id = Uuid::parse(text_at(hold, "/outcomes/0/lease/id")).value();
  other.code = "7KXM3QRT";
  CHECK(world.send(world.event("appointment.booked", protocol::encode(other))).status ==
        protocol::EventStatus::accepted);
  CHECK(world.send(waiting).status == protocol::EventStatus::accepted);
  CHECK(world.send(waiting).status == protocol::EventStatus::repeated);
  CHECK(world.get<Slot>(slot.id).taken == 2);
  CHECK_FALSE(world.get<Appointment>(other.appointment_id).over_capacity.has_value());
  CHECK(world.get<Appointment>(early.appointment_id).over_capacity == true);
  const auto counted = world.store->read_value<std::int64_t>(
      [](store::Reader& reader) { return reader.bookings_over_capacity(); });
  CHECK(counted.value() == 1);
}

TEST_CASE("what dead devices held comes back") {
  for (const auto seed : seeds(2)) {
    INFO("VUORO_SHARES_SEED=" << seed);
    test::SharesWeather weather;
    weather.dies = 10;
    test::SharesWorld world(seed, 4, weather);
    CHECK(world.run(600, 90s) == "");
    CHECK(world.alive() < 4);
    CHECK(world.settle() == "");
  }
}

TEST_CASE(
    "the last place of a slot stays here while others book the service, and comes back at the renewal") {
  test::ServerWorld world;
  const auto share = world.lease({LeaseKind::slot_share, {}, world.slot, 1}).value();
  const auto id = Uuid::parse(text_at(share, "/outcomes/0/lease/id")).value();
  CHECK(world.get<Slot>(world.slot).leased == 1);
  // It begins in half an hour: nobody books it after that.
  CHECK(text_at(share, "/outcomes/0/lease/ttl_ms") == "1800000");
  world.advance(60s);
  CHECK(text_at(world.lease({LeaseKind::slot_share, {}, world.slot, 1, id}).value(),
                "/outcomes/0/lease/ttl_ms") == "1740000");
  world
      .act<int>([&](authority::Context& context) -> Result<int> {
        VUORO_TRY(context.tx.note_booking(world.service, world.id("other terminal"), context.now));
        return 0;
      })
      .value();
  CHECK(text_at(world.lease({LeaseKind::slot_share, {}, world.slot, 1, id}).value(), "/outcomes/0/code") ==
        "exhausted");
  CHECK(text_at(world.lease({LeaseKind::slot_share, {}, world.slot, 1}).value(), "/outcomes/0/code") ==
        "exhausted");
  CHECK(text_at(world.lease({LeaseKind::slot_share, {}, world.slot, 1, world.id("no lease")}).value(),
                "/outcomes/0/code") == "expired");
}

TEST_CASE("a booking whose slot is gone is adopted with the time that was confirmed") {
  test::ServerWorld world;
  protocol::AppointmentBooked booked;
  booked.appointment_id = world.id("appointment");
  booked.slot_id = world.id("a slot that was taken out");
  booked.service_id = world.service;
  booked.code = "7KXM2QRT";
  booked.language = "fi";
  CHECK(world.send(world.event("appointment.booked", protocol::encode(booked))).code == "not_found");
  booked.start = world.clock.wall() + 2h;
  booked.minutes = 20;
  CHECK(world.send(world.event("appointment.booked", protocol::encode(booked))).status ==
        protocol::EventStatus::accepted);
  CHECK(world.get<Appointment>(booked.appointment_id).start == *booked.start);
}

TEST_CASE(
    "a booking that was confirmed without a line keeps its time and service, whatever became of the slot") {
  test::ServerWorld world;
  const Slot slot = world.get<Slot>(world.slot);
  auto booked = booked_from_stock(world, slot);
  booked.start = slot.start;
  booked.minutes = slot.minutes;
  // Of what has been made of it meanwhile the terminal does not know.
  Slot changed = world.get<Slot>(slot.id);
  changed.start += 1h;
  changed.minutes += 10;
  if (GENERATE(false, true)) changed.service_id = world.id("another service");
  world
      .act<int>([&](authority::Context& context) -> Result<int> {
        VUORO_TRY(authority::save(context, changed));
        return 0;
      })
      .value();
  CHECK(world.send(world.event("appointment.booked", protocol::encode(booked))).status ==
        protocol::EventStatus::accepted);
  const auto kept = world.get<Appointment>(booked.appointment_id);
  CHECK(kept.start == slot.start);
  CHECK(kept.minutes == slot.minutes);
  CHECK(kept.service_id == slot.service_id);
  CHECK(world.get<Slot>(slot.id).taken == slot.taken + 1);
  CHECK(world.get<Slot>(slot.id).leased == 0);
  // Who held no place of it books what it is for.
  if (changed.service_id != slot.service_id) {
    auto other = booked;
    other.appointment_id = world.id("other");
    other.code = "7KXM3QRT";
    other.lease_id.reset();
    CHECK(world.send(world.event("appointment.booked", protocol::encode(other))).code == "invalid_argument");
  }
}
