#include "ui/speech/spoken.h"

#include <algorithm>
#include <optional>
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
  for (std::size_t at = 0; at < word.size();) {
    const std::size_t from = at;
    (void)next_code_point(word, at);
    if (!out.empty()) out += ' ';
    out += word.substr(from, at - from);
  }
  return out;
}

/// "9.15", "5.3.", "5.3.2026": the figures between the points; nothing when there is anything else.
std::vector<int> pointed(std::string_view word) {
  std::vector<int> out;
  for (std::size_t at = 0; at < word.size();) {
    int number = 0;
    const std::size_t from = at;
    for (; at < word.size() && digit(word[at]); ++at) {
      if (at - from >= 4) return {};
      number = number * 10 + (word[at] - '0');
    }
    if (at == from || (at < word.size() && word[at] != '.')) return {};
    out.push_back(number);
    ++at;
  }
  return out;
}

struct Time {
  int hour = 0;
  bool full = false;  ///< the hour itself
  std::string text;   ///< "9:15"; "9" of a full hour: "9:00" is read as "nine zero zero"
};

std::optional<Time> as_time(std::string_view word) {
  const auto figures = pointed(word);
  if (figures.size() != 2 || figures[0] > 24 || figures[1] > 59 || word.size() < 4 ||
      word[word.size() - 3] != '.')
    return std::nullopt;
  const std::string hour = std::to_string(figures[0]);
  if (figures[1] == 0) return Time{figures[0], true, hour};
  return Time{figures[0], false, hour + ":" + std::string(word.substr(word.size() - 2))};
}

/// What the language says before the hour, "kello "; empty where it says something after it.
std::string before_hour(const std::string& said) {
  const auto figure = std::find_if(said.begin(), said.end(), digit);
  return std::string(said.begin(), figure);
}

/// The language's word for the clock is not said twice: "klo 9.00" has it already.
std::string without_said(std::string phrase, std::string_view before) {
  const std::size_t space = phrase.find(' ');
  if (space == std::string::npos || before.empty() || std::string_view(phrase).substr(0, space) != before)
    return phrase;
  return phrase.substr(space + 1);
}

std::string say_time(const Time& time, const Words& words, std::string_view before) {
  if (!time.full || !words.full_hour) return time.text;
  return without_said(words.full_hour(time.hour), before);
}

/// "8 to 18 o'clock", "kello 8 viiva 18": the word for the clock once, where the language has it.
std::string say_times(const Time& from, const Time& to, const Words& words, std::string_view before) {
  const std::string between = " " + words.to + " ";
  if (!words.full_hour || (!from.full && !to.full)) return from.text + between + to.text;
  const std::string prefix = before_hour(words.full_hour(from.full ? from.hour : to.hour));
  if (!prefix.empty()) return without_said(prefix + from.text, before) + between + to.text;
  return (to.full ? from.text : say_time(from, words, before)) + between + say_time(to, words, "");
}

/// @param word  with its last point, when it has one.
std::optional<std::string> as_date(std::string_view word, const Words& words) {
  const auto figures = pointed(word);
  const bool day_and_month = figures.size() == 2 && word.ends_with('.'), whole = figures.size() == 3;
  if (!words.date || (!day_and_month && !whole)) return std::nullopt;
  if (figures[0] < 1 || figures[0] > 31 || figures[1] < 1 || figures[1] > 12) return std::nullopt;
  if (whole && (figures[2] < 1000 || word.ends_with('.'))) return std::nullopt;
  return words.date(figures[0], figures[1], whole ? figures[2] : 0);
}

std::string without_scheme(std::string_view word) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (word.starts_with(scheme)) word.remove_prefix(scheme.size());
  if (word.starts_with("www.")) word.remove_prefix(4);
  return std::string(word);
}

/// "min" is minutes after a figure; alone it is a Swedish word of its own.
std::optional<std::string> said_whole(std::string_view word, const Words& words, bool after_figure) {
  const auto whole = words.whole.find(std::string(word));
  if (whole == words.whole.end() || (word == "min" && !after_figure)) return std::nullopt;
  return whole->second;
}

/// What stands around a word decides how it is said.
struct Around {
  std::string_view before = {};  ///< the word before, as it was said
  bool after_figure = false;
  bool money = false;  ///< a currency follows: "5.00 €" is no time
};

std::string one_word(std::string_view word, const Words& words, const Around& around) {
  if (auto whole = said_whole(word, words, around.after_figure)) return *whole;
  // What ends a sentence stays outside.
  std::size_t end = word.size();
  while (end > 0 && (word[end - 1] == '.' || word[end - 1] == ',' || word[end - 1] == '?')) --end;
  const std::string_view bare = word.substr(0, end);
  const std::string tail(word.substr(end));
  const auto time = around.money ? std::nullopt : as_time(bare);
  if (!time) {
    if (tail == ".")
      if (auto date = as_date(word, words)) return *date;
    if (auto date = as_date(bare, words)) return *date + tail;
  }
  if (time) return say_time(*time, words, around.before) + tail;
  if (is_code(bare)) return by_letters(bare) + tail;
  if (const auto whole = said_whole(bare, words, around.after_figure)) return *whole + tail;
  if (bare.starts_with("http")) return without_scheme(bare) + tail;
  constexpr std::string_view k_dash = "–";
  const std::size_t dash = bare.find(k_dash);
  if (dash == std::string_view::npos || dash == 0 || dash + k_dash.size() >= bare.size() || words.to.empty())
    return std::string(word);
  const std::string_view left = bare.substr(0, dash), right = bare.substr(dash + k_dash.size());
  const auto from = as_time(left), to = as_time(right);
  if (from && to && !around.money) return say_times(*from, *to, words, around.before) + tail;
  return one_word(left, words, {.money = around.money}) + " " + words.to + " " +
         one_word(right, words, {.money = around.money}) + tail;
}

/// A telephone number begins with 0 or +, and has at least seven figures.
bool is_phone(const std::vector<std::string_view>& parts) {
  std::size_t figures = 0;
  for (const std::string_view part : parts)
    for (const char c : part) {
      if (!digit(c) && !(c == '+' && figures == 0)) return false;
      figures += digit(c) ? 1 : 0;
    }
  return figures >= 7 && (parts.front()[0] == '0' || parts.front()[0] == '+');
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
  const bool spelled = booking_code || (!parts.empty() && is_phone(parts));
  std::string out, before;
  Around around;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!out.empty()) out += spelled ? ", " : " ";
    const std::string_view next = i + 1 < parts.size() ? parts[i + 1] : std::string_view();
    around.before = before;
    around.money = next.starts_with("€") || next.starts_with("eur") || next.starts_with("EUR");
    std::string said = spelled ? by_letters(parts[i]) : one_word(parts[i], words, around);
    out += said;
    before = std::move(said);
    around.after_figure = digit(parts[i].back());
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

std::string spoken_entry(std::string_view text, const Words& words) {
  std::string out;
  for (const std::string_view part : split(text)) {
    if (!out.empty()) out += ' ';
    out += std::any_of(part.begin(), part.end(), digit) ? by_letters(part) : spoken(part, words);
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
