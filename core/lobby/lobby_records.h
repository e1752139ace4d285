#pragma once
// What lives in one lobby (scope "site"): places, queues, tickets, bookings, and the machines. None of these
// records carries a visitor's name or contact: those stay in the authority's private store.

#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/lobby/localized.h"
#include "core/lobby/opening_hours.h"

namespace vuoro {

enum class Job { ticket, appointment, guidance, feedback };

struct Site {
  Uuid id;
  LocalizedText name;
  LocalizedText address;
  LocalizedText welcome;
  std::string time_zone = "Europe/Helsinki";
  std::vector<std::string> languages;  ///< in the order of the language bar
  std::vector<Job> jobs;               ///< in the order of the home screen
  OpeningHours hours;
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::string follow_url;          ///< "https://host:port/t/": the follow page's address without the token
  std::optional<bool> phone_join;  ///< a number may be taken by phone, from the code on the wall; no
  std::string source_key;
};

/// What the wall shows to phones while the site lets numbers be taken by them; one record a site, with its
/// id.
struct JoinCode {
  Uuid id;
  Uuid site_id;
  std::string url;  ///< the whole address, for a QR code; changes every few minutes
  WallTime until;   ///< a display that has heard nothing newer shows no code after this
};

struct Queue {
  Uuid id;
  Uuid site_id;
  std::optional<Uuid> organization_id;
  LocalizedText name;
  LocalizedText description;
  std::string prefix;  ///< "A" in "A101"
  std::int32_t number_first = 1;
  std::int32_t number_last = 999;  ///< see numbers.h for how online and offline numbers share this range
  std::int32_t target_wait_minutes = 15;
  LocalizedText waiting_area;  ///< where to wait
  OpeningHours hours;
  std::int32_t order = 0;
  std::optional<std::int32_t> calls_max;  ///< who has not come after so many calls is absent; k_calls_max
  std::optional<bool> limit_by_closing;   ///< take no more visitors than can be served before closing; no
  std::string source_key;
};

/// Calls, recalls included, after which a visitor counts as absent, where the queue says nothing.
inline constexpr std::int32_t k_calls_max = 3;

/// One line of a site's ordered rules: which queue a visitor comes to, and how early. See segmentation.h.
/// What a condition leaves empty fits everybody.
struct SegmentRule {
  Uuid id;
  Uuid site_id;
  std::int32_t order = 0;              ///< ascending; the first that fits decides
  std::vector<Uuid> service_ids;       ///< the errand is one of these
  std::vector<Uuid> organization_ids;  ///< of the errand's service
  std::vector<Uuid> from_queue_ids;    ///< the queue that was chosen is one of these
  std::vector<std::string> languages;  ///< of the visitor
  std::vector<std::string> needs;      ///< the visitor has one of these
  std::optional<bool> booked;
  std::optional<Uuid> queue_id;                  ///< none: the queue stays as chosen
  std::optional<std::int32_t> priority_minutes;  ///< due so much earlier; 0
  std::string source_key;
};

/// How long somebody with so many people of the queue ahead will wait, with 80 % certainty; see
/// docs/waiting.md.
struct QueueWait {
  std::int32_t ahead = 0;
  std::int32_t low_s = 0;
  std::int32_t high_s = 0;
  friend bool operator==(const QueueWait&, const QueueWait&) = default;
};

/// What is known of a queue at this moment; one record a queue, with the queue's id.
struct QueueStatus {
  Uuid id;
  bool closed_today = false;  ///< a receptionist closed it for the rest of the service day
  bool full = false;          ///< nobody more can be served before closing, see Queue::limit_by_closing
  std::string closed_day;     ///< that day, "YYYY-MM-DD"
  std::int32_t waiting = 0;
  std::int32_t counters_open = 0;
  /// By people ahead, ascending, some places left out; the last is a newcomer's. None while too little is
  /// known.
  std::vector<QueueWait> waits;
  std::string full_lifted_day;  ///< on that day a supervisor takes more in than closing time allows
  std::int32_t late_expected =
      0;               ///< of those who wait, how many will probably be called after their due time
  bool alert = false;  ///< the target wait is being missed, or will be unless somebody helps
};

/// One queue in a counter's profile.
struct ProfileQueue {
  Uuid queue_id;
  /// None: the counter's own queue. Otherwise it helps there: when its own queues are empty, and before them
  /// when somebody there has been overdue for so long.
  std::optional<std::int32_t> help_after_minutes;
};

enum class ProfileOrder {
  due,     ///< among own queues the earliest due first
  listed,  ///< the own queues strictly one after another
};

/// What a counter serves, and in which order. See profiles.h.
struct CounterProfile {
  Uuid id;
  Uuid site_id;
  LocalizedText name;
  ProfileOrder order = ProfileOrder::due;
  std::vector<ProfileQueue> queues;
  std::string source_key;
};

struct Counter {
  Uuid id;
  Uuid site_id;
  std::string name;                ///< "3", as it is called
  LocalizedText location;          ///< "Counter 3, upstairs"
  std::vector<Uuid> queue_ids;     ///< its own, when it has no profile
  std::optional<Uuid> profile_id;  ///< what it serves today instead
  bool open = false;
  std::optional<WallTime> paused_at;  ///< the clerk is away for a moment; nobody is called here
  std::optional<Uuid> staff_id;       ///< who sits there
  std::string staff_name;
  std::string source_key;
};

enum class TicketState { waiting, called, serving, parked, finished, no_show, cancelled, expired };

/// Where a ticket was taken.
enum class TicketOrigin { terminal, desk, phone };

/// Why a ticket is due when it is: what a clerk is told about the order.
enum class DueReason {
  arrival,      ///< first arrival and the queue's target wait
  appointment,  ///< checked in on time: the slot's start
  late,         ///< came too late for the slot: as a walk-in
  priority,     ///< earlier by rule or by a clerk
  delayed,      ///< the visitor let others pass
};

/// One more matter of the same visitor, after the present one.
struct Errand {
  Uuid queue_id;
  std::optional<Uuid> service_id;
  friend bool operator==(const Errand&, const Errand&) = default;
};

struct Ticket {
  Uuid id;
  Uuid site_id;
  std::string number;  ///< "A101"
  std::string service_day;
  Uuid queue_id;
  std::optional<Uuid> service_id;
  std::vector<Errand> errands;  ///< still to come after this one, in order
  std::optional<Uuid> appointment_id;
  TicketOrigin origin = TicketOrigin::terminal;
  TicketState state = TicketState::waiting;
  std::string language;
  std::vector<std::string>
      needs;               ///< accessibility needs, from a fixed list: "sign_language", "wheelchair" …
  WallTime issued_at;      ///< when the visitor got it, by the device's corrected clock
  WallTime first_arrival;  ///< kept through transfers
  WallTime due;            ///< see call_order.h
  DueReason due_reason = DueReason::arrival;
  std::int32_t priority_minutes = 0;        ///< by which it is due earlier
  std::optional<Uuid> reserved_counter_id;  ///< offered to this counter only
  std::optional<Uuid> reserved_staff_id;    ///< offered to this colleague only
  std::optional<WallTime> parked_until;     ///< comes back by itself then
  std::optional<Uuid> counter_id;
  std::optional<WallTime> first_called_at;  ///< in this queue; the wait ended here
  std::optional<WallTime> called_at;        ///< the latest call
  std::optional<WallTime> served_at;        ///< when the present service began
  std::int32_t calls = 0;                   ///< how many times called, recalls included
  std::optional<WallTime> ended_at;
};

/// Appointment capacity of one service at one time.
struct Slot {
  Uuid id;
  Uuid site_id;
  Uuid service_id;
  WallTime start;
  std::int32_t minutes = 30;
  std::int32_t capacity = 1;
  std::int32_t taken = 0;   ///< booked
  std::int32_t leased = 0;  ///< held by devices, not yet booked
};

enum class AppointmentState { booked, checked_in, cancelled, finished, missed };

struct Appointment {
  Uuid id;
  Uuid site_id;
  Uuid service_id;
  Uuid slot_id;
  WallTime start;
  std::int32_t minutes = 30;
  std::string code;  ///< eight readable characters, as on the slip
  AppointmentState state = AppointmentState::booked;
  std::string language;
  std::optional<Uuid> ticket_id;  ///< after check-in
  /// Confirmed in time by a terminal without a connection, and heard of when the slot was full: everybody is
  /// served.
  std::optional<bool> over_capacity = {};
};

enum class Severity { info, warning };

struct Announcement {
  Uuid id;
  Uuid site_id;
  LocalizedText text;
  Severity severity = Severity::info;
  std::optional<WallTime> from;
  std::optional<WallTime> to;
  std::vector<Uuid> display_ids;        ///< none: every display, and the terminals
  std::optional<Uuid> picture_id;       ///< a slide: shown by displays instead of the text
  std::optional<std::int32_t> seconds;  ///< how long a slide stays; 10
};

enum class DeviceRole { terminal, display, site_server };
enum class DisplayLayout { calls_and_queues, calls, calls_and_announcements, one_queue, agencies };

/// A part of every day, local time; over midnight when it ends before it begins.
struct DaySpan {
  std::string from;  ///< "20:00"
  std::string to;
};

struct DisplaySettings {
  DisplayLayout layout = DisplayLayout::calls_and_queues;
  std::vector<Uuid> queue_ids;               ///< none: every queue of the site
  std::vector<std::string> languages;        ///< spoken, in this order
  std::int32_t volume = 70;                  ///< 0 to 100
  std::int32_t chime_tests = 0;              ///< a counter: when it grows, the display chimes and speaks once
  std::vector<Uuid> counter_ids;             ///< calls to these only; none: to every counter
  std::vector<DaySpan> quiet;                ///< neither chime nor speech
  std::optional<double> viewing_distance_m;  ///< from the farthest seat; 5
  std::optional<bool> night_blank;           ///< dark while the site is closed; yes
  std::optional<std::int32_t> picture_asks;  ///< a counter: when it grows, the display sends its picture once
};

/// Where a move of a site's authority stands. See docs/site-server.md.
enum class AuthorityState {
  here,         ///< this server acts for the site
  given,        ///< given to a site server, which has not said yet that it began
  away,         ///< a site server acts for the site
  wanted_back,  ///< it was asked to give the site back
  releasing,    ///< it has stopped, and its last acts are on their way
};

/// Who acts for a site; one record a site, with the site's id. Each server writes its own.
struct SiteAuthority {
  Uuid id;
  Uuid site_id;
  /// The site server's device id; none: the central server, and with `away` that of a box that rests.
  std::optional<Uuid> holder_id;
  std::string holder_name;  ///< for a person
  std::int64_t epoch = 0;   ///< grows with every change of hands
  AuthorityState state = AuthorityState::here;
  WallTime since;
  /// A site server that was declared lost and has not told yet all that it did; the site goes to none until
  /// then.
  std::optional<std::string> untold_by;
  /// Of `wanted_back`: the site server has not said that it began, so perhaps nobody acts.
  std::optional<bool> unheard;
  /// What could not be read when the site last changed hands, and stayed where it was: "ticket 0192…".
  std::vector<std::string> left_behind;
};

/// Where the paper of a number stands that was given at the desk.
enum class PrintJobState {
  waiting,  ///< the terminal has not said anything yet
  printed,
  nothing,    ///< nothing came out: `why` says what is the matter
  unknown,    ///< it may have come out; it is not printed again by itself
  expired,    ///< the terminal did not answer in time
  cancelled,  ///< another terminal was chosen
};

/// A number to be printed at a terminal, asked for at the desk. The terminal prints it once.
struct PrintJob {
  Uuid id;
  Uuid site_id;
  Uuid device_id;
  Uuid ticket_id;
  PrintJobState state = PrintJobState::waiting;
  std::string why;           ///< nothing: "paper_out", "cover_open", "offline" …
  std::string follow_token;  ///< while it waits, for the code on the paper; empty when none is printed
  WallTime asked_at;
  WallTime expires_at;  ///< a terminal does not begin it after this
};

struct Device {
  Uuid id;
  Uuid site_id;
  std::string name;
  DeviceRole role = DeviceRole::terminal;
  bool revoked = false;
  DisplaySettings display;
  std::string certificate_fingerprint;  ///< SHA-256, hex
};

}  // namespace vuoro
