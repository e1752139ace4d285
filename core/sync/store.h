#pragma once
// What the synchronisation keeps. Implemented by the device's database; every call that changes something is
// one transaction and durable when it returns.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/sync/protocol.h"

namespace vuoro::sync {

struct OutboxCounts {
  std::int64_t waiting = 0;
  std::int64_t set_aside = 0;
};

/// Acts on their way to the authority, oldest first.
class OutboxStore {
 public:
  virtual ~OutboxStore() = default;
  [[nodiscard]] virtual Result<std::vector<protocol::Event>> oldest_events(std::size_t count) = 0;
  /// Those whose sequence is greater; no act is made of what waits elsewhere.
  [[nodiscard]] virtual Result<std::vector<protocol::Event>> events_after(std::int64_t sequence,
                                                                          std::size_t count) = 0;
  /// accepted and repeated: the event is removed. conflict and rejected: it is set aside, without personal
  /// data. Ids that are not in the outbox are ignored.
  [[nodiscard]] virtual Result<void> settle_events(std::span<const protocol::EventAnswer> answers) = 0;
  [[nodiscard]] virtual Result<OutboxCounts> outbox_counts() = 0;
};

/// The copy of the authority's records, by scope. A scope that never was loaded has revision 0.
class FeedStore {
 public:
  virtual ~FeedStore() = default;
  [[nodiscard]] virtual Result<std::int64_t> revision(std::string_view scope) = 0;
  /// The page's changes and its revision, together.
  [[nodiscard]] virtual Result<void> apply(const protocol::ChangesPage& page) = 0;
  /// Empties what was staged of this scope; the live records stay.
  [[nodiscard]] virtual Result<void> begin_staging(std::string_view scope) = 0;
  /// Of what the authority cannot read, the live record is staged as it is.
  [[nodiscard]] virtual Result<void> stage(const protocol::ChangesPage& page) = 0;
  /// What was staged replaces the live records of the scope, which then stands at `revision`.
  [[nodiscard]] virtual Result<void> switch_to_staged(std::string_view scope, std::int64_t revision) = 0;
};

/// A lease as this device holds it.
struct HeldLease {
  protocol::Lease lease;
  std::int32_t next = 0;   ///< the first unspent number, in a block
  MonoTime expires{};      ///< on this device's monotonic clock
  bool returning = false;  ///< given up; the authority has not heard of it yet
  [[nodiscard]] std::int32_t left() const { return lease.last < next ? 0 : lease.last - next + 1; }
};

class LeaseStore {
 public:
  virtual ~LeaseStore() = default;
  /// Those of another run of the machine come with what is surely left of their time.
  [[nodiscard]] virtual Result<std::vector<HeldLease>> leases() = 0;
  [[nodiscard]] virtual Result<void> keep_lease(const HeldLease& lease) = 0;
  /// Together, in one commit.
  [[nodiscard]] virtual Result<void> keep_leases(std::span<const HeldLease> leases) = 0;
  [[nodiscard]] virtual Result<void> forget_leases(std::span<const Uuid> ids) = 0;
};

class SyncStore : public OutboxStore, public FeedStore, public LeaseStore {};

}  // namespace vuoro::sync
