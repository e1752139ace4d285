#include "server/authority/clerk_shares.h"

#include <algorithm>

#include "server/authority/rights.h"

namespace vuoro::authority {
namespace {

/// Whether the queue is of an organisation: only then somebody may be kept from it.
Result<const Queue*> owned_queue(Context& context, const Uuid& id) {
  const auto queue = queue_of(context, id);
  if (!queue && queue.error().code != Errc::not_found) return fail(queue.error());
  return queue && (*queue)->organization_id ? *queue : nullptr;
}

/// Queues of this work that the counter's clerk may not act on.
Result<std::vector<Uuid>> kept_from(Context& context, const Counter& counter, const CounterWork& work) {
  std::vector<Uuid> out;
  std::optional<store::StaffRow> clerk;
  for (const auto& line : work.queues) {
    auto known = owned_queue(context, line.queue_id);
    if (!known) {
      // One whose record cannot be read is nobody's to act on, and the counter goes on with its others.
      VUORO_TRY(pass_over_fault(context, fail(known.error())));
      out.push_back(line.queue_id);
      continue;
    }
    const Queue* queue = *known;
    if (queue == nullptr || !counter.staff_id) continue;
    if (!clerk) {
      VUORO_ASSIGN(clerk, context.tx.staff(*counter.staff_id));
      if (!clerk) return out;  // a server of the lobby's own may not know everybody
    }
    if (!need_queue(*clerk, *queue)) out.push_back(line.queue_id);
  }
  return out;
}

}  // namespace

Result<CounterWork> work_at(Context& context, const Counter& counter) {
  VUORO_ASSIGN(const auto* profiles, profiles_of(context, counter.site_id));
  CounterWork work = work_of(counter, *profiles);
  VUORO_ASSIGN(const auto others, kept_from(context, counter, work));
  std::erase_if(work.queues, [&](const ProfileQueue& line) {
    return std::find(others.begin(), others.end(), line.queue_id) != others.end();
  });
  return work;
}

Result<std::vector<CounterShare>> clerk_shares(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto* known, counters_of(context, site_id));
  VUORO_ASSIGN(const auto* given, profiles_of(context, site_id));
  std::vector<Counter> counters = *known;
  std::vector<CounterProfile> profiles = *given;
  for (Counter& counter : counters) {
    const CounterWork all = work_of(counter, *given);
    VUORO_ASSIGN(const CounterWork work, work_at(context, counter));
    if (work.queues.size() == all.queues.size()) continue;
    // As if the counter had a profile of its own with what is left.
    CounterProfile own;
    own.id = counter.id;
    own.site_id = site_id;
    own.order = work.order;
    own.queues = work.queues;
    counter.profile_id = own.id;
    profiles.push_back(std::move(own));
  }
  return counter_shares(counters, profiles);
}

}  // namespace vuoro::authority
