#pragma once
// The tables of what goes with more than one authority; see sqlite_schema.cpp, which says in which order.

#include <string_view>

namespace vuoro::store {

// Who acts for a site, and what goes between a site server and the central one (docs/site-server.md).
inline constexpr std::string_view k_sites = R"sql(
CREATE TABLE site_authority (
  site_id BLOB PRIMARY KEY,
  here INTEGER NOT NULL CHECK (here IN (0, 1)),
  holder_id BLOB,
  holder_name TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  state TEXT NOT NULL,
  since INTEGER NOT NULL,
  heard_at INTEGER
) STRICT, WITHOUT ROWID;

-- A site's state as it was when it changed hands: what is fetched does not change while it is fetched.
CREATE TABLE handover (
  site_id BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  part INTEGER NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (site_id, epoch, part)
) STRICT;

CREATE TABLE up_mark (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE up_event (
  sequence INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  type TEXT NOT NULL,
  time INTEGER NOT NULL,
  payload TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT;

CREATE TABLE up_staged (
  entry INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  collection TEXT NOT NULL,
  id BLOB NOT NULL,
  json TEXT NOT NULL,
  UNIQUE (scope, collection, id)
) STRICT;

-- What has no history of its own is noted where a central server waits for it, and only there.
CREATE TABLE up_change (
  entry INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  id BLOB NOT NULL
) STRICT;
CREATE TRIGGER feedback_comes AFTER INSERT ON feedback
WHEN EXISTS (SELECT 1 FROM up_mark WHERE name = 'site_server') BEGIN
  INSERT INTO up_change (kind, id) VALUES ('feedback', new.id);
END;
CREATE TRIGGER feedback_grows AFTER UPDATE ON feedback
WHEN EXISTS (SELECT 1 FROM up_mark WHERE name = 'site_server') BEGIN
  INSERT INTO up_change (kind, id) VALUES ('feedback', new.id);
END;
CREATE TRIGGER contact_comes AFTER INSERT ON contact
WHEN EXISTS (SELECT 1 FROM up_mark WHERE name = 'site_server') BEGIN
  INSERT INTO up_change (kind, id) VALUES ('contact', new.id);
END;
CREATE TRIGGER contact_changes AFTER UPDATE ON contact
WHEN EXISTS (SELECT 1 FROM up_mark WHERE name = 'site_server') BEGIN
  INSERT INTO up_change (kind, id) VALUES ('contact', new.id);
END;
)sql";

// A box that was declared lost and has not told all yet, and what was said meanwhile of things that only it
// knows.
inline constexpr std::string_view k_lost_boxes = R"sql(
ALTER TABLE site_authority ADD COLUMN untold_by TEXT NOT NULL DEFAULT '';
ALTER TABLE site_authority ADD COLUMN untold_id BLOB;
ALTER TABLE site_authority ADD COLUMN untold_epoch INTEGER NOT NULL DEFAULT 0;
CREATE TABLE early_word (
  subject_id BLOB NOT NULL,
  word TEXT NOT NULL,
  site_id BLOB NOT NULL,
  time INTEGER NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (subject_id, word)
) STRICT, WITHOUT ROWID;
CREATE INDEX early_word_by_site ON early_word (site_id, word);
)sql";

// Numbers that were stepped over for a lost box; and where the blocks stand is told also while nobody comes.
inline constexpr std::string_view k_spare_numbers = R"sql(
ALTER TABLE number_cursor ADD COLUMN spare_single_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE number_cursor ADD COLUMN spare_single_first INTEGER NOT NULL DEFAULT 0;
ALTER TABLE number_cursor ADD COLUMN spare_single_end INTEGER NOT NULL DEFAULT 0;
ALTER TABLE number_cursor ADD COLUMN spare_block_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE number_cursor ADD COLUMN spare_block_first INTEGER NOT NULL DEFAULT 0;
ALTER TABLE number_cursor ADD COLUMN spare_block_end INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER numbers_begin AFTER INSERT ON number_cursor
WHEN EXISTS (SELECT 1 FROM up_mark WHERE name = 'site_server') BEGIN
  INSERT INTO up_change (kind, id) VALUES ('cursor', new.queue_id);
END;
CREATE TRIGGER block_goes_out AFTER UPDATE ON number_cursor
WHEN new.next_block <> old.next_block AND EXISTS (SELECT 1 FROM up_mark WHERE name = 'site_server') BEGIN
  INSERT INTO up_change (kind, id) VALUES ('cursor', new.queue_id);
END;
)sql";

// What could not be read when a site changed hands; a line each.
inline constexpr std::string_view k_left_behind = R"sql(
ALTER TABLE site_authority ADD COLUMN left_behind TEXT NOT NULL DEFAULT '';
)sql";

// Of more than one loss a day; and blocks of these are told of as others are.
inline constexpr std::string_view k_spare_ranges = R"sql(
ALTER TABLE number_cursor ADD COLUMN spare_single TEXT NOT NULL DEFAULT '[]';
ALTER TABLE number_cursor ADD COLUMN spare_block TEXT NOT NULL DEFAULT '[]';
UPDATE number_cursor SET
  spare_single = printf('[[%d,%d,%d],[%d,%d]]', spare_single_from, spare_single_first, spare_single_from,
    spare_single_first, spare_single_end)
  WHERE spare_single_end > 0;
UPDATE number_cursor SET
  spare_block = printf('[[%d,%d,%d],[%d,%d]]', spare_block_from, spare_block_first, spare_block_from,
    spare_block_first, spare_block_end)
  WHERE spare_block_end > 0;
ALTER TABLE number_cursor DROP COLUMN spare_single_from;
ALTER TABLE number_cursor DROP COLUMN spare_single_first;
ALTER TABLE number_cursor DROP COLUMN spare_single_end;
ALTER TABLE number_cursor DROP COLUMN spare_block_from;
ALTER TABLE number_cursor DROP COLUMN spare_block_first;
ALTER TABLE number_cursor DROP COLUMN spare_block_end;
DROP TRIGGER block_goes_out;
CREATE TRIGGER block_goes_out AFTER UPDATE ON number_cursor
WHEN (new.next_block <> old.next_block OR new.spare_block <> old.spare_block)
  AND EXISTS (SELECT 1 FROM up_mark WHERE name = 'site_server') BEGIN
  INSERT INTO up_change (kind, id) VALUES ('cursor', new.queue_id);
END;
)sql";

// Of what a day's numbers are taken, whatever an editor makes of the queue's range meanwhile.
inline constexpr std::string_view k_number_ranges = R"sql(
ALTER TABLE number_cursor ADD COLUMN range_first INTEGER NOT NULL DEFAULT 0;
ALTER TABLE number_cursor ADD COLUMN range_last INTEGER NOT NULL DEFAULT -1;
)sql";

// A block may be of the usual numbers, too.
inline constexpr std::string_view k_any_block_goes_out = R"sql(
DROP TRIGGER block_goes_out;
CREATE TRIGGER block_goes_out AFTER INSERT ON lease
WHEN new.kind = 'number_block' AND EXISTS (SELECT 1 FROM up_mark WHERE name = 'site_server') BEGIN
  INSERT INTO up_change (kind, id) VALUES ('cursor', new.queue_id);
END;
)sql";

// How far the box had told when it made each event: from there it tells again when the central server goes on
// from a backup. Ids of changes stay as long.
inline constexpr std::string_view k_told = R"sql(
ALTER TABLE device ADD COLUMN heard_until INTEGER;
CREATE TABLE up_told (
  sequence INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  ticket_log INTEGER NOT NULL,
  counter_log INTEGER NOT NULL,
  notes INTEGER NOT NULL,
  changes INTEGER NOT NULL
) STRICT;
CREATE INDEX up_told_by_time ON up_told (time);
CREATE TRIGGER event_is_made AFTER INSERT ON up_event BEGIN
  INSERT OR REPLACE INTO up_told (sequence, time, ticket_log, counter_log, notes, changes) VALUES (
    new.sequence, new.time,
    coalesce((SELECT value FROM up_mark WHERE name = 'ticket_log'), 0),
    coalesce((SELECT value FROM up_mark WHERE name = 'counter_log'), 0),
    coalesce((SELECT value FROM up_mark WHERE name = 'notes'), 0),
    coalesce((SELECT value FROM up_mark WHERE name = 'changes'), 0));
END;
)sql";

}  // namespace vuoro::store
