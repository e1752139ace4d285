#include "server/authority/next_call.h"

#include "server/authority/rights.h"

namespace vuoro::authority {
namespace {

Result<CounterWork> work_for(Context& context, const Counter& counter, const std::vector<Uuid>& asked) {
  if (asked.empty()) {
    VUORO_ASSIGN(const auto* profiles, profiles_of(context, counter.site_id));
    return work_of(counter, *profiles);
  }
  CounterWork work;
  for (const auto& id : asked) work.queues.push_back({id, std::nullopt});
  return work;
}

}  // namespace

Result<std::optional<NextVisitor>> choose_next(Context& context, const store::StaffRow& staff,
                                               const Counter& counter, const std::vector<Uuid>& asked) {
  VUORO_ASSIGN(const CounterWork work, work_for(context, counter, asked));
  std::vector<FirstWaiting> firsts;
  for (const auto& line : work.queues) {
    auto found = queue_of(context, line.queue_id);
    // A profile may outlive a queue.
    if (!found && found.error().code == Errc::not_found && asked.empty()) continue;
    if (!found) return fail(found.error());
    if ((*found)->site_id != counter.site_id) {
      if (asked.empty()) continue;
      return fail(Errc::invalid_argument, "queue_ids: a queue of another site");
    }
    if (auto may = need_queue(staff, **found); !may) {
      // A counter may serve queues that this clerk does not; only asking for one by name is refused.
      if (asked.empty()) continue;
      return fail(may.error());
    }
    VUORO_ASSIGN(const auto first, context.tx.first_waiting(line.queue_id));
    if (first) firsts.push_back({line.queue_id, first->id, first->due, first->issued_at, false});
  }
  return next_visitor(work, firsts, context.now);
}

}  // namespace vuoro::authority
