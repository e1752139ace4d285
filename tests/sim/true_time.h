#pragma once
// What time it really was, where servers' clocks are wrong at times; the books' own time everywhere else.

#include "core/lobby/time_zone.h"
#include "server/store/rows.h"
#include "tests/sim/told.h"

namespace vuoro::test {

[[nodiscard]] LineKey key_of(const store::TicketLogRow& line);
/// When it was written, as the world has it.
[[nodiscard]] WallTime true_time(const Told& told, const store::TicketLogRow& line);
/// How wrong that server's clock was then.
[[nodiscard]] Millis wrong_by(const Told& told, std::string_view server, WallTime at);
/// Whether any server's clock was wrong at some time between the two.
[[nodiscard]] bool clock_was_wrong(const Told& told, WallTime from, WallTime to);
/// The service day where the lobby stands.
[[nodiscard]] std::string true_day(WallTime at);

}  // namespace vuoro::test
