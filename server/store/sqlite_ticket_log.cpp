// The append-only history of tickets, and what an undo goes back to.

#include "server/store/sqlite_session.h"

namespace vuoro::store {
namespace {

#define VUORO_TICKET_LINE                                                                           \
  "ticket_id, site_id, queue_id, act, from_state, to_state, counter_id, staff_id, device_id, time," \
  " device_time, due, service_id, reason, service_day"
#define VUORO_LOG_COLUMNS VUORO_TICKET_LINE ", entry"

TicketLogRow log_line(const sqlite::Statement& row) {
  return {row.uuid(0),     row.uuid(1),     row.uuid(2),    row.text(3), row.text(4),     row.text(5),
          row.uuid_if(6),  row.uuid_if(7),  row.uuid_if(8), row.time(9), row.time_if(10), row.integer(15),
          row.time_if(11), row.uuid_if(12), row.text(13),   row.text(14)};
}

}  // namespace

Result<std::vector<TicketLogRow>> SqliteSession::ticket_log_after(std::int64_t entry, std::size_t count_max) {
  return all<TicketLogRow>("SELECT " VUORO_LOG_COLUMNS
                           " FROM ticket_log WHERE entry > ? ORDER BY entry LIMIT ?",
                           log_line, entry, static_cast<std::int64_t>(count_max));
}

Result<std::int64_t> SqliteSession::newest_log_entry() {
  VUORO_ASSIGN(const auto newest, one<std::int64_t>("SELECT coalesce(max(entry), 0) FROM ticket_log",
                                                    [](const auto& row) { return row.integer(0); }));
  return newest.value_or(0);
}

Result<std::vector<TicketLogRow>> SqliteSession::ticket_log(const Uuid& ticket_id) {
  return all<TicketLogRow>("SELECT " VUORO_LOG_COLUMNS " FROM ticket_log WHERE ticket_id = ? ORDER BY entry",
                           log_line, ticket_id);
}

Result<std::int64_t> SqliteSession::delay_count(const Uuid& ticket_id) {
  VUORO_ASSIGN(const auto count, one<std::int64_t>(
                                     "SELECT count(*) FROM ticket_log WHERE ticket_id = ? AND act = 'delay'",
                                     [](const auto& row) { return row.integer(0); }, ticket_id));
  return count.value_or(0);
}

Result<void> SqliteSession::log_ticket(const TicketLogRow& row) {
  ++lines_logged_;
  return db_.run("INSERT INTO ticket_log (" VUORO_TICKET_LINE
                 ")"
                 " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 row.ticket_id, row.site_id, row.queue_id, row.act, row.from_state, row.to_state,
                 row.counter_id, row.staff_id, row.device_id, row.time, row.device_time, row.due,
                 row.service_id, row.reason, row.service_day);
}

Result<void> SqliteSession::move_ticket_line(std::int64_t entry) {
  // The new one first, or it could have the entry of the old one, which readers are behind.
  ++lines_logged_;
  VUORO_TRY(db_.run("INSERT INTO ticket_log (" VUORO_TICKET_LINE ") SELECT " VUORO_TICKET_LINE
                    " FROM ticket_log WHERE entry = ?",
                    entry));
  return db_.run("DELETE FROM ticket_log WHERE entry = ?", entry);
}

Result<std::vector<TicketLogRow>> SqliteSession::ticket_log_of_day(const Uuid& site_id,
                                                                   std::string_view day) {
  return all<TicketLogRow>(
      "SELECT " VUORO_LOG_COLUMNS
      " FROM ticket_log WHERE ticket_id IN"
      " (SELECT ticket_id FROM ticket_log WHERE site_id = ? AND service_day = ? AND act = 'issue')"
      " ORDER BY ticket_id, entry",
      log_line, site_id, day);
}

Result<void> SqliteSession::remember_ticket(const Uuid& ticket_id) {
  return db_.run(
      "INSERT OR REPLACE INTO ticket_before (ticket_id, json)"
      " SELECT id, json FROM record WHERE collection = 'ticket' AND id = ? AND deleted = 0",
      ticket_id);
}

Result<std::optional<std::string>> SqliteSession::remembered_ticket(const Uuid& ticket_id) {
  return one<std::string>(
      "SELECT json FROM ticket_before WHERE ticket_id = ?", [](const auto& row) { return row.text(0); },
      ticket_id);
}

}  // namespace vuoro::store
