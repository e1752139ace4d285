#pragma once
// Written words as they should sound. Pure.

#include <string>
#include <string_view>

#include "ui/speech/words.h"

namespace vuoro::ui::speech {

/// Queue numbers and booking codes letter by letter ("A102" → "A 1 0 2"), telephone numbers figure by figure,
/// times and dates as times and dates ("9.15" → "9:15", "5.3." → "5 March"), ranges with a word and short
/// words whole ("6–25 min" → "6 to 25 minutes"), web addresses without what nobody says aloud, a full stop
/// where a line ends.
[[nodiscard]] std::string spoken(std::string_view text, const Words& words);

/// What a person has written into a field: everything with a figure in it is spelled.
[[nodiscard]] std::string spoken_entry(std::string_view text, const Words& words);

/// The name of one key: a sign by its name, a capital as a capital.
[[nodiscard]] std::string spoken_key(std::string_view label, const Words& words);

/// Puts `value` in the place of {name}.
[[nodiscard]] std::string filled(std::string text, std::string_view name, std::string_view value);

}  // namespace vuoro::ui::speech
