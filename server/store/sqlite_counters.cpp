// The history of counters, what their queues owe, and what terminals are to print.

#include "server/store/sqlite_lists.h"
#include "server/store/sqlite_session.h"

namespace vuoro::store {
namespace {

#define VUORO_COUNTER_LINE \
  "counter_id, site_id, act, staff_id, clerk_id, serving, queue_ids, profile_id, time, reason"
#define VUORO_COUNTER_LINE_READ VUORO_COUNTER_LINE ", entry"

CounterLogRow counter_line_of(const sqlite::Statement& row) {
  return {row.uuid(0),
          row.uuid(1),
          row.text(2),
          row.uuid_if(3),
          row.uuid_if(4),
          row.integer(5) != 0,
          uuids_from(row.view(6)),
          row.uuid_if(7),
          row.time(8),
          row.integer(10),
          row.text(9)};
}

}  // namespace

Result<void> SqliteSession::log_counter(const CounterLogRow& row) {
  ++lines_logged_;
  return db_.run("INSERT INTO counter_log (" VUORO_COUNTER_LINE ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 row.counter_id, row.site_id, row.act, row.staff_id, row.clerk_id, row.serving,
                 uuids_to(row.queue_ids), row.profile_id, row.time, row.reason);
}

Result<std::vector<CounterLogRow>> SqliteSession::counter_log_after(std::int64_t entry,
                                                                    std::size_t count_max) {
  return all<CounterLogRow>("SELECT " VUORO_COUNTER_LINE_READ
                            " FROM counter_log WHERE entry > ? ORDER BY entry LIMIT ?",
                            counter_line_of, entry, static_cast<std::int64_t>(count_max));
}

Result<std::vector<CounterLogRow>> SqliteSession::counter_lines_at(const Uuid& counter_id, WallTime time) {
  return all<CounterLogRow>("SELECT " VUORO_COUNTER_LINE_READ
                            " FROM counter_log WHERE time = ? AND counter_id = ? ORDER BY entry",
                            counter_line_of, time, counter_id);
}

Result<void> SqliteSession::move_counter_line(std::int64_t entry) {
  ++lines_logged_;
  VUORO_TRY(db_.run("INSERT INTO counter_log (" VUORO_COUNTER_LINE ") SELECT " VUORO_COUNTER_LINE
                    " FROM counter_log WHERE entry = ?",
                    entry));
  return db_.run("DELETE FROM counter_log WHERE entry = ?", entry);
}

Result<std::int64_t> SqliteSession::counter_log_entry_before(WallTime time) {
  VUORO_ASSIGN(const auto entry, one<std::int64_t>(
                                     "SELECT coalesce(max(entry), 0) FROM counter_log WHERE time < ?",
                                     [](const auto& row) { return row.integer(0); }, time));
  return entry.value_or(0);
}

Result<std::vector<WallTime>> SqliteSession::waiting_dues(const Uuid& queue_id, WallTime until,
                                                          std::size_t count_max) {
  // Two runs of the index are merged: one range over both would be sorted whole, however many wait.
  return all<WallTime>(
      "SELECT due FROM ticket WHERE queue_id = ?1 AND reserved = 0 AND state = 'waiting' AND due <= ?2"
      " UNION ALL"
      " SELECT due FROM ticket WHERE queue_id = ?1 AND reserved = 1 AND state = 'waiting' AND due <= ?2"
      " ORDER BY 1 LIMIT ?3",
      [](const auto& row) { return row.time(0); }, queue_id, until, static_cast<std::int64_t>(count_max));
}

Result<std::vector<Uuid>> SqliteSession::print_jobs_waiting(WallTime until, std::size_t count_max) {
  return all<Uuid>(
      "SELECT id FROM time_index INDEXED BY time_index_prints WHERE collection = 'print_job' AND state = "
      "'waiting' AND start <= ?"
      " AND NOT EXISTS (SELECT 1 FROM site_authority AS who WHERE who.site_id = time_index.site_id AND "
      "who.here = 0)"
      " ORDER BY start LIMIT ?",  // as the index has them: nothing to sort at every tick
      [](const auto& row) { return row.uuid(0); }, until, static_cast<std::int64_t>(count_max));
}

}  // namespace vuoro::store
