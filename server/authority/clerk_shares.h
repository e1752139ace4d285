#pragma once
// What a counter serves while this clerk sits there: a clerk of one agency calls nobody of another's queues,
// though the counter has them.

#include "core/lobby/profiles.h"
#include "server/authority/context.h"

namespace vuoro::authority {

/// work_of() without the queues that the clerk may not act on; all of them while nobody sits there.
[[nodiscard]] Result<CounterWork> work_at(Context& context, const Counter& counter);

/// counter_shares() of the site, of what the clerks there may do.
[[nodiscard]] Result<std::vector<CounterShare>> clerk_shares(Context& context, const Uuid& site_id);

}  // namespace vuoro::authority
