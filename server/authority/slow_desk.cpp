#include "server/authority/slow_desk.h"

namespace vuoro::authority {

SlowDesk::SlowDesk(std::size_t waiting_max) : waiting_max_(waiting_max), thread_([this] { run(); }) {}

SlowDesk::~SlowDesk() {
  stop();
}

void SlowDesk::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  filled_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool SlowDesk::take(Work work) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || waiting_.size() >= waiting_max_) return false;
  waiting_.push_back(std::move(work));
  filled_.notify_one();
  return true;
}

void SlowDesk::run() {
  for (;;) {
    Work next;
    {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    next();
  }
}

}  // namespace vuoro::authority
