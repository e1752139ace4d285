#include "server/authority/number_stock.h"

#include <algorithm>

#include "server/authority/site_authority.h"
#include "server/authority/ticket_acts.h"

namespace vuoro::authority {
namespace {

using store::NumberSpare;

/// More than a lobby gives in the time between two tellings of an outage that nobody noticed.
constexpr std::int32_t k_stepped_over_max = 200;

std::optional<NumberRange> take(std::int32_t& next, NumberSpare& spare, const NumberRange& all,
                                std::int32_t count) {
  if (next <= all.last) {
    const NumberRange taken{next, std::min(all.last, next + count - 1)};
    next = taken.last + 1;
    return taken;
  }
  // The content may have moved the range since.
  if (spare.first >= spare.end || spare.first < all.first || spare.end > all.last + 1) return std::nullopt;
  const NumberRange taken{std::max(spare.first, spare.end - count), spare.end - 1};
  spare.end = taken.first;
  return taken;
}

void step_over(std::int32_t& next, NumberSpare& spare, const NumberRange& all) {
  const std::int32_t left = all.last - next + 1;
  if (left <= 0) {
    // The lost box gave its own spare numbers from above: the lower half is ours.
    spare.end = spare.first + std::max(0, spare.end - spare.first) / 2;
    return;
  }
  const std::int32_t over = std::min(k_stepped_over_max, (left + 1) / 2);
  spare = {next, next + (over + 1) / 2, next + over};
  next += over;
}

/// The lost box was given these same spare numbers, and gave of them from above.
bool shared(NumberSpare& spare, const std::optional<protocol::SiteSpare>& theirs) {
  if (!theirs || theirs->from != spare.from) return false;
  spare.end = std::min(spare.end, theirs->end);
  return true;
}

/// @param acts  see take_cursors()
void take_one(std::int32_t& next, NumberSpare& spare, std::int32_t told,
              const std::optional<protocol::SiteSpare>& told_spare, bool acts) {
  if (acts) {
    // Whoever is further knows better what was given.
    const auto theirs = told < next ? protocol::SiteSpare{} : told_spare.value_or(protocol::SiteSpare{});
    spare = {theirs.from, theirs.first, theirs.end};
  } else if (!shared(spare, told_spare)) {
    spare.first = std::max(spare.first, std::min(spare.end, told));
  }
  next = std::max(next, told);
}

void free_one(NumberSpare& spare, std::int32_t told, const std::optional<protocol::SiteSpare>& told_spare) {
  // One that was put back to an old backup says less than it once told.
  if (told < spare.from || shared(spare, told_spare)) return;
  spare.first = std::min(told, spare.end);
}

std::optional<protocol::SiteSpare> wire_form(const NumberSpare& spare) {
  if (spare.first >= spare.end) return std::nullopt;
  return protocol::SiteSpare{spare.from, spare.first, spare.end};
}

store::NumberCursor beginning(const Queue& queue) {
  return {single_range(queue).first, block_range(queue).first};
}

void step_over(store::NumberCursor& cursor, const Queue& queue) {
  step_over(cursor.next_single, cursor.spare_single, single_range(queue));
  step_over(cursor.next_block, cursor.spare_block, block_range(queue));
}

/// Where nobody has had a number of that day: at the first one, but behind those that a lost box which has
/// not been heard of would begin with, should it live.
Result<store::NumberCursor> cursor_of(Context& context, const Queue& queue, const std::string& day) {
  VUORO_ASSIGN(const auto stored, context.tx.number_cursor(queue.id, day));
  if (stored) return *stored;
  auto cursor = beginning(queue);
  VUORO_ASSIGN(const auto row, authority_row(context.tx, queue.site_id));
  if (row.untold_id) step_over(cursor, queue);
  return cursor;
}

}  // namespace

Result<std::optional<NumberRange>> take_numbers(Context& context, const Queue& queue, const std::string& day,
                                                bool block, std::int32_t count) {
  VUORO_ASSIGN(auto cursor, cursor_of(context, queue, day));
  const auto taken = block ? take(cursor.next_block, cursor.spare_block, block_range(queue), count)
                           : take(cursor.next_single, cursor.spare_single, single_range(queue), count);
  if (taken) VUORO_TRY(context.tx.set_number_cursor(queue.id, day, cursor));
  return taken;
}

Result<std::optional<std::int32_t>> next_single_number(Context& context, const Queue& queue,
                                                       const std::string& day) {
  for (;;) {
    VUORO_ASSIGN(const auto one, take_numbers(context, queue, day, false, 1));
    if (!one) return std::optional<std::int32_t>();
    // A device may have printed it without a connection, from numbers of another day's settings.
    VUORO_ASSIGN(const bool taken, context.tx.number_taken(queue.id, day, format_number(queue, one->first)));
    if (!taken) return std::optional(one->first);
  }
}

Result<std::array<std::string, 3>> days_about_today(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const TimeZone* zone, zone_of(context, site_id));
  const std::chrono::sys_days today = service_day(*zone, context.now);
  constexpr std::chrono::days k_day{1};
  return std::array{to_iso(today - k_day), to_iso(today), to_iso(today + k_day)};
}

Result<void> step_over_numbers(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto days, days_about_today(context, site_id));
  VUORO_ASSIGN(const auto rows, context.tx.records(scope_of_site(site_id), collection_of<Queue>()));
  for (const auto& day : days) {
    for (const auto& row : rows) {
      VUORO_ASSIGN(const Queue* queue, queue_of(context, row.id));
      VUORO_ASSIGN(const auto stored, context.tx.number_cursor(queue->id, day));
      // Of which nobody has had a number: see cursor_of(), should the box not be heard of until then.
      if (day == days.back() && !stored) continue;
      auto cursor = stored.value_or(beginning(*queue));
      step_over(cursor, *queue);
      VUORO_TRY(context.tx.set_number_cursor(queue->id, day, cursor));
    }
  }
  return {};
}

Result<void> take_cursors(Context& context, const protocol::SiteNews& news, bool acts) {
  for (const auto& told : news.cursors) {
    VUORO_ASSIGN(const auto ours, context.tx.number_cursor(told.queue_id, told.service_day));
    auto cursor = ours.value_or(store::NumberCursor{});
    take_one(cursor.next_single, cursor.spare_single, told.next_single, told.spare_single, acts);
    take_one(cursor.next_block, cursor.spare_block, told.next_block, told.spare_block, acts);
    VUORO_TRY(context.tx.set_number_cursor(told.queue_id, told.service_day, cursor));
  }
  return {};
}

Result<void> free_stepped_over(Context& context, const std::vector<protocol::SiteCursor>& last) {
  for (const auto& told : last) {
    VUORO_ASSIGN(auto cursor, context.tx.number_cursor(told.queue_id, told.service_day));
    if (!cursor) continue;
    free_one(cursor->spare_single, told.next_single, told.spare_single);
    free_one(cursor->spare_block, told.next_block, told.spare_block);
    VUORO_TRY(context.tx.set_number_cursor(told.queue_id, told.service_day, *cursor));
  }
  return {};
}

protocol::SiteCursor wire_form(const Uuid& queue_id, const std::string& day,
                               const store::NumberCursor& cursor) {
  return {queue_id,
          day,
          cursor.next_single,
          cursor.next_block,
          wire_form(cursor.spare_single),
          wire_form(cursor.spare_block)};
}

}  // namespace vuoro::authority
