#include "server/http/rate_limit.h"

#include <algorithm>

namespace vuoro::http {

bool RateLimit::take(const std::string& key, MonoTime now) {
  const auto known = buckets_.find(key);
  if (known == buckets_.end()) {
    if (buckets_.size() >= entries_max_) {
      buckets_.erase(recent_.back().key);
      recent_.pop_back();
    }
    recent_.push_front({key, burst_, now});
    buckets_.emplace(key, recent_.begin());
  } else {
    recent_.splice(recent_.begin(), recent_, known->second);
  }
  Bucket& bucket = recent_.front();
  const double seconds = std::chrono::duration<double>(now - bucket.filled).count();
  bucket.tokens = std::min(burst_, bucket.tokens + seconds * per_second_);
  bucket.filled = now;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

}  // namespace vuoro::http
