// Which places a terminal wants to hold.

#include <catch2/catch.hpp>
#include <set>

#include "core/sync/limits.h"
#include "core/sync/slot_stock.h"

namespace vuoro::sync {

using namespace std::chrono_literals;

namespace {

struct Days {
  WallTime now{std::chrono::sys_days(std::chrono::year(2026) / 3 / 3) + 6h};
  TimeZone zone = TimeZone::create("Europe/Helsinki").value();
  std::vector<Slot> slots;

  /// Times of a service on `days` days, each half hour from an hour from now.
  explicit Days(int days, int services = 1, int capacity = 2) {
    for (int day = 0; day < days; ++day) {
      for (int service = 0; service < services; ++service) {
        for (int at = 0; at < 10; ++at) {
          Slot slot;
          slot.id =
              Uuid::from_name(std::to_string(day) + "/" + std::to_string(service) + "/" + std::to_string(at));
          slot.service_id = id(service);
          slot.start = now + 24h * day + 1h + at * 30min;
          slot.capacity = capacity;
          slots.push_back(slot);
        }
      }
    }
  }
  static Uuid id(int service) { return Uuid::from_name("service " + std::to_string(service)); }
  SlotStockAsk ask(std::vector<ServiceDemand> services) const {
    SlotStockAsk out;
    out.now = now;
    out.zone = &zone;
    out.services = std::move(services);
    for (const auto& slot : slots) out.slots.push_back(&slot);
    return out;
  }
};

std::int32_t sum(const std::vector<SlotWish>& wishes) {
  std::int32_t places = 0;
  for (const auto& wish : wishes) places += wish.places;
  return places;
}

}  // namespace

TEST_CASE("Without demand a few times are wanted, on several days") {
  const Days days(5);
  const auto wishes = wanted_places(days.ask({{Days::id(0), 0}}));
  CHECK(sum(wishes) == k_places_least);
  std::set<std::string> on;
  for (const auto& slot : days.slots) {
    for (const auto& wish : wishes) {
      if (wish.slot_id == slot.id) on.insert(to_iso(days.zone.to_local(slot.start).date));
    }
  }
  CHECK(on.size() == k_places_days);
}

TEST_CASE("The more is booked here, the more is wanted, up to a bound") {
  const Days days(5);
  CHECK(sum(wanted_places(days.ask({{Days::id(0), 5}}))) == k_places_least + 5);
  CHECK(sum(wanted_places(days.ask({{Days::id(0), 500}}))) == k_places_most);
}

TEST_CASE("What is held counts, and nothing is added while enough is left") {
  const Days days(1);
  auto ask = days.ask({{Days::id(0), 0}});
  ask.held = {{days.slots[2].id, 2}, {days.slots[5].id, 2}};
  CHECK(wanted_places(ask) == std::vector<SlotWish>{{days.slots[2].id, 2}, {days.slots[5].id, 2}});
  ask.held = {{days.slots[2].id, 3}};
  const auto more = wanted_places(ask);
  CHECK(sum(more) == k_places_least);
  CHECK(more.front() == SlotWish{days.slots[2].id, 3});
}

TEST_CASE(
    "What is full, begins soon or was refused is not wanted; one time is taken twice when there are few") {
  Days days(1);
  days.slots.resize(3);
  days.slots[0].start = days.now + k_places_lead;
  days.slots[1].leased = days.slots[1].capacity;
  auto ask = days.ask({{Days::id(0), 0}});
  CHECK(wanted_places(ask) == std::vector<SlotWish>{{days.slots[2].id, 2}});
  ask.refused = {days.slots[2].id};
  CHECK(wanted_places(ask).empty());
}

TEST_CASE(
    "A terminal does not hold the whole city's times: services share round by round, the wanted first") {
  const Days days(2, 60);
  std::vector<ServiceDemand> services;
  for (int i = 0; i < 60; ++i) services.push_back({Days::id(i), i == 59 ? 12 : 0});
  const auto wishes = wanted_places(days.ask(services));
  CHECK(sum(wishes) == k_places_of_device_most);
  std::set<Uuid> served;
  for (const auto& slot : days.slots) {
    for (const auto& wish : wishes) {
      if (wish.slot_id == slot.id) served.insert(slot.service_id);
    }
  }
  CHECK(served.size() == 60);
}

}  // namespace vuoro::sync
