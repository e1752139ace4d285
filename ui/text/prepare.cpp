#include "ui/text/prepare.h"

#include <glib.h>

#include <algorithm>
#include <vector>

#include "core/base/text.h"

namespace vuoro::ui {
namespace {

constexpr char32_t k_lri = 0x2066, k_rli = 0x2067, k_pdi = 0x2069;

/// Joiners, selectors and tags draw nothing themselves; one after a letter means something, a heap does not.
bool is_joiner(char32_t c) {
  return (c >= 0x200b && c <= 0x200f) || c == 0x2060 || c == 0x034f || (c >= 0xfe00 && c <= 0xfe0f) ||
         (c >= 0xe0000 && c <= 0xe0fff) || c == 0x061c || (c >= 0x180b && c <= 0x180e);
}

bool is_mark(char32_t c) {
  const GUnicodeType type = g_unichar_type(c);
  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK;
}

bool is_digit(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) || (c >= 0x6f0 && c <= 0x6f9);
}

bool is_left_to_right(char32_t c) {
  return c < 0x110000 && g_unichar_isalpha(c) && !is_right_to_left(c);
}

std::vector<char32_t> decoded(std::string_view text) {
  std::vector<char32_t> out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) out.push_back(next_code_point(text, at));
  return out;
}

}  // namespace

bool is_right_to_left(char32_t c) {
  return (c >= 0x590 && c <= 0x8ff && !is_digit(c)) || (c >= 0xfb1d && c <= 0xfdff) ||
         (c >= 0xfe70 && c <= 0xfefe) || (c >= 0x10800 && c <= 0x10fff) || (c >= 0x1e800 && c <= 0x1efff);
}

std::string tamed(std::string_view text, bool* cut) {
  // No character is shorter than a byte, and none that is kept longer than four.
  const std::string_view taken = truncate_utf8(text, k_text_characters_max * 4);
  const std::string clean = clean_text(taken);
  bool stopped = taken.size() != text.size();
  std::string out;
  out.reserve(clean.size());
  std::size_t characters = 0, marks = 0, word = 0, runs = 0;
  GUnicodeScript script = G_UNICODE_SCRIPT_COMMON;
  bool joined = false;
  for (std::size_t at = 0; at < clean.size();) {
    char32_t c = next_code_point(clean, at);
    if (c == '\t') c = ' ';
    if (c == 0x2028 || c == 0x2029) c = '\n';
    if (is_mark(c)) {
      if (++marks > k_marks_max) continue;
    } else if (is_joiner(c)) {
      if (joined) continue;
      joined = true;
    } else {
      marks = 0;
      joined = false;
    }
    const GUnicodeScript now = g_unichar_get_script(c);
    if (now != G_UNICODE_SCRIPT_COMMON && now != G_UNICODE_SCRIPT_INHERITED && now != script) {
      script = now;
      ++runs;
    }
    if (++characters > k_text_characters_max || runs > k_script_runs_max) {
      stopped = true;
      break;
    }
    word = c == ' ' || c == '\n' ? 0 : word + 1;
    if (word > k_word_characters_max && !is_mark(c) && !is_joiner(c)) {
      out += '\n';
      word = 1;
    }
    append_utf8(out, c);
  }
  while (out.ends_with(' ')) out.pop_back();
  if (cut != nullptr) *cut = stopped;
  return out;
}

namespace {

/// Neutral characters that may stand inside a name, number or address without ending it.
bool holds_together(char32_t c, bool numeric) {
  switch (c) {
    case '.':
    case ',':
    case '-':
    case '/':
    case ':':
    case '\'':
    case 0xa0:
    case 0x202f:
    case 0x2019:
      return true;
    case ' ':
    case '&':
    case '@':
    case '_':
    case '+':
    case '?':
    case '=':
    case '#':
    case 0x2013:
      return !numeric;
    default:
      return false;
  }
}

/// "+358 9 123 456", "09 123 456": digits in groups that belong together although spaces part them.
std::size_t telephone_end(const std::vector<char32_t>& all, std::size_t from) {
  if (all[from] != '+' && all[from] != '0') return from;
  std::size_t digits = 0, end = from;
  for (std::size_t i = from; i < all.size(); ++i) {
    if (all[i] >= '0' && all[i] <= '9') {
      ++digits;
      end = i + 1;
    } else if (!(i == from && all[i] == '+') && all[i] != ' ' && all[i] != 0xa0 && all[i] != '-') {
      break;
    }
  }
  return digits >= 5 ? end : from;
}

/// "5.3." is a day and a month, and the last point is theirs: not that of a sentence, which ends a text after
/// other words. @param from, end  the figures without it. @return end, or one more.
std::size_t with_point_of_date(const std::vector<char32_t>& all, std::size_t from, std::size_t end) {
  if (end >= all.size() || all[end] != '.') return end;
  unsigned figures[2] = {0, 0};
  std::size_t part = 0;
  for (std::size_t i = from; i < end; ++i) {
    const bool figure = all[i] >= '0' && all[i] <= '9';
    if (!figure && (all[i] != '.' || ++part > 1)) return end;
    if (figure) figures[part] = figures[part] * 10 + (all[i] - '0');
    // "9.05." is a time at the end of a sentence
    if (figures[part] > 31 || (figure && figures[part] == 0)) return end;
  }
  if (part != 1 || figures[0] == 0 || figures[1] == 0 || figures[1] > 12) return end;
  const bool alone = from == 0 && end + 1 == all.size();
  const bool goes_on = end + 2 < all.size() && all[end + 1] == ' ';
  return alone || goes_on ? end + 1 : end;
}

/// Where the part of left-to-right text that begins at `from` ends.
std::size_t foreign_end(const std::vector<char32_t>& all, std::size_t from) {
  if (const std::size_t end = telephone_end(all, from); end > from) return end;
  bool numeric = !is_left_to_right(all[from]);
  std::size_t end = from + 1;
  for (std::size_t i = end; i < all.size(); ++i) {
    const char32_t c = all[i];
    const bool letter = is_left_to_right(c);
    if (letter || is_digit(c) || is_mark(c)) {
      numeric = numeric && !letter;
      end = i + 1;
    } else if (!holds_together(c, numeric)) {
      break;
    }
  }
  return with_point_of_date(all, from, end);
}

/// The same for right-to-left letters in a left-to-right sentence: words and what stands between them.
std::size_t rtl_end(const std::vector<char32_t>& all, std::size_t from) {
  std::size_t end = from + 1;
  for (std::size_t i = end; i < all.size(); ++i) {
    if (is_right_to_left(all[i]) || is_mark(all[i]))
      end = i + 1;
    else if (is_left_to_right(all[i]) || all[i] == '\n' || all[i] == '(' || all[i] == ')' ||
             (all[i] >= '0' && all[i] <= '9'))
      break;
  }
  return end;
}

void append_isolated(std::string& out, const std::vector<char32_t>& all, bool rtl) {
  const auto put = [&out](const std::vector<char32_t>& from, std::size_t i, std::size_t end) {
    for (; i < end; ++i) append_utf8(out, from[i]);
  };
  // A paragraph wholly of the other direction (content that is not translated) keeps its own order, with the
  // full stop at its own end; it still begins at the screen's side.
  const bool has_ltr = std::any_of(all.begin(), all.end(), is_left_to_right);
  const bool has_rtl = std::any_of(all.begin(), all.end(), is_right_to_left);
  if (rtl ? has_ltr && !has_rtl : has_rtl && !has_ltr) {
    append_utf8(out, rtl ? k_lri : k_rli);
    put(all, 0, all.size());
    append_utf8(out, k_pdi);
    return;
  }
  for (std::size_t i = 0; i < all.size();) {
    const bool plus = all[i] == '+' && i + 1 < all.size() && is_digit(all[i + 1]);
    const bool begins = rtl ? is_left_to_right(all[i]) || is_digit(all[i]) || plus : is_right_to_left(all[i]);
    if (!begins) {
      append_utf8(out, all[i++]);
      continue;
    }
    const std::size_t end = rtl ? foreign_end(all, i) : rtl_end(all, i);
    append_utf8(out, rtl ? k_lri : k_rli);
    put(all, i, end);
    append_utf8(out, k_pdi);
    i = end;
  }
}

}  // namespace

std::string isolated(std::string_view text, Direction direction) {
  const bool rtl = direction == Direction::right_to_left;
  if (!rtl) {
    // Latin, Greek and Cyrillic take fewer than U+0590: two bytes that begin below 0xd6.
    bool any = false;
    for (const char byte : text) any = any || static_cast<unsigned char>(byte) >= 0xd6;
    if (!any) return std::string(text);
  }
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    append_isolated(out, decoded(text.substr(at, end - at)), rtl);
    if (end < text.size()) out += '\n';
    at = end + 1;
  }
  return out;
}

}  // namespace vuoro::ui
