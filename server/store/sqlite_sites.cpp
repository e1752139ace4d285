// Who acts for a site, and what goes between a site server and the central one.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "server/store/sqlite_session.h"

namespace vuoro::store {
namespace {

UpEventRow up_event_of(const sqlite::Statement& row) {
  return {row.uuid(0), row.integer(1), row.text(2), row.time(3), row.text(4)};
}

EarlyWordRow early_word_of(const sqlite::Statement& row) {
  return {row.uuid(0), row.uuid(1), row.text(2), row.time(3), row.text(4)};
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    lines.emplace_back(text.substr(from, end - from));
    from = end + 1;
  }
  return lines;
}

}  // namespace

Result<std::optional<SiteAuthorityRow>> SqliteSession::site_authority(const Uuid& site_id) {
  return one<SiteAuthorityRow>(
      "SELECT site_id, here, holder_id, holder_name, epoch, state, since, heard_at, untold_by, untold_id,"
      " untold_epoch, left_behind FROM site_authority WHERE site_id = ?",
      [](const auto& row) {
        return SiteAuthorityRow{row.uuid(0),    row.integer(1) != 0, row.uuid_if(2),  row.text(3),
                                row.integer(4), row.text(5),         row.time(6),     row.time_if(7),
                                row.text(8),    row.uuid_if(9),      row.integer(10), lines_of(row.text(11))};
      },
      site_id);
}

Result<void> SqliteSession::put_site_authority(const SiteAuthorityRow& row) {
  return db_.run(
      "INSERT OR REPLACE INTO site_authority (site_id, here, holder_id, holder_name, epoch, state, since,"
      " heard_at, untold_by, untold_id, untold_epoch, left_behind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?)",
      row.site_id, row.here, row.holder_id, row.holder_name, row.epoch, row.state, row.since, row.heard_at,
      row.untold_by, row.untold_id, row.untold_epoch, fmt::format("{}", fmt::join(row.left_behind, "\n")));
}

Result<std::optional<std::string>> SqliteSession::handover_part(const Uuid& site_id, std::int64_t epoch,
                                                                std::int64_t part) {
  return one<std::string>(
      "SELECT json FROM handover WHERE site_id = ? AND epoch = ? AND part = ?",
      [](const auto& row) { return row.text(0); }, site_id, epoch, part);
}

Result<std::int64_t> SqliteSession::handover_parts(const Uuid& site_id, std::int64_t epoch) {
  VUORO_ASSIGN(const auto count, one<std::int64_t>(
                                     "SELECT count(*) FROM handover WHERE site_id = ? AND epoch = ?",
                                     [](const auto& row) { return row.integer(0); }, site_id, epoch));
  return count.value_or(0);
}

Result<void> SqliteSession::put_handover_part(const Uuid& site_id, std::int64_t epoch, std::int64_t part,
                                              std::string_view json) {
  return db_.run("INSERT OR REPLACE INTO handover (site_id, epoch, part, json) VALUES (?, ?, ?, ?)", site_id,
                 epoch, part, json);
}

Result<void> SqliteSession::forget_handovers(const Uuid& site_id, std::int64_t before_epoch) {
  return db_.run("DELETE FROM handover WHERE site_id = ? AND epoch < ?", site_id, before_epoch);
}

Result<std::int64_t> SqliteSession::up_mark(std::string_view name) {
  VUORO_ASSIGN(const auto value, one<std::int64_t>(
                                     "SELECT value FROM up_mark WHERE name = ?",
                                     [](const auto& row) { return row.integer(0); }, name));
  return value.value_or(0);
}

Result<void> SqliteSession::set_up_mark(std::string_view name, std::int64_t value) {
  return db_.run("INSERT OR REPLACE INTO up_mark (name, value) VALUES (?, ?)", name, value);
}

Result<std::vector<UpEventRow>> SqliteSession::up_events(std::int64_t after, std::size_t count_max,
                                                         std::size_t bytes_max) {
  // Row by row: after a long outage there are many large ones, and few are wanted at a time.
  VUORO_ASSIGN(auto statement, db_.query("SELECT id, sequence, type, time, payload FROM up_event"
                                         " WHERE code = '' AND sequence > ? ORDER BY sequence",
                                         after));
  std::vector<UpEventRow> rows;
  for (std::size_t bytes = 0; rows.size() < count_max;) {
    VUORO_ASSIGN(const bool more, statement.step());
    if (!more) break;
    auto row = up_event_of(statement);
    bytes += row.payload.size();
    if (bytes > bytes_max && !rows.empty()) break;
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<std::optional<UpEventRow>> SqliteSession::oldest_set_aside() {
  return one<UpEventRow>(
      "SELECT id, sequence, type, time, payload FROM up_event WHERE code <> '' AND payload <> ''"
      " ORDER BY sequence LIMIT 1",
      up_event_of);
}

Result<UpCounts> SqliteSession::up_counts() {
  VUORO_ASSIGN(
      const auto counts,
      one<UpCounts>(
          "SELECT count(*) FILTER (WHERE code = ''), count(*) FILTER (WHERE code <> '') FROM up_event",
          [](const auto& row) {
            return UpCounts{row.integer(0), row.integer(1)};
          }));
  return counts.value_or(UpCounts{});
}

Result<std::int64_t> SqliteSession::up_acts() {
  VUORO_ASSIGN(const auto acts,
               one<std::int64_t>("SELECT coalesce(sum(max(1, iif(json_valid(payload),"
                                 " coalesce(json_array_length(payload, '$.ticket_lines'), 0), 0))), 0)"
                                 " FROM up_event WHERE code = ''",
                                 [](const auto& row) { return row.integer(0); }));
  return acts.value_or(0);
}

Result<void> SqliteSession::put_up_event(const UpEventRow& row) {
  return db_.run(
      "INSERT INTO up_event (sequence, id, type, time, payload, code, message) VALUES (?, ?, ?, ?, ?, '', "
      "'')",
      row.sequence, row.id, row.type, row.time, row.payload);
}

Result<void> SqliteSession::remove_up_event(const Uuid& id) {
  return db_.run("DELETE FROM up_event WHERE id = ? AND code = ''", id);
}

Result<std::optional<std::string>> SqliteSession::set_aside_up_event(const Uuid& id, std::string_view code,
                                                                     std::string_view message,
                                                                     std::size_t bytes_max) {
  VUORO_ASSIGN(auto content, one<std::string>(
                                 "SELECT payload FROM up_event WHERE id = ?",
                                 [](const auto& row) { return row.text(0); }, id));
  VUORO_ASSIGN(const auto kept,
               one<std::int64_t>("SELECT coalesce(sum(length(payload)), 0) FROM up_event WHERE code <> ''",
                                 [](const auto& row) { return row.integer(0); }));
  const bool fits = content && static_cast<std::size_t>(kept.value_or(0)) + content->size() <= bytes_max;
  VUORO_TRY(
      db_.run("UPDATE up_event SET code = ?1, message = ?2, payload = iif(?3, payload, '') WHERE id = ?4",
              code, message, fits, id));
  if (fits) content.reset();
  return content;
}

Result<void> SqliteSession::forget_set_aside(const std::optional<Uuid>& id) {
  return db_.run("DELETE FROM up_event WHERE code <> '' AND (?1 IS NULL OR id = ?1)", id);
}

Result<std::vector<UpChange>> SqliteSession::up_changes(std::size_t count_max) {
  return all<UpChange>(
      "SELECT entry, kind, id FROM up_change"
      " WHERE entry > coalesce((SELECT value FROM up_mark WHERE name = 'changes'), 0) ORDER BY entry LIMIT ?",
      [](const auto& row) {
        return UpChange{row.integer(0), row.text(1), row.uuid(2)};
      },
      static_cast<std::int64_t>(count_max));
}

Result<void> SqliteSession::go_back_to_up_event(std::int64_t sequence) {
  VUORO_ASSIGN(const auto remembered,
               one<std::optional<std::int64_t>>(
                   "SELECT coalesce((SELECT max(sequence) FROM up_told WHERE sequence <= ?1),"
                   " (SELECT min(sequence) FROM up_told))",
                   [](const auto& row) { return row.integer_if(0); }, sequence));
  return db_.run(
      "INSERT OR REPLACE INTO up_mark (name, value)"
      " SELECT 'ticket_log', ticket_log FROM up_told WHERE sequence = ?1"
      " UNION ALL SELECT 'counter_log', counter_log FROM up_told WHERE sequence = ?1"
      " UNION ALL SELECT 'notes', notes FROM up_told WHERE sequence = ?1"
      " UNION ALL SELECT 'changes', changes FROM up_told WHERE sequence = ?1",
      remembered.value_or(std::nullopt));
}

Result<void> SqliteSession::forget_told(WallTime before) {
  VUORO_TRY(db_.run("DELETE FROM up_told WHERE time < ?", before));
  // What is to be told again stays.
  return db_.run(
      "DELETE FROM up_change WHERE entry <= (SELECT min(changes) FROM up_told)"
      " AND entry <= (SELECT value FROM up_mark WHERE name = 'changes')");
}

Result<std::vector<RecordRow>> SqliteSession::staged_records(std::string_view scope, std::int64_t after,
                                                             std::size_t count_max) {
  return all<RecordRow>(
      "SELECT collection, id, entry, json FROM up_staged WHERE scope = ? AND entry > ? ORDER BY entry LIMIT "
      "?",
      [](const auto& row) {
        return RecordRow{row.text(0), row.uuid(1), row.integer(2), false, row.text(3)};
      },
      scope, after, static_cast<std::int64_t>(count_max));
}

Result<std::vector<std::pair<std::string, Uuid>>> SqliteSession::not_staged(std::string_view scope,
                                                                            std::string_view collections) {
  return all<std::pair<std::string, Uuid>>(
      "SELECT collection, id FROM record WHERE scope = ?1 AND deleted = 0"
      " AND instr(?2, ' ' || collection || ' ') > 0"
      " AND NOT EXISTS (SELECT 1 FROM up_staged AS staged WHERE staged.scope = ?1"
      " AND staged.collection = record.collection AND staged.id = record.id)",
      [](const auto& row) { return std::pair(row.text(0), row.uuid(1)); }, scope, collections);
}

Result<void> SqliteSession::clear_staged(std::string_view scope) {
  return db_.run("DELETE FROM up_staged WHERE scope = ?", scope);
}

Result<void> SqliteSession::stage_record(std::string_view scope, const RecordRow& row) {
  if (row.deleted) {
    return db_.run("DELETE FROM up_staged WHERE scope = ? AND collection = ? AND id = ?", scope,
                   row.collection, row.id);
  }
  return db_.run("INSERT OR REPLACE INTO up_staged (scope, collection, id, json) VALUES (?, ?, ?, ?)", scope,
                 row.collection, row.id, row.json);
}

Result<std::vector<std::string>> SqliteSession::tokens_of_ticket(const Uuid& ticket_id) {
  return all<std::string>(
      "SELECT token_hash FROM follow_token WHERE ticket_id = ?", [](const auto& row) { return row.text(0); },
      ticket_id);
}

Result<std::vector<LeaseRow>> SqliteSession::open_leases_of_site(const Uuid& site_id) {
  // By what is leased: the device may have been enrolled at the other server only.
  VUORO_ASSIGN(const auto ids,
               all<Uuid>(
                   "SELECT id FROM lease WHERE state = 'open' AND EXISTS (SELECT 1 FROM record"
                   " WHERE record.collection IN ('slot', 'queue') AND record.scope = ?"
                   " AND record.id = coalesce(lease.slot_id, lease.queue_id)) ORDER BY id",
                   [](const auto& row) { return row.uuid(0); }, "site:" + site_id.to_string()));
  std::vector<LeaseRow> leases;
  for (const auto& id : ids) {
    VUORO_ASSIGN(auto row, lease(id));
    if (row) leases.push_back(std::move(*row));
  }
  return leases;
}

Result<std::vector<EventRow>> SqliteSession::events_of_site(const Uuid& site_id, WallTime after) {
  return all<EventRow>(
      "SELECT event.id, device_id, sequence, type, hash, accepted, code, message, device_time, time FROM "
      "event"
      " JOIN device ON device.id = event.device_id"
      " WHERE device.site_id = ? AND event.time > ? AND type <> 'site.news' ORDER BY event.id",
      [](const auto& row) {
        return EventRow{row.uuid(0),         row.uuid(1), row.integer(2), row.text(3), row.text(4),
                        row.integer(5) != 0, row.text(6), row.text(7),    row.time(8), row.time(9)};
      },
      site_id, after);
}

Result<std::vector<std::pair<std::int64_t, TicketNote>>> SqliteSession::notes_after(std::int64_t entry,
                                                                                    std::size_t count_max) {
  return all<std::pair<std::int64_t, TicketNote>>(
      "SELECT entry, ticket_id, text, staff_name, time FROM ticket_note WHERE entry > ? ORDER BY entry LIMIT "
      "?",
      [](const auto& row) {
        return std::pair(row.integer(0), TicketNote{row.uuid(1), row.text(2), row.text(3), row.time(4)});
      },
      entry, static_cast<std::int64_t>(count_max));
}

Result<std::optional<ContactRow>> SqliteSession::contact(const Uuid& id) {
  return one<ContactRow>(
      "SELECT id, kind, json, expires_at FROM contact WHERE id = ?",
      [](const auto& row) {
        return ContactRow{row.uuid(0), row.text(1), row.text(2), row.time(3)};
      },
      id);
}

Result<std::optional<EarlyWordRow>> SqliteSession::early_word(const Uuid& subject_id, std::string_view word) {
  return one<EarlyWordRow>(
      "SELECT site_id, subject_id, word, time, detail FROM early_word WHERE subject_id = ? AND word = ?",
      early_word_of, subject_id, word);
}

Result<std::vector<EarlyWordRow>> SqliteSession::early_words(const Uuid& site_id, std::string_view word) {
  return all<EarlyWordRow>(
      "SELECT site_id, subject_id, word, time, detail FROM early_word WHERE site_id = ? AND word = ?"
      " ORDER BY time, subject_id",
      early_word_of, site_id, word);
}

Result<std::int64_t> SqliteSession::early_word_count(const Uuid& site_id) {
  VUORO_ASSIGN(const auto count, one<std::int64_t>(
                                     "SELECT count(*) FROM early_word WHERE site_id = ?",
                                     [](const auto& row) { return row.integer(0); }, site_id));
  return count.value_or(0);
}

Result<void> SqliteSession::put_early_word(const EarlyWordRow& row) {
  return db_.run(
      "INSERT OR IGNORE INTO early_word (site_id, subject_id, word, time, detail) VALUES (?, ?, ?, ?, ?)",
      row.site_id, row.subject_id, row.word, row.time, row.detail);
}

Result<void> SqliteSession::forget_early_word(const Uuid& subject_id, std::string_view word) {
  return db_.run("DELETE FROM early_word WHERE subject_id = ? AND word = ?", subject_id, word);
}

Result<void> SqliteSession::forget_early_words(const Uuid& site_id) {
  return db_.run("DELETE FROM early_word WHERE site_id = ?", site_id);
}

}  // namespace vuoro::store
