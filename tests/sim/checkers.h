#pragma once
// What must be true of every world, told apart from how the world works: they see only what visitors were
// told and what the authority holds.

#include <string>
#include <vector>

#include "tests/sim/world.h"

namespace vuoro::test {

/// Every promise is at the authority exactly once; nothing is there that nobody was told. Empty: all is well.
/// @param crashed  an act may have become durable while its answer died with the process: then the authority
/// may
///                 hold more than visitors were told, but never less.
[[nodiscard]] std::vector<std::string> broken_promises(const Told& told, const FakeAuthority& authority,
                                                       bool crashed);

}  // namespace vuoro::test
