#pragma once
// The lobby as this device knows it: the authority's records with this device's own unanswered acts on top.

#include <map>

#include "core/lobby/segmentation.h"
#include "core/sync/protocol.h"
#include "kiosk/lobby_view.h"
#include "kiosk/store/store.h"

namespace vuoro::kiosk {

/// Not thread-safe. Decodes each record once; view() shares content between pictures.
class LobbyPicture {
 public:
  LobbyPicture(const Uuid& device_id, const Uuid& site_id) : device_id_(device_id), site_id_(site_id) {}

  /// Everything from the store.
  [[nodiscard]] Result<void> load(Store& store);
  /// The changes of a page that is already in the store.
  void apply(const protocol::ChangesPage& page);
  /// Local records anew, after answers or changes.
  [[nodiscard]] Result<void> load_local(Store& store);
  void put_local(const LocalRecord& record);
  [[nodiscard]] bool has_local() const { return !local_tickets_.empty() || !local_appointments_.empty(); }

  /// Who acts for the site where the server that this device speaks with does not; null where it does.
  [[nodiscard]] const SiteAuthority* who_else_acts() const;
  [[nodiscard]] const Site* site() const;
  [[nodiscard]] const std::optional<TimeZone>& zone() const { return zone_; }
  [[nodiscard]] const Queue* queue(const Uuid& id) const;
  [[nodiscard]] const Service* service(const Uuid& id) const;
  [[nodiscard]] const Slot* slot(const Uuid& id) const;
  [[nodiscard]] const Ticket* ticket(const Uuid& id) const;
  [[nodiscard]] const PrintJob* print_job(const Uuid& id) const;
  [[nodiscard]] const Appointment* appointment(const Uuid& id) const;
  [[nodiscard]] const Appointment* appointment_by_code(std::string_view code) const;
  [[nodiscard]] const std::map<Uuid, Queue>& queues() const { return queues_; }
  [[nodiscard]] const std::map<Uuid, Slot>& slots() const { return slots_; }
  /// Organisations, services and channels; topics and questions only in view().
  [[nodiscard]] const ContentView& content() const { return content_source_; }
  /// Open by its hours (or the site's, when it has none of its own), not closed for the rest of the day, and
  /// not full up to closing time.
  [[nodiscard]] bool is_open(const Queue& queue, WallTime now) const;
  /// The queue and priority of a visitor about to get a number, by the site's rules
  /// (core/lobby/segmentation.h). A queue that gives no numbers now is nowhere to send anybody.
  [[nodiscard]] Segment segment(SegmentAsk ask, WallTime now) const;
  /// Open at some time of this day.
  [[nodiscard]] bool opens_on(const Queue& queue, WallTime now) const;
  /// "YYYY-MM-DD"; empty while the zone is not known.
  [[nodiscard]] std::string service_day_at(WallTime now) const;
  /// Waiting visitors called before a ticket that is due then, itself excluded.
  [[nodiscard]] std::size_t ahead_of(const Ticket& ticket) const;

  /// @param now  the authority's time
  /// @param store_fails  a first picture of the lobby does not come by itself: the disk is full, or broken
  [[nodiscard]] LobbyViewPtr view(WallTime now, const ConnectionView& connection, bool store_fails);

 private:
  template <class Record, class Map>
  bool take(Map& map, const protocol::Change& change);
  void take_change(const protocol::Change& change);
  [[nodiscard]] bool closed_for_today(const Queue& queue, WallTime now) const;
  [[nodiscard]] bool full_now(const Queue& queue, WallTime now) const;
  [[nodiscard]] const OpeningHours* hours_of(const Queue& queue) const;
  void refresh_content();

  Uuid device_id_;
  Uuid site_id_;
  std::optional<TimeZone> zone_;
  ContentView content_source_;
  std::map<Uuid, Topic> topics_;
  std::map<Uuid, FeedbackQuestion> questions_;
  std::shared_ptr<const ContentView> content_;
  bool content_changed_ = true;
  std::map<Uuid, Site> sites_;
  std::map<Uuid, Queue> queues_;
  std::map<Uuid, QueueStatus> statuses_;
  std::map<Uuid, SegmentRule> rules_;
  std::map<Uuid, Counter> counters_;
  std::map<Uuid, Ticket> tickets_;
  std::map<Uuid, Slot> slots_;
  std::map<Uuid, Appointment> appointments_;
  std::map<Uuid, Announcement> announcements_;
  std::map<Uuid, Device> devices_;
  std::map<Uuid, JoinCode> join_codes_;
  std::map<Uuid, SiteAuthority> authorities_;
  std::map<Uuid, PrintJob> print_jobs_;
  std::map<Uuid, Ticket> local_tickets_;
  std::map<Uuid, Appointment> local_appointments_;
};

}  // namespace vuoro::kiosk
