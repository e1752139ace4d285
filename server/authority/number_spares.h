#pragma once
// The numbers of one kind of a queue on one day: the next one, and the ranges behind it that were stepped
// over for a lost box. A server's word of its own says which it has not given: all from its next one on, and
// its spare ones. What only one of two has given is in the word of one only, so that the common part of both
// is what nobody has.

#include <optional>
#include <vector>

#include "core/lobby/numbers.h"
#include "server/store/rows.h"

namespace vuoro::authority {

using Spares = std::vector<store::NumberSpare>;

/// @return at most `count` of `all`, one behind the other, from the next one up; nothing when none are left
[[nodiscard]] std::optional<NumberRange> take_next(std::int32_t& next, const NumberRange& all,
                                                   std::int32_t count);

/// @return at most `count`, one behind the other, of the first free range from above down; nothing when none
///   are left
[[nodiscard]] std::optional<NumberRange> take_spare(Spares& spares, std::int32_t count);

/// @return how many may be taken in all
[[nodiscard]] std::int32_t count_left(std::int32_t next, const Spares& spares, const NumberRange& all);

/// Who gave numbers of which nothing is known here.
enum class Untold {
  lost_box,  ///< of the time since it told last; it may be heard of yet
  backup,    ///< this server itself, after the backup was made that it goes on from: nobody will tell
};

/// Half of what would be given next is stepped over, for a lost box at most 200, after a backup at most 1000;
/// the first half of that is held, the second is free when nothing else is left.
void step_over(std::int32_t& next, Spares& spares, const NumberRange& all, Untold by);

/// @return those of `ours` that the other server has not given either, by its word
[[nodiscard]] Spares given_by_none(const Spares& ours, std::int32_t their_next, const Spares& theirs);

/// The lost box has told all, at last where its numbers stood: what it did not give is free.
/// Of one that was put back to an old backup, and says less than it once told, all stays held.
void free_held(Spares& spares, std::int32_t their_next);

}  // namespace vuoro::authority
