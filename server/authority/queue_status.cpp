#include "server/authority/queue_status.h"

#include <algorithm>

#include "core/base/log.h"
#include "core/lobby/profiles.h"

namespace vuoro::authority {
namespace {

Result<std::int32_t> counters_open(Context& context, const Queue& queue) {
  VUORO_ASSIGN(const auto* counters, counters_of(context, queue.site_id));
  VUORO_ASSIGN(const auto* profiles, profiles_of(context, queue.site_id));
  const auto shares = counter_shares(*counters, *profiles);
  return static_cast<std::int32_t>(std::count_if(shares.begin(), shares.end(), [&](const CounterShare& one) {
    return one.serving &&
           std::find(one.queue_ids.begin(), one.queue_ids.end(), queue.id) != one.queue_ids.end();
  }));
}

/// @param waits  what was played just now; null: what was told stays
Result<void> refresh(Context& context, const Uuid& queue_id, const QueueWaits* waits) {
  auto known = queue_of(context, queue_id);
  if (!known) return known.error().code == Errc::not_found ? Result<void>() : fail(known.error());
  const Queue& queue = **known;
  VUORO_ASSIGN(const auto stored, find<QueueStatus>(context.tx, queue_id));
  QueueStatus status = stored.value_or(QueueStatus{});
  status.id = queue_id;
  VUORO_ASSIGN(const auto waiting, context.tx.waiting_count(queue_id));
  status.waiting = static_cast<std::int32_t>(waiting);
  VUORO_ASSIGN(status.counters_open, counters_open(context, queue));
  if (status.closed_today) {
    VUORO_ASSIGN(const std::string today, today_at(context, queue.site_id));
    if (status.closed_day != today) {
      status.closed_today = false;
      status.closed_day.clear();
    }
  }
  if (status.counters_open == 0) {
    status.waits.clear();
  } else if (waits != nullptr) {
    auto told = told_waits(*waits);
    if (differ(status.waits, told)) status.waits = std::move(told);
  }
  if (stored && encode(*stored) == encode(status)) return {};
  return save(context, status, queue.site_id);
}

/// What cannot be foreseen is not said; it never stops an act.
std::map<Uuid, QueueWaits> expected_waits(Context& context, const std::set<Uuid>& stale) {
  auto waits = [&]() -> Result<std::map<Uuid, QueueWaits>> {
    VUORO_TRY(context.memory.waits.learn(context));
    return context.memory.waits.take_due(context, stale);
  }();
  if (waits) return std::move(*waits);
  log::warn("expected_waits_failed", {{"error", waits.error().to_string()}});
  return {};
}

}  // namespace

Result<void> refresh_queue_status(Context& context) {
  std::set<Uuid> stale = std::exchange(context.memory.stale_queues, {});
  const auto waits = expected_waits(context, stale);
  for (const auto& [id, played] : waits) stale.insert(id);
  for (const auto& id : stale) {
    const auto played = waits.find(id);
    VUORO_TRY(refresh(context, id, played == waits.end() ? nullptr : &played->second));
  }
  return {};
}

}  // namespace vuoro::authority
