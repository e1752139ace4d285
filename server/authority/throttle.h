#pragma once
// Slows down whoever keeps failing. Pure; the caller gives the time.

#include <map>
#include <optional>
#include <string>

#include "core/base/clock.h"

namespace vuoro::authority {

/// After some free failures each attempt must wait twice as long as the one before, up to a longest wait.
/// Kept in memory: a restart forgives. Not thread-safe.
class Throttle {
 public:
  struct Rule {
    int free_failures = 5;
    Millis longest{};
    Millis memory{};  ///< without a failure for so long, all is forgiven
    std::size_t entries_max = 10'000;
  };
  explicit Throttle(Rule rule) : rule_(rule) {}

  /// How long this key has yet to wait; nothing when it may try now.
  [[nodiscard]] std::optional<Millis> wait_for(const std::string& key, MonoTime now) const;
  /// Counts an attempt as failed before its outcome is known, so that many at once gain nothing.
  void attempt(const std::string& key, MonoTime now);
  void succeeded(const std::string& key) { entries_.erase(key); }

 private:
  struct Entry {
    int failures = 0;
    MonoTime latest{};
    MonoTime free_at{};
  };
  void make_room(MonoTime now);

  Rule rule_;
  std::map<std::string, Entry> entries_;
};

}  // namespace vuoro::authority
