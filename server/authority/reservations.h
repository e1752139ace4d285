#pragma once
// A visitor kept for one counter or one colleague.

#include "server/authority/context.h"

namespace vuoro::authority {

/// For whom a ticket is kept, and in which queue it waits for them.
struct Reservation {
  std::optional<Uuid> counter_id;
  std::optional<Uuid> staff_id;
  Uuid queue_id;
};

/// Checks who is wanted: a counter of the site that is open and serves the queue, or a colleague who sits at
/// one of its counters and may act on the queue.
/// @param queue_id  where the ticket should wait; none: where it is, when the counter serves that, else the
/// first of
///                  the counter's queues
/// @return conflict in words when nobody is there; invalid_argument when both or neither are named.
[[nodiscard]] Result<Reservation> reservation_for(Context& context, const Ticket& ticket,
                                                  const std::optional<Uuid>& counter_id,
                                                  const std::optional<Uuid>& staff_id,
                                                  const std::optional<Uuid>& queue_id);

/// Takes the reservation off a ticket that is about to be written, when nobody is there for it any more.
[[nodiscard]] Result<void> drop_dead_reservation(Context& context, Ticket& ticket);

/// Where a counter has closed or a colleague has left since the last call, the reservations for them end, and
/// the tickets go on in their queues. Before each commit.
[[nodiscard]] Result<void> end_reservations(Context& context);

}  // namespace vuoro::authority
