#include "server/authority/troubles.h"

#include <algorithm>

#include "core/base/log.h"

namespace vuoro::authority {
namespace {

constexpr std::chrono::minutes k_remembered{10};
/// What is more is in the log as often as it is met.
constexpr std::size_t k_troubles_max = 1'000;

template <class Key>
std::size_t alive(const std::map<Key, MonoTime>& met, MonoTime now) {
  return static_cast<std::size_t>(
      std::ranges::count_if(met, [&](const auto& one) { return now - one.second < k_remembered; }));
}

/// @return whether it is new
template <class Key>
bool meet(std::map<Key, MonoTime>& met, const Key& key, MonoTime now) {
  std::erase_if(met, [&](const auto& one) { return now - one.second >= k_remembered; });
  const bool known = met.contains(key);
  if (known || met.size() < k_troubles_max) met[key] = now;
  return !known;
}

}  // namespace

OwnFault fault_of_store(const Error& error) {
  if (error.code == Errc::disk_full)
    return {"cannot_write", "nothing can be written: the disk is full (disk_full)"};
  const std::string code(name_of(error.code));
  if (error.code == Errc::corrupt) return {"damaged", "the database is damaged: " + code};
  return {"cannot_write", "nothing can be written: " + code};
}

void Troubles::note(const Error& error, MonoTime now) {
  const std::lock_guard lock(mutex_);
  if (meet(met_, error.to_string(), now)) log::error("server_at_fault", {{"error", error.to_string()}});
}

bool Troubles::note_event(const Uuid& id, MonoTime now) {
  const std::lock_guard lock(mutex_);
  return meet(events_, id, now);
}

void Troubles::forget_event(const Uuid& id) {
  const std::lock_guard lock(mutex_);
  events_.erase(id);
}

std::optional<std::string> Troubles::latest(MonoTime now) const {
  const std::lock_guard lock(mutex_);
  const auto last = std::ranges::max_element(met_, {}, [](const auto& one) { return one.second; });
  if (last == met_.end() || now - last->second >= k_remembered) return std::nullopt;
  return last->first;
}

std::size_t Troubles::count(MonoTime now) const {
  const std::lock_guard lock(mutex_);
  return alive(met_, now);
}

std::size_t Troubles::events(MonoTime now) const {
  const std::lock_guard lock(mutex_);
  return alive(events_, now);
}

}  // namespace vuoro::authority
