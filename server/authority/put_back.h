#pragma once
// A database that was made by `vuoroctl backup` and is put in the place of the one that went on.

#include "server/authority/context.h"

namespace vuoro::authority {

/// Call at the start, before anybody is answered. Where the database is such a copy, what this server told
/// and gave after it was made is not known here: whoever follows a feed is told to start anew, and in the
/// queues that it acts for numbers are stepped over. All of it in one transaction, which also removes the
/// copy's mark.
/// @return when the backup was made; nothing for a database that has gone on as it was. unavailable while the
/// clock cannot be right: numbers are stepped over by the day.
[[nodiscard]] Result<std::optional<WallTime>> go_on_from_backup(Context& context);

}  // namespace vuoro::authority
