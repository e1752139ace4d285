#pragma once
// What is known of each queue at this moment, as a record of the feed; a new revision only when something
// changed.

#include "server/authority/context.h"

namespace vuoro::authority {

/// Counts anew every queue that the group touched. Runs before each commit.
[[nodiscard]] Result<void> refresh_queue_status(Context& context);

}  // namespace vuoro::authority
