#pragma once
// The worlds that tests and benches live through, by seed.

#include "tests/sim/checkers.h"

namespace vuoro::test {

/// After the weather has cleared everybody agrees within this time: a request whose answer was lost is given
/// up after 35 s, then comes a back-off of up to 30 s; a machine that is down comes back within 40 s.
inline constexpr Millis k_agree_within = std::chrono::minutes(2);

/// 23:35 where the lobby stands.
inline constexpr std::chrono::minutes k_evening{21 * 60 + 35};

/// An hour of a lobby in weather of its own.
[[nodiscard]] WorldPlan bad_day(std::uint64_t seed);
/// The same with a server of its own in the lobby, whose authority is moved there and back.
[[nodiscard]] WorldPlan bad_site_day(std::uint64_t seed);
/// The same late in the evening: midnight falls into it, with people waiting.
[[nodiscard]] WorldPlan bad_evening(std::uint64_t seed);
/// A quarter of an hour in which people press the real pages, in worse weather.
[[nodiscard]] WorldPlan bad_screens(std::uint64_t seed);
/// Three days of fifty minutes each, with the nights between them. Every fourth has the night in it in which
/// summer time begins, and every fourth that in which it ends.
[[nodiscard]] WorldPlan bad_days(std::uint64_t seed);
/// In any of them: the disks of terminals and displays rot.
void let_rot(WorldPlan& plan);
/// The same: servers' clocks are set wrong, and right again.
void let_server_clocks_be_wrong(WorldPlan& plan);
/// In a world of one day with right servers' clocks: numbers are so few that they run out, and an editor
/// makes the queues' ranges wider while people hold some of them.
void let_ranges_be_widened(WorldPlan& plan);
/// Which of these a seed is.
[[nodiscard]] WorldPlan plan_of(std::uint64_t seed);
/// Settles a world that has lived and asks every checker.
[[nodiscard]] Findings outcome_of(World& world);

}  // namespace vuoro::test
