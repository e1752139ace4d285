#pragma once
// Reads every page of the store's database once a night, so that what rots where nobody reads is found while
// a back-up without it is still at hand.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "server/store/store.h"

namespace vuoro::store {

/// How long it is until it is night next: half past one in UTC, after three in Finland. In (0, 24 h].
[[nodiscard]] std::chrono::milliseconds until_night(std::chrono::system_clock::time_point now);

/// Has a thread of its own from its making to its end.
class PageWatch {
 public:
  /// @param store     must outlive this
  /// @param until_due  how long from now until the next check; asked again after each
  PageWatch(Store& store, std::function<std::chrono::milliseconds()> until_due);
  ~PageWatch();
  PageWatch(const PageWatch&) = delete;
  PageWatch& operator=(const PageWatch&) = delete;

 private:
  void run();

  Store& store_;
  std::function<std::chrono::milliseconds()> until_due_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace vuoro::store
