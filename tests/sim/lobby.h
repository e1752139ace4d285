#pragma once
// The lobby that stands in every simulated world: a site, two queues, two services, slots, counters, people
// and machines.

#include <vector>

#include "tests/sim/server.h"

namespace vuoro::test {

struct Lobby {
  Uuid site_id;
  std::vector<Uuid> queues;
  std::vector<Uuid> services;  ///< of each queue; the first can be booked
  std::vector<Uuid> slots;     ///< of the first service
  std::vector<Uuid> counters;
  std::vector<Uuid> devices;  ///< terminals first, then displays
  std::vector<store::StaffRow> clerks;
  store::StaffRow supervisor;
};

struct LobbyPlan {
  int terminals = 2;
  int displays = 1;
  int clerks = 3;
  int slots = 24;  ///< a day
  int days = 1;
  std::int32_t number_last = 700;  ///< of a queue, from 101 on
};

/// Puts it all into the server's books. Throws when that fails.
[[nodiscard]] Lobby furnish(SimServer& server, const LobbyPlan& plan);

}  // namespace vuoro::test
