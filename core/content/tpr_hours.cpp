#include "core/content/tpr_hours.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>
#include <vector>

#include "core/base/text.h"

namespace vuoro::content {
namespace {

using Minutes = std::pair<int, int>;
using Days = std::array<bool, 7>;
using Week = std::array<std::vector<Minutes>, 7>;

constexpr auto k_days = std::to_array<std::string_view>({"ma", "ti", "ke", "to", "pe", "la", "su"});

std::optional<std::size_t> day_of(std::string_view text) {
  const auto* found = std::find(k_days.begin(), k_days.end(), text);
  if (found == k_days.end()) return std::nullopt;
  return static_cast<std::size_t>(found - k_days.begin());
}

/// "ma", "ma-pe"
bool add_days(std::string_view text, Days& days) {
  const std::size_t dash = text.find('-');
  const auto first = day_of(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : day_of(text.substr(dash + 1));
  if (!first || !last || *last < *first) return false;
  for (std::size_t day = *first; day <= *last; ++day) days[day] = true;
  return true;
}

/// "09" or "08:15"
std::optional<int> clock_of(std::string_view text) {
  int hours = 0;
  int minutes = 0;
  const char* end = text.data() + text.size();
  auto [rest, error] = std::from_chars(text.data(), end, hours);
  if (error != std::errc()) return std::nullopt;
  if (rest != end) {
    if (*rest != ':') return std::nullopt;
    const auto after = std::from_chars(rest + 1, end, minutes);
    if (after.ec != std::errc() || after.ptr != end) return std::nullopt;
  }
  if (hours < 0 || hours > 24 || minutes < 0 || minutes > 59 || hours * 60 + minutes > 1440)
    return std::nullopt;
  return hours * 60 + minutes;
}

std::optional<Minutes> times_of(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto from = clock_of(text.substr(0, dash));
  const auto to = clock_of(text.substr(dash + 1));
  if (!from || !to || *to <= *from) return std::nullopt;
  return Minutes(*from, *to);
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text = trim(text.substr(prefix.size()));
  return true;
}

void cut_out(std::vector<Minutes>& spans, Minutes hole) {
  std::vector<Minutes> left;
  for (const auto& span : spans) {
    if (span.first < std::min(span.second, hole.first))
      left.emplace_back(span.first, std::min(span.second, hole.first));
    if (std::max(span.first, hole.second) < span.second)
      left.emplace_back(std::max(span.first, hole.second), span.second);
  }
  spans = std::move(left);
}

/// One part between commas: days, times, or both; days without times wait for the next part's.
bool read_part(std::string_view part, bool closed, Days& waiting, Week& week) {
  constexpr std::string_view k_all_day = "ympäri vuorokauden";
  const bool every_day = take(part, "joka päivä");
  if (every_day) waiting.fill(true);
  std::optional<Minutes> times;
  if (part.ends_with(k_all_day)) {
    times = Minutes(0, 1440);
    part = trim(part.substr(0, part.size() - k_all_day.size()));
  } else if (every_day && part.empty()) {
    times = Minutes(0, 1440);
  } else if (const std::size_t blank = part.rfind(' '); blank != std::string_view::npos || every_day) {
    times = times_of(blank == std::string_view::npos ? part : part.substr(blank + 1));
    if (!times) return false;
    part = blank == std::string_view::npos ? std::string_view() : trim(part.substr(0, blank));
  }
  if (!part.empty() && !add_days(part, waiting)) return false;
  if (!times) return true;
  for (std::size_t day = 0; day < week.size(); ++day) {
    if (!waiting[day]) continue;
    if (closed) {
      cut_out(week[day], *times);
    } else {
      week[day].push_back(*times);
    }
  }
  waiting.fill(false);
  return true;
}

std::string clock_text(int minutes) {
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

}  // namespace

std::optional<OpeningHours> parse_tpr_hours(std::string_view text) {
  Week week;
  Days waiting{};
  bool closed = false;
  bool said = false;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    std::string_view part = trim(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    if (take(part, "Palvelu ei saatavilla") || take(part, "Suljettu")) {
      closed = said = true;
    } else if (take(part, "Avoinna") || take(part, "Palvelu saatavilla")) {
      closed = false;
      said = true;
    }
    if (!said || !read_part(part, closed, waiting, week)) return std::nullopt;
  }
  if (std::find(waiting.begin(), waiting.end(), true) != waiting.end()) return std::nullopt;
  std::map<Minutes, std::vector<Weekday>> grouped;
  for (std::size_t day = 0; day < week.size(); ++day) {
    for (const auto& span : week[day]) grouped[span].push_back(static_cast<Weekday>(day));
  }
  if (grouped.empty()) return std::nullopt;
  OpeningHours hours;
  for (auto& [span, days] : grouped)
    hours.weekly.push_back({days, clock_text(span.first), clock_text(span.second)});
  return hours;
}

}  // namespace vuoro::content
