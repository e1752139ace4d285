#pragma once
// Worlds that found something once. Each stays a test, with what it found.

#include <array>
#include <cstdint>

namespace vuoro::test {

/// The first few are here for their mixture of weathers.
inline constexpr auto k_kept_seeds = std::to_array<std::uint64_t>({1, 2, 3, 4});

}  // namespace vuoro::test
