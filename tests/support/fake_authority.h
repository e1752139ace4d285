#pragma once
// A small authority in memory that speaks docs/protocol.md: for tests of what stands on the device's side,
// where the real server would hide faults by being right. Written apart from it on purpose.

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "core/lobby/record_codec.h"
#include "core/sync/protocol.h"
#include "core/sync/transport.h"

namespace vuoro::test {

/// What the authority made of one "ticket.issued".
struct AdoptedTicket {
  Uuid ticket_id;
  Uuid device_id;
  Uuid queue_id;
  std::optional<Uuid> appointment_id;
  std::string service_day;
  std::int32_t number_value = 0;
  std::string follow_token;
};

/// Thread-safe.
class FakeAuthority {
 public:
  FakeAuthority(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  template <class Record>
  void put(const Record& record) {
    {
      const std::lock_guard lock(mutex_);
      put_json(std::string(collection_of<Record>()), record.id, encode(record));
    }
    tell();
  }
  void remove(std::string_view collection, const Uuid& id);

  /// @return nothing: the request waits, and is to be offered again after a change.
  [[nodiscard]] std::optional<sync::Response> handle(const Uuid& device_id, const sync::Request& request,
                                                     bool may_wait);

  // ---- Moods
  /// Devices that stand before this moment must start anew (410).
  void forget_history();
  void set_page_max(std::size_t changes) { page_max_ = changes; }
  /// Every answer is this status (0: as usual).
  void answer_everything_with(int status, std::optional<Millis> retry_after = std::nullopt);
  /// Events of this type are refused for good.
  void reject_type(std::string type);
  void set_block_ttl(Millis ttl) { block_ttl_ = ttl; }
  void set_hold_ttl(Millis ttl) { hold_ttl_ = ttl; }
  void set_share_ttl(Millis ttl) { share_ttl_ = ttl; }
  /// Whether places of slots are given into stock, and kept there; off at first.
  void give_shares(bool give) { shares_given_ = give; }
  void close_queue(const Uuid& queue_id) { closed_.insert(queue_id); }
  /// It does not know of days ahead, as an older one: whatever day is asked of, it leases of today.
  void lease_of_today_only() { days_ahead_ = false; }
  /// Called after every change, outside the lock.
  void on_change(std::function<void()> call);

  // ---- What happened
  [[nodiscard]] std::vector<AdoptedTicket> tickets() const;
  [[nodiscard]] std::vector<protocol::AppointmentBooked> bookings() const;
  [[nodiscard]] std::vector<protocol::FeedbackGiven> feedback() const;
  [[nodiscard]] std::vector<Uuid> event_order() const;
  [[nodiscard]] std::int64_t leases_given() const;
  [[nodiscard]] std::vector<Uuid> returned() const;
  [[nodiscard]] std::optional<protocol::DeviceStatus> status_of(const Uuid& device_id) const;
  /// Things that must never happen, as the authority sees them: a number twice, a slot overbooked.
  [[nodiscard]] std::vector<std::string> violations() const;
  [[nodiscard]] std::int64_t requests(const std::string& path) const;
  template <class Record>
  [[nodiscard]] std::optional<Record> record(const Uuid& id) const {
    const std::lock_guard lock(mutex_);
    return find<Record>(id);
  }

 private:
  struct Scope {
    std::int64_t revision = 0;
    std::int64_t forgotten = 0;
    std::map<std::int64_t, protocol::Change> changes;  ///< latest of each record, by revision
    std::map<std::pair<std::string, Uuid>, std::int64_t> latest;
  };
  struct Numbers {
    std::int32_t next_single = 0;
    std::int32_t next_block = 0;
  };
  struct Hold {
    Uuid slot_id;
    MonoTime expires;
  };
  struct Known {
    std::string content;
    protocol::EventAnswer answer;
  };

  template <class Record>
  [[nodiscard]] std::optional<Record> find(const Uuid& id) const {
    const auto json = find_json(std::string(collection_of<Record>()), id);
    if (!json) return std::nullopt;
    auto record = decode<Record>(*json);
    return record ? std::optional<Record>(std::move(*record)) : std::nullopt;
  }
  [[nodiscard]] std::optional<json::value> find_json(const std::string& collection, const Uuid& id) const;
  void tell();
  void put_json(const std::string& collection, const Uuid& id, json::value record, bool deleted = false);
  std::optional<sync::Response> changes(const std::string& target, bool may_wait);
  sync::Response events(const Uuid& device_id, const json::value& body);
  sync::Response leases(const json::value& body);
  protocol::EventAnswer take_event(const Uuid& device_id, const protocol::Event& event);
  [[nodiscard]] Result<void> effect(const Uuid& device_id, const protocol::Event& event);
  [[nodiscard]] Result<void> adopt(const Uuid& device_id, const protocol::Event& event);
  [[nodiscard]] Result<void> book(const protocol::AppointmentBooked& booked);
  protocol::LeaseOutcome lease(const protocol::LeaseAsk& ask);
  protocol::LeaseOutcome lease_slot(const protocol::LeaseAsk& ask);
  void end_hold(const Uuid& lease_id);
  void end_old_holds();
  [[nodiscard]] std::string today(const Queue& queue) const;

  const Clock& clock_;
  Random& random_;
  mutable std::mutex mutex_;
  std::function<void()> on_change_;
  std::map<std::string, Scope> scopes_;
  std::size_t page_max_ = 500;
  int forced_status_ = 0;
  std::optional<Millis> forced_retry_;
  std::set<std::string> rejected_types_;
  std::set<Uuid> closed_;
  Millis block_ttl_ = std::chrono::hours(12);
  Millis hold_ttl_ = std::chrono::minutes(5);
  Millis share_ttl_ = std::chrono::hours(4);
  bool shares_given_ = false;
  bool days_ahead_ = true;
  std::map<std::pair<Uuid, std::string>, Numbers> numbers_;
  std::map<Uuid, Hold> holds_;
  std::map<Uuid, std::string> lease_answers_;  ///< by request id
  std::int64_t leases_given_ = 0;
  std::vector<Uuid> returned_;
  std::map<Uuid, Known> known_;
  std::vector<Uuid> order_;
  std::vector<AdoptedTicket> tickets_;
  std::set<std::tuple<Uuid, std::string, std::int32_t>> given_;
  std::set<std::pair<Uuid, Uuid>> checked_in_;  ///< device, appointment
  std::vector<protocol::AppointmentBooked> bookings_;
  std::vector<protocol::FeedbackGiven> feedback_;
  std::map<Uuid, protocol::DeviceStatus> statuses_;
  std::vector<std::string> violations_;
  std::map<std::string, std::int64_t> requests_;
  bool changed_ = false;
};

/// A lobby to test in: two queues without hours (always open), a service for each, slots of an hour from now.
struct FakeLobby {
  Uuid site_id;
  Uuid queue_a;
  Uuid queue_b;
  Uuid service_a;  ///< can be booked
  Uuid service_b;
  std::vector<Uuid> slots;  ///< of service_a, capacity 2, each half hour
};
FakeLobby furnish(FakeAuthority& authority, WallTime now, int slots = 4,
                  const std::string& time_zone = "Europe/Helsinki");

}  // namespace vuoro::test
