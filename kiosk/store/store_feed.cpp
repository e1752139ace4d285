// The copy of the authority's records, and the leases.

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "kiosk/store/store.h"

namespace vuoro::kiosk {

using protocol::LeaseKind;
using sync::HeldLease;

namespace {

/// Narrows a statement on local_record to those whose act may have had its effect in the stored record: a
/// ticket that was cancelled here and still waits there, or a booking that was cancelled or checked in here
/// and is still booked there, shows an earlier act, and what was done here goes on to be shown.
/// With its scopes named it goes by the table's key instead of over every record.
std::string with_effect(std::string_view statement) {
  return std::string(statement) +
         " AND (json_extract(local_record.record,'$.state') IN ('waiting','booked') OR"
         " coalesce((SELECT json_extract(r.record,'$.state') FROM record r"
         " WHERE r.scope IN (SELECT name FROM scope) AND r.collection=local_record.collection"
         " AND r.id=local_record.id),'') NOT IN "
         "('waiting','booked'))";
}

std::string_view name_of(LeaseKind kind) {
  switch (kind) {
    case LeaseKind::number:
      return "number";
    case LeaseKind::number_block:
      return "number_block";
    case LeaseKind::slot:
      return "slot";
    case LeaseKind::slot_share:
      return "slot_share";
  }
  return "";
}

LeaseKind kind_of(std::string_view name) {
  if (name == "number_block") return LeaseKind::number_block;
  if (name == "slot_share") return LeaseKind::slot_share;
  return name == "slot" ? LeaseKind::slot : LeaseKind::number;
}

}  // namespace

Result<std::int64_t> Store::revision(std::string_view scope) {
  VUORO_ASSIGN(auto row, database_.query("SELECT revision FROM scope WHERE name=?", scope));
  VUORO_ASSIGN(const bool found, row.step());
  return found ? row.integer(0) : 0;
}

Result<void> Store::set_revision(std::string_view scope, std::int64_t revision) {
  return database_.run(
      "INSERT INTO scope(name,revision) VALUES(?1,?2) ON CONFLICT(name) DO UPDATE SET revision=?2", scope,
      revision);
}

Result<std::optional<WallTime>> Store::current_at(std::string_view scope) {
  VUORO_ASSIGN(const auto text, meta(fmt::format("current_at {}", scope)));
  if (!text) return std::optional<WallTime>();
  return std::optional(from_unix_ms(std::strtoll(text->c_str(), nullptr, 10)));
}

Result<void> Store::set_current_at(std::string_view scope, WallTime time) {
  return set_meta(fmt::format("current_at {}", scope), std::to_string(to_unix_ms(time)));
}

Result<void> Store::follow_server(std::string_view server) {
  VUORO_ASSIGN(const auto before, meta("server"));
  if (before == server) return {};
  VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  if (before) VUORO_TRY(database_.run("UPDATE scope SET revision=0"));
  VUORO_TRY(set_meta("server", server));
  return transaction.commit();
}

Result<void> Store::apply(const protocol::ChangesPage& page) {
  // An empty waiting answer changes nothing: no commit, no wear.
  if (page.changes.empty() && page.revision == page.since) return {};
  VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  VUORO_TRY(set_revision(page.scope, page.revision));  // with_effect() goes by the scopes that are there
  for (const auto& change : page.changes) {
    if (change.deleted) {
      VUORO_TRY(database_.run("DELETE FROM record WHERE scope=? AND collection=? AND id=?", page.scope,
                              change.collection, change.id));
    } else {
      VUORO_TRY(database_.run(
          "INSERT INTO record(scope,collection,id,revision,record) VALUES(?1,?2,?3,?4,?5) "
          "ON CONFLICT(scope,collection,id) DO UPDATE SET revision=?4, record=?5 WHERE revision<?4",
          page.scope, change.collection, change.id, change.revision, json::serialize(change.record)));
    }
    // The change may be the effect of the act itself, which can come before the act's own answer.
    VUORO_TRY(database_.run(
        with_effect("DELETE FROM local_record WHERE collection=?1 AND id=?2 AND event_id NOT IN "
                    "(SELECT id FROM outbox)"),
        change.collection, change.id));
    VUORO_TRY(database_.run(with_effect("UPDATE local_record SET seen=1 WHERE collection=?1 AND id=?2"),
                            change.collection, change.id));
  }
  if (!page.more) VUORO_TRY(set_current_at(page.scope, page.server_time));
  VUORO_TRY(transaction.commit());
  wipe_log();
  return {};
}

Result<void> Store::begin_staging(std::string_view scope) {
  return database_.run("DELETE FROM staged_record WHERE scope=?", scope);
}

Result<void> Store::stage(const protocol::ChangesPage& page) {
  VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  for (const auto& change : page.changes) {
    if (change.deleted) {
      VUORO_TRY(database_.run("DELETE FROM staged_record WHERE scope=? AND collection=? AND id=?", page.scope,
                              change.collection, change.id));
    } else {
      VUORO_TRY(database_.run(
          "INSERT INTO staged_record(scope,collection,id,revision,record) VALUES(?1,?2,?3,?4,?5) "
          "ON CONFLICT(scope,collection,id) DO UPDATE SET revision=?4, record=?5 WHERE revision<?4",
          page.scope, change.collection, change.id, change.revision, json::serialize(change.record)));
    }
  }
  for (const auto& unread : page.unread) {
    // Its revision may be of another history: whatever comes of it is newer.
    VUORO_TRY(database_.run(
        "INSERT OR IGNORE INTO staged_record(scope,collection,id,revision,record) "
        "SELECT scope,collection,id,0,record FROM record WHERE scope=? AND collection=? AND id=?",
        page.scope, unread.collection, unread.id));
  }
  return transaction.commit();
}

Result<void> Store::switch_to_staged(std::string_view scope, std::int64_t revision) {
  VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  VUORO_TRY(set_revision(scope, revision));
  VUORO_TRY(database_.run("DELETE FROM record WHERE scope=?", scope));
  VUORO_TRY(database_.run("INSERT INTO record SELECT * FROM staged_record WHERE scope=?", scope));
  VUORO_TRY(database_.run("DELETE FROM staged_record WHERE scope=?", scope));
  // Acts that were answered have had their effect in some snapshot or will have it in a change after this
  // one.
  VUORO_TRY(database_.run(
      with_effect(
          "DELETE FROM local_record WHERE event_id NOT IN (SELECT id FROM outbox) AND (collection,id) IN "
          "(SELECT collection,id FROM record WHERE scope=?)"),
      scope));
  VUORO_TRY(database_.run(with_effect("UPDATE local_record SET seen=1 WHERE (collection,id) IN "
                                      "(SELECT collection,id FROM record WHERE scope=?)"),
                          scope));
  return transaction.commit();
}

Result<void> Store::each_record(std::string_view collection, const Visit& visit) {
  // With its scopes named the statement goes by the table's key instead of over every record.
  VUORO_ASSIGN(auto row,
               database_.query("SELECT id,record FROM record WHERE scope IN (SELECT name FROM scope) "
                               "AND collection=?",
                               collection));
  for (;;) {
    VUORO_ASSIGN(const bool more, row.step());
    if (!more) return {};
    auto record = parse_json(row.view(1));
    if (!record) return fail(Errc::corrupt, "a cached record is no JSON");
    visit(row.uuid(0), std::move(*record));
  }
}

Result<std::vector<LocalRecord>> Store::local_records() {
  VUORO_ASSIGN(auto row, database_.query("SELECT collection,id,record FROM local_record"));
  std::vector<LocalRecord> records;
  for (;;) {
    VUORO_ASSIGN(const bool more, row.step());
    if (!more) return records;
    auto record = parse_json(row.view(2));
    if (!record) return fail(Errc::corrupt, "a local record is no JSON");
    records.push_back({row.text(0), row.uuid(1), std::move(*record)});
  }
}

// ---- Leases
// -----------------------------------------------------------------------------------------------------

Result<std::vector<HeldLease>> Store::leases() {
  VUORO_ASSIGN(auto row,
               database_.query("SELECT id,kind,queue_id,slot_id,service_day,first,last,next,expires_mono,"
                               "expires_wall,boot,given_up FROM lease"));
  const WallTime wall = clock_->wall();
  const MonoTime mono = clock_->mono();
  std::vector<HeldLease> leases;
  for (;;) {
    VUORO_ASSIGN(const bool more, row.step());
    if (!more) return leases;
    HeldLease held;
    held.lease.id = row.uuid(0);
    held.lease.kind = kind_of(row.view(1));
    held.lease.queue_id = row.uuid_if(2);
    held.lease.slot_id = row.uuid_if(3);
    held.lease.service_day = row.text_if(4);
    held.lease.first = static_cast<std::int32_t>(row.integer(5));
    held.lease.last = static_cast<std::int32_t>(row.integer(6));
    held.next = static_cast<std::int32_t>(row.integer(7));
    held.returning = row.integer(11) != 0;
    if (row.view(10) == options_.boot) {
      held.expires = MonoTime(Millis(row.integer(8)));
    } else {
      // The machine was off for a time that only the wall clock knows. A place of a slot is not worth a
      // guess; a block of numbers also carries its service day, which guards it.
      const bool place = held.lease.kind == LeaseKind::slot || held.lease.kind == LeaseKind::slot_share;
      held.expires = place ? mono : mono + std::max(Millis(0), row.time(9) - wall);
    }
    leases.push_back(std::move(held));
  }
}

Result<void> Store::write_lease(const HeldLease& held) {
  const auto& lease = held.lease;
  const WallTime expires_wall = clock_->wall() + (held.expires - clock_->mono());
  return database_.run(
      "INSERT OR REPLACE INTO "
      "lease(id,kind,queue_id,slot_id,service_day,first,last,next,expires_mono,expires_wall,"
      "boot,given_up) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
      lease.id, name_of(lease.kind), lease.queue_id, lease.slot_id, lease.service_day, lease.first,
      lease.last, held.next, to_unix_ms(WallTime(held.expires.time_since_epoch())), expires_wall,
      options_.boot, held.returning);
}

Result<void> Store::keep_lease(const HeldLease& held) {
  return write_lease(held);
}

Result<void> Store::keep_leases(std::span<const HeldLease> leases) {
  VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  for (const auto& held : leases) VUORO_TRY(write_lease(held));
  return transaction.commit();
}

Result<void> Store::forget_leases(std::span<const Uuid> ids) {
  VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  for (const auto& id : ids) VUORO_TRY(database_.run("DELETE FROM lease WHERE id=?", id));
  return transaction.commit();
}

}  // namespace vuoro::kiosk
