#pragma once
// Who is called next: the earliest due first. One rule for walk-ins and booked visitors.

#include <optional>
#include <span>
#include <vector>

#include "core/lobby/lobby_records.h"
#include "core/lobby/wait_range.h"

namespace vuoro {

/// A booked visitor keeps the slot's start as due time up to this long after it; later counts as a walk-in.
inline constexpr std::chrono::minutes k_late_grace{10};

/// When a visitor should be called at the latest.
/// @param arrival     first arrival in the lobby (kept through transfers)
/// @param slot_start  of the appointment, when booked and checked in
[[nodiscard]] WallTime due_time(const Queue& queue, WallTime arrival, std::optional<WallTime> slot_start);

/// Strict weak order: due, then issued, then id; the same on every machine.
[[nodiscard]] bool called_before(const Ticket& a, const Ticket& b);

/// The waiting tickets of the given queues in call order. Parked and ended ones are never offered.
[[nodiscard]] std::vector<const Ticket*> in_call_order(std::span<const Ticket> tickets, std::span<const Uuid> queue_ids);

/// How many waiting visitors of the queue are called before a ticket with this due time.
[[nodiscard]] std::size_t people_ahead(std::span<const Ticket> tickets, const Uuid& queue_id, WallTime due);

/// The expected wait as it is shown, read between and beyond the places that the authority told. Nothing while it
/// tells none: then no number is shown.
/// @param waits  of QueueStatus
[[nodiscard]] std::optional<WaitRange> expected_wait(std::size_t ahead, std::span<const QueueWait> waits);

}  // namespace vuoro
