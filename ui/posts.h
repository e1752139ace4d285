#pragma once
// Work handed to the thread that draws.

#include <functional>
#include <mutex>
#include <vector>

namespace vuoro::ui {

/// Thread-safe queue of functions that the drawing thread runs between frames, in order.
class Posts {
 public:
  /// @param wake  called after each post, from the posting thread; must be thread-safe.
  explicit Posts(std::function<void()> wake) : wake_(std::move(wake)) {}

  /// Any thread. After close() it does nothing.
  void post(std::function<void()> work);
  /// The drawing thread only. Runs what was posted before this call. @return how many ran.
  std::size_t run_all();
  [[nodiscard]] bool empty() const;
  void close();

 private:
  mutable std::mutex mutex_;
  std::vector<std::function<void()>> work_;
  bool closed_ = false;
  std::function<void()> wake_;
};

}  // namespace vuoro::ui
