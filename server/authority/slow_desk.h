#pragma once
// Work that takes a tenth of a second and must not stand in anybody's way: passwords, pictures.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace vuoro::authority {

/// Does one piece of work after another on its own thread. Any thread may hand work in.
class SlowDesk {
 public:
  using Work = std::function<void()>;

  explicit SlowDesk(std::size_t waiting_max);
  ~SlowDesk();
  SlowDesk(const SlowDesk&) = delete;
  SlowDesk& operator=(const SlowDesk&) = delete;

  /// @return false when too much is waiting, or the desk was stopped; then it is never done.
  [[nodiscard]] bool take(Work work);
  /// Does what is waiting, then takes no more.
  void stop();

 private:
  void run();

  const std::size_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Work> waiting_;
  bool stopping_ = false;
  std::thread thread_;  ///< last: begins when everything else is there
};

}  // namespace vuoro::authority
