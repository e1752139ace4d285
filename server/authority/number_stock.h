#pragma once
// Which numbers of a queue are left on a day: those of the kind that is asked for in order, then those of the
// other kind, and behind them what was stepped over for a lost box, from above down.

#include <array>
#include <span>
#include <string>

#include "core/lobby/numbers.h"
#include "core/sync/site_protocol.h"
#include "server/authority/context.h"
#include "server/limits.h"

namespace vuoro::authority {

/// The next numbers of the queue on this day, taken. The queue's range is that of the day's first number;
/// when it is used up and an editor has widened it since, the day goes on with what came behind it. What else
/// an editor makes of it counts from the next day without numbers.
/// @param block  of those that are given in blocks; when none of the kind are left, of the other kind, but at
///   most half of what that has, so that single ones, and blocks, go on.
/// @return at most `count`, one behind the other; nothing when there are none left.
[[nodiscard]] Result<std::optional<NumberRange>> take_numbers(Context& context, const Queue& queue,
                                                              const std::string& day, bool block,
                                                              std::int32_t count);

/// Takes one of the usual numbers; one that a ticket of the day has already is passed over.
[[nodiscard]] Result<std::optional<std::int32_t>> next_single_number(Context& context, const Queue& queue,
                                                                     const std::string& day);

/// The days of which there may be numbers: yesterday, today, the days of which blocks are leased, and one
/// more, for of two servers one may have a wrong clock.
struct NumberDays {
  std::array<std::string, limits::k_lease_days_ahead + 3> all;

  [[nodiscard]] const std::string& today() const { return all[1]; }
  [[nodiscard]] std::span<const std::string> ahead() const {
    return std::span(all).subspan(2, limits::k_lease_days_ahead);
  }
  /// Today, and those days ahead.
  [[nodiscard]] std::span<const std::string> leased() const {
    return std::span(all).subspan(1, 1 + limits::k_lease_days_ahead);
  }
};
[[nodiscard]] Result<NumberDays> number_days(Context& context, const Uuid& site_id);

/// The box is lost: what it may have given without telling is stepped over, in every queue of the site, today
/// and on the days beside it: one of the two clocks may be wrong.
/// Half of what is left, at most 200; the second half of that may be given when nothing else is left.
[[nodiscard]] Result<void> step_over_numbers(Context& context, const Uuid& site_id);

/// The same for one queue, where this server goes on from a backup: it does not know itself what it gave
/// after that was made. Half of what is left, at most 1000; terminals may hold blocks of the days ahead too.
[[nodiscard]] Result<void> step_over_since_backup(Context& context, const Uuid& queue_id,
                                                  const NumberDays& days);

/// Where the numbers stand at the other server, as of what it tells. A number that was given anywhere is
/// given nowhere again.
/// @param acts  the other server acts, or has until now: what it had stepped over comes along
[[nodiscard]] Result<void> take_cursors(Context& context, const protocol::SiteNews& news, bool acts);

/// The lost box has told where its numbers stood at last: what it never gave may be given.
[[nodiscard]] Result<void> free_stepped_over(Context& context, const std::vector<protocol::SiteCursor>& last);

/// The cursor as it is told.
[[nodiscard]] protocol::SiteCursor wire_form(const Uuid& queue_id, const std::string& day,
                                             const store::NumberCursor& cursor);

}  // namespace vuoro::authority
