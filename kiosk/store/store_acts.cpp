// Acts of visitors: made durable here, and removed when the authority has answered.

#include <array>
#include <limits>

#include "kiosk/store/store.h"

namespace vuoro::kiosk {

using protocol::EventStatus;

namespace {

/// Fields of event payloads that say who somebody is or how to reach them.
constexpr auto k_private_fields =
    std::to_array<std::string_view>({"contact", "contact_phone", "contact_email", "text"});

/// More in a day change nothing in what is held in stock.
constexpr std::int64_t k_bookings_remembered = 1'000;

Issued read_issued(const sqlite::Statement& row) {
  Issued issued;
  issued.ticket_id = row.uuid(0);
  issued.queue_id = row.uuid(1);
  issued.service_day = row.text(2);
  issued.number_value = static_cast<std::int32_t>(row.integer(3));
  issued.number = row.text(4);
  issued.lease_id = row.uuid_if(5);
  issued.appointment_id = row.uuid_if(6);
  issued.follow_token = row.text(7);
  issued.issued_at = row.time(8);
  issued.online = row.integer(9) != 0;
  return issued;
}

}  // namespace

Result<void> Store::insert_event(const protocol::Event& event) {
  std::int64_t sequence = 1;
  {
    VUORO_ASSIGN(auto next, database_.query("SELECT value FROM meta WHERE key='next_sequence'"));
    VUORO_ASSIGN(const bool row, next.step());
    if (row) sequence = std::max(sequence, next.integer(0));
  }
  VUORO_TRY(database_.run("INSERT INTO outbox(sequence,id,type,time,payload) VALUES(?,?,?,?,?)", sequence,
                          event.id, event.type, event.time, json::serialize(event.payload)));
  return set_meta("next_sequence", std::to_string(sequence + 1));
}

Result<void> Store::insert_issued(const Issued& issued) {
  return database_.run(
      "INSERT INTO "
      "issued(ticket_id,queue_id,service_day,number_value,number,lease_id,appointment_id,follow_token,"
      "issued_at,online) VALUES(?,?,?,?,?,?,?,?,?,?)",
      issued.ticket_id, issued.queue_id, issued.service_day, issued.number_value, issued.number,
      issued.lease_id, issued.appointment_id, issued.follow_token, issued.issued_at, issued.online);
}

Result<void> Store::perform(Act act) {
  VUORO_TRY(stay_in_place());
  VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  VUORO_TRY(insert_event(act.event));
  for (const auto& local : act.local) {
    VUORO_TRY(
        database_.run("INSERT INTO local_record(collection,id,event_id,record,seen) VALUES(?1,?2,?3,?4,0) "
                      "ON CONFLICT(collection,id) DO UPDATE SET event_id=?3, record=?4, seen=0",
                      local.collection, local.id, act.event.id, json::serialize(local.record)));
  }
  if (act.issued) {
    VUORO_TRY(insert_issued(*act.issued));
    if (act.spends_block) {
      VUORO_TRY(database_.run("UPDATE lease SET next=? WHERE id=? AND next<=?", act.issued->number_value + 1,
                              *act.spends_block, act.issued->number_value));
      if (database_.changes() != 1) return fail(Errc::conflict, "the number was spent before");
    }
  }
  if (act.spends_hold) {
    VUORO_TRY(database_.run("DELETE FROM lease WHERE id=?", *act.spends_hold));
    if (database_.changes() != 1) return fail(Errc::expired, "the hold is not there");
  }
  if (act.books) {
    VUORO_TRY(database_.run("INSERT INTO booked_here(service_id,booked_at) VALUES(?,?)", *act.books,
                            act.event.time));
    VUORO_TRY(
        database_.run("DELETE FROM booked_here WHERE sequence<=(SELECT max(sequence) FROM booked_here)-?",
                      k_bookings_remembered));
  }
  if (act.ends_print) {
    VUORO_TRY(database_.run("UPDATE print_job SET ended=1 WHERE id=? AND ended=0", *act.ends_print));
    if (database_.changes() != 1) return fail(Errc::conflict, "the print's outcome was told before");
  }
  return transaction.commit();
}

Result<std::optional<Issued>> Store::issued_for_appointment(const Uuid& appointment_id) {
  VUORO_ASSIGN(auto row, database_.query("SELECT ticket_id,queue_id,service_day,number_value,number,lease_id,"
                                         "appointment_id,follow_token,issued_at,online FROM issued "
                                         "WHERE appointment_id=?",
                                         appointment_id));
  VUORO_ASSIGN(const bool found, row.step());
  if (!found) return std::optional<Issued>();
  return std::optional<Issued>(read_issued(row));
}

Result<std::optional<Issued>> Store::issued(const Uuid& ticket_id) {
  VUORO_ASSIGN(auto row,
               database_.query("SELECT ticket_id,queue_id,service_day,number_value,number,lease_id,"
                               "appointment_id,follow_token,issued_at,online FROM issued WHERE ticket_id=?",
                               ticket_id));
  VUORO_ASSIGN(const bool found, row.step());
  if (!found) return std::optional<Issued>();
  return std::optional<Issued>(read_issued(row));
}

Result<std::vector<std::pair<std::string, Uuid>>> Store::follow_tokens() {
  VUORO_ASSIGN(auto row, database_.query("SELECT follow_token,ticket_id FROM issued"));
  std::vector<std::pair<std::string, Uuid>> tokens;
  for (;;) {
    VUORO_ASSIGN(const bool more, row.step());
    if (!more) return tokens;
    tokens.emplace_back(row.text(0), row.uuid(1));
  }
}

Result<Store::Taken> Store::taken(std::string_view select, WallTime from, WallTime until) {
  VUORO_ASSIGN(auto row, database_.query(select, from, until));
  Taken all;
  for (;;) {
    VUORO_ASSIGN(const bool more, row.step());
    if (!more) return all;
    all.emplace_back(row.uuid(0), row.time(1));
  }
}

Result<Store::Taken> Store::numbers_given(WallTime from, WallTime until) {
  return taken("SELECT queue_id,issued_at FROM issued WHERE issued_at BETWEEN ? AND ? ORDER BY issued_at",
               from, until);
}

Result<Store::Taken> Store::bookings_made(WallTime from, WallTime until) {
  return taken(
      "SELECT service_id,booked_at FROM booked_here WHERE booked_at BETWEEN ? AND ? ORDER BY booked_at", from,
      until);
}

Result<void> Store::prune_issued(const std::string& before_day) {
  return database_.run(
      "DELETE FROM issued WHERE service_day<? AND ticket_id NOT IN (SELECT id FROM local_record WHERE "
      "collection='ticket' AND event_id IN (SELECT id FROM outbox))",
      before_day);
}

Result<std::vector<protocol::Event>> Store::oldest_events(std::size_t count) {
  return events_after(std::numeric_limits<std::int64_t>::min(), count);
}

Result<std::vector<protocol::Event>> Store::events_after(std::int64_t sequence, std::size_t count) {
  VUORO_ASSIGN(auto row, database_.query("SELECT sequence,id,type,time,payload FROM outbox WHERE sequence>? "
                                         "ORDER BY sequence LIMIT ?",
                                         sequence, static_cast<std::int64_t>(count)));
  std::vector<protocol::Event> events;
  for (;;) {
    VUORO_ASSIGN(const bool more, row.step());
    if (!more) return events;
    protocol::Event event{row.uuid(1), row.integer(0), row.text(2), row.time(3), {}};
    auto payload = parse_json(row.view(4));
    if (!payload) return fail(Errc::corrupt, "an outbox payload is no JSON");
    event.payload = std::move(*payload);
    events.push_back(std::move(event));
  }
}

Result<void> Store::settle_one(const protocol::EventAnswer& answer) {
  const bool taken = answer.status == EventStatus::accepted || answer.status == EventStatus::repeated;
  VUORO_ASSIGN(const bool was_private, set_aside_unless(taken, answer));
  log_is_private_ = log_is_private_ || was_private;
  // What the authority refused will never be called: it must not look on this screen as if it would.
  VUORO_TRY(database_.run(taken ? "DELETE FROM local_record WHERE event_id=? AND seen=1"
                                : "DELETE FROM local_record WHERE event_id=?",
                          answer.id));
  return database_.run("DELETE FROM outbox WHERE id=?", answer.id);
}

Result<void> Store::prune_refused(WallTime before) {
  return database_.run("DELETE FROM set_aside WHERE time<?", before);
}

/// @return whether the event says who somebody is or how to reach them.
Result<bool> Store::set_aside_unless(bool taken, const protocol::EventAnswer& answer) {
  VUORO_ASSIGN(auto row,
               database_.query("SELECT sequence,type,time,payload FROM outbox WHERE id=?", answer.id));
  VUORO_ASSIGN(const bool found, row.step());
  if (!found) return false;
  auto payload = parse_json(row.view(3));
  json::object kept = payload && payload->is_object() ? payload->get_object() : json::object();
  bool is_private = false;
  for (const auto field : k_private_fields) {
    const auto* value = kept.if_contains(field);
    is_private = is_private || (value != nullptr && !value->is_null());
    kept.erase(field);
  }
  if (taken) return is_private;
  VUORO_TRY(database_.run(
      "INSERT OR IGNORE INTO set_aside(sequence,id,type,time,payload,code,message) VALUES(?,?,?,?,?,?,?)",
      row.integer(0), answer.id, row.text(1), row.time(2), json::serialize(kept),
      answer.code.value_or(answer.status == EventStatus::conflict ? "conflict" : "rejected"),
      answer.message.value_or("")));
  return is_private;
}

Result<void> Store::settle_events(std::span<const protocol::EventAnswer> answers) {
  VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  std::int64_t settled = 0;
  for (const auto& answer : answers) {
    VUORO_TRY(settle_one(answer));
    settled += database_.changes();
  }
  // What was done here and neither waits nor was settled is missing.
  VUORO_TRY(
      database_.run("INSERT INTO meta(key,value) VALUES('settled_count',?1) ON CONFLICT(key) DO UPDATE "
                    "SET value=CAST(value AS INTEGER)+?1",
                    settled));
  VUORO_TRY(transaction.commit());
  wipe_log();
  return {};
}

/// Deleted rows are overwritten in the database (secure_delete), but their pages lie in the log until it is
/// emptied. A failure is no failure of the act: the next settlement, page of changes or start tries again.
void Store::wipe_log() {
  if (!log_is_private_) return;
  // A technician's program that reads just now is not waited for: a visitor may be waiting.
  sqlite3_busy_timeout(database_.handle(), 0);
  {
    auto row = database_.query("PRAGMA wal_checkpoint(TRUNCATE)");
    const auto done = row ? row->step() : Result<bool>(fail(row.error()));
    log_is_private_ = !done || !*done || row->integer(0) != 0;
  }
  sqlite3_busy_timeout(database_.handle(), static_cast<int>(sqlite::OpenOptions().busy_timeout.count()));
}

Result<sync::OutboxCounts> Store::outbox_counts() {
  VUORO_ASSIGN(auto row,
               database_.query("SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM set_aside)"));
  VUORO_ASSIGN(const bool found, row.step());
  return found ? sync::OutboxCounts{row.integer(0), row.integer(1)} : sync::OutboxCounts{};
}

}  // namespace vuoro::kiosk
