#pragma once
// What tells a backup from the database that it was copied from.

#include "core/base/sqlite.h"

namespace vuoro::sqlite {

/// Says in a copy that it was made as a backup, and when: in its table `backup_mark`; nothing where it has none.
[[nodiscard]] Result<void> mark_backup(Database& copy, WallTime made_at);

/// Inside the caller's transaction: when the backup was made that this database was copied from; once, for
/// the mark is removed. @return nothing for a database that has gone on as it was
[[nodiscard]] Result<std::optional<WallTime>> take_backup_mark(Database& database);

}  // namespace vuoro::sqlite
