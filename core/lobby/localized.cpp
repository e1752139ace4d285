#include "core/lobby/localized.h"

namespace vuoro {

ChosenText choose(const LocalizedText& text, std::string_view language) {
  // Whoever reads none of the country's languages is helped sooner by English.
  const bool country = language == "fi" || language == "sv" || language == "en";
  const std::string_view first = country ? "fi" : "en", second = country ? "en" : "fi";
  for (const std::string_view wanted : {language, first, second, std::string_view("sv")}) {
    const auto found = text.find(std::string(wanted));
    if (found != text.end() && !found->second.empty()) return {found->second, found->first};
  }
  for (const auto& [code, value] : text) {
    if (!value.empty()) return {value, code};
  }
  return {};
}

}  // namespace vuoro
