#pragma once
// When a ticket is due, and why: what its place in the queue comes from. Pure.

#include <algorithm>
#include <optional>

#include "core/lobby/call_order.h"
#include "core/lobby/lobby_records.h"

namespace vuoro {

struct TicketPlace {
  WallTime due;
  DueReason reason = DueReason::arrival;
  std::int32_t priority_minutes = 0;  ///< as far as it counts here
};

/// @param arrival           first arrival in the lobby
/// @param slot_start        of the appointment, when booked and checked in
/// @param priority_minutes  due so much earlier: 0 to the queue's target wait, so that no walk-in is due
/// before
///                          they came; more counts as the target wait
[[nodiscard]] inline TicketPlace place_in(const Queue& queue, WallTime arrival,
                                          std::optional<WallTime> slot_start, std::int32_t priority_minutes) {
  TicketPlace place;
  place.due = due_time(queue, arrival, slot_start);
  if (slot_start) place.reason = place.due == *slot_start ? DueReason::appointment : DueReason::late;
  place.priority_minutes = std::clamp(priority_minutes, 0, std::max(0, queue.target_wait_minutes));
  if (place.priority_minutes > 0) {
    place.due -= std::chrono::minutes(place.priority_minutes);
    place.reason = DueReason::priority;
  }
  return place;
}

inline void put_in_place(Ticket& ticket, const TicketPlace& place) {
  ticket.due = place.due;
  ticket.due_reason = place.reason;
  ticket.priority_minutes = place.priority_minutes;
}

}  // namespace vuoro
