#pragma once
// Which letters stand where on the on-screen keyboard, language by language. For the folder's own use.

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vuoro::ui {

struct KeyboardLayout {
  std::string_view tag;       ///< BCP 47 primary subtag
  std::string_view own_name;  ///< the language's name for itself
  std::array<std::string_view, 3> rows;
  std::array<std::string_view, 3> accents;  ///< the page of letters that have no key of their own
  std::string_view comma = ",", question = "?";
  bool capitals = true;  ///< the script has two cases
};

/// In the order offered to a person who switches.
[[nodiscard]] std::span<const KeyboardLayout> keyboard_layouts();
/// The layout for a language tag; languages in Latin letters without a layout of their own get the Finnish
/// one, Persian and its kin the Arabic one.
[[nodiscard]] const KeyboardLayout& layout_for(std::string_view language);
/// What a key that is held offers besides its own letter; empty: nothing.
[[nodiscard]] std::vector<std::string> alternates_of(std::string_view letter);
/// The characters of a row, one text each.
[[nodiscard]] std::vector<std::string> letters_of(std::string_view row);
/// The capital of one letter, or the letter itself.
[[nodiscard]] std::string capital_of(const std::string& letter);

}  // namespace vuoro::ui
