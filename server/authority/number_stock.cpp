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

bool says_range(const store::NumberCursor& cursor) {
  return cursor.range.size() > 0;
}

/// Widened by an editor between two servers' first numbers of a day: where singles end and blocks begin
/// differs, and so what their next ones say.
bool are_mixed(const NumberRange& one, const NumberRange& other) {
  return one != other && overlap(one, other);
}

/// Of two with mixed ranges the one that reaches further, behind what was given of the other.
store::NumberCursor further_of(const store::NumberCursor& one, const store::NumberCursor& other) {
  const bool is_other = other.range.last > one.range.last;
  store::NumberCursor further = is_other ? other : one;
  const store::NumberCursor& behind = is_other ? one : other;
  further.spare_single = further.spare_block = {};
  for (const std::int32_t next : {behind.next_single, behind.next_block}) {
    const auto stay_behind = [next](std::int32_t& ours, const NumberRange& all) {
      if (next >= all.first && next <= all.last) ours = std::max(ours, next);
    };
    stay_behind(further.next_single, single_range(further.range));
    stay_behind(further.next_block, block_range(further.range));
  }
  return further;
}

store::NumberCursor beginning(const NumberRange& range) {
  return {single_range(range).first, block_range(range).first, {}, {}, range};
}

/// The numbers of one kind in a cursor.
struct Kind {
  std::int32_t& next;
  Spares& spares;
  NumberRange all;
};

Kind kind_of(store::NumberCursor& cursor, bool block) {
  if (block) return {cursor.next_block, cursor.spare_block, block_range(cursor.range)};
  return {cursor.next_single, cursor.spare_single, single_range(cursor.range)};
}

/// Where no own ones come next: those of the other kind, and what was stepped over of either behind those.
std::optional<NumberRange> take_otherwise(store::NumberCursor& cursor, bool block, std::int32_t count) {
  const Kind own = kind_of(cursor, block);
  const Kind other = kind_of(cursor, !block);
  const std::int32_t left = count_left(other.next, other.spares, other.all);
  const std::int32_t lent = std::min(count, (left + 1) / 2);
  auto taken = take_next(other.next, other.all, lent);
  if (!taken) taken = take_spare(own.spares, count);
  if (!taken) taken = take_spare(other.spares, lent);
  return taken;
}

void step_over_singles(store::NumberCursor& cursor, Untold by) {
  step_over(cursor.next_single, cursor.spare_single, single_range(cursor.range), by);
}

void step_over_blocks(store::NumberCursor& cursor, Untold by) {
  step_over(cursor.next_block, cursor.spare_block, block_range(cursor.range), by);
}

void step_over_untold_by_box(store::NumberCursor& cursor) {
  step_over_singles(cursor, Untold::lost_box);
  step_over_blocks(cursor, Untold::lost_box);
}

/// At the first one, but behind those that a lost box which has not been heard of would begin with, should it
/// live.
Result<store::NumberCursor> begin(Context& context, const Queue& queue, const NumberRange& range) {
  auto cursor = beginning(range);
  VUORO_ASSIGN(const auto row, authority_row(context.tx, queue.site_id));
  if (row.untold_id) step_over_untold_by_box(cursor);
  return cursor;
}

/// The range that an editor has widened is used up as far as it went: the day goes on behind it, and what is
/// left of it is given when nothing else is.
Result<store::NumberCursor> go_on_behind(Context& context, const Queue& queue,
                                         const store::NumberCursor& cursor) {
  const std::int32_t first = std::max(queue.number_first, cursor.range.last + 1);
  VUORO_ASSIGN(auto behind, begin(context, queue, {first, queue.number_last}));
  const auto keep = [](Spares& spares, const Spares& before, std::int32_t next, const NumberRange& all) {
    if (next <= all.last) spares.insert(spares.begin(), {next, all.last + 1});
    spares.insert(spares.begin(), before.begin(), before.end());
  };
  keep(behind.spare_single, cursor.spare_single, cursor.next_single, single_range(cursor.range));
  keep(behind.spare_block, cursor.spare_block, cursor.next_block, block_range(cursor.range));
  return behind;
}

/// @return nothing where nobody has had a number of that day
Result<std::optional<store::NumberCursor>> stored_cursor(Context& context, const Queue& queue,
                                                         const std::string& day) {
  VUORO_ASSIGN(auto cursor, context.tx.number_cursor(queue.id, day));
  if (cursor && !says_range(*cursor)) cursor->range = range_of(queue);
  return cursor;
}

Result<store::NumberCursor> cursor_of(Context& context, const Queue& queue, const std::string& day) {
  VUORO_ASSIGN(const auto stored, stored_cursor(context, queue, day));
  if (stored) return *stored;
  return begin(context, queue, range_of(queue));
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
  const auto take_own = [&] {
    const Kind own = kind_of(cursor, block);
    return take_next(own.next, own.all, count);
  };
  auto taken = take_own();
  if (!taken && queue.number_last > cursor.range.last) {
    VUORO_ASSIGN(cursor, go_on_behind(context, queue, cursor));
    taken = take_own();
  }
  if (!taken) taken = take_otherwise(cursor, block, count);
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

Result<NumberDays> number_days(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const TimeZone* zone, zone_of(context, site_id));
  const std::chrono::sys_days today = service_day(*zone, context.now);
  NumberDays days;
  for (std::size_t i = 0; i < days.all.size(); ++i)
    days.all[i] = to_iso(today + std::chrono::days(static_cast<int>(i) - 1));
  return days;
}

Result<void> step_over_numbers(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const auto days, number_days(context, site_id));
  VUORO_ASSIGN(const auto rows, context.tx.records(scope_of_site(site_id), collection_of<Queue>()));
  for (const auto& day : days.all) {
    for (const auto& row : rows) {
      VUORO_ASSIGN(const Queue* queue, queue_of(context, row.id));
      VUORO_ASSIGN(const auto stored, stored_cursor(context, *queue, day));
      // Of which nobody has had a number: see cursor_of(), should the box not be heard of until then.
      if (day > days.today() && !stored) continue;
      auto cursor = stored.value_or(beginning(range_of(*queue)));
      step_over_untold_by_box(cursor);
      VUORO_TRY(context.tx.set_number_cursor(queue->id, day, cursor));
    }
  }
  return {};
}

Result<void> step_over_since_backup(Context& context, const Uuid& queue_id, const NumberDays& days) {
  VUORO_ASSIGN(const Queue* queue, queue_of(context, queue_id));
  for (const auto& day : days.all) {
    VUORO_ASSIGN(const auto stored, stored_cursor(context, *queue, day));
    if (!stored && day > days.ahead().back()) continue;  // numbers of no later day have gone out
    auto cursor = stored.value_or(beginning(range_of(*queue)));
    // Of days ahead terminals hold blocks, and nobody has had another number.
    if (stored || day <= days.today()) step_over_singles(cursor, Untold::backup);
    step_over_blocks(cursor, Untold::backup);
    VUORO_TRY(context.tx.set_number_cursor(queue->id, day, cursor));
  }
  return {};
}

Result<void> take_cursors(Context& context, const protocol::SiteNews& news, bool acts) {
  for (const auto& told : news.cursors) {
    VUORO_ASSIGN(auto cursor, cursor_before(context, told.queue_id, told.service_day, acts));
    const NumberRange range = told.range.value_or(cursor.range);
    if (are_mixed(cursor.range, range)) {
      cursor = further_of(cursor, {told.next_single, told.next_block, {}, {}, range});
    } else {
      if (range.last > cursor.range.last) cursor.range = range;
      take_one(cursor.next_single, cursor.spare_single, told.next_single,
               spares_of(told.spare_single, told.more_single), acts);
      take_one(cursor.next_block, cursor.spare_block, told.next_block,
               spares_of(told.spare_block, told.more_block), acts);
    }
    VUORO_TRY(context.tx.set_number_cursor(told.queue_id, told.service_day, cursor));
  }
  return {};
}

Result<void> free_stepped_over(Context& context, const std::vector<protocol::SiteCursor>& last) {
  for (const auto& told : last) {
    VUORO_ASSIGN(auto cursor, context.tx.number_cursor(told.queue_id, told.service_day));
    if (!cursor || are_mixed(cursor->range, told.range.value_or(cursor->range))) continue;
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
  if (says_range(cursor)) told.range = cursor.range;
  return told;
}

}  // namespace vuoro::authority
