#pragma once
// What happens to a ticket, its history and its appointment when somebody acts on it.

#include "core/lobby/ticket_life.h"
#include "server/authority/context.h"

namespace vuoro::authority {

/// An act and what it needs; see TicketAct.
struct TicketChange {
  TicketAct act = TicketAct::call;
  std::optional<Uuid> counter_id;                 ///< call: to it; transfer, reserve: for it only
  std::optional<Uuid> to_queue_id;                ///< transfer, add_errand, remove_errand
  std::optional<Uuid> staff_id = std::nullopt;    ///< transfer, reserve: for this colleague only
  std::optional<Uuid> service_id = std::nullopt;  ///< add_errand, remove_errand
  std::optional<WallTime> time = std::nullopt;    ///< park: comes back then; delay: due then
  std::int32_t minutes = 0;                       ///< prioritise
  std::string reason = {};                        ///< for the history, where the act does not say it
};

/// Applies the transition table, writes the ticket, one line of history, and the appointment's state.
/// @return conflict when the act is not allowed in the ticket's state, or not any more (a recall beyond the
/// queue's
///         calls_max).
[[nodiscard]] Result<Ticket> apply(Context& context, const Ticket& before, const TicketChange& change,
                                   const ActedBy& by);

/// The visitor's present matter is done: the next errand when there is one, otherwise the end.
/// @param all  the errands that were to come are done too
[[nodiscard]] Result<Ticket> finish(Context& context, const Ticket& ticket, bool all, const ActedBy& by);

/// Writes the ticket as an act left it, the act's line of history, and the appointment's state. What a staff
/// member did can be undone: the ticket before it is remembered.
/// @param counter_id  where it was done
[[nodiscard]] Result<void> write_act(Context& context, const Ticket& ticket, std::string_view act,
                                     TicketState from, const std::optional<Uuid>& counter_id,
                                     const ActedBy& by, std::string_view reason = {});

/// The ticket's booking is as the ticket is.
[[nodiscard]] Result<void> follow_appointment(Context& context, const Ticket& ticket);

/// How often the visitor was called since they last waited, recalls included; 0 when not called.
[[nodiscard]] Result<std::int32_t> calls_of_this_time(Context& context, const Ticket& ticket);
/// Calls after which a visitor of this queue counts as absent.
[[nodiscard]] std::int32_t calls_max(const Queue& queue);

/// The start of the ticket's appointment, when it has one that is still known.
[[nodiscard]] Result<std::optional<WallTime>> slot_start(Context& context, const Ticket& ticket);

/// The state of this name, as in a ticket's history.
[[nodiscard]] std::optional<TicketState> ticket_state_named(std::string_view name);

/// Closes what earlier service days left open at this site and forgets what is past its days. At the first
/// activity of a day; cheap when nothing changed. Closed tickets are counted in the log. A clock that is set back
/// closes nothing: its day is the current one again, and ends at the next midnight.
[[nodiscard]] Result<void> begin_day(Context& context, const Uuid& site_id);

/// Brings back parked tickets whose time has come, at most `count_max` at once. Call about once a second.
/// @return how many
[[nodiscard]] Result<std::size_t> bring_back_parked(Context& context, std::size_t count_max);

}  // namespace vuoro::authority
