#pragma once
// Content texts in several languages.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vuoro {

/// Language code (ISO 639: "fi", "sv", "en", "ru" …) to text.
using LocalizedText = std::map<std::string, std::string>;
using LocalizedWords = std::map<std::string, std::vector<std::string>>;

struct ChosenText {
  std::string_view text;
  std::string_view language;  ///< what it is really in; speech must use this voice
};

/// The text in `language`; else in Finnish, English, Swedish (for languages other than these: English before
/// Finnish), or whatever there is. Empty when there is none.
/// Borrows from `text`.
[[nodiscard]] ChosenText choose(const LocalizedText& text, std::string_view language);

[[nodiscard]] inline std::string text_in(const LocalizedText& text, std::string_view language) {
  return std::string(choose(text, language).text);
}

}  // namespace vuoro
