#include "core/sync/backoff.h"

#include <algorithm>

namespace vuoro::sync {
namespace {

Millis jitter(Random& random, Millis most) {
  return Millis(static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(most.count()) + 1)));
}

}  // namespace

Millis patience(Random& random, Millis retry_after) {
  const Millis least = std::clamp(retry_after, Millis(0), k_retry_after_most);
  return least + jitter(random, std::max(least, k_backoff_first));
}

Millis Backoff::after_failure(Random& random, std::optional<Millis> retry_after) {
  constexpr int k_doublings = 16;  // far over the most; keeps the shift defined
  const int doublings = std::min(failures_, k_doublings);
  ++failures_;
  const Millis most = std::min(k_backoff_most, k_backoff_first * (std::int64_t{1} << doublings));
  const Millis own = jitter(random, most);
  return retry_after ? std::max(own, patience(random, *retry_after)) : own;
}

bool Breaker::may_try(MonoTime now) const {
  return !is_open() || now >= until_;
}

void Breaker::began(MonoTime now) {
  // The probe has this long to come back before another may try; its failure sets a new rest anyway.
  if (is_open()) until_ = now + k_request_timeout;
}

void Breaker::succeeded() {
  failures_ = 0;
}

void Breaker::failed(MonoTime now, Random& random) {
  failures_ = std::min(failures_ + 1, k_breaker_failures);
  if (is_open()) until_ = now + k_breaker_rest / 2 + jitter(random, k_breaker_rest / 2);
}

}  // namespace vuoro::sync
