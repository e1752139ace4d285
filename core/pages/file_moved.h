#pragma once
// Whether a database that is open still bears its name.

#include "core/base/sqlite.h"

namespace vuoro::sqlite {

/// Its file, or with check sums its log, was deleted, renamed or replaced since it was opened: what is
/// written to it is lost with the process. One look at the folder; the connection's thread.
[[nodiscard]] inline bool has_moved(Database& database) {
  int moved = 0;
  return sqlite3_file_control(database.handle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK &&
         moved != 0;
}

}  // namespace vuoro::sqlite
