#pragma once
// The device protocol's messages (docs/protocol.md), the same structs on both ends. All times are UTC
// milliseconds.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/base/record_mode.h"
#include "core/base/result.h"
#include "core/lobby/lobby_records.h"
#include "core/lobby/numbers.h"

namespace vuoro::protocol {

/// The version of this protocol; sent as "Vuoro-Protocol". Ends may differ by one.
inline constexpr std::int32_t k_version = 1;
inline constexpr std::string_view k_version_header = "Vuoro-Protocol";
/// Whether two programs of these versions understand each other.
[[nodiscard]] constexpr bool is_compatible(std::int32_t ours, std::int32_t theirs) {
  return theirs > 0 && theirs - ours <= 1 && ours - theirs <= 1;
}
/// How the authority reads what a compatible program sends. A version's new fields are optional for the
/// version before it, so what comes from an older program is whole.
[[nodiscard]] constexpr RecordMode reading_from(std::int32_t ours, std::int32_t theirs) {
  return theirs > ours ? RecordMode::newer : RecordMode::strict;
}

inline constexpr std::string_view k_global_scope = "global";
/// "site:<uuid>"
[[nodiscard]] std::string site_scope(const Uuid& site_id);

// ---- Down: the change feed
// -------------------------------------------------------------------------------------

struct Change {
  std::string collection;
  Uuid id;
  std::int64_t revision = 0;
  bool deleted = false;
  json::value record;  ///< null when deleted
};

/// A record that the authority cannot read at present. What the reader has of it stays as it was: it is
/// neither new nor deleted.
struct UnreadRecord {
  std::string collection;
  Uuid id;
};

/// GET /api/v1/changes
struct ChangesPage {
  std::string scope;
  std::int64_t since = 0;     ///< as asked
  std::int64_t revision = 0;  ///< ask again with this
  bool more = false;          ///< ask again at once
  WallTime server_time;
  std::vector<Change> changes;
  /// Of this page, and not among its changes. One that is mended arrives as a change, with a new revision.
  std::vector<UnreadRecord> unread = {};
};

// ---- Up: events
// ------------------------------------------------------------------------------------------------

/// One durable act of a visitor. `type` names the payload: "ticket.issued" …
struct Event {
  Uuid id;
  std::int64_t sequence = 0;  ///< per device, from 1, without gaps
  std::string type;
  WallTime time;  ///< the device's clock, corrected by its estimated offset
  json::value payload;
};

struct EventBatch {
  std::vector<Event> events;
};

enum class EventStatus {
  accepted,
  repeated,  ///< known before; the stored answer is given again
  conflict,  ///< the same id with another content (409)
  rejected,  ///< never acceptable; set it aside (422)
};

struct EventAnswer {
  Uuid id;
  EventStatus status = EventStatus::accepted;
  std::optional<std::string> code;     ///< of the error, see Errc
  std::optional<std::string> message;  ///< for the log
};

struct EventAnswers {
  std::vector<EventAnswer> answers;  ///< one an event, in order; what is left out waits, and is sent again
  WallTime server_time;
};

/// "ticket.issued": the device gave a number to a visitor. What was printed is the truth: the server adopts
/// it.
struct TicketIssued {
  Uuid ticket_id;
  Uuid queue_id;
  std::optional<Uuid> service_id;
  std::optional<Uuid> appointment_id;  ///< a check-in
  std::optional<Uuid> lease_id;
  std::string number;  ///< "A101"
  std::int32_t number_value = 0;
  std::string service_day;
  std::string language;
  std::vector<std::string> needs;
  std::vector<Errand> errands;                   ///< after the first, in order
  std::optional<std::int32_t> priority_minutes;  ///< by a rule of the site
  std::string follow_token;                      ///< 22 or more characters of k_url_alphabet
};

/// "ticket.cancelled": the visitor gave it back at the terminal.
struct TicketCancelled {
  Uuid ticket_id;
};

/// "ticket.printed": what became of a number that the desk wanted printed here.
struct TicketPrinted {
  Uuid print_job_id;
  PrintJobState outcome = PrintJobState::printed;  ///< printed, nothing or unknown
  std::string why;                                 ///< nothing: the printer's trouble, as Errc is named
};

/// "appointment.booked": what was confirmed to the visitor is the truth; the authority adopts it.
struct AppointmentBooked {
  Uuid appointment_id;
  Uuid slot_id;
  Uuid service_id;
  std::optional<Uuid> lease_id;
  std::string code;
  std::string language;
  std::optional<std::string> contact_phone;  ///< private: never leaves the authority again
  std::optional<std::string> contact_email;
  /// As confirmed: what counts when the slot is gone at the authority by the time it hears of the booking.
  std::optional<WallTime> start = {};
  std::optional<std::int32_t> minutes = {};
};

/// "appointment.cancelled"
struct AppointmentCancelled {
  Uuid appointment_id;
};

struct FeedbackPlace {
  double latitude = 0;
  double longitude = 0;
};

/// "feedback.given": one touch is a complete answer. "feedback.added" adds to it and may come several times.
struct FeedbackGiven {
  Uuid feedback_id;
  std::optional<Uuid> question_id;
  std::optional<std::int32_t> score;  ///< 1 (poor) to 5 (good)
  std::vector<std::string> choices;   ///< option keys
  std::optional<std::string> text;
  std::optional<FeedbackPlace> place;
  std::optional<std::string> contact;  ///< private
  std::string language;
};

// ---- Leases
// ----------------------------------------------------------------------------------------------------

enum class LeaseKind {
  number,
  number_block,
  slot,        ///< a place of a slot, held for the visitor who stands there
  slot_share,  ///< a place of a slot, held in stock for the time without a connection
};

struct LeaseAsk {
  LeaseKind kind = LeaseKind::number;
  std::optional<Uuid> queue_id;       ///< number, number_block
  std::optional<Uuid> slot_id;        ///< slot, slot_share
  std::int32_t count = 1;             ///< number_block: how many numbers; otherwise 1
  std::optional<Uuid> lease_id = {};  ///< slot_share: this lease of it for longer, and no other place
  /// number_block: today or one of the seven days after it; today where it is not said.
  std::optional<std::string> service_day = {};
};

/// POST /api/v1/leases
struct LeaseRequest {
  Uuid request_id;  ///< a repeat gets the same leases
  std::vector<LeaseAsk> asks;
};

struct Lease {
  Uuid id;
  LeaseKind kind = LeaseKind::number;
  std::optional<Uuid> queue_id;
  std::optional<Uuid> slot_id;
  std::optional<std::string> service_day;
  std::int32_t first = 0;  ///< numbers
  std::int32_t last = -1;
  /// On the device's monotonic clock, from the moment when the request first left: a repeat gets the first
  /// answer.
  std::int64_t ttl_ms = 0;
};

struct LeaseOutcome {
  std::optional<Lease> lease;
  std::optional<std::string> code;  ///< exhausted, closed, not_found; expired: not to be renewed
};

struct LeaseAnswer {
  std::vector<LeaseOutcome> outcomes;  ///< one an ask, in order
  WallTime server_time;
};

/// POST /api/v1/leases/return: unspent ones are given back.
struct LeaseReturn {
  std::vector<Uuid> lease_ids;
};

// ---- Devices
// ---------------------------------------------------------------------------------------------------

/// POST /api/v1/enrol, without a client certificate.
struct EnrolRequest {
  std::string code;
  std::string csr_pem;
};

struct EnrolAnswer {
  Uuid device_id;
  Uuid site_id;
  std::string role;
  std::string name;
  std::string certificate_pem;
  std::string ca_pem;
  WallTime server_time;
};

/// Numbers of a queue that the device can give without asking.
struct HeldNumbers {
  Uuid queue_id;
  std::int32_t left = 0;
  WallTime until;                               ///< when the last of them is over
  std::optional<std::string> service_day = {};  ///< older programs do not say it
};

/// Places of a service's slots that the device can promise without asking.
struct HeldPlaces {
  Uuid service_id;
  std::int32_t places = 0;
  WallTime until;  ///< when the last of them is over
};

/// Answers POST /api/v1/status: each minute the device learns anew what time it is. An older server says
/// nothing (204).
struct StatusAnswer {
  WallTime server_time;
};

/// What troubles a machine, for a reader in any language: a name that stays as it is, and what stands in the
/// sentence ("by": "26 h").
struct TroubleCode {
  std::string code;
  std::map<std::string, std::string> values = {};
};

/// What troubles a machine, in both ways in which its status says it.
struct Trouble {
  std::string text;  ///< English, for the log, `vuoroctl` and whoever does not know the code
  TroubleCode code = {};
};

/// POST /api/v1/status: how the machine is, now. Not an event: only the latest counts.
struct DeviceStatus {
  std::string version;
  std::string printer;  ///< "ok", "near_end", "paper_out", "cover_open", "offline" …
  std::int64_t outbox_waiting = 0;
  std::int64_t revision = 0;  ///< of the site scope
  std::int64_t uptime_s = 0;
  std::vector<std::string> troubles;            ///< see Trouble::text
  std::vector<TroubleCode> trouble_codes = {};  ///< one a trouble, in order; older programs do not say them
  std::vector<HeldNumbers> numbers = {};
  std::vector<HeldPlaces> places = {};
  /// Since when the authority has been reached without a break, and when the copy was last known to be
  /// complete; on the authority's clock, as the device knows it. Older programs do not say it, nor the
  /// offset.
  std::optional<WallTime> online_since = {};
  std::optional<WallTime> last_sync = {};
  std::optional<std::int64_t> clock_offset_ms = {};  ///< the authority's clock minus the device's
};

void add_trouble(DeviceStatus& status, Trouble trouble);

// ---- Codec
// -----------------------------------------------------------------------------------------------------

#define VUORO_PROTOCOL_MESSAGES(X)                                                               \
  X(Change)                                                                                      \
  X(ChangesPage)                                                                                 \
  X(Event)                                                                                       \
  X(EventBatch)                                                                                  \
  X(EventAnswer)                                                                                 \
  X(EventAnswers)                                                                                \
  X(TicketIssued)                                                                                \
  X(TicketCancelled)                                                                             \
  X(TicketPrinted) X(AppointmentBooked) X(AppointmentCancelled) X(FeedbackGiven) X(LeaseRequest) \
      X(LeaseAnswer) X(LeaseReturn) X(EnrolRequest) X(EnrolAnswer) X(StatusAnswer) X(DeviceStatus)

template <class Message>
[[nodiscard]] json::value encode(const Message& message);
/// @return invalid_argument with the path of the first bad field.
template <class Message>
[[nodiscard]] Result<Message> decode(const json::value& value, RecordMode mode, const std::string& path = "");

#define VUORO_EXTERN(Message)                                  \
  extern template json::value encode<Message>(const Message&); \
  extern template Result<Message> decode<Message>(const json::value&, RecordMode, const std::string&);
VUORO_PROTOCOL_MESSAGES(VUORO_EXTERN)
#undef VUORO_EXTERN

}  // namespace vuoro::protocol
