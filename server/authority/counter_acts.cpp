#include "server/authority/counter_acts.h"

#include "core/lobby/profiles.h"
#include "server/authority/clerk_shares.h"
#include "server/authority/rights.h"

namespace vuoro::authority {

Result<void> write_counter(Context& context, const Counter& counter, std::string_view act,
                           const std::optional<Uuid>& staff_id, std::string_view reason) {
  VUORO_ASSIGN(const auto* profiles, profiles_of(context, counter.site_id));
  VUORO_ASSIGN(const auto before, find<Counter>(context.tx, counter.id));
  if (before) {
    for (const auto& line : work_of(*before, *profiles).queues) {
      context.memory.stale_queues.insert(line.queue_id);
    }
  }
  store::CounterLogRow line;
  line.counter_id = counter.id;
  line.site_id = counter.site_id;
  line.act = act;
  line.staff_id = staff_id;
  line.clerk_id = counter.staff_id;
  line.serving = is_serving(counter);
  VUORO_ASSIGN(const CounterWork now_served, work_at(context, counter));
  line.queue_ids = now_served.own();
  line.profile_id = counter.profile_id;
  line.time = context.now;
  line.reason = reason;
  VUORO_TRY(context.tx.log_counter(line));
  return save(context, counter);
}

Result<void> close_counter(Context& context, Counter counter, const std::optional<Uuid>& staff_id,
                           std::string_view reason) {
  if (!counter.open) return {};
  VUORO_ASSIGN(const auto there, context.tx.tickets_at_counter(counter.id));
  if (!there.empty()) return fail(Errc::conflict, "counter " + counter.name + " still has a visitor");
  counter.open = false;
  counter.paused_at.reset();
  counter.staff_id.reset();
  counter.staff_name.clear();
  return write_counter(context, counter, "close", staff_id, reason);
}

Result<Counter> seat(Context& context, Counter counter, const store::StaffRow& clerk, std::string_view act,
                     const std::optional<Uuid>& staff_id) {
  // Nobody sits in two places.
  VUORO_ASSIGN(const auto* known, counters_of(context, counter.site_id));
  const std::vector<Counter> counters = *known;
  for (const auto& other : counters) {
    if (other.id != counter.id && other.staff_id == clerk.id) {
      VUORO_TRY(close_counter(context, other, staff_id));
    }
  }
  const bool sits_here =
      is_serving(counter) && counter.staff_id == clerk.id && counter.staff_name == clerk.display_name;
  counter.open = true;
  counter.paused_at.reset();
  counter.staff_id = clerk.id;
  counter.staff_name = clerk.display_name;
  // Who says so again adds nothing to the counter's history.
  VUORO_TRY(sits_here ? save(context, counter) : write_counter(context, counter, act, staff_id));
  return counter;
}

Result<bool> may_serve(Context& context, const store::StaffRow& staff, const Counter& counter) {
  VUORO_ASSIGN(const auto* profiles, profiles_of(context, counter.site_id));
  const CounterWork work = work_of(counter, *profiles);
  if (work.queues.empty()) return true;
  for (const auto& line : work.queues) {
    const auto queue = queue_of(context, line.queue_id);
    if (!queue && queue.error().code != Errc::not_found) return fail(queue.error());
    if (queue && need_queue(staff, **queue)) return true;
  }
  return false;
}

}  // namespace vuoro::authority
