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
  std::string follow_url;  ///< "https://host:port/t/": the follow page's address without the token
  std::string source_key;
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
  std::string source_key;
};

/// How long somebody with so many people of the queue ahead will wait, with 80 % certainty; see docs/waiting.md.
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
  std::string closed_day;     ///< that day, "YYYY-MM-DD"
  std::int32_t waiting = 0;
  std::int32_t counters_open = 0;
  /// By people ahead, ascending, some places left out; the last is a newcomer's. None while too little is known.
  std::vector<QueueWait> waits;
};

struct Counter {
  Uuid id;
  Uuid site_id;
  std::string name;        ///< "3", as it is called
  LocalizedText location;  ///< "Counter 3, upstairs"
  std::vector<Uuid> queue_ids;
  bool open = false;
  std::optional<Uuid> staff_id;  ///< who sits there
  std::string staff_name;
  std::string source_key;
};

enum class TicketState { waiting, called, serving, parked, finished, no_show, cancelled, expired };

struct Ticket {
  Uuid id;
  Uuid site_id;
  std::string number;  ///< "A101"
  std::string service_day;
  Uuid queue_id;
  std::optional<Uuid> service_id;
  std::optional<Uuid> appointment_id;
  TicketState state = TicketState::waiting;
  std::string language;
  std::vector<std::string> needs;  ///< accessibility needs, from a fixed list: "sign_language", "wheelchair" …
  WallTime issued_at;              ///< when the visitor got it, by the device's corrected clock
  WallTime first_arrival;          ///< kept through transfers
  WallTime due;                    ///< see call_order.h
  std::optional<Uuid> counter_id;
  std::optional<WallTime> called_at;  ///< the latest call
  std::int32_t calls = 0;             ///< how many times called, recalls included
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
};

enum class Severity { info, warning };

struct Announcement {
  Uuid id;
  Uuid site_id;
  LocalizedText text;
  Severity severity = Severity::info;
  std::optional<WallTime> from;
  std::optional<WallTime> to;
  std::vector<Uuid> display_ids;  ///< none: every display, and the terminals
};

enum class DeviceRole { terminal, display };
enum class DisplayLayout { calls_and_queues, calls, calls_and_announcements };

struct DisplaySettings {
  DisplayLayout layout = DisplayLayout::calls_and_queues;
  std::vector<Uuid> queue_ids;         ///< none: every queue of the site
  std::vector<std::string> languages;  ///< spoken, in this order
  std::int32_t volume = 70;            ///< 0 to 100
  std::int32_t chime_tests = 0;        ///< a counter: when it grows, the display chimes and speaks once
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
