#pragma once
// Which places of slots a terminal should hold for the time without a connection. Pure.

#include <map>
#include <set>
#include <vector>

#include "core/lobby/lobby_records.h"
#include "core/lobby/time_zone.h"

namespace vuoro::sync {

/// So many places of this slot.
struct SlotWish {
  Uuid slot_id;
  std::int32_t places = 1;
  friend bool operator==(const SlotWish&, const SlotWish&) = default;
};

/// A service that can be booked here, and how often it was booked at this device lately.
struct ServiceDemand {
  Uuid service_id;
  std::int32_t booked = 0;
};

struct SlotStockAsk {
  std::vector<const Slot*> slots;       ///< from now on, by start
  std::vector<ServiceDemand> services;  ///< in the order of importance where demand is the same
  std::map<Uuid, std::int32_t> held;    ///< places of the stock and in hand, by slot
  std::set<Uuid> refused;               ///< slots of which the authority gives none
  const TimeZone* zone = nullptr;
  WallTime now;
};

/// What to hold altogether, the most wanted first: of each service k_places_least places and one more for
/// each booking here lately, at different times of the next days. What is held already counts first, and
/// while enough of it is left (k_places_low_water_percent) nothing is added. Services share
/// k_places_of_device_most round by round.
[[nodiscard]] std::vector<SlotWish> wanted_places(const SlotStockAsk& ask);

}  // namespace vuoro::sync
