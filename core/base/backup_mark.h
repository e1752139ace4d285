#pragma once
// What tells a backup from the database that it was copied from.

#include "core/base/sqlite.h"

namespace vuoro::sqlite {

/// Says in a copy that it was made as a backup, and when: in its table `backup_mark`; nothing where it has none.
[[nodiscard]] Result<void> mark_backup(Database& copy, WallTime made_at);

}  // namespace vuoro::sqlite
