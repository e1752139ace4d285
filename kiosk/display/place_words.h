#pragma once
// Where a counter is, as words beside its number. Pure.

#include <string>

#include "core/lobby/localized.h"
#include "kiosk/lobby_view.h"

namespace vuoro::kiosk {

/// The counter's location without a leading "Counter 3, ", which stands beside it anyway.
/// @param language  the words are empty when there are none in it: a voice reads its own language only.
[[nodiscard]] std::string place_words(const LocalizedText& location, const std::string& counter,
                                      const std::string& language);

/// Whether the place tells anything: not all counters of the lobby are in the same one.
[[nodiscard]] bool places_differ(const LobbyView& view);

}  // namespace vuoro::kiosk
