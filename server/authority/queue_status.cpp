#include "server/authority/queue_status.h"

#include <algorithm>

#include "server/limits.h"

namespace vuoro::authority {
namespace {

Result<std::int32_t> counters_open(Context& context, const Queue& queue) {
  VUORO_ASSIGN(const auto* counters, counters_of(context, queue.site_id));
  return static_cast<std::int32_t>(
      std::count_if(counters->begin(), counters->end(), [&](const Counter& counter) {
        return counter.open && std::find(counter.queue_ids.begin(), counter.queue_ids.end(), queue.id) !=
                                   counter.queue_ids.end();
      }));
}

Result<void> refresh(Context& context, const Uuid& queue_id, bool measure_pace) {
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
  if (measure_pace || !stored || status.pace_high_s > 0) {
    VUORO_ASSIGN(const auto calls, context.tx.calls_of_queue(queue_id, context.now - limits::k_pace_window,
                                                             limits::k_pace_calls + 1));
    const Pace pace = pace_of(calls);
    status.pace_low_s = pace.low_s;
    status.pace_high_s = pace.high_s;
  }
  if (stored && encode(*stored) == encode(status)) return {};
  return save(context, status, queue.site_id);
}

}  // namespace

Pace pace_of(std::span<const WallTime> calls) {
  std::vector<std::int64_t> intervals;
  for (std::size_t i = 1; i < calls.size(); ++i) {
    intervals.push_back(std::chrono::round<std::chrono::seconds>(calls[i - 1] - calls[i]).count());
  }
  if (intervals.size() < limits::k_pace_intervals_min) return {};
  std::sort(intervals.begin(), intervals.end());
  const auto at = [&](std::size_t quarter) {
    const std::size_t place = (intervals.size() - 1) * quarter / 4;
    return static_cast<std::int32_t>(std::max<std::int64_t>(1, intervals[place]));
  };
  return {at(1), at(3)};
}

Result<void> refresh_queue_status(Context& context) {
  const auto stale = std::exchange(context.memory.stale_queues, {});
  const auto called = std::exchange(context.memory.called_queues, {});
  for (const auto& id : stale) VUORO_TRY(refresh(context, id, called.contains(id)));
  return {};
}

}  // namespace vuoro::authority
