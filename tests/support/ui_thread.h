#pragma once
// Stands in for the window's loop: what other threads post is run by the test's own thread.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace vuoro::test {

class UiThread {
 public:
  [[nodiscard]] std::function<void(std::function<void()>)> post() {
    return [this](std::function<void()> call) {
      const std::lock_guard lock(mutex_);
      calls_.push_back(std::move(call));
      came_.notify_all();
    };
  }

  /// Runs what is posted until `holds()` or the bound is over. @return whether it came to hold.
  template <class Predicate>
  bool run_until(Predicate holds, std::chrono::milliseconds bound = std::chrono::seconds(10)) {
    const auto end = std::chrono::steady_clock::now() + bound;
    while (!holds()) {
      std::function<void()> call;
      {
        std::unique_lock lock(mutex_);
        if (!came_.wait_until(lock, end, [this] { return !calls_.empty(); })) return holds();
        call = std::move(calls_.front());
        calls_.pop_front();
      }
      call();
    }
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<std::function<void()>> calls_;
};

}  // namespace vuoro::test
