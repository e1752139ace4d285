#include "ui/speech/spoken.h"

#include <algorithm>
#include <vector>

#include "core/base/text.h"

namespace vuoro::ui::speech {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool code_character(char c) {
  return digit(c) || upper(c);
}

bool all_of_code(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), code_character);
}

/// "K141", "7KXM": letters and figures together are no word and no number.
bool is_code(std::string_view word) {
  return word.size() >= 2 && word.size() <= 10 && all_of_code(word) &&
         std::any_of(word.begin(), word.end(), digit) && std::any_of(word.begin(), word.end(), upper);
}

/// Half of a booking code may be only letters or only figures: "KXMQ 2345".
bool is_half_code(std::string_view word) {
  return word.size() == 4 && all_of_code(word);
}

std::string by_letters(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (!out.empty()) out += ' ';
    out += c;
  }
  return out;
}

/// A dash between two figures is said as a word.
std::string with_ranges(std::string_view word, const std::string& to) {
  constexpr std::string_view k_dash = "–";
  const std::size_t at = word.find(k_dash);
  if (at == std::string_view::npos || at == 0 || at + k_dash.size() >= word.size() || to.empty())
    return std::string(word);
  if (!digit(word[at - 1]) || !digit(word[at + k_dash.size()])) return std::string(word);
  return std::string(word.substr(0, at)) + " " + to + " " + with_ranges(word.substr(at + k_dash.size()), to);
}

std::string without_scheme(std::string_view word) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (word.starts_with(scheme)) word.remove_prefix(scheme.size());
  if (word.starts_with("www.")) word.remove_prefix(4);
  return std::string(word);
}

std::string one_word(std::string_view word, const Words& words) {
  // What ends a sentence stays outside of the code.
  std::size_t end = word.size();
  while (end > 0 && (word[end - 1] == '.' || word[end - 1] == ',' || word[end - 1] == '?')) --end;
  const std::string_view bare = word.substr(0, end), tail = word.substr(end);
  if (is_code(bare)) return by_letters(bare) + std::string(tail);
  if (bare == "min" && !words.minutes.empty()) return words.minutes + std::string(tail);
  if (bare.starts_with("http")) return without_scheme(bare) + std::string(tail);
  return with_ranges(bare, words.to) + std::string(tail);
}

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    if (end > at) out.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::string one_line(std::string_view line, const Words& words) {
  const auto parts = split(line);
  const bool booking_code = parts.size() == 2 && is_half_code(parts[0]) && is_half_code(parts[1]);
  std::string out;
  for (const std::string_view part : parts) {
    if (!out.empty()) out += booking_code ? ", " : " ";
    out += booking_code ? by_letters(part) : one_word(part, words);
  }
  return out;
}

}  // namespace

std::string spoken(std::string_view text, const Words& words) {
  const std::string clean = clean_text(text);
  std::string out;
  for (std::size_t at = 0; at <= clean.size();) {
    const std::size_t end = std::min(clean.find('\n', at), clean.size());
    const std::string line = one_line(std::string_view(clean).substr(at, end - at), words);
    if (!line.empty()) {
      if (!out.empty()) out += out.back() == '.' || out.back() == '?' || out.back() == '!' ? " " : ". ";
      out += line;
    }
    at = end + 1;
  }
  return out;
}

std::string spoken_key(std::string_view label, const Words& words) {
  const auto sign = words.signs.find(std::string(label));
  if (sign != words.signs.end()) return sign->second;
  const bool capital = (label.size() == 1 && upper(label[0])) || label == "Å" || label == "Ä" || label == "Ö";
  return capital ? filled(words.capital, "letter", label) : std::string(label);
}

std::string filled(std::string text, std::string_view name, std::string_view value) {
  const std::string mark = "{" + std::string(name) + "}";
  const std::size_t at = text.find(mark);
  return at == std::string::npos ? text : text.replace(at, mark.size(), value);
}

}  // namespace vuoro::ui::speech
