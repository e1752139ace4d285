#pragma once
// The schema of the device's database, as numbered steps that never change once landed.

#include <array>

#include "core/base/sqlite.h"

namespace vuoro::kiosk {

inline constexpr auto k_store_migrations = std::to_array<sqlite::Migration>({
    {"ground", R"sql(
      -- What the device knows of itself: 'device_id', 'clock_offset_ms', 'next_sequence' …
      CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

      -- The copy of the authority's records. Can be fetched anew at any time.
      CREATE TABLE scope(name TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE record(
        scope TEXT NOT NULL, collection TEXT NOT NULL, id BLOB NOT NULL, revision INTEGER NOT NULL,
        record TEXT NOT NULL, PRIMARY KEY(scope, collection, id)) STRICT, WITHOUT ROWID;
      CREATE TABLE staged_record(
        scope TEXT NOT NULL, collection TEXT NOT NULL, id BLOB NOT NULL, revision INTEGER NOT NULL,
        record TEXT NOT NULL, PRIMARY KEY(scope, collection, id)) STRICT, WITHOUT ROWID;

      -- The acts of visitors that the authority has not answered. Can not be fetched from anywhere.
      CREATE TABLE outbox(
        sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, type TEXT NOT NULL, time INTEGER NOT NULL,
        payload TEXT NOT NULL) STRICT;
      -- Those that it refused for good, without personal data, for a technician to look at.
      CREATE TABLE set_aside(
        sequence INTEGER PRIMARY KEY, id BLOB NOT NULL, type TEXT NOT NULL, time INTEGER NOT NULL,
        payload TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL) STRICT;

      -- Promises this device may make. expires_mono counts within one run of the machine (boot).
      CREATE TABLE lease(
        id BLOB PRIMARY KEY, kind TEXT NOT NULL, queue_id BLOB, slot_id BLOB, service_day TEXT,
        first INTEGER NOT NULL, last INTEGER NOT NULL, next INTEGER NOT NULL, expires_mono INTEGER NOT NULL,
        expires_wall INTEGER NOT NULL, boot TEXT NOT NULL, given_up INTEGER NOT NULL) STRICT, WITHOUT ROWID;

      -- Promises made. The unique key is the last guard of "one number, one person, one day".
      CREATE TABLE issued(
        ticket_id BLOB PRIMARY KEY, queue_id BLOB NOT NULL, service_day TEXT NOT NULL, number_value INTEGER NOT NULL,
        number TEXT NOT NULL, lease_id BLOB, appointment_id BLOB UNIQUE, follow_token TEXT NOT NULL,
        issued_at INTEGER NOT NULL, online INTEGER NOT NULL,
        UNIQUE(queue_id, service_day, number_value)) STRICT, WITHOUT ROWID;

      -- How a record looks here after an act of a visitor, until the feed brings what the authority made of it.
      CREATE TABLE local_record(
        collection TEXT NOT NULL, id BLOB NOT NULL, event_id BLOB NOT NULL, record TEXT NOT NULL,
        seen INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(collection, id)) STRICT, WITHOUT ROWID;
      CREATE INDEX local_record_event ON local_record(event_id);
    )sql"},
    {"prints for the desk", R"sql(
      -- Numbers that the desk wanted on paper here. Written before the printer is asked: a row that never ended
      -- may be on paper, and is not printed again.
      CREATE TABLE print_job(
        id BLOB PRIMARY KEY, begun_at INTEGER NOT NULL, ended INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    )sql"},
    {"bookings made here", R"sql(
      -- Which services were booked here lately, and nothing else of it: how many places to hold in stock.
      CREATE TABLE booked_here(
        sequence INTEGER PRIMARY KEY, service_id BLOB NOT NULL, booked_at INTEGER NOT NULL) STRICT;
    )sql"},
    {"backups that were put in place", R"sql(
      -- In a copy that was made as a backup: when. Empty in a database that is in use.
      CREATE TABLE backup_mark(time INTEGER NOT NULL) STRICT;
    )sql"},
});

}  // namespace vuoro::kiosk
