#include "core/base/backup_mark.h"

namespace vuoro::sqlite {

Result<void> mark_backup(Database& copy, WallTime made_at) {
  {
    VUORO_ASSIGN(auto place,
                 copy.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'backup_mark'"));
    VUORO_ASSIGN(const bool there, place.step());
    if (!there) return {};
  }
  return copy.run("INSERT INTO backup_mark (time) VALUES (?)", made_at);
}

Result<std::optional<WallTime>> take_backup_mark(Database& database) {
  std::optional<WallTime> made;
  {
    VUORO_ASSIGN(auto row, database.query("SELECT min(time) FROM backup_mark"));
    VUORO_ASSIGN(const bool found, row.step());
    if (found) made = row.time_if(0);
  }
  if (made) VUORO_TRY(database.run("DELETE FROM backup_mark"));
  return made;
}

}  // namespace vuoro::sqlite
