#pragma once
// A token bucket for each key. Pure; the caller gives the time.

#include <list>
#include <string>
#include <unordered_map>

#include "core/base/clock.h"

namespace vuoro::http {

/// Not thread-safe.
class RateLimit {
 public:
  /// @param entries_max  over it the key longest unused is forgotten, which gives it a full bucket again.
  RateLimit(double per_second, double burst, std::size_t entries_max)
      : per_second_(per_second), burst_(burst), entries_max_(entries_max) {}

  /// Takes one token. @return false when there is none.
  [[nodiscard]] bool take(const std::string& key, MonoTime now);

 private:
  struct Bucket {
    std::string key;
    double tokens;
    MonoTime filled;
  };
  double per_second_;
  double burst_;
  std::size_t entries_max_;
  std::list<Bucket> recent_;  ///< latest used first
  std::unordered_map<std::string, std::list<Bucket>::iterator> buckets_;
};

}  // namespace vuoro::http
