#pragma once
// What is known of each queue at this moment, as a record of the feed; a new revision only when something
// changed.

#include <span>

#include "server/authority/context.h"

namespace vuoro::authority {

struct Pace {
  std::int32_t low_s = 0;
  std::int32_t high_s = 0;
};

/// The quartiles of the intervals between calls, given newest first; zeros while too few are known.
[[nodiscard]] Pace pace_of(std::span<const WallTime> calls_newest_first);

/// Counts anew every queue that the group touched. Runs before each commit.
[[nodiscard]] Result<void> refresh_queue_status(Context& context);

}  // namespace vuoro::authority
