#include "server/authority/numbers_apart.h"

#include <fmt/format.h>

#include "core/lobby/numbers.h"
#include "server/authority/number_stock.h"
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

/// @param day  empty: today
Result<void> tell_apart(const Claim& one, const Claim& other, const std::string& day) {
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
      fmt::format("the queues \"{}\" and \"{}\" would both give {} to {} {}, where a queue's numbers are "
                  "its own until the day ends: bring it in {}, or with another prefix",
                  other.name, one.name, first, last, day.empty() ? "today" : "on " + day,
                  day.empty() ? "tomorrow" : "after that day (terminals hold numbers of it by now)"));
}

Result<void> claim_of_queue(Context& context, const std::string& day, const Queue& queue,
                            std::vector<Claim>& claims) {
  const std::string name = text_in(queue.name, "fi");
  claims.push_back({queue.id, name, queue.prefix, range_of(queue), Claim::Why::set_up});
  VUORO_ASSIGN(const auto cursor, context.tx.number_cursor(queue.id, day));
  if (cursor && cursor->range.size() > 0)
    claims.push_back({queue.id, name, queue.prefix, cursor->range, Claim::Why::goes_on});
  return {};
}

/// Today, and the days of which terminals may hold numbers.
/// @return none of a site that is not there (yet)
Result<std::vector<std::string>> days_with_numbers(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto site, find<Site>(context.tx, site_id));
  if (!site) return std::vector<std::string>();
  VUORO_ASSIGN(const auto days, number_days(context, site_id));
  return std::vector<std::string>(days.leased().begin(), days.leased().end());
}

Result<void> apart_on(Context& context, const Uuid& site, const std::vector<store::RecordRow>& rows,
                      const std::string& day, bool today) {
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
    for (auto other = claims.begin(); other != one; ++other)
      VUORO_TRY(tell_apart(*one, *other, today ? "" : day));
  }
  return {};
}

}  // namespace

Result<void> note_numbers_given(Context& context, const Queue& queue) {
  VUORO_ASSIGN(const auto days, days_with_numbers(context, queue.site_id));
  for (const auto& day : days) {
    VUORO_ASSIGN(const auto cursor, context.tx.number_cursor(queue.id, day));
    if (!cursor) continue;
    const NumberRange range = hull(range_of(queue), cursor->range);
    VUORO_TRY(context.tx.note_earlier_numbers(queue.site_id, day, {queue.id, queue.prefix, range}));
  }
  return {};
}

Result<void> numbers_apart(Context& context, const std::set<Uuid>& sites) {
  for (const auto& site : sites) {
    VUORO_ASSIGN(auto days, days_with_numbers(context, site));
    if (days.empty()) days.emplace_back();  // of none are there numbers yet
    VUORO_ASSIGN(const auto rows, context.tx.records(scope_of_site(site), collection_of<Queue>()));
    for (const auto& day : days) VUORO_TRY(apart_on(context, site, rows, day, &day == &days.front()));
  }
  return {};
}

}  // namespace vuoro::authority
