#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <utility>

#include "drivers/watchdog/watchdog.h"

namespace vuoro::drivers {
namespace {

constexpr Millis k_look_every{1'000};
/// Far more than the slowest frame, and than a disk that sleeps: a start anew costs the visitor who stands
/// there.
constexpr int k_looks = 30;

class ThreadWatchdog final : public Watchdog {
 public:
  ThreadWatchdog(Millis look_every, int looks, std::function<void()> hung)
      : look_every_(look_every), looks_(looks), hung_(std::move(hung)), thread_([this] { watch(); }) {}
  ~ThreadWatchdog() override {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void ready() override { armed_ = true; }
  void alive() override { ++beats_; }
  void status(std::string_view) override {}
  void stopping() override { armed_ = false; }
  std::optional<Millis> interval() const override { return look_every_ * looks_ / 3; }

 private:
  void watch() {
    std::uint64_t seen = beats_;
    int without = 0;
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, look_every_, [this] { return ended_; })) {
      const std::uint64_t beats = beats_;
      without = armed_ && beats == std::exchange(seen, beats) ? without + 1 : 0;
      if (without < looks_) continue;
      lock.unlock();
      return hung_();
    }
  }

  const Millis look_every_;
  const int looks_;
  const std::function<void()> hung_;
  std::atomic<bool> armed_ = false;
  std::atomic<std::uint64_t> beats_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
  std::thread thread_;  ///< last: it looks at all of the above
};

/// The log may be what it hangs in.
[[noreturn]] void end_program() {
  constexpr std::string_view k_words =
      R"({"level":"error","program":"vuoro","event":"hung","why":"the loop has not turned for 30 s"})"
      "\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, k_words.data(), k_words.size());
  std::abort();
}

}  // namespace

std::unique_ptr<Watchdog> make_thread_watchdog(Millis look_every, int looks, std::function<void()> hung) {
  return std::make_unique<ThreadWatchdog>(look_every, looks, std::move(hung));
}

std::unique_ptr<Watchdog> make_watchdog(const Clock& clock) {
  auto systemd = make_systemd_watchdog(clock);
  if (systemd->interval()) return systemd;
  return make_thread_watchdog(k_look_every, k_looks, end_program);
}

}  // namespace vuoro::drivers
