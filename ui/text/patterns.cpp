#include "ui/text/patterns.h"

#include <glib.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace vuoro::ui {
namespace {

constexpr std::size_t k_pattern_bytes_max = 100;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0u) == 0x80u;
}

/// The next line, without its end; `rest` loses it.
std::string_view next_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  return line;
}

std::optional<std::string> as_utf8(std::string_view bytes, const std::string& encoding) {
  if (encoding == "UTF-8") {
    if (g_utf8_validate(bytes.data(), static_cast<gssize>(bytes.size()), nullptr) == FALSE)
      return std::nullopt;
    return std::string(bytes);
  }
  gsize length = 0;
  gchar* made = g_convert(bytes.data(), static_cast<gssize>(bytes.size()), "UTF-8", encoding.c_str(), nullptr,
                          &length, nullptr);
  if (made == nullptr) return std::nullopt;
  std::string out(made, length);
  g_free(made);
  return out;
}

/// "LEFTHYPHENMIN 2": @return whether the line is such a setting; its number when there is one.
bool is_setting(std::string_view line, std::string_view name, std::size_t& value) {
  if (!line.starts_with(name)) return false;
  line.remove_prefix(name.size());
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  (void)std::from_chars(line.data(), line.data() + line.size(), value);
  return true;
}

}  // namespace

std::optional<HyphenPatterns> HyphenPatterns::parse(std::string_view file) {
  const std::string encoding(next_line(file));
  const auto text = as_utf8(file, encoding);
  if (!text) return std::nullopt;
  HyphenPatterns out;
  out.block_.reserve(text->size() * 2);
  std::size_t ignored = 0;
  for (std::string_view rest = *text; !rest.empty();) {
    const std::string_view line = next_line(rest);
    // What comes before is of compounds' joints; words come to us without hyphens and apostrophes.
    if (line == "NEXTLEVEL") {
      out.block_.clear();
      out.sorted_.clear();
      continue;
    }
    if (line.empty() || line.front() == '%' || line.front() == '#' ||
        is_setting(line, "LEFTHYPHENMIN", out.least_left_) ||
        is_setting(line, "RIGHTHYPHENMIN", out.least_right_) ||
        is_setting(line, "COMPOUNDLEFTHYPHENMIN", ignored) ||
        is_setting(line, "COMPOUNDRIGHTHYPHENMIN", ignored) || line.starts_with("NOHYPHEN"))
      continue;
    // A pattern with a slash changes letters at the break, which a soft hyphen cannot show.
    if (line.size() <= k_pattern_bytes_max && line.find('/') == std::string_view::npos) out.add(line);
  }
  if (out.sorted_.empty()) return std::nullopt;
  out.sort();
  return out;
}

void HyphenPatterns::add(std::string_view pattern) {
  std::string letters, digits = "0";
  for (const char c : pattern) {
    if (is_digit(c)) {
      digits.back() = c;
    } else {
      letters += c;
      digits += '0';
    }
  }
  if (letters.empty() || block_.size() > std::numeric_limits<std::uint32_t>::max() / 2) return;
  sorted_.push_back(static_cast<std::uint32_t>(block_.size()));
  block_ += static_cast<char>(letters.size());
  block_ += letters;
  block_ += digits;
}

void HyphenPatterns::sort() {
  std::ranges::stable_sort(sorted_, {}, [this](std::uint32_t at) { return letters(at); });
  // Of two with the same letters the later one counts.
  const auto same = [this](std::uint32_t a, std::uint32_t b) { return letters(a) == letters(b); };
  std::ranges::reverse(sorted_);
  sorted_.erase(std::unique(sorted_.begin(), sorted_.end(), same), sorted_.end());
  std::ranges::reverse(sorted_);
  sorted_.shrink_to_fit();
  block_.shrink_to_fit();
}

HyphenPatterns::Range HyphenPatterns::narrowed(Range range, std::size_t at, char next) const {
  // A pattern that ends before `at` comes first of its range and is below every letter.
  const auto letter = [this, at](std::uint32_t place) {
    const std::string_view all = letters(place);
    return at < all.size() ? int{static_cast<unsigned char>(all[at])} : -1;
  };
  const int wanted = static_cast<unsigned char>(next);
  const auto end = sorted_.begin() + range.to;
  const auto from = std::ranges::lower_bound(sorted_.begin() + range.from, end, wanted, {}, letter);
  const auto to = std::ranges::upper_bound(from, end, wanted, {}, letter);
  return {static_cast<std::uint32_t>(from - sorted_.begin()),
          static_cast<std::uint32_t>(to - sorted_.begin()), range.start};
}

std::vector<std::size_t> HyphenPatterns::breaks(std::string_view word) const {
  const std::string dotted = "." + std::string(word) + ".";
  std::string digits(dotted.size() + 1, '0');
  std::vector<Range> open;
  for (std::size_t i = 0; i < dotted.size(); ++i) {
    open.push_back({0, static_cast<std::uint32_t>(sorted_.size()), i});
    for (Range& range : open) range = narrowed(range, i - range.start, dotted[i]);
    std::erase_if(open, [](const Range& range) { return range.from == range.to; });
    if (open.empty()) continue;
    // As in libhyphen only the longest that ends or goes on here has a say: its dictionaries are made for
    // that, each long pattern holding the digits of the shorter ones within it.
    const Range& longest = open.front();
    const std::uint32_t at = sorted_[longest.from];
    const std::size_t length = letters(at).size();
    if (length != i + 1 - longest.start) continue;
    for (std::size_t k = 0; k <= length; ++k) {
      const char digit = block_[at + 1 + length + k];
      char& highest = digits[longest.start + k];
      highest = std::max(highest, digit);
    }
  }
  std::vector<std::size_t> starts;  // of the characters
  for (std::size_t i = 0; i < word.size(); ++i)
    if (!continues_character(word[i])) starts.push_back(i);
  std::vector<std::size_t> out;
  for (std::size_t c = least_left_; c + least_right_ <= starts.size(); ++c)
    if (c > 0 && (digits[starts[c] + 1] - '0') % 2 == 1) out.push_back(starts[c]);
  return out;
}

}  // namespace vuoro::ui
