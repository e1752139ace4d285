#include "server/authority/numbers_apart.h"

#include <fmt/format.h>

#include "core/lobby/numbers.h"
#include "server/authority/ticket_acts.h"

namespace vuoro::authority {
namespace {

/// Numbers that are one queue's.
struct Claim {
  enum class Why { set_up, goes_on, given };  ///< from the content, from the day's range, earlier today
  Uuid queue_id;
  std::string name;
  std::string prefix;
  NumberRange range;
  Why why = Why::set_up;
};

NumberRange hull(const NumberRange& one, const NumberRange& other) {
  if (other.size() == 0) return one;
  return {std::min(one.first, other.first), std::max(one.last, other.last)};
}

Result<void> tell_apart(const Claim& one, const Claim& other) {
  if (one.queue_id == other.queue_id) return {};
  if (one.why == Claim::Why::given && other.why == Claim::Why::given) return {};
  const auto alike = numbers_alike(one.prefix, one.range, other.prefix, other.range);
  if (!alike) return {};
  const auto& [first, last] = *alike;
  if (one.why == Claim::Why::set_up && other.why == Claim::Why::set_up) {
    return fail(
        Errc::conflict,
        fmt::format("the queues \"{}\" and \"{}\" would both give {} to {}: one of them needs another "
                    "prefix or range (a queue that has visitors today stays until tomorrow)",
                    other.name, one.name, first, last));
  }
  return fail(
      Errc::conflict,
      fmt::format("the queues \"{}\" and \"{}\" would both give {} to {} today, where a queue's numbers are "
                  "its own until the day ends: bring it in tomorrow, or with another prefix",
                  other.name, one.name, first, last));
}

Result<void> claim_of_queue(Context& context, const std::string& day, const Queue& queue,
                            std::vector<Claim>& claims) {
  const std::string name = text_in(queue.name, "fi");
  claims.push_back({queue.id, name, queue.prefix, range_of(queue), Claim::Why::set_up});
  if (day.empty()) return {};
  VUORO_ASSIGN(const auto cursor, context.tx.number_cursor(queue.id, day));
  if (cursor && cursor->range.size() > 0)
    claims.push_back({queue.id, name, queue.prefix, cursor->range, Claim::Why::goes_on});
  return {};
}

/// @return "" of a site that is not there (yet)
Result<std::string> day_of(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto site, find<Site>(context.tx, site_id));
  return site ? today_at(context, site_id) : Result<std::string>("");
}

}  // namespace

Result<void> note_numbers_of_today(Context& context, const Queue& queue) {
  VUORO_ASSIGN(const std::string day, day_of(context, queue.site_id));
  if (day.empty()) return {};
  VUORO_ASSIGN(const auto cursor, context.tx.number_cursor(queue.id, day));
  if (!cursor) return {};
  const NumberRange range = hull(range_of(queue), cursor->range);
  return context.tx.note_earlier_numbers(queue.site_id, day, {queue.id, queue.prefix, range});
}

Result<void> numbers_apart(Context& context, const std::set<Uuid>& sites) {
  for (const auto& site : sites) {
    VUORO_ASSIGN(const std::string day, day_of(context, site));
    VUORO_ASSIGN(const auto rows, context.tx.records(scope_of_site(site), collection_of<Queue>()));
    std::vector<Claim> claims;
    for (const auto& row : rows) {
      const auto queue = stored_record<Queue>(row.json, row.id);
      if (!queue) continue;  // is mended by bringing it in
      VUORO_TRY(claim_of_queue(context, day, *queue, claims));
    }
    VUORO_ASSIGN(const auto earlier, context.tx.earlier_numbers(site, day));
    for (const auto& one : earlier)
      claims.push_back({one.queue_id, one.prefix, one.prefix, one.range, Claim::Why::given});
    for (auto one = claims.begin(); one != claims.end(); ++one) {
      for (auto other = claims.begin(); other != one; ++other) VUORO_TRY(tell_apart(*one, *other));
    }
  }
  return {};
}

}  // namespace vuoro::authority
