#include "tests/support/loopback_wire.h"

#include <algorithm>

namespace vuoro::test {

LoopbackWire::LoopbackWire(FakeAuthority& authority, const Uuid& device_id, std::shared_ptr<Line> line)
    : authority_(authority), device_id_(device_id), line_(std::move(line)) {
  authority_.on_change([this] { wake(); });
}

LoopbackWire::~LoopbackWire() {
  authority_.on_change(nullptr);
}

void LoopbackWire::send(sync::Request request, Done done) {
  const MonoTime deadline = clock_.mono() + request.timeout;
  pending_.push_back({std::move(request), std::move(done), deadline});
}

bool LoopbackWire::hand_out() {
  std::list<Pending> offered = std::move(pending_);
  pending_.clear();
  std::list<std::pair<Done, sync::Response>> answered;
  for (auto& pending : offered) {
    const sync::Response lost{0, "", std::nullopt, "the test cut the line"};
    if (!line_->connected) {
      answered.emplace_back(std::move(pending.done), lost);
      continue;
    }
    const bool late = clock_.mono() >= pending.deadline;
    auto response = line_->silent ? std::nullopt : authority_.handle(device_id_, pending.request, !late);
    if (response && pending.request.method == "POST" && line_->lose_answers > 0) {
      --line_->lose_answers;
      response = lost;
    }
    if (!response && late) response = lost;
    if (response) {
      answered.emplace_back(std::move(pending.done), std::move(*response));
    } else {
      pending_.push_back(std::move(pending));
    }
  }
  for (auto& [done, response] : answered) done(std::move(response));
  return !answered.empty();
}

void LoopbackWire::run(Millis at_most) {
  if (hand_out()) return;
  MonoTime until = clock_.mono() + at_most;
  for (const auto& pending : pending_) until = std::min(until, pending.deadline);
  {
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, std::max(Millis(0), until - clock_.mono()), [this] { return wake_; });
    wake_ = false;
  }
  hand_out();
}

void LoopbackWire::wake() {
  const std::lock_guard lock(mutex_);
  wake_ = true;
  woken_.notify_all();
}

}  // namespace vuoro::test
