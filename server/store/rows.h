#pragma once
// What the authority keeps besides the records of the change feed. None of it leaves through the feed.

#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/lobby/lobby_records.h"
#include "core/lobby/numbers.h"

namespace vuoro::store {

/// One entry of the change feed.
struct RecordRow {
  std::string collection;
  Uuid id;
  std::int64_t revision = 0;
  bool deleted = false;
  std::string json;  ///< empty when deleted
};

struct ScopeState {
  std::int64_t revision = 0;
  /// Tombstones up to this revision were forgotten: a reader behind it starts anew.
  std::int64_t floor = 0;
  /// Revisions up to this one are of a history that is gone, see Transaction::begin_history(): whoever has
  /// begun to load a snapshot of it begins again too.
  std::int64_t began = 0;
};

/// A waiting ticket's place in the call order.
struct WaitingTicket {
  Uuid id;
  WallTime due;
  WallTime issued_at;
};

/// A ticket that waits, is called, served or parked.
struct OpenTicket {
  Uuid id;
  std::string service_day;
  WallTime issued_at;
};

/// One line of the append-only history of tickets: who did what where, when.
struct TicketLogRow {
  Uuid ticket_id;
  Uuid site_id;
  Uuid queue_id;
  std::string act;
  std::string from_state;
  std::string to_state;
  std::optional<Uuid> counter_id;
  std::optional<Uuid> staff_id;
  std::optional<Uuid> device_id;
  WallTime time;                        ///< the authority's clock
  std::optional<WallTime> device_time;  ///< the device's, for its own acts
  std::int64_t entry = 0;               ///< its place in the log, when read
  /// The ticket's place after the act. Absent in lines that are older than the columns.
  std::optional<WallTime> due = std::nullopt;
  std::optional<Uuid> service_id = std::nullopt;
  std::string reason = {};       ///< why, where the act does not say it: "day_end", "calls_max" …
  std::string service_day = {};  ///< of the ticket, in the line "issue"
};

/// One line of the append-only history of counters: who opened, paused, moved or closed which, and what it
/// served from then on.
struct CounterLogRow {
  Uuid counter_id;
  Uuid site_id;
  std::string act;                 ///< "take", "open", "pause", "resume", "close", "profile", "queues"
  std::optional<Uuid> staff_id;    ///< who did it; none: a rule
  std::optional<Uuid> clerk_id;    ///< who sits there after it
  bool serving = false;            ///< somebody can be called there after it
  std::vector<Uuid> queue_ids;     ///< its own queues after it
  std::optional<Uuid> profile_id;  ///< its profile after it
  WallTime time;
  std::int64_t entry = 0;   ///< its place in the log, when read
  std::string reason = {};  ///< why a rule did it: "day_end"
};

struct TicketNote {
  Uuid ticket_id;
  std::string text;
  std::string staff_name;
  WallTime time;
};

/// An answered event. The answer is kept so that a repeat gets the same.
struct EventRow {
  Uuid id;
  Uuid device_id;
  std::int64_t sequence = 0;
  std::string type;
  std::string hash;
  bool accepted = false;
  std::string code;  ///< of the error, empty when accepted
  std::string message;
  WallTime device_time;
  WallTime time;
};

enum class LeaseState { open, spent, returned, expired };

struct LeaseRow {
  Uuid id;
  Uuid device_id;
  std::string kind;  ///< as protocol::LeaseKind: "number", "number_block", "slot", "slot_share"
  std::optional<Uuid> queue_id;
  std::optional<Uuid> slot_id;
  std::string service_day;
  std::int32_t first = 0;
  std::int32_t last = -1;
  WallTime expires_at;
  LeaseState state = LeaseState::open;
};

/// What a request with an id of its own was answered, so that its repeat is harmless.
struct AnswerRow {
  Uuid id;
  Uuid actor_id;  ///< the device or the staff member
  std::string hash;
  std::string answer;
  WallTime time;
};

/// Numbers that were stepped over when a box was lost, and that may be given when all others are: from the
/// last down.
struct NumberSpare {
  std::int32_t first = 0;
  std::int32_t end = 0;  ///< one behind the last
  /// The lost box may have given them without telling: to be given only when it has told all, and so that its
  /// next number is this one or a later one. After a backup was put in place: greater than any number.
  std::optional<std::int32_t> held = {};

  bool operator==(const NumberSpare&) const = default;
};

/// The next numbers of a queue on a service day.
struct NumberCursor {
  std::int32_t next_single = 0;
  std::int32_t next_block = 0;
  std::vector<NumberSpare> spare_single = {};  ///< in the order in which they are given
  std::vector<NumberSpare> spare_block = {};
  /// Of what they are taken: the queue's range when the first was given, or what came behind it since. Empty
  /// when an earlier version began the day.
  NumberRange range = {};
};

/// What a queue has given on a day under another prefix, or in another range, than it has now.
struct EarlierNumbers {
  Uuid queue_id;
  std::string prefix;
  NumberRange range;
};

struct StaffRow {
  Uuid id;
  std::string username;
  std::string display_name;
  std::string password_hash;  ///< argon2id, libsodium's text form
  std::vector<std::string> roles;
  std::vector<Uuid> organizations;  ///< none: all
  std::optional<Uuid> site_id;      ///< none: all
  bool disabled = false;
};

/// A picture that announcements may show.
struct PictureRow {
  Uuid id;  ///< of its content, see picture_id()
  Uuid site_id;
  std::string media_type;  ///< "image/png", "image/jpeg"
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::string bytes;
  WallTime created;  ///< when it was uploaded last
};

struct SessionRow {
  std::string token_hash;
  Uuid staff_id;
  WallTime created;
  WallTime expires_at;
};

struct EnrolCodeRow {
  std::string code_hash;
  Uuid site_id;
  std::string role;
  std::string name;
  WallTime expires_at;
  std::optional<WallTime> used_at;
};

/// Beside the device's record in the feed.
struct DeviceRow {
  Uuid id;
  Uuid site_id;
  bool revoked = false;
  std::string status;  ///< the latest DeviceStatus as JSON, or empty
  std::optional<WallTime> status_time;
  std::int64_t sequence_max = 0;  ///< the highest sequence number seen
  std::int64_t out_of_order = 0;  ///< events that came with a sequence other than the next
  /// The highest sequence number that a backup knew which was put in place since; what came behind it before
  /// is not known here. None: no backup was.
  std::optional<std::int64_t> heard_until = std::nullopt;
};

struct FeedbackRow {
  Uuid id;
  Uuid site_id;
  Uuid device_id;
  std::optional<Uuid> question_id;
  std::optional<std::int32_t> score;
  std::vector<std::string> choices;
  std::optional<std::string> text;
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::string language;
  WallTime time;
};

/// As it came: a row has the place of its last change.
struct ArrivedFeedback {
  std::int64_t arrival = 0;
  FeedbackRow row;
};

struct AuditRow {
  WallTime time;
  std::optional<Uuid> staff_id;
  std::string act;
  std::string subject;
  bool allowed = true;
};

struct Tally {
  std::string name;
  std::int64_t count = 0;
};

}  // namespace vuoro::store
