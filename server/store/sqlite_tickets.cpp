// Tickets in call order, and what starts when.

#include "core/lobby/record_codec.h"
#include "server/store/sqlite_session.h"

namespace vuoro::store {
namespace {

WaitingTicket place_of(const sqlite::Statement& row) {
  return {row.uuid(0), row.time(1), row.time(2)};
}

Uuid id_of(const sqlite::Statement& row) {
  return row.uuid(0);
}

}  // namespace

Result<std::optional<WaitingTicket>> SqliteSession::first_waiting(const Uuid& queue_id) {
  return one<WaitingTicket>(
      "SELECT id, due, issued_at FROM ticket WHERE queue_id = ? AND reserved = 0 AND state = 'waiting'"
      " ORDER BY due, issued_at, id LIMIT 1",
      place_of, queue_id);
}

Result<std::vector<WaitingTicket>> SqliteSession::reserved_for(const Uuid& counter_id, const Uuid& staff_id,
                                                               std::size_t count_max) {
  return all<WaitingTicket>(
      "SELECT id, due, issued_at FROM ticket WHERE reserved_counter_id = ? AND state = 'waiting'"
      " UNION SELECT id, due, issued_at FROM ticket WHERE reserved_staff_id = ? AND state = 'waiting'"
      " ORDER BY due, issued_at, id LIMIT ?",
      place_of, counter_id, staff_id, static_cast<std::int64_t>(count_max));
}

Result<std::vector<Uuid>> SqliteSession::reserved_for_counter(const Uuid& counter_id) {
  return all<Uuid>("SELECT id FROM ticket WHERE reserved_counter_id = ?", id_of, counter_id);
}

Result<std::vector<Uuid>> SqliteSession::reserved_for_staff(const Uuid& staff_id) {
  return all<Uuid>("SELECT id FROM ticket WHERE reserved_staff_id = ?", id_of, staff_id);
}

Result<std::vector<WaitingTicket>> SqliteSession::waiting_behind(const Uuid& queue_id,
                                                                 const WaitingTicket& place,
                                                                 std::size_t count_max) {
  return all<WaitingTicket>(
      "SELECT id, due, issued_at FROM ticket WHERE queue_id = ? AND reserved = 0 AND state = 'waiting'"
      " AND (due, issued_at, id) > (?, ?, ?) ORDER BY due, issued_at, id LIMIT ?",
      place_of, queue_id, place.due, place.issued_at, place.id, static_cast<std::int64_t>(count_max));
}

Result<std::vector<Uuid>> SqliteSession::parked_until(WallTime now, std::size_t count_max) {
  return all<Uuid>(
      "SELECT id FROM ticket WHERE parked_until <= ?"
      " AND NOT EXISTS (SELECT 1 FROM site_authority AS who WHERE who.site_id = ticket.site_id AND who.here "
      "= 0)"
      " ORDER BY parked_until LIMIT ?",
      id_of, now, static_cast<std::int64_t>(count_max));
}

Result<std::int64_t> SqliteSession::waiting_count(const Uuid& queue_id) {
  VUORO_ASSIGN(const auto count, one<std::int64_t>(
                                     "SELECT waiting FROM queue_waiting WHERE queue_id = ?",
                                     [](const auto& row) { return row.integer(0); }, queue_id));
  return count.value_or(0);
}

Result<std::int64_t> SqliteSession::waiting_until(const Uuid& queue_id, WallTime due) {
  VUORO_ASSIGN(
      const auto count,
      one<std::int64_t>(
          "SELECT count(*) FROM ticket WHERE queue_id = ? AND reserved IN (0, 1) AND state = 'waiting'"
          " AND due <= ?",
          [](const auto& row) { return row.integer(0); }, queue_id, due));
  return count.value_or(0);
}

Result<std::vector<Uuid>> SqliteSession::tickets_at_counter(const Uuid& counter_id) {
  return all<Uuid>("SELECT id FROM ticket WHERE counter_id = ? AND state IN ('called', 'serving')", id_of,
                   counter_id);
}

Result<std::vector<OpenTicket>> SqliteSession::open_tickets(const Uuid& site_id) {
  return all<OpenTicket>(
      "SELECT id, service_day, issued_at FROM ticket WHERE site_id = ?"
      " AND state IN ('waiting', 'called', 'serving', 'parked')",
      [](const auto& row) {
        return OpenTicket{row.uuid(0), row.text(1), row.time(2)};
      },
      site_id);
}

Result<bool> SqliteSession::queue_in_use(const Uuid& queue_id, const std::optional<std::string>& day) {
  VUORO_ASSIGN(const auto found,
               one<bool>(
                   "SELECT 1 FROM ticket WHERE queue_id = ?1 AND state IN ('waiting', 'called', 'serving',"
                   " 'parked') UNION ALL SELECT 1 FROM lease WHERE queue_id = ?1 AND service_day >= ?2 AND"
                   " state = 'open' LIMIT 1",
                   [](const auto&) { return true; }, queue_id, day));
  return found.value_or(false);
}

Result<std::vector<Uuid>> SqliteSession::tickets_before(const Uuid& site_id, std::string_view day) {
  return all<Uuid>("SELECT id FROM ticket WHERE site_id = ? AND service_day < ?", id_of, site_id, day);
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

Result<std::vector<TicketNote>> SqliteSession::notes_of_site(const Uuid& site_id) {
  return all<TicketNote>(
      "SELECT ticket_id, text, staff_name, time FROM ticket_note WHERE site_id = ? ORDER BY entry DESC LIMIT "
      "1000",
      [](const auto& row) {
        return TicketNote{row.uuid(0), row.text(1), row.text(2), row.time(3)};
      },
      site_id);
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
      id_of, site_id, time);
}

Result<std::vector<std::pair<std::string, Uuid>>> SqliteSession::times_before(const Uuid& site_id,
                                                                              WallTime time) {
  return all<std::pair<std::string, Uuid>>(
      "SELECT collection, id FROM time_index WHERE site_id = ? AND start < ?",
      [](const auto& row) { return std::pair(row.text(0), row.uuid(1)); }, site_id, time);
}

Result<void> SqliteSession::index_ticket(const Ticket& ticket) {
  // Most acts leave it in its queue: the indexes of what stays are not written again.
  VUORO_TRY(
      db_.run("UPDATE ticket SET state = ?, due = ?, counter_id = ?, parked_until = ?"
              " WHERE id = ? AND queue_id = ? AND reserved_counter_id IS ? AND reserved_staff_id IS ?",
              name_of(ticket.state), ticket.due, ticket.counter_id, ticket.parked_until, ticket.id,
              ticket.queue_id, ticket.reserved_counter_id, ticket.reserved_staff_id));
  if (db_.changes() > 0) return {};
  return db_.run(
      "INSERT INTO ticket (id, site_id, queue_id, service_day, number, state, due, issued_at, counter_id,"
      " reserved, reserved_counter_id, reserved_staff_id, parked_until)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (id) DO UPDATE SET queue_id = excluded.queue_id, state = excluded.state,"
      " due = excluded.due, counter_id = excluded.counter_id, reserved = excluded.reserved,"
      " reserved_counter_id = excluded.reserved_counter_id, reserved_staff_id = excluded.reserved_staff_id,"
      " parked_until = excluded.parked_until",
      ticket.id, ticket.site_id, ticket.queue_id, ticket.service_day, ticket.number, name_of(ticket.state),
      ticket.due, ticket.issued_at, ticket.counter_id,
      std::int64_t{ticket.reserved_counter_id || ticket.reserved_staff_id ? 1 : 0},
      ticket.reserved_counter_id, ticket.reserved_staff_id, ticket.parked_until);
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

Result<void> SqliteSession::put_note(const TicketNote& note, const Uuid& site_id) {
  touched_.emplace(k_beside_feeds);
  return db_.run(
      "INSERT INTO ticket_note (ticket_id, site_id, text, staff_name, time) SELECT ?1, ?2, ?3, ?4, ?5"
      " WHERE NOT EXISTS (SELECT 1 FROM ticket_note WHERE ticket_id = ?1 AND text = ?3 AND staff_name = ?4"
      " AND time = ?5)",
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
  touched_.emplace(k_beside_feeds);
  return db_.run(
      "INSERT INTO contact (id, kind, json, expires_at) VALUES (?, ?, ?, ?)"
      " ON CONFLICT (id) DO UPDATE SET json = excluded.json, expires_at = excluded.expires_at",
      id, kind, json, expires_at);
}

Result<void> SqliteSession::remove_contact(const Uuid& id) {
  return db_.run("DELETE FROM contact WHERE id = ?", id);
}

}  // namespace vuoro::store
