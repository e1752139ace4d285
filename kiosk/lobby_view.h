#pragma once
// What the screens may know: one immutable picture of the lobby, replaced whole when anything changes.

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/lobby/content_records.h"
#include "core/lobby/lobby_records.h"
#include "core/lobby/time_zone.h"
#include "kiosk/trouble_view.h"

namespace vuoro::kiosk {

/// Content changes rarely and is shared between pictures.
struct ContentView {
  std::unordered_map<Uuid, Organization> organizations;
  std::unordered_map<Uuid, Service> services;
  std::unordered_map<Uuid, ServiceChannel> channels;
  std::vector<Topic> topics;                ///< by order
  std::vector<FeedbackQuestion> questions;  ///< by order
};

/// Places of a slot that this terminal can promise without the authority.
struct HeldSlotView {
  Uuid slot_id;
  Uuid service_id;
  std::int32_t places = 0;
  WallTime until;  ///< as the last of them; on the authority's clock
};

/// Numbers of a queue that this terminal can give without the authority.
struct HeldNumbersView {
  Uuid queue_id;
  std::int32_t left = 0;
  WallTime until;  ///< as the last of them; on the authority's clock
  /// Of a day after today, in case that it begins without the authority; empty: of today.
  std::string later_day = {};
};

struct ConnectionView {
  bool online = false;                ///< the last exchange with the authority succeeded
  bool at_fault = false;              ///< not online, and it does answer: it cannot do its work
  WallTime since;                     ///< of that state
  std::optional<WallTime> last_sync;  ///< when the picture was last known to be current
  std::int64_t outbox_waiting = 0;    ///< acts not yet taken by the authority
  std::int64_t outbox_set_aside = 0;  ///< acts the authority refused for good
  Millis clock_offset{0};             ///< authority minus this device
  bool clock_known = false;           ///< it was heard since the start; otherwise as it was remembered
  std::optional<std::int64_t>
      numbers_held;  ///< in blocks, for the time without a connection; unset: not told
  std::vector<HeldNumbersView> held_numbers;  ///< the same by queue, without those of which there are none
  std::vector<HeldSlotView>
      held_slots;                     ///< the stock of places, for the time without a connection; by slot_id
  std::vector<TroubleView> troubles;  ///< for the service panel
};

struct LobbyView {
  Uuid device_id;
  Device device;
  Site site;
  std::optional<TimeZone> zone;  ///< set when ready
  std::shared_ptr<const ContentView> content;
  std::vector<Queue> queues;  ///< by order
  std::unordered_map<Uuid, QueueStatus> queue_status;
  std::vector<SegmentRule> rules;  ///< of the site, in any order: which queue a visitor comes to
  std::vector<Counter> counters;
  std::vector<Ticket> tickets;  ///< of today that are not over, and those called lately
  std::vector<Slot> slots;      ///< from now on, by start
  std::vector<Appointment> appointments;
  std::vector<Announcement> announcements;
  std::vector<PrintJob> print_jobs;   ///< that the desk wants printed at this terminal
  std::optional<JoinCode> join_code;  ///< while numbers may be taken by phone
  ConnectionView connection;
  /// The device's own database cannot be opened, or has no room for the first snapshot: connection.troubles
  /// says why.
  bool out_of_order = false;
  bool ready = false;  ///< false until the first snapshot: there is nothing to offer yet
};

using LobbyViewPtr = std::shared_ptr<const LobbyView>;

}  // namespace vuoro::kiosk
