#pragma once
// Leases on their way back to the authority, as many at a time as it takes.

#include <functional>
#include <span>
#include <vector>

#include "core/sync/link.h"

namespace vuoro::sync {

/// Not thread-safe. What is added is told to the authority until it has answered; the owner's store remembers
/// it.
class LeaseReturns {
 public:
  LeaseReturns(Link& link, MonoTime first) : lane_(link, first) {}

  void add(const Uuid& lease_id) { waiting_.push_back(lease_id); }
  /// It ended by itself.
  void drop(const Uuid& lease_id) { std::erase(waiting_, lease_id); }
  void clear() { waiting_.clear(); }
  [[nodiscard]] bool empty() const { return waiting_.empty(); }

  void step();
  [[nodiscard]] std::optional<MonoTime> wake() const;
  void hurry() { lane_.hurry(); }

  /// The authority has heard of these: the owner forgets them.
  std::function<void(std::span<const Uuid>)> on_returned;

 private:
  Lane lane_;
  std::vector<Uuid> waiting_;
};

}  // namespace vuoro::sync
