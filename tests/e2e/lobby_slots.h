#pragma once
// Free times that a test adds to a running lobby, as an editor would.

#include <chrono>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/json.h"
#include "tests/e2e/lobby_file.h"

namespace vuoro::test {

/// So long from now, or before the demo lobby's day is over: who books for tomorrow cannot check in now.
[[nodiscard]] WallTime soon_today(WallTime now, std::chrono::minutes ahead);

/// `count` times of the coming days by day, three minutes past and every five from there, the same number
/// each day: the demo's own times are on whole fives.
[[nodiscard]] std::vector<WallTime> coming_times(WallTime now, std::size_t count);

/// Slots like `like`, a record of the demo, at other times.
void add_slots(const LobbyFile& lobby, const json::object& like, const std::vector<WallTime>& starts,
               int capacity);

}  // namespace vuoro::test
