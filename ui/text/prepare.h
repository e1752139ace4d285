#pragma once
// What is done to words before Pango sees them: cleaned, bounded, and their foreign parts set apart.

#include <cstddef>
#include <string>
#include <string_view>

#include "ui/geometry.h"

namespace vuoro::ui {

/// More characters than this are not laid out; the layout says clipped. A page of a service's description has
/// 2,500 (PTV's limit); Pango's time grows with the square of a paragraph's lines.
inline constexpr std::size_t k_text_characters_max = 4000;
/// Combining marks on one letter: Vietnamese and Hebrew need two or three, a tower of fifty is mischief.
inline constexpr std::size_t k_marks_max = 3;
/// A word longer than this is broken here whatever its width: shaping an endless one takes seconds.
inline constexpr std::size_t k_word_characters_max = 50;
/// Changes of script in one text; each begins a new run with a font of its own.
inline constexpr std::size_t k_script_runs_max = 200;

/// clean_text(), and what could tower, pile or stall is bounded; tabs and exotic line ends become plain ones.
/// @param cut  set when something was left out at the end; may be null.
[[nodiscard]] std::string tamed(std::string_view text, bool* cut);

/// Sets parts of the other direction apart with isolates (Unicode UAX 9, LRI RLI PDI), so that a telephone
/// number, a code or a Latin name in an Arabic sentence reads from left to right as one thing and does not
/// drag the punctuation beside it along. Ranges ("9.00–16.00") stay in the order of the sentence.
[[nodiscard]] std::string isolated(std::string_view text, Direction direction);

/// Whether the character belongs to a script written from right to left.
[[nodiscard]] bool is_right_to_left(char32_t c);

}  // namespace vuoro::ui
