#pragma once
// A lobby as full as a real one: the demo's house, two weeks of its slots, the services of a city and of a
// state, and a busy day's people.

#include <filesystem>

#include "core/base/ids.h"

namespace vuoro::bench {

struct RichLobby {
  Uuid site;
  Uuid queue;  ///< one of its queues; it gives numbers now
  std::size_t services = 0;
  std::size_t slots = 0;
  std::size_t tickets = 0;  ///< of today, all waiting
  std::size_t other_records = 0;
};

/// Written into the database at `state`, beside the small lobby and its staff; no server may run on it. The
/// real services come from the shared data folder; without it only the demo's are there, which is said on
/// standard error.
[[nodiscard]] RichLobby settle_rich_lobby(const std::filesystem::path& state);

}  // namespace vuoro::bench
