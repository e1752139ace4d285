#include "server/store/sqlite_schema.h"

#include <array>

#include "server/store/sqlite_site_schema.h"

namespace vuoro::store {
namespace {

constexpr std::string_view k_records = R"sql(
CREATE TABLE scope (
  name TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  floor INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How far a scope was at a time: which tombstones are old enough to forget.
CREATE TABLE revision_mark (
  scope TEXT NOT NULL,
  time INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (scope, time)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
  collection TEXT NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  scope TEXT NOT NULL REFERENCES scope (name),
  revision INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  json TEXT NOT NULL,
  PRIMARY KEY (collection, id)
) STRICT;
CREATE UNIQUE INDEX record_by_revision ON record (scope, revision);
CREATE INDEX record_by_scope ON record (scope, collection) WHERE deleted = 0;

CREATE TABLE imported (
  source TEXT NOT NULL,
  collection TEXT NOT NULL,
  id BLOB NOT NULL,
  PRIMARY KEY (source, collection, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE service_day (
  site_id BLOB PRIMARY KEY,
  day TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::string_view k_tickets = R"sql(
CREATE TABLE ticket (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  site_id BLOB NOT NULL,
  queue_id BLOB NOT NULL,
  service_day TEXT NOT NULL,
  number TEXT NOT NULL,
  state TEXT NOT NULL,
  due INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  counter_id BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_waiting ON ticket (queue_id, due, issued_at, id) WHERE state = 'waiting';
CREATE INDEX ticket_at_counter ON ticket (counter_id) WHERE state IN ('called', 'serving');
CREATE INDEX ticket_by_day ON ticket (site_id, service_day, state);
CREATE INDEX ticket_by_number ON ticket (queue_id, service_day, number);

CREATE TABLE follow_token (
  token_hash BLOB PRIMARY KEY,
  ticket_id BLOB NOT NULL REFERENCES ticket (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX follow_token_by_ticket ON follow_token (ticket_id);

-- Append-only: the measured history behind pace, reports and every question of who did what.
CREATE TABLE ticket_log (
  entry INTEGER PRIMARY KEY,
  ticket_id BLOB NOT NULL,
  site_id BLOB NOT NULL,
  queue_id BLOB NOT NULL,
  act TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  counter_id BLOB,
  staff_id BLOB,
  device_id BLOB,
  time INTEGER NOT NULL,
  device_time INTEGER
) STRICT;
CREATE INDEX ticket_log_by_ticket ON ticket_log (ticket_id, entry);
CREATE INDEX ticket_log_calls ON ticket_log (queue_id, time) WHERE act = 'call';

CREATE TABLE ticket_note (
  entry INTEGER PRIMARY KEY,
  ticket_id BLOB NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
  site_id BLOB NOT NULL,
  text TEXT NOT NULL,
  staff_name TEXT NOT NULL,
  time INTEGER NOT NULL
) STRICT;
CREATE INDEX ticket_note_by_site ON ticket_note (site_id);
CREATE INDEX ticket_note_by_ticket ON ticket_note (ticket_id);

-- Slots and appointments by when they start.
CREATE TABLE time_index (
  collection TEXT NOT NULL,
  id BLOB NOT NULL,
  site_id BLOB NOT NULL,
  start INTEGER NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (collection, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX time_index_by_start ON time_index (site_id, start);

-- Personal data: never in the feed, never in logs, forgotten when its time is up.
CREATE TABLE contact (
  id BLOB PRIMARY KEY,
  kind TEXT NOT NULL,
  json TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_by_expiry ON contact (expires_at);
)sql";

constexpr std::string_view k_intake = R"sql(
CREATE TABLE event (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  device_id BLOB NOT NULL,
  sequence INTEGER NOT NULL,
  type TEXT NOT NULL,
  hash BLOB NOT NULL,
  accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  device_time INTEGER NOT NULL,
  time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lease (
  id BLOB PRIMARY KEY,
  device_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  queue_id BLOB,
  slot_id BLOB,
  service_day TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'spent', 'returned', 'expired'))
) STRICT, WITHOUT ROWID;
CREATE INDEX lease_open ON lease (expires_at) WHERE state = 'open';

CREATE TABLE number_cursor (
  queue_id BLOB NOT NULL,
  service_day TEXT NOT NULL,
  next_single INTEGER NOT NULL,
  next_block INTEGER NOT NULL,
  PRIMARY KEY (queue_id, service_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE answer (
  id BLOB PRIMARY KEY,
  actor_id BLOB NOT NULL,
  hash BLOB NOT NULL,
  answer TEXT NOT NULL,
  time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_by_time ON answer (time);

CREATE TABLE feedback (
  id BLOB PRIMARY KEY,
  site_id BLOB NOT NULL,
  device_id BLOB NOT NULL,
  question_id BLOB,
  score INTEGER CHECK (score BETWEEN 1 AND 5),
  choices TEXT NOT NULL,
  text TEXT,
  latitude REAL,
  longitude REAL,
  language TEXT NOT NULL,
  time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX feedback_by_time ON feedback (time);
)sql";

constexpr std::string_view k_people = R"sql(
CREATE TABLE staff (
  id BLOB PRIMARY KEY,
  username TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  roles TEXT NOT NULL,
  organizations TEXT NOT NULL,
  site_id BLOB,
  disabled INTEGER NOT NULL CHECK (disabled IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  token_hash BLOB PRIMARY KEY,
  staff_id BLOB NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
  created INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_staff ON session (staff_id);
CREATE INDEX session_by_expiry ON session (expires_at);

CREATE TABLE enrol_code (
  code_hash BLOB PRIMARY KEY,
  site_id BLOB NOT NULL,
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  id BLOB PRIMARY KEY,
  site_id BLOB NOT NULL,
  revoked INTEGER NOT NULL CHECK (revoked IN (0, 1)),
  status TEXT NOT NULL,
  status_time INTEGER,
  sequence_max INTEGER NOT NULL,
  out_of_order INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  entry INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  staff_id BLOB,
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  allowed INTEGER NOT NULL CHECK (allowed IN (0, 1))
) STRICT;
)sql";

// Counting a queue costs the same however many wait in it.
constexpr std::string_view k_waiting = R"sql(
CREATE TABLE queue_waiting (
  queue_id BLOB PRIMARY KEY,
  waiting INTEGER NOT NULL CHECK (waiting >= 0)
) STRICT, WITHOUT ROWID;
INSERT INTO queue_waiting (queue_id, waiting)
  SELECT queue_id, count(*) FROM ticket WHERE state = 'waiting' GROUP BY queue_id;

CREATE TRIGGER ticket_comes AFTER INSERT ON ticket WHEN new.state = 'waiting' BEGIN
  INSERT INTO queue_waiting (queue_id, waiting) VALUES (new.queue_id, 1)
    ON CONFLICT (queue_id) DO UPDATE SET waiting = waiting + 1;
END;
CREATE TRIGGER ticket_moves AFTER UPDATE ON ticket
WHEN old.state <> new.state OR old.queue_id <> new.queue_id BEGIN
  UPDATE queue_waiting SET waiting = waiting - 1 WHERE queue_id = old.queue_id AND old.state = 'waiting';
  INSERT INTO queue_waiting (queue_id, waiting) SELECT new.queue_id, 1 WHERE new.state = 'waiting'
    ON CONFLICT (queue_id) DO UPDATE SET waiting = waiting + 1;
END;
CREATE TRIGGER ticket_goes AFTER DELETE ON ticket WHEN old.state = 'waiting' BEGIN
  UPDATE queue_waiting SET waiting = waiting - 1 WHERE queue_id = old.queue_id;
END;
)sql";

// Where a ticket stood after each act: what an undo goes back to, and what waits are learned from.
constexpr std::string_view k_places = R"sql(
ALTER TABLE ticket_log ADD COLUMN due INTEGER;
ALTER TABLE ticket_log ADD COLUMN service_id BLOB;
)sql";

// Reservations and return times beside the call order, why an act was done, and what an undo goes back to.
constexpr std::string_view k_set_aside = R"sql(
ALTER TABLE ticket ADD COLUMN reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved IN (0, 1));
ALTER TABLE ticket ADD COLUMN reserved_counter_id BLOB;
ALTER TABLE ticket ADD COLUMN reserved_staff_id BLOB;
ALTER TABLE ticket ADD COLUMN parked_until INTEGER;
DROP INDEX ticket_waiting;
-- Whoever is kept for somebody is not met on the way to the first of those offered to everybody.
CREATE INDEX ticket_waiting ON ticket (queue_id, reserved, due, issued_at, id) WHERE state = 'waiting';
CREATE INDEX ticket_for_counter ON ticket (reserved_counter_id, state, due) WHERE reserved_counter_id IS NOT NULL;
CREATE INDEX ticket_for_staff ON ticket (reserved_staff_id, state, due) WHERE reserved_staff_id IS NOT NULL;
CREATE INDEX ticket_comes_back ON ticket (parked_until) WHERE parked_until IS NOT NULL;

CREATE TABLE ticket_before (
  ticket_id BLOB PRIMARY KEY REFERENCES ticket (id) ON DELETE CASCADE,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE ticket_log ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket_log ADD COLUMN service_day TEXT NOT NULL DEFAULT '';
-- Of tickets that are forgotten only the time is known; their day is that of Greenwich.
UPDATE ticket_log SET service_day = coalesce((SELECT service_day FROM ticket WHERE id = ticket_id),
  date(time / 1000, 'unixepoch')) WHERE act = 'issue';
CREATE INDEX ticket_log_by_day ON ticket_log (site_id, service_day) WHERE act = 'issue';
)sql";

// When which counter was open, for what, and by whom. Never changed, so that every figure can be made again.
constexpr std::string_view k_counters = R"sql(
CREATE TABLE counter_log (
  entry INTEGER PRIMARY KEY,
  counter_id BLOB NOT NULL,
  site_id BLOB NOT NULL,
  act TEXT NOT NULL,
  staff_id BLOB,
  clerk_id BLOB,
  serving INTEGER NOT NULL CHECK (serving IN (0, 1)),
  queue_ids TEXT NOT NULL,
  profile_id BLOB,
  time INTEGER NOT NULL
) STRICT;
CREATE INDEX counter_log_by_counter ON counter_log (counter_id, entry);
CREATE INDEX counter_log_by_time ON counter_log (time);
)sql";

// Pictures of announcements, by their content.
constexpr std::string_view k_pictures = R"sql(
CREATE TABLE picture (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  site_id BLOB NOT NULL,
  media_type TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  created INTEGER NOT NULL
) STRICT;
CREATE INDEX picture_by_site ON picture (site_id, created);
)sql";

// How often somebody let others pass is asked by every phone that looks; why a rule closed a counter.
constexpr std::string_view k_delays_and_reasons = R"sql(
CREATE INDEX ticket_log_delays ON ticket_log (ticket_id) WHERE act = 'delay';
ALTER TABLE counter_log ADD COLUMN reason TEXT NOT NULL DEFAULT '';
-- Prints that no terminal has answered; they wait some minutes at most.
CREATE INDEX time_index_prints ON time_index (start) WHERE collection = 'print_job' AND state = 'waiting';
)sql";

// Places of slots in stock at terminals, and which devices' visitors book which service: who needs the last
// places.
constexpr std::string_view k_shares = R"sql(
CREATE INDEX lease_share ON lease (device_id, slot_id) WHERE kind = 'slot_share' AND state = 'open';
CREATE INDEX appointment_over ON record (collection)
  WHERE collection = 'appointment' AND deleted = 0 AND instr(json, '"over_capacity":true') > 0;
CREATE TABLE booking_demand (
  service_id BLOB NOT NULL,
  device_id BLOB NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (service_id, device_id)
) STRICT, WITHOUT ROWID;
)sql";

// What a queue gave earlier on a day, before an editor gave it another prefix or range.
constexpr std::string_view k_earlier_numbers = R"sql(
CREATE TABLE earlier_numbers (
  site_id BLOB NOT NULL,
  service_day TEXT NOT NULL,
  queue_id BLOB NOT NULL,
  prefix TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (site_id, service_day, queue_id, prefix, first, last)
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::string_view k_put_back = R"sql(
-- In a copy that was made as a backup: when. Empty in a database that is served.
CREATE TABLE backup_mark (time INTEGER NOT NULL) STRICT;
-- Revisions up to this one are of a history that is gone: a backup was put in the place of what went on.
ALTER TABLE scope ADD COLUMN began INTEGER NOT NULL DEFAULT 0;
)sql";

// In which order feedback came here, and grew: what was kept through an outage comes behind what was given
// later.
constexpr std::string_view k_arrival = R"sql(
CREATE TABLE feedback_arrival (
  arrival INTEGER PRIMARY KEY,
  feedback_id BLOB NOT NULL UNIQUE
) STRICT;
INSERT INTO feedback_arrival (arrival, feedback_id)
  SELECT row_number() OVER (ORDER BY time, id), id FROM feedback;
INSERT INTO up_mark (name, value) SELECT 'feedback_arrival', count(*) FROM feedback;
)sql";

// The day on which what was imported was left out of the content for the first time, and stayed.
constexpr std::string_view k_left_out = R"sql(
ALTER TABLE imported ADD COLUMN left_out_on TEXT;
)sql";

constexpr auto k_migrations = std::to_array<sqlite::Migration>({
    {"records of the feed", k_records},
    {"tickets and times", k_tickets},
    {"events, leases, answers", k_intake},
    {"staff and devices", k_people},
    {"how many wait", k_waiting},
    {"places in the tickets' history", k_places},
    {"reservations, return times, reasons", k_set_aside},
    {"history of counters", k_counters},
    {"pictures of announcements", k_pictures},
    {"delays, reasons of counters", k_delays_and_reasons},
    {"places of slots in stock", k_shares},
    {"sites and their authorities", k_sites},
    {"lost boxes that have not told all", k_lost_boxes},
    {"numbers stepped over for a lost box", k_spare_numbers},
    {"what a move left behind", k_left_behind},
    {"numbers stepped over more than once", k_spare_ranges},
    {"ranges of a day's numbers", k_number_ranges},
    {"blocks of the usual numbers", k_any_block_goes_out},
    {"numbers under an earlier prefix", k_earlier_numbers},
    {"backups that were put in place", k_put_back},
    {"feedback as it came", k_arrival},
    {"what a site server has told", k_told},
    {"content that is left out", k_left_out},
});

}  // namespace

std::span<const sqlite::Migration> sqlite_migrations() {
  return k_migrations;
}

}  // namespace vuoro::store
