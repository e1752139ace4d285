#pragma once
// Who is called next at a counter: its work (core/lobby/profiles.h) over the first of each queue.

#include "core/lobby/profiles.h"
#include "server/authority/context.h"

namespace vuoro::authority {

/// @param asked  only these queues, as the counter's own; none: what the counter serves today
/// @return forbidden when a queue that was asked for is another organisation's; of what the counter serves,
///         queues of other organisations are passed over. invalid_argument: a queue of another site.
[[nodiscard]] Result<std::optional<NextVisitor>> choose_next(Context& context, const store::StaffRow& staff,
                                                             const Counter& counter,
                                                             const std::vector<Uuid>& asked);

}  // namespace vuoro::authority
