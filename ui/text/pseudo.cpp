#include "ui/text/pseudo.h"

#include <array>

#include "core/base/text.h"

namespace vuoro::ui {
namespace {

constexpr std::array<std::string_view, 26> k_accented = {"å", "ƀ", "ç", "ð", "é", "ƒ", "ĝ", "ĥ", "î",
                                                         "ĵ", "ķ", "ļ", "ɱ", "ñ", "ö", "þ", "ǫ", "ŕ",
                                                         "š", "ţ", "û", "ṽ", "ŵ", "ẋ", "ý", "ž"};
constexpr std::array<std::string_view, 26> k_accented_capitals = {"Å", "Ɓ", "Ç", "Ð", "É", "Ƒ", "Ĝ", "Ĥ", "Î",
                                                                  "Ĵ", "Ķ", "Ļ", "Ṁ", "Ñ", "Ö", "Þ", "Ǫ", "Ŕ",
                                                                  "Š", "Ţ", "Û", "Ṽ", "Ŵ", "Ẋ", "Ý", "Ž"};
constexpr std::array<std::string_view, 26> k_arabic = {"ا", "ب", "ث", "د", "ه", "ف", "غ", "ح", "ي",
                                                       "ج", "ك", "ل", "م", "ن", "و", "پ", "ق", "ر",
                                                       "س", "ت", "و", "ڤ", "ش", "خ", "ى", "ز"};
// What is added: words, since real translations are longer by words and by longer words.
constexpr std::string_view k_filler = "óñé ţŵó ţĥŕéé ƒöûŕ ƒîṽé šîẋ šéṽéñ éîĝĥţ ñîñé ţéñ éļéṽéñ ţŵéļṽé ";

int letter_of(char32_t c) {
  if (c >= 'a' && c <= 'z') return static_cast<int>(c - 'a');
  if (c >= 'A' && c <= 'Z') return static_cast<int>(c - 'A');
  // The Nordic letters go the way of their base letters.
  if (c == U'å' || c == U'ä' || c == U'Å' || c == U'Ä') return 0;
  if (c == U'ö' || c == U'Ö') return 'o' - 'a';
  return -1;
}

bool is_words(std::string_view words) {
  int in_a_row = 0;
  for (std::size_t at = 0; at < words.size();) {
    const char32_t c = next_code_point(words, at);
    in_a_row = letter_of(c) >= 0 ? in_a_row + 1 : 0;
    if (in_a_row >= 3) return true;
  }
  return false;
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) (void)next_code_point(text, at);
  return count;
}

std::string longer(std::string_view words) {
  std::string out = "[";
  for (std::size_t at = 0; at < words.size();) {
    const char32_t c = next_code_point(words, at);
    const int letter = letter_of(c);
    if (letter < 0)
      append_utf8(out, c);
    else
      out += (c < 'a' ? k_accented_capitals : k_accented)[static_cast<std::size_t>(letter)];
  }
  out += ' ';
  std::size_t more = characters(words) / 2;
  std::string_view left = k_filler;
  for (std::size_t at = 0; more > 0; --more) {
    if (at >= left.size()) at = 0;
    append_utf8(out, next_code_point(left, at));
  }
  while (out.ends_with(' ')) out.pop_back();
  return out + "]";
}

std::string in_arabic(std::string_view words) {
  std::string out;
  for (std::size_t at = 0; at < words.size();) {
    const char32_t c = next_code_point(words, at);
    const int letter = letter_of(c);
    if (letter >= 0)
      out += k_arabic[static_cast<std::size_t>(letter)];
    else if (c == '?')
      out += "؟";
    else if (c == ',')
      out += "،";
    else
      append_utf8(out, c);
  }
  return out;
}

}  // namespace

bool is_pseudo(std::string_view language) {
  return language == k_pseudo_long || language == k_pseudo_rtl;
}

std::string in_pseudo(std::string_view words, std::string_view language) {
  if (!is_pseudo(language) || !is_words(words)) return std::string(words);
  return language == k_pseudo_long ? longer(words) : in_arabic(words);
}

}  // namespace vuoro::ui
