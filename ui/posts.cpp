#include "ui/posts.h"

namespace vuoro::ui {

void Posts::post(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    work_.push_back(std::move(work));
  }
  wake_();
}

std::size_t Posts::run_all() {
  std::vector<std::function<void()>> now;
  {
    const std::lock_guard lock(mutex_);
    now.swap(work_);
  }
  for (auto& work : now) work();
  return now.size();
}

bool Posts::empty() const {
  const std::lock_guard lock(mutex_);
  return work_.empty();
}

void Posts::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  work_.clear();
}

}  // namespace vuoro::ui
