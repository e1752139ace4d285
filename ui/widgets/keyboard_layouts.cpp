#include "ui/widgets/keyboard_layouts.h"

#include <glib.h>

#include <algorithm>

#include "core/base/text.h"

namespace vuoro::ui {
namespace {

// Northern Sámi č đ ŋ š ŧ ž, and what the neighbours' names are written with.
constexpr std::array<std::string_view, 3> k_latin_accents = {"áàâãåäæčçđéè", "êëğíîïñŋóôõö", "øšßŧúüžłś"};
constexpr std::array<std::string_view, 3> k_cyrillic_accents = {"ёъыэ", "іїєґў", "ђћљњџ"};

constexpr KeyboardLayout k_layouts[] = {
    {"fi", "Suomi", {"qwertyuiopå", "asdfghjklöä", "zxcvbnm-"}, k_latin_accents},
    {"sv", "Svenska", {"qwertyuiopå", "asdfghjklöä", "zxcvbnm-"}, k_latin_accents},
    {"en", "English", {"qwertyuiop", "asdfghjkl'", "zxcvbnm-"}, k_latin_accents},
    {"ru", "Русский", {"йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"}, k_cyrillic_accents},
    {"uk", "Українська", {"йцукенгшщзхї", "фівапролджє", "ячсмитьбю'"}, k_cyrillic_accents},
    {"ar",
     "العربية",
     {"ضصثقفغعهخحجد", "شسيبلاتنمكطذ", "ئءؤرىةوزظ"},
     {"أإآٱ", "پچژگکی", "ڤڭ"},
     "،",
     "؟",
     false},
};

/// A letter, and what it offers when held.
struct Held {
  std::string_view letter, offers;
};
constexpr Held k_held[] = {
    {"a", "áàâãäåæā"}, {"c", "čçć"},  {"d", "đðď"},     {"e", "éèêëēęě"}, {"g", "ğģǥ"},      {"h", "ħ"},
    {"i", "íìîïīı"},   {"k", "ǩķ"},   {"l", "łľļ"},     {"n", "ñŋńňņ"},   {"o", "óòôõöøœő"}, {"r", "řŕ"},
    {"s", "šßśşș"},    {"t", "ŧťþț"}, {"u", "úùûüūůű"}, {"y", "ýÿ"},      {"z", "žźż"},      {"å", "áàâ"},
    {"ä", "æã"},       {"ö", "øõœ"},  {"-", "–_/"},     {"е", "ёє"},      {"г", "ґ"},        {"и", "іїы"},
    {"і", "їы"},       {"ь", "ъ"},    {"у", "ў"},       {"ا", "أإآٱ"},    {"ي", "ىئی"},      {"ه", "ةۀ"},
    {"ك", "کگ"},       {"ب", "پ"},    {"ج", "چ"},       {"ز", "ژ"},       {"ف", "ڤ"},        {".", "…:;"},
};

}  // namespace

std::span<const KeyboardLayout> keyboard_layouts() {
  return k_layouts;
}

const KeyboardLayout& layout_for(std::string_view language) {
  const std::string_view primary = language.substr(0, language.find('-'));
  const auto find = [](std::string_view tag) {
    return std::ranges::find(k_layouts, tag, &KeyboardLayout::tag);
  };
  if (const auto own = find(primary); own != std::end(k_layouts)) return *own;
  if (primary == "fa" || primary == "ckb" || primary == "ur") return *find("ar");
  return *find("fi");
}

std::vector<std::string> letters_of(std::string_view row) {
  std::vector<std::string> letters;
  for (std::size_t at = 0; at < row.size();) {
    const std::size_t from = at;
    (void)next_code_point(row, at);
    letters.emplace_back(row.substr(from, at - from));
  }
  return letters;
}

std::vector<std::string> alternates_of(std::string_view letter) {
  const auto found = std::ranges::find(k_held, letter, &Held::letter);
  return found == std::end(k_held) ? std::vector<std::string>() : letters_of(found->offers);
}

std::string capital_of(const std::string& letter) {
  if (letter == "ß") return "ẞ";
  std::size_t at = 0;
  const auto point = next_code_point(letter, at);
  if (at != letter.size()) return letter;
  char utf8[6];
  const int bytes = g_unichar_to_utf8(g_unichar_toupper(static_cast<gunichar>(point)), utf8);
  return std::string(utf8, static_cast<std::size_t>(bytes));
}

}  // namespace vuoro::ui
