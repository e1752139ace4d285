#include "server/authority/put_back.h"

#include "server/authority/number_stock.h"
#include "server/authority/site_authority.h"

namespace vuoro::authority {
namespace {

/// More than any server counts, and by chance: after the same backup was put in place twice, a revision of
/// the first time is none of the second. Hundreds of such jumps are exact in a browser's numbers.
constexpr std::int64_t k_jump_least = std::int64_t{1} << 32;
constexpr std::uint64_t k_jump_spread = std::uint64_t{1} << 43;

Result<void> step_over_at_site(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto row, authority_row(context.tx, site_id));
  if (!row.here) return {};
  VUORO_ASSIGN(const auto days, number_days(context, site_id));
  VUORO_ASSIGN(const auto queues, context.tx.records(scope_of_site(site_id), collection_of<Queue>()));
  for (const auto& queue : queues)
    VUORO_TRY(each_alone(context, [&] { return step_over_since_backup(context, queue.id, days); }));
  return {};
}

}  // namespace

Result<std::optional<WallTime>> go_on_from_backup(Context& context) {
  VUORO_ASSIGN(const auto made, context.tx.take_backup_mark());
  if (!made) return made;
  VUORO_TRY(context.memory.clock.check(context.tx, context.now));
  VUORO_TRY(context.tx.begin_history(k_jump_least +
                                     static_cast<std::int64_t>(context.random.below(k_jump_spread))));
  VUORO_ASSIGN(const auto sites, context.tx.site_ids());
  for (const auto& site : sites)
    VUORO_TRY(each_alone(context, [&] { return step_over_at_site(context, site); }));
  return made;
}

}  // namespace vuoro::authority
