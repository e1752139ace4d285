#pragma once
// Worlds that found something once. Each stays a test, with what it found.

#include <array>
#include <cstdint>

namespace vuoro::test {

/// 1, 2: for their weathers. 120: who gives up the number after checking in gives up the booking with it.
/// 151, 180: a repeated lease was answered with the time of its first answer, and the terminal set its clock by it.
inline constexpr auto k_kept_seeds = std::to_array<std::uint64_t>({1, 2, 120, 151, 180});

}  // namespace vuoro::test
