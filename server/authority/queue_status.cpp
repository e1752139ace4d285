#include "server/authority/queue_status.h"

#include <algorithm>
#include <cmath>

#include "core/base/log.h"
#include "core/lobby/capacity.h"
#include "core/lobby/profiles.h"
#include "server/authority/clerk_shares.h"
#include "server/authority/queue_door.h"
#include "server/authority/site_authority.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

Result<std::int32_t> counters_open(Context& context, const Queue& queue) {
  VUORO_ASSIGN(const auto shares, clerk_shares(context, queue.site_id));
  return static_cast<std::int32_t>(std::count_if(shares.begin(), shares.end(), [&](const CounterShare& one) {
    return one.serving &&
           std::find(one.queue_ids.begin(), one.queue_ids.end(), queue.id) != one.queue_ids.end();
  }));
}

/// A minute more or less is no broken promise.
constexpr std::chrono::seconds k_late_grace_s{60};
/// Queues where only time has passed, of one group of works: an act does not wait for two hundred sites.
constexpr std::size_t k_looked_at_once = 24;
/// Places looked at; behind them nobody is counted as late.
constexpr std::size_t k_late_places_max = 200;
constexpr WallTime k_whenever = WallTime::max();

/// Closed and full are said for one day; what was said of another is over.
Result<void> begin_status_day(Context& context, const Queue& queue, QueueStatus& status) {
  if (status.closed_day.empty() && status.full_lifted_day.empty()) return {};
  VUORO_ASSIGN(const std::string today, today_at(context, queue.site_id));
  if (!status.closed_day.empty() && status.closed_day != today) {
    status.closed_today = false;
    status.full = false;
    status.closed_day.clear();
  }
  if (status.full_lifted_day != today) status.full_lifted_day.clear();
  return {};
}

Result<void> find_capacity(Context& context, const Queue& queue, QueueStatus& status) {
  CapacityAsk ask;
  ask.was_full = status.full;
  ask.now = context.now;
  if (!status.waits.empty()) ask.newcomer_high_s = status.waits.back().high_s;
  if (queue.limit_by_closing.value_or(false) && status.full_lifted_day.empty()) {
    VUORO_ASSIGN(const OpeningHours* hours, hours_of(context, queue));
    VUORO_ASSIGN(const TimeZone* zone, zone_of(context, queue.site_id));
    ask.closing = closing_today(*hours, *zone, context.now);
  }
  status.full = is_full(ask);
  if (status.full || status.closed_today) {
    VUORO_ASSIGN(status.closed_day, today_at(context, queue.site_id));
  } else {
    status.closed_day.clear();
  }
  return {};
}

/// Who of those who wait will be called after they are due: by what was played, and whoever is late already.
Result<void> find_alert(Context& context, const Queue& queue, const QueueWaits* waits, QueueStatus& status) {
  if (status.waiting == 0) {
    status.late_expected = 0;
  } else {
    // What was not played can be late only by what has passed: nobody else is looked at.
    const WallTime until = waits != nullptr ? k_whenever : context.now - k_late_grace_s;
    VUORO_ASSIGN(const auto dues, context.tx.waiting_dues(queue.id, until, k_late_places_max));
    std::int32_t late = 0;
    for (std::size_t i = 0; i < dues.size(); ++i) {
      WallTime called = context.now;
      if (waits != nullptr && i < waits->waiting.size() && waits->waiting[i]) {
        called += std::chrono::seconds(std::lround(waits->waiting[i]->middle));
      }
      if (called > dues[i] + k_late_grace_s) ++late;
    }
    // Between two plays only what has happened is counted anew.
    const bool foreseen = waits == nullptr && !status.waits.empty();
    status.late_expected = foreseen ? std::min(std::max(late, status.late_expected), status.waiting) : late;
  }
  const bool newcomer_late =
      status.counters_open > 0 && !status.waits.empty() &&
      (status.waits.back().low_s + status.waits.back().high_s) / 2 > queue.target_wait_minutes * 60;
  status.alert = status.late_expected > 0 || newcomer_late;
  return {};
}

/// @param waits  what was played just now; null: what was told stays
Result<void> refresh(Context& context, const Uuid& queue_id, const QueueWaits* waits) {
  auto known = queue_of(context, queue_id);
  if (!known) return known.error().code == Errc::not_found ? Result<void>() : fail(known.error());
  const Queue queue = **known;
  VUORO_ASSIGN(const bool here, acts_here(context, queue.site_id));
  if (!here) {
    context.memory.look_again.erase(queue_id);
    return {};
  }
  VUORO_ASSIGN(const auto stored, context.tx.record(collection_of<QueueStatus>(), queue_id));
  QueueStatus status;
  if (stored) {
    // Counted anew from everything else.
    if (auto known_status = stored_record<QueueStatus>(*stored, queue_id)) status = std::move(*known_status);
  }
  status.id = queue_id;
  VUORO_ASSIGN(const auto waiting, context.tx.waiting_count(queue_id));
  status.waiting = static_cast<std::int32_t>(waiting);
  context.memory.look_again.erase(queue_id);
  if (waiting > 0) {
    context.memory.look_again[queue_id] = context.clock.mono() + limits::k_queue_look_again;
  }
  VUORO_ASSIGN(status.counters_open, counters_open(context, queue));
  VUORO_TRY(begin_status_day(context, queue, status));
  if (status.counters_open == 0) {
    status.waits.clear();
  } else if (waits != nullptr) {
    auto told = told_waits(*waits);
    if (differ(status.waits, told)) status.waits = std::move(told);
  }
  VUORO_TRY(find_capacity(context, queue, status));
  VUORO_TRY(find_alert(context, queue, waits, status));
  if (stored && *stored == json::serialize(encode(status))) return {};
  return save(context, status, queue.site_id);
}

/// What cannot be foreseen is not said; it never stops an act.
std::map<Uuid, QueueWaits> expected_waits(Context& context, const std::set<Uuid>& stale) {
  auto waits = [&]() -> Result<std::map<Uuid, QueueWaits>> {
    VUORO_TRY(context.memory.waits.learn(context));
    return context.memory.waits.take_due(context, stale);
  }();
  if (waits) return std::move(*waits);
  if (pass_over_fault(context, fail(waits.error()))) return {};
  log::warn("expected_waits_failed", {{"error", waits.error().to_string()}});
  return {};
}

}  // namespace

Result<void> refresh_queue_status(Context& context) {
  std::set<Uuid> stale = std::exchange(context.memory.stale_queues, {});
  const MonoTime now = context.clock.mono();
  std::size_t looked_at = 0;
  for (const auto& [id, at] : context.memory.look_again) {
    if (at > now) continue;
    stale.insert(id);
    if (++looked_at == k_looked_at_once) break;
  }
  const auto waits = expected_waits(context, stale);
  for (const auto& [id, played] : waits) stale.insert(id);
  for (const auto& id : stale) {
    const auto played = waits.find(id);
    // It writes last, or not at all.
    VUORO_TRY(
        pass_over_fault(context, refresh(context, id, played == waits.end() ? nullptr : &played->second)));
  }
  return {};
}

}  // namespace vuoro::authority
