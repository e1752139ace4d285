// Events, leases, stored answers and feedback.

#include <limits>

#include "server/store/sqlite_lists.h"
#include "server/store/sqlite_session.h"

namespace vuoro::store {
namespace {

constexpr std::string_view k_arrival_mark = "feedback_arrival";

std::string_view name_of(LeaseState state) {
  switch (state) {
    case LeaseState::open:
      return "open";
    case LeaseState::spent:
      return "spent";
    case LeaseState::returned:
      return "returned";
    case LeaseState::expired:
      return "expired";
  }
  return "open";
}

LeaseState lease_state_named(std::string_view name) {
  for (const auto state : {LeaseState::spent, LeaseState::returned, LeaseState::expired}) {
    if (name == name_of(state)) return state;
  }
  return LeaseState::open;
}

LeaseRow lease_row(const sqlite::Statement& row) {
  LeaseRow lease;
  lease.id = row.uuid(0);
  lease.device_id = row.uuid(1);
  lease.kind = row.text(2);
  lease.queue_id = row.uuid_if(3);
  lease.slot_id = row.uuid_if(4);
  lease.service_day = row.text(5);
  lease.first = static_cast<std::int32_t>(row.integer(6));
  lease.last = static_cast<std::int32_t>(row.integer(7));
  lease.expires_at = row.time(8);
  lease.state = lease_state_named(row.view(9));
  return lease;
}

FeedbackRow feedback_row(const sqlite::Statement& row) {
  FeedbackRow feedback;
  feedback.id = row.uuid(0);
  feedback.site_id = row.uuid(1);
  feedback.device_id = row.uuid(2);
  feedback.question_id = row.uuid_if(3);
  feedback.score = row.integer_if(4);
  feedback.choices = texts_from(row.view(5));
  feedback.text = row.text_if(6);
  if (!row.is_null(7)) feedback.latitude = row.real(7);
  if (!row.is_null(8)) feedback.longitude = row.real(8);
  feedback.language = row.text(9);
  feedback.time = row.time(10);
  return feedback;
}

}  // namespace

Result<std::optional<EventRow>> SqliteSession::event(const Uuid& id) {
  return one<EventRow>(
      "SELECT id, device_id, sequence, type, hash, accepted, code, message, device_time, time FROM event "
      "WHERE id = ?",
      [](const auto& row) {
        return EventRow{row.uuid(0),         row.uuid(1), row.integer(2), row.text(3), row.text(4),
                        row.integer(5) != 0, row.text(6), row.text(7),    row.time(8), row.time(9)};
      },
      id);
}

Result<std::vector<Tally>> SqliteSession::event_tally() {
  return all<Tally>(
      "SELECT CASE accepted WHEN 1 THEN 'accepted' ELSE 'rejected' END, count(*) FROM event GROUP BY "
      "accepted",
      [](const auto& row) {
        return Tally{row.text(0), row.integer(1)};
      });
}

Result<void> SqliteSession::put_event(const EventRow& row) {
  VUORO_ASSIGN(auto statement,
               db_.prepare("INSERT INTO event (id, device_id, sequence, type, hash, accepted, code, message,"
                           " device_time, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  statement.bind(row.id).bind(row.device_id).bind(row.sequence).bind(row.type).bind_blob(row.hash);
  statement.bind(row.accepted).bind(row.code).bind(row.message).bind(row.device_time).bind(row.time);
  return statement.run();
}

Result<std::optional<LeaseRow>> SqliteSession::lease(const Uuid& id) {
  return one<LeaseRow>(
      "SELECT id, device_id, kind, queue_id, slot_id, service_day, first, last, expires_at, state FROM lease"
      " WHERE id = ?",
      lease_row, id);
}

Result<std::vector<LeaseRow>> SqliteSession::leases_expired(WallTime now, std::size_t count_max) {
  return all<LeaseRow>(
      "SELECT id, device_id, kind, queue_id, slot_id, service_day, first, last, expires_at, state FROM lease"
      " WHERE state = 'open' AND expires_at <= ? ORDER BY expires_at LIMIT ?",
      lease_row, now, static_cast<std::int64_t>(count_max));
}

Result<void> SqliteSession::put_lease(const LeaseRow& row) {
  return db_.run(
      "INSERT INTO lease (id, device_id, kind, queue_id, slot_id, service_day, first, last, expires_at, "
      "state)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      row.id, row.device_id, row.kind, row.queue_id, row.slot_id, row.service_day, row.first, row.last,
      row.expires_at, name_of(row.state));
}

Result<void> SqliteSession::set_lease_state(const Uuid& id, LeaseState state) {
  return db_.run("UPDATE lease SET state = ? WHERE id = ?", name_of(state), id);
}

Result<void> SqliteSession::set_lease_expiry(const Uuid& id, WallTime expires_at) {
  return db_.run("UPDATE lease SET expires_at = ? WHERE id = ?", expires_at, id);
}

Result<std::int64_t> SqliteSession::bookings_over_capacity() {
  VUORO_ASSIGN(const auto count,
               one<std::int64_t>("SELECT count(*) FROM record WHERE collection = 'appointment'"
                                 " AND deleted = 0 AND instr(json, '\"over_capacity\":true') > 0",
                                 [](const auto& row) { return row.integer(0); }));
  return count.value_or(0);
}

Result<std::int64_t> SqliteSession::shares_held(const Uuid& device_id, const std::optional<Uuid>& slot_id) {
  VUORO_ASSIGN(const auto count, one<std::int64_t>(
                                     "SELECT count(*) FROM lease WHERE kind = 'slot_share' AND state = 'open'"
                                     " AND device_id = ?1 AND (?2 IS NULL OR slot_id = ?2)",
                                     [](const auto& row) { return row.integer(0); }, device_id, slot_id));
  return count.value_or(0);
}

Result<bool> SqliteSession::others_book(const Uuid& service_id, const Uuid& device_id, WallTime since) {
  VUORO_ASSIGN(const auto found,
               one<std::int64_t>(
                   "SELECT 1 FROM booking_demand WHERE service_id = ? AND device_id <> ?"
                   " AND time >= ? LIMIT 1",
                   [](const auto& row) { return row.integer(0); }, service_id, device_id, since));
  return found.has_value();
}

Result<void> SqliteSession::note_booking(const Uuid& service_id, const Uuid& device_id, WallTime time) {
  return db_.run(
      "INSERT INTO booking_demand (service_id, device_id, time) VALUES (?1, ?2, ?3)"
      " ON CONFLICT (service_id, device_id) DO UPDATE SET time = max(time, ?3)",
      service_id, device_id, time);
}

Result<std::optional<NumberCursor>> SqliteSession::number_cursor(const Uuid& queue_id, std::string_view day) {
  return one<NumberCursor>(
      "SELECT next_single, next_block, spare_single, spare_block, range_first, range_last FROM number_cursor"
      " WHERE queue_id = ? AND service_day = ?",
      [](const auto& row) {
        const auto number = [&row](int column) { return static_cast<std::int32_t>(row.integer(column)); };
        return NumberCursor{
            number(0), number(1), spares_from(row.text(2)), spares_from(row.text(3)), {number(4), number(5)}};
      },
      queue_id, day);
}

Result<void> SqliteSession::set_number_cursor(const Uuid& queue_id, std::string_view day,
                                              const NumberCursor& cursor) {
  touched_.emplace(k_beside_feeds);
  return db_.run(
      "INSERT INTO number_cursor (queue_id, service_day, next_single, next_block, spare_single, spare_block,"
      " range_first, range_last) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (queue_id, service_day) DO UPDATE SET next_single = excluded.next_single,"
      " next_block = excluded.next_block, spare_single = excluded.spare_single,"
      " spare_block = excluded.spare_block, range_first = excluded.range_first,"
      " range_last = excluded.range_last",
      queue_id, day, cursor.next_single, cursor.next_block, spares_to(cursor.spare_single),
      spares_to(cursor.spare_block), cursor.range.first, cursor.range.last);
}

Result<std::vector<EarlierNumbers>> SqliteSession::earlier_numbers(const Uuid& site_id,
                                                                   std::string_view day) {
  return all<EarlierNumbers>(
      "SELECT queue_id, prefix, first, last FROM earlier_numbers WHERE site_id = ? AND service_day = ?",
      [](const auto& row) {
        return EarlierNumbers{
            row.uuid(0),
            row.text(1),
            {static_cast<std::int32_t>(row.integer(2)), static_cast<std::int32_t>(row.integer(3))}};
      },
      site_id, day);
}

Result<void> SqliteSession::note_earlier_numbers(const Uuid& site_id, std::string_view day,
                                                 const EarlierNumbers& numbers) {
  // Of today and some days ahead there may be some.
  VUORO_TRY(db_.run("DELETE FROM earlier_numbers WHERE site_id = ? AND service_day < date(?, '-8 days')",
                    site_id, day));
  return db_.run(
      "INSERT OR IGNORE INTO earlier_numbers (site_id, service_day, queue_id, prefix, first, last)"
      " VALUES (?, ?, ?, ?, ?, ?)",
      site_id, day, numbers.queue_id, numbers.prefix, numbers.range.first, numbers.range.last);
}

Result<std::optional<AnswerRow>> SqliteSession::answer(const Uuid& id) {
  return one<AnswerRow>(
      "SELECT id, actor_id, hash, answer, time FROM answer WHERE id = ?",
      [](const auto& row) {
        return AnswerRow{row.uuid(0), row.uuid(1), row.text(2), row.text(3), row.time(4)};
      },
      id);
}

Result<void> SqliteSession::put_answer(const AnswerRow& row) {
  VUORO_ASSIGN(auto statement,
               db_.prepare("INSERT INTO answer (id, actor_id, hash, answer, time) VALUES (?, ?, ?, ?, ?)"));
  statement.bind(row.id).bind(row.actor_id).bind_blob(row.hash).bind(row.answer).bind(row.time);
  return statement.run();
}

Result<std::optional<FeedbackRow>> SqliteSession::feedback(const Uuid& id) {
  return one<FeedbackRow>(
      "SELECT id, site_id, device_id, question_id, score, choices, text, latitude, longitude, language, time"
      " FROM feedback WHERE id = ?",
      feedback_row, id);
}

Result<std::vector<FeedbackRow>> SqliteSession::feedback_since(const std::optional<Uuid>& site_id,
                                                               WallTime after, std::size_t count) {
  return all<FeedbackRow>(
      "SELECT id, site_id, device_id, question_id, score, choices, text, latitude, longitude, language, time"
      " FROM feedback WHERE time > ?2 AND (?1 IS NULL OR site_id = ?1)"
      " AND time <= coalesce((SELECT time FROM feedback WHERE time > ?2 AND (?1 IS NULL OR site_id = ?1)"
      " ORDER BY time LIMIT 1 OFFSET ?3), ?4) ORDER BY time, id",
      feedback_row, site_id, after, static_cast<std::int64_t>(count) - 1,
      std::numeric_limits<std::int64_t>::max());
}

Result<std::vector<ArrivedFeedback>> SqliteSession::feedback_arrived(const std::optional<Uuid>& site_id,
                                                                     std::int64_t after, std::size_t count) {
  return all<ArrivedFeedback>(
      "SELECT id, site_id, device_id, question_id, score, choices, text, latitude, longitude, language, time,"
      " arrival FROM feedback_arrival JOIN feedback ON id = feedback_id"
      " WHERE arrival > ?2 AND (?1 IS NULL OR site_id = ?1) ORDER BY arrival LIMIT ?3",
      [](const auto& row) {
        return ArrivedFeedback{row.integer(11), feedback_row(row)};
      },
      site_id, after, static_cast<std::int64_t>(count));
}

Result<std::int64_t> SqliteSession::last_arrival() {
  return up_mark(k_arrival_mark);
}

Result<void> SqliteSession::put_feedback(const FeedbackRow& row) {
  touched_.emplace(k_beside_feeds);
  VUORO_TRY(db_.run(
      "INSERT INTO feedback (id, site_id, device_id, question_id, score, choices, text, latitude, longitude,"
      " language, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (id) DO UPDATE SET question_id = excluded.question_id, score = excluded.score,"
      " choices = excluded.choices, text = excluded.text, latitude = excluded.latitude,"
      " longitude = excluded.longitude WHERE (question_id, score, choices, text, latitude, longitude) IS NOT"
      " (excluded.question_id, excluded.score, excluded.choices, excluded.text, excluded.latitude,"
      " excluded.longitude)",
      row.id, row.site_id, row.device_id, row.question_id, row.score, texts_to(row.choices), row.text,
      row.latitude, row.longitude, row.language, row.time));
  if (db_.changes() == 0) return {};
  // Counted here, for a place is never given twice: not that of the last one either, when that moves on.
  VUORO_ASSIGN(const std::int64_t last, last_arrival());
  VUORO_TRY(set_up_mark(k_arrival_mark, last + 1));
  return db_.run(
      "INSERT INTO feedback_arrival (arrival, feedback_id) VALUES (?, ?)"
      " ON CONFLICT (feedback_id) DO UPDATE SET arrival = excluded.arrival",
      last + 1, row.id);
}

}  // namespace vuoro::store
