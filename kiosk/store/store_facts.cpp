#include "kiosk/store/store_facts.h"

namespace vuoro::kiosk {

Result<StoreFacts> read_store_facts(sqlite::Database& database) {
  VUORO_ASSIGN(auto row, database.query("SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM set_aside),"
                                        " (SELECT count(*) FROM lease), (SELECT count(*) FROM record)"));
  VUORO_TRY(row.step());
  return StoreFacts{row.integer(0), row.integer(1), row.integer(2), row.integer(3)};
}

}  // namespace vuoro::kiosk
