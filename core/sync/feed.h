#pragma once
// Follows the changes of one scope: snapshot first, then a waiting request that is answered by each change.

#include "core/sync/link.h"
#include "core/sync/store.h"

namespace vuoro::sync {

class FeedFollower {
 public:
  /// @param scope  "global" or "site:<uuid>"
  FeedFollower(Link& link, FeedStore& store, std::string scope, MonoTime first);

  /// Reads where the store stands; what was staged by an earlier run is begun anew.
  [[nodiscard]] Result<void> start();
  [[nodiscard]] Result<void> step();
  [[nodiscard]] std::optional<MonoTime> wake() const { return lane_.wake(); }
  void hurry() { lane_.hurry(); }
  /// Everything anew, beside the old.
  void resync();

  [[nodiscard]] const std::string& scope() const { return scope_; }
  /// Of the live records; 0: there never was a snapshot.
  [[nodiscard]] std::int64_t revision() const { return revision_; }
  /// When the copy was last known to be complete, on the authority's clock.
  [[nodiscard]] std::optional<WallTime> current_at() const { return current_at_; }

  /// Changes are in the store; or (empty page) it was learnt that there are none.
  std::function<void(const protocol::ChangesPage&)> on_applied;
  /// Every record of the scope was replaced.
  std::function<void()> on_switched;
  std::function<void(const Error&)> on_store_error;

 private:
  bool take_answer(const Response& response, MonoTime sent);
  bool take_page(const protocol::ChangesPage& page);
  [[nodiscard]] Result<void> stage(const protocol::ChangesPage& page);

  Link& link_;
  FeedStore& store_;
  std::string scope_;
  Lane lane_;
  std::int64_t revision_ = 0;
  bool staging_ = false;
  bool staging_begun_ = false;
  std::int64_t staged_revision_ = 0;
  int starts_ = 0;
  bool wait_ = false;    ///< the last answer was complete: the next request may wait
  bool waited_ = false;  ///< the request that is out waits
  std::optional<WallTime> current_at_;
};

}  // namespace vuoro::sync
