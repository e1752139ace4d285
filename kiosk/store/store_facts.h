#pragma once
// What a technician may ask of a device's database from outside, while the kiosk runs or not.

#include <cstdint>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/sqlite.h"

namespace vuoro::kiosk {

struct StoreFacts {
  std::int64_t outbox = 0;     ///< acts not yet taken by the authority
  std::int64_t set_aside = 0;  ///< acts it refused for good
  std::int64_t leases = 0;
  std::int64_t numbers_left = 0;  ///< in the blocks held
  std::int64_t places_left = 0;   ///< of slots, in stock for booking without a connection
  WallTime numbers_until;         ///< when the last of them is over, by this machine's wall clock
  WallTime places_until;
  std::int64_t records = 0;
};

/// Reads only. @return internal when it is no kiosk's database; corrupt, io.
[[nodiscard]] Result<StoreFacts> read_store_facts(sqlite::Database& database);

}  // namespace vuoro::kiosk
