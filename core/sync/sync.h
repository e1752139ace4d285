#pragma once
// The whole synchronisation of one device: a state machine that is stepped. It has no socket, thread or
// clock.

#include "core/sync/feed.h"
#include "core/sync/leases.h"
#include "core/sync/outbox.h"
#include "core/sync/slot_shares.h"

namespace vuoro::sync {

struct SyncOptions {
  Uuid site_id;
  bool gives_numbers = true;  ///< a terminal; displays hold no leases
};

/// Not thread-safe. The owner calls start() once, then step() whenever something happened or wake() came.
class Sync {
 public:
  Sync(const Clock& clock, Random& random, Transport& transport, SyncStore& store,
       const SyncOptions& options);

  /// @return errors of the store.
  [[nodiscard]] Result<void> start();
  /// Sends what is due. Errors of the store are also told through on_store_error.
  void step();
  /// When step() has something to do without being asked; at the latest in a minute.
  [[nodiscard]] MonoTime wake() const;

  /// How the machine is: sent every minute, and soon after a change.
  void set_status(const protocol::DeviceStatus& status);

  [[nodiscard]] Link& link() { return link_; }
  [[nodiscard]] const Link& link() const { return link_; }
  [[nodiscard]] LeaseKeeper& leases() { return leases_; }
  [[nodiscard]] const LeaseKeeper& leases() const { return leases_; }
  [[nodiscard]] SlotShares& shares() { return shares_; }
  [[nodiscard]] const SlotShares& shares() const { return shares_; }
  [[nodiscard]] OutboxSender& outbox() { return outbox_; }
  [[nodiscard]] FeedFollower& global_feed() { return global_feed_; }
  [[nodiscard]] FeedFollower& site_feed() { return site_feed_; }
  [[nodiscard]] const FeedFollower& site_feed() const { return site_feed_; }

  std::function<void()> on_connection;
  std::function<void(const Error&)> on_store_error;

 private:
  void send_status();

  SyncOptions options_;
  Link link_;
  OutboxSender outbox_;
  FeedFollower global_feed_;
  FeedFollower site_feed_;
  LeaseKeeper leases_;
  SlotShares shares_;
  Lane status_lane_;
  std::optional<protocol::DeviceStatus> status_;
  std::optional<protocol::DeviceStatus> told_;
  MonoTime status_due_{};
  MonoTime status_sent_{};
  bool was_online_ = false;
};

}  // namespace vuoro::sync
