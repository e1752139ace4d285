#pragma once
// May anybody join a queue still? Who could not be served before closing is told at once, not at closing
// time. Pure.

#include <optional>

#include "core/lobby/lobby_records.h"
#include "core/lobby/opening_hours.h"

namespace vuoro {

/// When today's service ends: the end of the last span of the local day, exceptions and the changes to and
/// from summer time included. Nothing when the hours are not known, or today has no more of them.
/// @param hours  of the queue, or of its site when it has none of its own
[[nodiscard]] std::optional<WallTime> closing_today(const OpeningHours& hours, const TimeZone& zone,
                                                    WallTime now);

/// So much earlier than closing must a newcomer be called by expectation before a full queue opens again, so
/// that the door does not swing.
inline constexpr std::chrono::minutes k_reopen_margin{10};

struct CapacityAsk {
  bool was_full = false;
  WallTime now;
  std::optional<WallTime> closing;  ///< closing_today()
  std::optional<std::int32_t>
      newcomer_high_s;  ///< upper end of a newcomer's expected wait; unknown: nothing new
};

/// Whether a queue that is limited by closing takes nobody more. While the wait is not known, what was said
/// stays; without a closing time nothing is full.
[[nodiscard]] bool is_full(const CapacityAsk& ask);

}  // namespace vuoro
