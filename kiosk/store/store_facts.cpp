#include "kiosk/store/store_facts.h"

namespace vuoro::kiosk {

Result<StoreFacts> read_store_facts(sqlite::Database& database) {
  VUORO_ASSIGN(auto row,
               database.query("SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM set_aside),"
                              " (SELECT count(*) FROM lease), (SELECT count(*) FROM record),"
                              " (SELECT coalesce(sum(max(0, last - next + 1)), 0) FROM lease"
                              "   WHERE kind = 'number_block' AND given_up = 0),"
                              " (SELECT count(*) FROM lease WHERE kind = 'slot_share' AND given_up = 0),"
                              " (SELECT coalesce(max(expires_wall), 0) FROM lease"
                              "   WHERE kind = 'number_block' AND given_up = 0),"
                              " (SELECT coalesce(max(expires_wall), 0) FROM lease"
                              "   WHERE kind = 'slot_share' AND given_up = 0)"));
  VUORO_TRY(row.step());
  StoreFacts facts;
  facts.outbox = row.integer(0);
  facts.set_aside = row.integer(1);
  facts.leases = row.integer(2);
  facts.records = row.integer(3);
  facts.numbers_left = row.integer(4);
  facts.places_left = row.integer(5);
  facts.numbers_until = row.time(6);
  facts.places_until = row.time(7);
  return facts;
}

}  // namespace vuoro::kiosk
