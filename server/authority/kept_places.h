#pragma once
// Places of slots: taken by a booking, and kept for what a lost site server has promised to terminals.

#include "server/authority/context.h"

namespace vuoro::authority {

/// A place of the slot is the appointment's. In a slot that is full the appointment is marked
/// (over_capacity): the promise was made in time and heard of too late, everybody is served, and the staff
/// see it coming.
/// @param held  a lease was spent for it
[[nodiscard]] Result<void> book_place(Context& context, Slot slot, Appointment& appointment, bool held);

/// A booking of the slot was cancelled.
[[nodiscard]] Result<void> free_place(Context& context, const Uuid& slot_id);

/// Every place that the box last said is out at its terminals is kept until no terminal can promise it any
/// more; a slot that cannot be read is passed over.
/// @param box_id  the box's device id
[[nodiscard]] Result<void> keep_promised_places(Context& context, const Uuid& site_id, const Uuid& box_id);

/// A booking has come with a lease that this server never gave: a place that is kept for such is spent on it.
/// @return whether there was one
[[nodiscard]] Result<bool> spend_kept_place(Context& context, const Slot& slot);

}  // namespace vuoro::authority
