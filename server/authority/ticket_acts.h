#pragma once
// What happens to a ticket, its history and its appointment when somebody acts on it.

#include "core/lobby/ticket_life.h"
#include "server/authority/context.h"

namespace vuoro::authority {

struct TicketChange {
  TicketAct act = TicketAct::call;
  std::optional<Uuid> counter_id;   ///< call
  std::optional<Uuid> to_queue_id;  ///< transfer
};

/// Applies the transition table, writes the ticket, one line of history, and the appointment's state.
/// @return conflict when the act is not allowed in the ticket's state.
[[nodiscard]] Result<Ticket> apply(Context& context, const Ticket& before, const TicketChange& change,
                                   const ActedBy& by);

/// Closes what earlier service days left open at this site and forgets what is past its days. At the first
/// activity of a day; cheap when nothing changed. Closed tickets are counted in the log.
[[nodiscard]] Result<void> begin_day(Context& context, const Uuid& site_id);

}  // namespace vuoro::authority
