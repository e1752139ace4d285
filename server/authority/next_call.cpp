#include "server/authority/next_call.h"

#include <algorithm>

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

/// Reservations for one counter and its clerk are few; of those only the first can be next.
constexpr std::size_t k_kept_looked_at = 20;

/// The first who is reserved for this counter or this clerk, in whatever queue the clerk may act on.
Result<std::optional<FirstWaiting>> first_kept(Context& context, const store::StaffRow& staff,
                                               const Counter& counter, const std::vector<Uuid>& asked) {
  VUORO_ASSIGN(const auto kept, context.tx.reserved_for(counter.id, staff.id, k_kept_looked_at));
  for (const auto& place : kept) {
    VUORO_ASSIGN(const auto ticket, load<Ticket>(context.tx, place.id));
    const bool wanted =
        asked.empty() || std::find(asked.begin(), asked.end(), ticket.queue_id) != asked.end();
    if (!wanted || ticket.site_id != counter.site_id) continue;
    VUORO_ASSIGN(const Queue* queue, queue_of(context, ticket.queue_id));
    if (!need_queue(staff, *queue)) continue;
    return FirstWaiting{ticket.queue_id, place.id, place.due, place.issued_at, true};
  }
  return std::optional<FirstWaiting>();
}

}  // namespace

Result<std::optional<NextVisitor>> choose_next(Context& context, const store::StaffRow& staff,
                                               const Counter& counter, const std::vector<Uuid>& asked) {
  VUORO_ASSIGN(const CounterWork work, work_for(context, counter, asked));
  std::vector<FirstWaiting> firsts;
  for (const auto& line : work.queues) {
    auto found = queue_of(context, line.queue_id);
    // A profile may outlive a queue; one that cannot be read keeps nobody from calling for the others.
    const bool gone = !found && (found.error().code == Errc::not_found ||
                                 pass_over_fault(context, fail(found.error())).has_value());
    if (gone && asked.empty()) continue;
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
  VUORO_ASSIGN(const auto kept, first_kept(context, staff, counter, asked));
  if (kept) firsts.push_back(*kept);
  return next_visitor(work, firsts, context.now);
}

}  // namespace vuoro::authority
