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

/// Writes the ticket as an act left it, the act's line of history, and the appointment's state.
/// @param counter_id  where it was done
[[nodiscard]] Result<void> write_act(Context& context, const Ticket& ticket, std::string_view act,
                                     TicketState from, const std::optional<Uuid>& counter_id,
                                     const ActedBy& by);

/// The state of this name, as in a ticket's history.
[[nodiscard]] std::optional<TicketState> ticket_state_named(std::string_view name);

/// Closes what earlier service days left open at this site and forgets what is past its days. At the first
/// activity of a day; cheap when nothing changed. Closed tickets are counted in the log.
[[nodiscard]] Result<void> begin_day(Context& context, const Uuid& site_id);

}  // namespace vuoro::authority
