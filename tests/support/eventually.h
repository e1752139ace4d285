#pragma once
// Waiting for what another thread does.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace vuoro::test {

/// Waits for a state that another thread reaches. @return false when it was not reached within `patience`.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition,
                              std::chrono::steady_clock::duration patience = std::chrono::seconds(10)) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

/// What a device's thread told, written down as text, to be waited for. Any thread may call.
class AwaitedText {
 public:
  explicit AwaitedText(std::chrono::steady_clock::duration patience) : patience_(patience) {}
  void add(std::string_view more) {
    const std::lock_guard lock(mutex_);
    text_ += more;
    changed_.notify_all();
  }
  [[nodiscard]] bool wait_for(const std::string& whole) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience_, [&] { return text_ == whole; });
  }
  [[nodiscard]] std::string text() {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  std::chrono::steady_clock::duration patience_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
};

}  // namespace vuoro::test
