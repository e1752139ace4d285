#pragma once
// How long to wait after a failure.

#include <optional>

#include "core/base/random.h"
#include "core/sync/limits.h"

namespace vuoro::sync {

/// How long to be quiet when the authority asks for it: at least so long, and up to twice, for it says the
/// same to everybody.
[[nodiscard]] Millis patience(Random& random, Millis retry_after);

/// Exponential with full jitter.
class Backoff {
 public:
  /// The wait before the next try. A Retry-After of the authority is a least, with jitter on top: told the
  /// same again and again, it grows all the same.
  [[nodiscard]] Millis after_failure(Random& random, std::optional<Millis> retry_after = std::nullopt);
  void reset() { failures_ = 0; }
  [[nodiscard]] int failures() const { return failures_; }

 private:
  int failures_ = 0;
};

/// Closed: everybody may try. Open: nobody may until the rest is over; then one probe decides.
class Breaker {
 public:
  [[nodiscard]] bool is_open() const { return failures_ >= k_breaker_failures; }
  /// May a request go now? While open, the one who is told yes is the probe until its outcome is noted.
  [[nodiscard]] bool may_try(MonoTime now) const;
  void began(MonoTime now);
  void succeeded();
  void failed(MonoTime now, Random& random);
  /// When may_try can become true; only while open.
  [[nodiscard]] MonoTime rest_over() const { return until_; }

 private:
  int failures_ = 0;
  MonoTime until_{};
};

}  // namespace vuoro::sync
