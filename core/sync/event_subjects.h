#pragma once
// What an event is about.

#include <set>
#include <string>

#include "core/sync/protocol.h"

namespace vuoro::protocol {

/// Acts about the same are told in their order: who gives a number up must not be refused since nobody has
/// heard of it yet.
using Subjects = std::set<std::string>;
[[nodiscard]] Subjects subjects_of(const Event& event);
[[nodiscard]] bool meet(const Subjects& some, const Subjects& others);

}  // namespace vuoro::protocol
