#include "core/lobby/localized.h"

namespace vuoro {

ChosenText choose(const LocalizedText& text, std::string_view language) {
  for (const std::string_view wanted : {language, std::string_view("fi"), std::string_view("en"), std::string_view("sv")}) {
    const auto found = text.find(std::string(wanted));
    if (found != text.end() && !found->second.empty()) return {found->second, found->first};
  }
  for (const auto& [code, value] : text) {
    if (!value.empty()) return {value, code};
  }
  return {};
}

}  // namespace vuoro
