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

}  // namespace vuoro::sqlite
