#include "kiosk/store/salvage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/json.h"
#include "core/pages/checked_vfs.h"

namespace vuoro::kiosk {
namespace {

struct Table {
  std::string_view name;
  std::string_view columns;
  int count;
  std::string_view key;  ///< order of reading
  int json_column;       ///< must hold JSON for the row to be whole; -1: none
};

constexpr auto k_tables = std::to_array<Table>({
    {"meta", "key,value", 2, "key", -1},
    {"outbox", "sequence,id,type,time,payload", 5, "sequence", 4},
    {"set_aside", "sequence,id,type,time,payload,code,message", 7, "sequence", 4},
    {"lease", "id,kind,queue_id,slot_id,service_day,first,last,next,expires_mono,expires_wall,boot,given_up",
     12, "id", -1},
    {"issued",
     "ticket_id,queue_id,service_day,number_value,number,lease_id,appointment_id,follow_token,issued_at,"
     "online",
     10, "ticket_id", -1},
    {"print_job", "id,begun_at,ended", 3, "id", -1},
    {"booked_here", "sequence,service_id,booked_at", 3, "sequence", -1},
    {"local_record", "collection,id,event_id,record,seen", 5, "collection,id", 3},
});

/// The lobby as the authority last told it. It can be fetched anew, but not while the line is down.
constexpr Table k_records{"record", "scope,collection,id,revision,record", 5, "scope,collection,id", 4};

std::string marks(int count) {
  std::string out = "?";
  for (int i = 1; i < count; ++i) out += ",?";
  return out;
}

/// Copies in one direction until the end or the damage. @return true when the end was reached.
Result<bool> copy_rows(sqlite::Database& from, sqlite::Database& into, const Table& table, bool backwards,
                       std::int64_t& copied) {
  std::string order(table.key);
  if (backwards) {
    for (auto comma = order.find(','); comma != std::string::npos; comma = order.find(',', comma + 6))
      order.insert(comma, " DESC");
    order += " DESC";
  }
  const std::string select = fmt::format("SELECT {} FROM {} ORDER BY {}", table.columns, table.name, order);
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(from.handle(), select.c_str(), -1, &raw, nullptr) != SQLITE_OK) return false;
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner(raw, sqlite3_finalize);
  const std::string insert =
      fmt::format("INSERT OR IGNORE INTO {}({}) VALUES({})", table.name, table.columns, marks(table.count));
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(raw)) == SQLITE_ROW) {
    VUORO_ASSIGN(auto put, into.prepare(insert));
    bool whole = true;
    for (int column = 0; column < table.count; ++column) {
      const auto* data = static_cast<const char*>(sqlite3_column_blob(raw, column));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(raw, column));
      const std::string_view bytes = data == nullptr ? std::string_view() : std::string_view(data, size);
      switch (sqlite3_column_type(raw, column)) {
        case SQLITE_INTEGER:
          put.bind(std::int64_t{sqlite3_column_int64(raw, column)});
          break;
        case SQLITE_BLOB:
          put.bind_blob(bytes);
          break;
        case SQLITE_NULL:
          put.bind(nullptr);
          break;
        default:
          put.bind(bytes);
          break;
      }
      if (column == table.json_column && !parse_json(bytes)) whole = false;
    }
    if (!whole) continue;
    const auto done = put.run();
    if (done) {
      copied += into.changes();
    } else if (done.error().code != Errc::conflict) {
      return fail(done.error());
    }  // a conflict is a damaged row that breaks the schema's own rules: left behind
  }
  return code == SQLITE_DONE;
}

/// At revision 0 they are shown and acted on until all of them have been loaded anew beside them.
Result<std::int64_t> copy_records(sqlite::Database& from, sqlite::Database& into) {
  VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(into));
  std::int64_t copied = 0;
  VUORO_ASSIGN(const bool whole, copy_rows(from, into, k_records, false, copied));
  if (!whole) VUORO_TRY(copy_rows(from, into, k_records, true, copied));
  VUORO_TRY(into.execute("INSERT OR IGNORE INTO scope(name,revision) SELECT DISTINCT scope,0 FROM record;"));
  VUORO_TRY(transaction.commit());
  return copied;
}

/// A first page whose name was overwritten hides a database that may be whole.
void mend_header(const std::filesystem::path& path, StoreFiles& files) {
  constexpr std::string_view k_magic("SQLite format 3\0", 16);
  const std::string head = files.head(path, k_magic.size());
  if (head.size() == k_magic.size() && head != k_magic) files.put_head(path, k_magic);
}

/// By what the device had counted.
Result<std::optional<std::int64_t>> acts_waited(sqlite::Database& into) {
  VUORO_ASSIGN(auto row, into.query("SELECT (SELECT CAST(value AS INTEGER) FROM meta WHERE "
                                    "key='next_sequence'), (SELECT CAST(value AS INTEGER) FROM meta WHERE "
                                    "key='settled_count')"));
  VUORO_TRY(row.step());
  // Nothing was ever done here, or nothing answered.
  const std::int64_t next = row.integer_if(0).value_or(1);
  return std::optional(next - 1 - row.integer_if(1).value_or(0));
}

}  // namespace

Result<Salvaged> salvage(const std::filesystem::path& damaged, StoreFiles& files, sqlite::Database& into) {
  sqlite::OpenOptions options;
  options.create = false;
  options = sqlite::with_check_sums(options);
  auto opened = sqlite::Database::open(damaged, options);
  if (!opened) {
    mend_header(damaged, files);
    opened = sqlite::Database::open(damaged, options);
  }
  if (!opened) return Salvaged();
  return salvage(*opened, into);
}

Result<Salvaged> salvage(sqlite::Database& from, sqlite::Database& into) {
  Salvaged salvaged;
  salvaged.readable = true;
  // Damaged cells must not be taken for sound ones.
  (void)from.execute("PRAGMA cell_size_check=ON; PRAGMA foreign_keys=OFF;");
  VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(into));
  // Without a part of its log a database is older than it says.
  const bool up_to_date = !sqlite::checked_state(from).log_broken;
  bool promises_whole = up_to_date;
  bool counts_whole = up_to_date;
  for (const auto& table : k_tables) {
    std::int64_t copied = 0;
    VUORO_ASSIGN(const bool whole, copy_rows(from, into, table, false, copied));
    if (!whole) {
      VUORO_TRY(copy_rows(from, into, table, true, copied));
      promises_whole =
          promises_whole && table.name != "issued" && table.name != "lease" && table.name != "outbox";
      counts_whole = counts_whole && table.name != "meta";
    }
    if (table.name == "outbox") salvaged.events = copied;
    if (table.name == "lease") salvaged.leases = copied;
    if (table.name == "issued") salvaged.issued = copied;
  }
  if (counts_whole) {
    VUORO_ASSIGN(salvaged.lost, acts_waited(into));
    *salvaged.lost = std::max(std::int64_t{0}, *salvaged.lost - salvaged.events);
  }
  // When promises are missing nobody knows which numbers of a block, or which places in stock, were given:
  // the rest becomes a hole. It is not given back either, since another device could then repeat what is on
  // paper.
  if (!promises_whole)
    VUORO_TRY(into.execute("DELETE FROM lease WHERE kind IN ('number_block','slot_share');"));
  VUORO_TRY(into.execute(
      "INSERT INTO meta(key,value) SELECT 'next_sequence', max(coalesce((SELECT max(sequence)+1 FROM "
      "outbox),1),"
      "coalesce((SELECT max(sequence)+1 FROM set_aside),1), coalesce((SELECT CAST(value AS INTEGER) FROM "
      "meta WHERE "
      "key='next_sequence'),1)) WHERE true ON CONFLICT(key) DO UPDATE SET value=excluded.value;"));
  // What is missing now is not missing again the next time.
  VUORO_TRY(into.execute(
      "INSERT INTO meta(key,value) SELECT 'settled_count', CAST(value AS INTEGER) - 1 - (SELECT count(*) "
      "FROM outbox) FROM meta WHERE key='next_sequence' ON CONFLICT(key) DO UPDATE SET "
      "value=excluded.value;"));
  VUORO_TRY(transaction.commit());
  // With a hole in the log a long record may be of two times at once.
  if (!up_to_date) return salvaged;
  if (const auto records = copy_records(from, into)) {
    salvaged.records = *records;
  } else {
    (void)into.execute(
        "PRAGMA wal_checkpoint(TRUNCATE)");  // no room for them: what was taken over counts more
  }
  return salvaged;
}

}  // namespace vuoro::kiosk
