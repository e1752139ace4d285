#pragma once
// A clerk's slip of the finger is taken back.

#include "core/lobby/ticket_life.h"
#include "server/authority/context.h"

namespace vuoro::authority {

/// Takes the latest act on the ticket back: it is as it was remembered before the act. What was heard stays:
/// the calls are not uncounted, a note that was sent stays with the ticket. The history gets a line of its
/// own.
/// @return conflict in words when the act was not this clerk's, is older than k_undo_window, cannot be
/// undone, or when
///         the counter to which the visitor would return is no longer the clerk's or has somebody else.
///         forbidden when the queue to which the ticket would return is another organisation's.
[[nodiscard]] Result<Ticket> undo(Context& context, const store::StaffRow& staff, const Ticket& ticket);

}  // namespace vuoro::authority
