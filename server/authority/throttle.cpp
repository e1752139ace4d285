#include "server/authority/throttle.h"

#include <algorithm>

namespace vuoro::authority {

std::optional<Millis> Throttle::wait_for(const std::string& key, MonoTime now) const {
  const auto entry = entries_.find(key);
  if (entry == entries_.end() || now >= entry->second.free_at) return std::nullopt;
  return entry->second.free_at - now;
}

void Throttle::attempt(const std::string& key, MonoTime now) {
  make_room(now);
  Entry& entry = entries_[key];
  if (entry.failures > 0 && now - entry.latest > rule_.memory) entry = {};
  ++entry.failures;
  entry.latest = now;
  const int over = entry.failures - rule_.free_failures;
  if (over < 0) return;
  const Millis wait = std::min(rule_.longest, Millis(1000) * (std::int64_t{1} << std::min(over, 30)));
  entry.free_at = now + wait;
}

void Throttle::make_room(MonoTime now) {
  if (entries_.size() < rule_.entries_max) return;
  std::erase_if(entries_, [&](const auto& entry) { return now - entry.second.latest > rule_.memory; });
  if (entries_.size() < rule_.entries_max) return;
  const auto oldest = std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
    return a.second.latest < b.second.latest;
  });
  entries_.erase(oldest);
}

}  // namespace vuoro::authority
