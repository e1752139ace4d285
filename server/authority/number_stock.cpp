#include "server/authority/number_stock.h"

#include <algorithm>

#include "server/authority/number_spares.h"
#include "server/authority/site_authority.h"
#include "server/authority/ticket_acts.h"

namespace vuoro::authority {
namespace {

Spares spares_of(const std::optional<protocol::SiteSpare>& first,
                 const std::vector<protocol::SiteSpare>& more) {
  Spares out;
  if (first) out.push_back({first->first, first->end});
  for (const auto& one : more) out.push_back({one.first, one.end});
  return out;
}

/// @param acts  see take_cursors()
void take_one(std::int32_t& next, Spares& spares, std::int32_t told, const Spares& told_spares, bool acts) {
  spares = acts ? given_by_none(told_spares, next, spares) : given_by_none(spares, told, told_spares);
  next = std::max(next, told);
}

void tell(const Spares& spares, std::optional<protocol::SiteSpare>& first,
          std::vector<protocol::SiteSpare>& more) {
  for (const auto& spare : spares) {
    if (spare.held) continue;
    const protocol::SiteSpare said{spare.first, spare.first, spare.end};
    if (first)
      more.push_back(said);
    else
      first = said;
  }
}

store::NumberCursor beginning(const Queue& queue) {
  return {single_range(queue).first, block_range(queue).first};
}

void step_over_both(store::NumberCursor& cursor, const Queue& queue) {
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
  if (row.untold_id) step_over_both(cursor, queue);
  return cursor;
}

/// What is known here of a day before the other server's word of it is taken.
Result<store::NumberCursor> cursor_before(Context& context, const Uuid& queue_id, const std::string& day,
                                          bool acts) {
  VUORO_ASSIGN(const auto stored, context.tx.number_cursor(queue_id, day));
  if (stored || acts) return stored.value_or(store::NumberCursor{});
  // The lost box has begun the day: it may have given more of it than it says so far.
  const auto queue = queue_of(context, queue_id);
  if (!queue)
    return queue.error().code == Errc::not_found ? Result<store::NumberCursor>() : fail(queue.error());
  return cursor_of(context, **queue, day);
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
      step_over_both(cursor, *queue);
      VUORO_TRY(context.tx.set_number_cursor(queue->id, day, cursor));
    }
  }
  return {};
}

Result<void> take_cursors(Context& context, const protocol::SiteNews& news, bool acts) {
  for (const auto& told : news.cursors) {
    VUORO_ASSIGN(auto cursor, cursor_before(context, told.queue_id, told.service_day, acts));
    take_one(cursor.next_single, cursor.spare_single, told.next_single,
             spares_of(told.spare_single, told.more_single), acts);
    take_one(cursor.next_block, cursor.spare_block, told.next_block,
             spares_of(told.spare_block, told.more_block), acts);
    VUORO_TRY(context.tx.set_number_cursor(told.queue_id, told.service_day, cursor));
  }
  return {};
}

Result<void> free_stepped_over(Context& context, const std::vector<protocol::SiteCursor>& last) {
  for (const auto& told : last) {
    VUORO_ASSIGN(auto cursor, context.tx.number_cursor(told.queue_id, told.service_day));
    if (!cursor) continue;
    free_held(cursor->spare_single, told.next_single);
    free_held(cursor->spare_block, told.next_block);
    VUORO_TRY(context.tx.set_number_cursor(told.queue_id, told.service_day, *cursor));
  }
  return {};
}

protocol::SiteCursor wire_form(const Uuid& queue_id, const std::string& day,
                               const store::NumberCursor& cursor) {
  protocol::SiteCursor told;
  told.queue_id = queue_id;
  told.service_day = day;
  told.next_single = cursor.next_single;
  told.next_block = cursor.next_block;
  tell(cursor.spare_single, told.spare_single, told.more_single);
  tell(cursor.spare_block, told.spare_block, told.more_block);
  return told;
}

}  // namespace vuoro::authority
