#include "server/store/page_watch.h"

#include "core/base/log.h"

namespace vuoro::store {

using namespace std::chrono_literals;

std::chrono::milliseconds until_night(std::chrono::system_clock::time_point now) {
  const auto time = std::chrono::floor<std::chrono::milliseconds>(now);
  auto night = std::chrono::floor<std::chrono::days>(time) + 1h + 30min;
  if (night <= time) night += 24h;
  return night - time;
}

PageWatch::PageWatch(Store& store, std::function<std::chrono::milliseconds()> until_due)
    : store_(store), until_due_(std::move(until_due)), thread_([this] { run(); }) {}

PageWatch::~PageWatch() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

void PageWatch::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (ended_.wait_for(lock, until_due_(), [this] { return ends_; })) return;
    }
    // Damage is told by the store itself.
    if (const auto read = store_.check_pages(); !read && read.error().code != Errc::corrupt)
      log::warn("pages_not_checked", {{"error", read.error().to_string()}});
  }
}

}  // namespace vuoro::store
