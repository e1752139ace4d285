#include "core/lobby/profiles.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace vuoro {
namespace {

const ProfileQueue* line_of(const CounterWork& work, const Uuid& queue_id) {
  const auto found = std::find_if(work.queues.begin(), work.queues.end(),
                                  [&](const ProfileQueue& line) { return line.queue_id == queue_id; });
  return found == work.queues.end() ? nullptr : &*found;
}

bool earlier(const FirstWaiting& a, const FirstWaiting& b) {
  return std::tie(a.due, a.issued_at, a.ticket_id) < std::tie(b.due, b.issued_at, b.ticket_id);
}

void take_earlier(const FirstWaiting*& best, const FirstWaiting& candidate) {
  if (best == nullptr || earlier(candidate, *best)) best = &candidate;
}

}  // namespace

std::vector<Uuid> CounterWork::own() const {
  std::vector<Uuid> out;
  for (const auto& line : queues) {
    if (!line.help_after_minutes) out.push_back(line.queue_id);
  }
  return out;
}

std::vector<Uuid> CounterWork::helped() const {
  std::vector<Uuid> out;
  for (const auto& line : queues) {
    if (line.help_after_minutes) out.push_back(line.queue_id);
  }
  return out;
}

bool CounterWork::serves(const Uuid& queue_id) const {
  return line_of(*this, queue_id) != nullptr;
}

CounterWork work_of(const Counter& counter, std::span<const CounterProfile> profiles) {
  if (counter.profile_id) {
    const auto profile = std::find_if(profiles.begin(), profiles.end(), [&](const CounterProfile& one) {
      return one.id == *counter.profile_id;
    });
    if (profile != profiles.end()) return {profile->order, profile->queues};
  }
  CounterWork work;
  for (const auto& id : counter.queue_ids) work.queues.push_back({id, std::nullopt});
  return work;
}

bool is_serving(const Counter& counter) {
  return counter.open && counter.staff_id && !counter.paused_at;
}

std::vector<CounterShare> counter_shares(std::span<const Counter> counters,
                                         std::span<const CounterProfile> profiles) {
  std::vector<CounterShare> shares;
  std::vector<CounterWork> works;
  std::set<Uuid> kept;  // queues that a serving counter has as its own
  for (const auto& counter : counters) {
    works.push_back(work_of(counter, profiles));
    shares.push_back({counter.id, is_serving(counter), works.back().own(), {}});
    if (shares.back().serving) kept.insert(shares.back().queue_ids.begin(), shares.back().queue_ids.end());
  }
  for (std::size_t i = 0; i < shares.size(); ++i) {
    for (const auto& line : works[i].queues) {
      if (!line.help_after_minutes || kept.contains(line.queue_id)) continue;
      shares[i].queue_ids.push_back(line.queue_id);
      shares[i].helped.push_back(line);
    }
  }
  return shares;
}

std::string_view name_of(CallReason reason) {
  switch (reason) {
    case CallReason::own:
      return "own";
    case CallReason::helps_empty:
      return "helps_empty";
    case CallReason::helps_overdue:
      return "helps_overdue";
  }
  return "";
}

std::optional<NextVisitor> next_visitor(const CounterWork& work, std::span<const FirstWaiting> firsts,
                                        WallTime now) {
  const FirstWaiting* own = nullptr;
  const FirstWaiting* overdue = nullptr;
  const FirstWaiting* helped = nullptr;
  std::ptrdiff_t own_place = 0;
  for (const auto& first : firsts) {
    const auto* line = first.reserved_here ? nullptr : line_of(work, first.queue_id);
    if (line == nullptr && !first.reserved_here) continue;
    if (line != nullptr && line->help_after_minutes) {
      take_earlier(helped, first);
      if (now - first.due >= std::chrono::minutes(*line->help_after_minutes)) take_earlier(overdue, first);
      continue;
    }
    const std::ptrdiff_t place =
        work.order == ProfileOrder::due || line == nullptr ? -1 : line - work.queues.data();
    if (own == nullptr || place < own_place || (place == own_place && earlier(first, *own))) {
      own = &first;
      own_place = place;
    }
  }
  if (overdue != nullptr && own != nullptr) return NextVisitor{*overdue, CallReason::helps_overdue};
  if (own != nullptr) return NextVisitor{*own, CallReason::own};
  if (helped != nullptr) return NextVisitor{*helped, CallReason::helps_empty};
  return std::nullopt;
}

Result<void> validate(const CounterProfile& profile, const std::string& path) {
  const auto refuse = [&](std::string_view what) {
    return fail(Errc::invalid_argument, fmt::format("{}.{}", path, what));
  };
  if (profile.name.empty()) return refuse("name: missing");
  if (profile.queues.size() > k_profile_queues_max) return refuse("queues: too many");
  std::set<Uuid> seen;
  bool own = false;
  for (std::size_t i = 0; i < profile.queues.size(); ++i) {
    const auto& line = profile.queues[i];
    if (!seen.insert(line.queue_id).second) return refuse(fmt::format("queues[{}].queue_id: named twice", i));
    own = own || !line.help_after_minutes;
    if (line.help_after_minutes &&
        (*line.help_after_minutes < 0 || *line.help_after_minutes > k_help_after_minutes_max)) {
      return refuse(fmt::format("queues[{}].help_after_minutes: 0 to {}", i, k_help_after_minutes_max));
    }
  }
  if (!own) return refuse("queues: none of its own");
  return {};
}

}  // namespace vuoro
