#include "kiosk/display/place_words.h"

namespace vuoro::kiosk {

std::string place_words(const LocalizedText& location, const std::string& counter,
                        const std::string& language) {
  const ChosenText chosen = choose(location, language);
  if (chosen.language != language) return {};
  std::string_view words = chosen.text;
  const std::size_t comma = words.find(", ");
  if (comma != std::string_view::npos && words.substr(0, comma).ends_with(" " + counter))
    words.remove_prefix(comma + 2);
  return std::string(words);
}

bool places_differ(const LobbyView& view) {
  std::optional<std::string> first;
  for (const Counter& counter : view.counters) {
    std::string place;
    for (const auto& [language, text] : counter.location) {
      place = place_words(counter.location, counter.name, language);
      if (!place.empty()) break;
    }
    if (!first) first = place;
    if (*first != place) return true;
  }
  return false;
}

}  // namespace vuoro::kiosk
