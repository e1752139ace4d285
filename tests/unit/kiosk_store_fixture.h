#pragma once
// A store in a temporary folder, and acts to do in it.

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "kiosk/store/store.h"
#include "tests/support/paths.h"

namespace vuoro::test {

inline constexpr auto k_store_day = "2026-03-03";

/// A block of numbers as a terminal holds it, for an hour.
inline sync::HeldLease held_block(const Uuid& lease_id, const Uuid& queue_id, std::int32_t first,
                                  std::int32_t last, MonoTime now) {
  sync::HeldLease held;
  held.lease = {lease_id, protocol::LeaseKind::number_block, queue_id, std::nullopt, k_store_day, first, last,
                3'600'000};
  held.next = first;
  held.expires = now + std::chrono::hours(1);
  return held;
}

/// The next number of a block is given; its digits are in the event.
inline kiosk::Act issue_act(const Clock& clock, Random& random, const Uuid& queue_id, std::int32_t number,
                            const Uuid& block_id) {
  kiosk::Act act;
  const Uuid ticket = Uuid::v7(clock, random);
  act.event = {Uuid::v7(clock, random), 0, "ticket.issued", clock.wall(),
               json::object{{"ticket_id", ticket.to_string()}, {"number", number}}};
  act.local.push_back({"ticket", ticket, json::object{{"id", ticket.to_string()}}});
  act.issued = kiosk::Issued{ticket,
                             queue_id,
                             k_store_day,
                             number,
                             fmt::format("A{}", number),
                             block_id,
                             std::nullopt,
                             random.text(22, k_url_alphabet),
                             clock.wall(),
                             false};
  act.spends_block = block_id;
  return act;
}

struct StoreFixture {
  ManualClock clock{WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 3) + std::chrono::hours(8))};
  SeededRandom random{5};
  TempDir dir;
  Uuid queue_id = Uuid::from_name("queue");
  Uuid lease_id = Uuid::from_name("lease");
  std::optional<kiosk::Store> store;

  StoreFixture() { open(); }

  void open() {
    store.reset();
    auto opened = kiosk::Store::open_or_recover(dir.path() / "kiosk.db", clock, {"boot", true});
    REQUIRE(opened.has_value());
    store.emplace(std::move(*opened));
  }
  void keep_block(std::int32_t first, std::int32_t last) {
    REQUIRE(store->keep_lease(held_block(lease_id, queue_id, first, last, clock.mono())).has_value());
  }
  kiosk::Act ticket_act(std::int32_t number) {
    return issue_act(clock, random, queue_id, number, lease_id);
  }
};

}  // namespace vuoro::test
