#pragma once
// What must be true of every world, told apart from how the world works: the checkers see what people were
// told and what the books say at the end, and nothing else. Each gives one line a broken rule; none: all is
// well.

#include "tests/sim/books.h"

namespace vuoro::test {

using Findings = std::vector<std::string>;

/// What was told to a visitor or answered to a clerk is in the books, as it was told.
[[nodiscard]] Findings promises_broken(const Told& told, const Books& books);
/// Nothing happened twice, nothing was refused for good, and nothing is there that nobody did.
[[nodiscard]] Findings happened_twice(const Told& told, const Books& books);
/// One number, one person, one day; no slot has more visitors than places.
[[nodiscard]] Findings numbers_shared(const Told& told, const Books& books);
/// Who was called next was the first by the rule, recomputed from the tickets' history.
[[nodiscard]] Findings order_broken(const Told& told, const Books& books);
/// Who decides for the site: one server at a time, under an epoch of its own, and never an earlier one again.
[[nodiscard]] Findings two_authorities(const Told& told, const Books& books);
/// What was said of a ticket's paper is so, and no ticket is on paper twice.
[[nodiscard]] Findings papers_wrong(const Told& told, const Books& books);
/// A day that is over has nobody waiting: each was closed once, with the reason, and is counted in the day's
/// report; the next day's numbers begin anew.
[[nodiscard]] Findings evenings_open(const Told& told, const Books& books);
/// A server whose own books show from its start that its clock is wrong decides nothing; who comes when a
/// clock is right again is not called before those who came until then.
[[nodiscard]] Findings clocks_followed(const Told& told, const Books& books);
/// After the weather has cleared every device has what the authority has.
[[nodiscard]] Findings disagreements(const Told& told, const Books& books);
/// Nothing personal stays on a terminal once it was sent.
[[nodiscard]] Findings secrets_kept(const Told& told, const Books& books);
/// No screen without a way on: see way_on.cpp.
[[nodiscard]] Findings no_way_on(const Told& told, const Books& books);
/// Calls are seen and said soon, each once, and never later than they are of use.
[[nodiscard]] Findings wall_wrong(const Told& told, const Books& books);

/// All of them, each line with its checker's name.
[[nodiscard]] Findings check_all(const Told& told, const Books& books);

}  // namespace vuoro::test
