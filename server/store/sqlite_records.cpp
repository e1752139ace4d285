// The feed's records and the savepoints around works.

#include <fmt/format.h>

#include "core/base/backup_mark.h"
#include "server/store/sqlite_session.h"

namespace vuoro::store {
namespace {

RecordRow record_row(const sqlite::Statement& row) {
  RecordRow record;
  record.collection = row.text(0);
  record.id = row.uuid(1);
  record.revision = row.integer(2);
  record.deleted = row.integer(3) != 0;
  record.json = row.text(4);
  return record;
}

}  // namespace

Result<std::optional<std::string>> SqliteSession::record(std::string_view collection, const Uuid& id) {
  return one<std::string>(
      "SELECT json FROM record WHERE collection = ? AND id = ? AND deleted = 0",
      [](const auto& row) { return row.text(0); }, collection, id);
}

Result<std::vector<RecordRow>> SqliteSession::records(std::string_view scope, std::string_view collection) {
  return all<RecordRow>(
      "SELECT collection, id, revision, deleted, json FROM record"
      " WHERE scope = ? AND collection = ? AND deleted = 0 ORDER BY id",
      record_row, scope, collection);
}

Result<std::vector<RecordRow>> SqliteSession::changes(std::string_view scope, std::int64_t since,
                                                      std::size_t count_max) {
  return all<RecordRow>(
      "SELECT collection, id, revision, deleted, json FROM record"
      " WHERE scope = ? AND revision > ? ORDER BY revision LIMIT ?",
      record_row, scope, since, static_cast<std::int64_t>(count_max));
}

Result<ScopeState> SqliteSession::scope_state(std::string_view scope) {
  VUORO_ASSIGN(auto state, one<ScopeState>(
                               "SELECT revision, floor, began FROM scope WHERE name = ?",
                               [](const auto& row) {
                                 return ScopeState{row.integer(0), row.integer(1), row.integer(2)};
                               },
                               scope));
  return state.value_or(ScopeState{});
}

Result<std::vector<Uuid>> SqliteSession::site_ids() {
  return all<Uuid>("SELECT id FROM record WHERE collection = 'site' AND deleted = 0 ORDER BY id",
                   [](const auto& row) { return row.uuid(0); });
}

Result<std::vector<std::pair<std::string, Uuid>>> SqliteSession::imported(std::string_view source) {
  return all<std::pair<std::string, Uuid>>(
      "SELECT collection, id FROM imported WHERE source = ? ORDER BY collection, id",
      [](const auto& row) { return std::pair(row.text(0), row.uuid(1)); }, source);
}

Result<std::int64_t> SqliteSession::put_record(std::string_view scope, std::string_view collection,
                                               const Uuid& id, std::string_view json) {
  touched_.emplace(scope);
  VUORO_ASSIGN(const auto revision, next_revision(scope));
  // Most records are known and stay in their scope: the indexes of what stays are not written again.
  VUORO_TRY(
      db_.run("UPDATE record SET revision = ?, json = ? WHERE collection = ? AND id = ? AND scope = ? AND"
              " deleted = 0",
              revision, json, collection, id, scope));
  if (db_.changes() > 0) return revision;
  VUORO_TRY(
      db_.run("INSERT INTO record (collection, id, scope, revision, deleted, json) VALUES (?, ?, ?, ?, 0, ?)"
              " ON CONFLICT (collection, id) DO UPDATE SET scope = excluded.scope,"
              " revision = excluded.revision, deleted = 0, json = excluded.json",
              collection, id, scope, revision, json));
  return revision;
}

/// The scope's revision, counted on by one; a scope that is new begins with 1.
Result<std::int64_t> SqliteSession::next_revision(std::string_view scope) {
  VUORO_TRY(db_.run("UPDATE scope SET revision = revision + 1 WHERE name = ?", scope));
  if (db_.changes() == 0) {
    VUORO_TRY(db_.run("INSERT INTO scope (name, revision, floor) VALUES (?, 1, 0)", scope));
    return 1;
  }
  VUORO_ASSIGN(const auto state, scope_state(scope));
  return state.revision;
}

Result<void> SqliteSession::remove_record(std::string_view scope, std::string_view collection,
                                          const Uuid& id) {
  VUORO_ASSIGN(const auto there, record(collection, id));
  if (!there) return {};
  touched_.emplace(scope);
  VUORO_ASSIGN(const auto revision, next_revision(scope));
  return db_.run("UPDATE record SET deleted = 1, json = '', revision = ? WHERE collection = ? AND id = ?",
                 revision, collection, id);
}

Result<void> SqliteSession::prune_tombstones(WallTime now, WallTime before) {
  VUORO_TRY(db_.run(
      "INSERT INTO revision_mark (scope, time, revision) SELECT name, ?, revision FROM scope WHERE true"
      " ON CONFLICT DO NOTHING",
      now));
  using Mark = std::pair<std::string, std::int64_t>;
  VUORO_ASSIGN(const auto marks,
               all<Mark>(
                   "SELECT scope, max(revision) FROM revision_mark WHERE time <= ? GROUP BY scope",
                   [](const auto& row) { return Mark(row.text(0), row.integer(1)); }, before));
  VUORO_ASSIGN(const auto site_server, up_mark("site_server"));
  VUORO_ASSIGN(const auto told, up_mark("records"));
  for (const auto& [scope, newest] : marks) {
    // What a site server has not told the central server yet is kept, however long the line is down.
    const bool tells = site_server != 0 && scope.starts_with("site:");
    const std::int64_t revision = tells ? std::min(newest, told) : newest;
    VUORO_TRY(
        db_.run("DELETE FROM record WHERE scope = ? AND revision <= ? AND deleted = 1", scope, revision));
    if (db_.changes() == 0) continue;
    VUORO_TRY(db_.run("UPDATE scope SET floor = max(floor, ?) WHERE name = ?", revision, scope));
  }
  return db_.run("DELETE FROM revision_mark WHERE time < ?", before);
}

Result<std::optional<WallTime>> SqliteSession::take_backup_mark() {
  return sqlite::take_backup_mark(db_);
}

Result<void> SqliteSession::begin_history(std::int64_t jump) {
  VUORO_ASSIGN(const auto scopes,
               all<std::string>("SELECT name FROM scope", [](const auto& row) { return row.text(0); }));
  touched_.insert(scopes.begin(), scopes.end());
  VUORO_TRY(
      db_.run("UPDATE scope SET revision = revision + ?1, floor = floor + ?1, began = began + ?1", jump));
  VUORO_TRY(db_.run("UPDATE record SET revision = revision + ?", jump));
  VUORO_TRY(db_.run("UPDATE revision_mark SET revision = revision + ?", jump));
  VUORO_TRY(db_.run("UPDATE device SET heard_until = sequence_max"));
  // How far a site server has told of its own records; and the sequences that it gave to its events since are
  // known at the central server.
  return db_.run(
      "UPDATE up_mark SET value = value + ? WHERE name IN ('records', 'sequence', 'feedback_arrival')", jump);
}

Result<void> SqliteSession::mark_imported(std::string_view source, std::string_view collection,
                                          const Uuid& id) {
  return db_.run(
      "INSERT INTO imported (source, collection, id) VALUES (?, ?, ?)"
      " ON CONFLICT DO UPDATE SET left_out_on = NULL WHERE left_out_on IS NOT NULL",
      source, collection, id);
}

Result<std::string> SqliteSession::left_out_since(std::string_view source, std::string_view collection,
                                                  const Uuid& id, std::string_view day) {
  VUORO_TRY(db_.run(
      "UPDATE imported SET left_out_on = coalesce(left_out_on, ?4) WHERE source = ?1 AND collection = ?2"
      " AND id = ?3",
      source, collection, id, day));
  VUORO_ASSIGN(auto since, one<std::string>(
                               "SELECT left_out_on FROM imported WHERE source = ? AND collection = ?"
                               " AND id = ?",
                               [](const auto& row) { return row.text(0); }, source, collection, id));
  return std::move(since).value_or(std::string(day));
}

Result<void> SqliteSession::unmark_imported(std::string_view source, std::string_view collection,
                                            const Uuid& id) {
  return db_.run("DELETE FROM imported WHERE source = ? AND collection = ? AND id = ?", source, collection,
                 id);
}

Result<void> SqliteSession::nested(const std::function<Result<void>()>& work) {
  // Savepoint names nest, so one name serves every depth; RELEASE and ROLLBACK TO mean the innermost.
  ++depth_;
  auto opened = db_.run("SAVEPOINT work");
  if (!opened) {
    --depth_;
    return opened;
  }
  Result<void> done = work();
  if (!done) {
    auto undone = db_.run("ROLLBACK TO work");
    if (!undone) done = std::move(undone);
  }
  auto released = db_.run("RELEASE work");
  --depth_;
  if (!released) return released;
  return done;
}

}  // namespace vuoro::store
