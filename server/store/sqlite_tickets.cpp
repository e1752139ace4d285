// Tickets in call order, their history, and what starts when.

#include "core/lobby/record_codec.h"
#include "server/store/sqlite_session.h"

namespace vuoro::store {
namespace {

TicketLogRow log_line(const sqlite::Statement& row) {
  return {row.uuid(0),     row.uuid(1),     row.uuid(2),     row.text(3),    row.text(4),
          row.text(5),     row.uuid_if(6),  row.uuid_if(7),  row.uuid_if(8), row.time(9),
          row.time_if(10), row.integer(11), row.time_if(12), row.uuid_if(13)};
}

}  // namespace

Result<std::optional<WaitingTicket>> SqliteSession::first_waiting(const Uuid& queue_id) {
  return one<WaitingTicket>(
      "SELECT id, due, issued_at FROM ticket WHERE queue_id = ? AND state = 'waiting'"
      " ORDER BY due, issued_at, id LIMIT 1",
      [](const auto& row) {
        return WaitingTicket{row.uuid(0), row.time(1), row.time(2)};
      },
      queue_id);
}

Result<std::int64_t> SqliteSession::waiting_count(const Uuid& queue_id) {
  VUORO_ASSIGN(const auto count, one<std::int64_t>(
                                     "SELECT waiting FROM queue_waiting WHERE queue_id = ?",
                                     [](const auto& row) { return row.integer(0); }, queue_id));
  return count.value_or(0);
}

Result<std::int64_t> SqliteSession::waiting_until(const Uuid& queue_id, WallTime due) {
  VUORO_ASSIGN(const auto count,
               one<std::int64_t>(
                   "SELECT count(*) FROM ticket WHERE queue_id = ? AND state = 'waiting' AND due <= ?",
                   [](const auto& row) { return row.integer(0); }, queue_id, due));
  return count.value_or(0);
}

Result<std::vector<Uuid>> SqliteSession::tickets_at_counter(const Uuid& counter_id) {
  return all<Uuid>(
      "SELECT id FROM ticket WHERE counter_id = ? AND state IN ('called', 'serving')",
      [](const auto& row) { return row.uuid(0); }, counter_id);
}

Result<std::vector<Uuid>> SqliteSession::open_tickets_before(const Uuid& site_id, std::string_view day) {
  return all<Uuid>(
      "SELECT id FROM ticket WHERE site_id = ? AND service_day < ?"
      " AND state IN ('waiting', 'called', 'serving', 'parked')",
      [](const auto& row) { return row.uuid(0); }, site_id, day);
}

Result<std::vector<Uuid>> SqliteSession::tickets_before(const Uuid& site_id, std::string_view day) {
  return all<Uuid>(
      "SELECT id FROM ticket WHERE site_id = ? AND service_day < ?",
      [](const auto& row) { return row.uuid(0); }, site_id, day);
}

Result<bool> SqliteSession::number_taken(const Uuid& queue_id, std::string_view day,
                                         std::string_view number) {
  VUORO_ASSIGN(const auto found,
               one<bool>(
                   "SELECT 1 FROM ticket WHERE queue_id = ? AND service_day = ? AND number = ?",
                   [](const auto&) { return true; }, queue_id, day, number));
  return found.has_value();
}

Result<std::optional<Uuid>> SqliteSession::ticket_of_token(std::string_view token_hash) {
  VUORO_ASSIGN(auto statement, db_.prepare("SELECT ticket_id FROM follow_token WHERE token_hash = ?"));
  statement.bind_blob(token_hash);
  VUORO_ASSIGN(const bool row, statement.step());
  if (!row) return std::optional<Uuid>();
  return std::optional<Uuid>(statement.uuid(0));
}

Result<std::vector<TicketLogRow>> SqliteSession::ticket_log_after(std::int64_t entry, std::size_t count_max) {
  return all<TicketLogRow>(
      "SELECT ticket_id, site_id, queue_id, act, from_state, to_state, counter_id, staff_id, device_id, time,"
      " device_time, entry, due, service_id FROM ticket_log WHERE entry > ? ORDER BY entry LIMIT ?",
      log_line, entry, static_cast<std::int64_t>(count_max));
}

Result<std::int64_t> SqliteSession::newest_log_entry() {
  VUORO_ASSIGN(const auto newest, one<std::int64_t>("SELECT coalesce(max(entry), 0) FROM ticket_log",
                                                    [](const auto& row) { return row.integer(0); }));
  return newest.value_or(0);
}

Result<std::vector<TicketNote>> SqliteSession::notes_of_site(const Uuid& site_id) {
  return all<TicketNote>(
      "SELECT ticket_id, text, staff_name, time FROM ticket_note WHERE site_id = ? ORDER BY entry DESC LIMIT "
      "1000",
      [](const auto& row) {
        return TicketNote{row.uuid(0), row.text(1), row.text(2), row.time(3)};
      },
      site_id);
}

Result<std::vector<TicketLogRow>> SqliteSession::ticket_log(const Uuid& ticket_id) {
  return all<TicketLogRow>(
      "SELECT ticket_id, site_id, queue_id, act, from_state, to_state, counter_id, staff_id, device_id, time,"
      " device_time, entry, due, service_id FROM ticket_log WHERE ticket_id = ? ORDER BY entry",
      log_line, ticket_id);
}

Result<std::vector<Tally>> SqliteSession::ticket_tally() {
  return all<Tally>("SELECT state, count(*) FROM ticket GROUP BY state ORDER BY state", [](const auto& row) {
    return Tally{row.text(0), row.integer(1)};
  });
}

Result<std::vector<Uuid>> SqliteSession::booked_before(const Uuid& site_id, WallTime time) {
  return all<Uuid>(
      "SELECT id FROM time_index WHERE site_id = ? AND start < ? AND collection = 'appointment' AND state = "
      "'booked'",
      [](const auto& row) { return row.uuid(0); }, site_id, time);
}

Result<std::vector<std::pair<std::string, Uuid>>> SqliteSession::times_before(const Uuid& site_id,
                                                                              WallTime time) {
  return all<std::pair<std::string, Uuid>>(
      "SELECT collection, id FROM time_index WHERE site_id = ? AND start < ?",
      [](const auto& row) { return std::pair(row.text(0), row.uuid(1)); }, site_id, time);
}

Result<void> SqliteSession::index_ticket(const Ticket& ticket) {
  return db_.run(
      "INSERT INTO ticket (id, site_id, queue_id, service_day, number, state, due, issued_at, counter_id)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (id) DO UPDATE SET queue_id = excluded.queue_id, state = excluded.state, due = "
      "excluded.due,"
      " counter_id = excluded.counter_id",
      ticket.id, ticket.site_id, ticket.queue_id, ticket.service_day, ticket.number, name_of(ticket.state),
      ticket.due, ticket.issued_at, ticket.counter_id);
}

Result<void> SqliteSession::unindex_ticket(const Uuid& id) {
  return db_.run("DELETE FROM ticket WHERE id = ?", id);
}

Result<bool> SqliteSession::put_token(std::string_view token_hash, const Uuid& ticket_id) {
  VUORO_ASSIGN(
      auto statement,
      db_.prepare("INSERT INTO follow_token (token_hash, ticket_id) VALUES (?, ?) ON CONFLICT DO NOTHING"));
  statement.bind_blob(token_hash).bind(ticket_id);
  VUORO_TRY(statement.run());
  return db_.changes() > 0;
}

Result<void> SqliteSession::log_ticket(const TicketLogRow& row) {
  return db_.run(
      "INSERT INTO ticket_log (ticket_id, site_id, queue_id, act, from_state, to_state, counter_id, staff_id,"
      " device_id, time, device_time, due, service_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      row.ticket_id, row.site_id, row.queue_id, row.act, row.from_state, row.to_state, row.counter_id,
      row.staff_id, row.device_id, row.time, row.device_time, row.due, row.service_id);
}

Result<void> SqliteSession::put_note(const TicketNote& note, const Uuid& site_id) {
  return db_.run(
      "INSERT INTO ticket_note (ticket_id, site_id, text, staff_name, time) VALUES (?, ?, ?, ?, ?)",
      note.ticket_id, site_id, note.text, note.staff_name, note.time);
}

Result<void> SqliteSession::index_time(std::string_view collection, const Uuid& id, const Uuid& site_id,
                                       WallTime start, std::string_view state) {
  return db_.run(
      "INSERT INTO time_index (collection, id, site_id, start, state) VALUES (?, ?, ?, ?, ?)"
      " ON CONFLICT (collection, id) DO UPDATE SET start = excluded.start, state = excluded.state",
      collection, id, site_id, start, state);
}

Result<void> SqliteSession::unindex_time(std::string_view collection, const Uuid& id) {
  return db_.run("DELETE FROM time_index WHERE collection = ? AND id = ?", collection, id);
}

Result<void> SqliteSession::put_contact(std::string_view kind, const Uuid& id, std::string_view json,
                                        WallTime expires_at) {
  return db_.run(
      "INSERT INTO contact (id, kind, json, expires_at) VALUES (?, ?, ?, ?)"
      " ON CONFLICT (id) DO UPDATE SET json = excluded.json, expires_at = excluded.expires_at",
      id, kind, json, expires_at);
}

Result<void> SqliteSession::remove_contact(const Uuid& id) {
  return db_.run("DELETE FROM contact WHERE id = ?", id);
}

}  // namespace vuoro::store
