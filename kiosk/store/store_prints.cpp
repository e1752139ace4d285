// What the desk wanted printed here: begun is written before the printer is asked, so that what may have come
// out is never printed again by itself.

#include "kiosk/store/store.h"

namespace vuoro::kiosk {

Result<bool> Store::begin_print(const Uuid& job_id, WallTime now) {
  VUORO_TRY(stay_in_place());
  VUORO_TRY(database_.run("INSERT OR IGNORE INTO print_job(id,begun_at,ended) VALUES(?,?,0)", job_id, now));
  return database_.changes() == 1;
}

Result<std::vector<Uuid>> Store::prints_begun() {
  VUORO_ASSIGN(auto row, database_.query("SELECT id FROM print_job WHERE ended=0 ORDER BY begun_at, id"));
  std::vector<Uuid> ids;
  for (;;) {
    VUORO_ASSIGN(const bool more, row.step());
    if (!more) return ids;
    ids.push_back(row.uuid(0));
  }
}

Result<void> Store::prune_prints(WallTime before) {
  return database_.run("DELETE FROM print_job WHERE begun_at<? AND ended=1", before);
}

}  // namespace vuoro::kiosk
