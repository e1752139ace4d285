#pragma once
// One number, one person: that no two queues of a site give the same on a day, whatever an editor makes of
// their prefixes and ranges.

#include <set>

#include "server/authority/context.h"

namespace vuoro::authority {

/// Before the queue's prefix or range changes, or it is removed: what it has given today stays its own for
/// the day. Nothing when nobody has had a number of it today.
[[nodiscard]] Result<void> note_numbers_of_today(Context& context, const Queue& queue);

/// @return conflict, in words for the editor: two queues of one of the sites would give the same numbers, or
/// one
///   those that another has today. "A1" and 23 is the same as "A" and 123.
[[nodiscard]] Result<void> numbers_apart(Context& context, const std::set<Uuid>& sites);

}  // namespace vuoro::authority
