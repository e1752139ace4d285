#pragma once
// One number, one person: that no two queues of a site give the same on a day, whatever an editor makes of
// their prefixes and ranges.

#include <set>

#include "server/authority/context.h"

namespace vuoro::authority {

/// Before the queue's prefix or range changes, or it is removed: what it has given of today, and of tomorrow
/// to terminals, stays its own for that day. Nothing when nobody has had a number of it.
[[nodiscard]] Result<void> note_numbers_given(Context& context, const Queue& queue);

/// @return conflict, in words for the editor: two queues of one of the sites would give the same numbers, or
/// one those that another has today or tomorrow. "A1" and 23 is the same as "A" and 123.
[[nodiscard]] Result<void> numbers_apart(Context& context, const std::set<Uuid>& sites);

}  // namespace vuoro::authority
