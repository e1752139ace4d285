#include "core/content/ptv_hours.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/base/object_reader.h"
#include "core/base/record_mode.h"
#include "core/content/content_text.h"

namespace vuoro::content {
namespace {

constexpr auto k_days = std::to_array<std::string_view>(
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"});
/// A longer season than this would make more exceptions than a record should carry.
constexpr int k_season_days_max = 200;

struct Span {
  std::string from;
  std::string to;
  friend auto operator<=>(const Span&, const Span&) = default;
};
using Week = std::array<std::vector<Span>, 7>;

/// "08:00:00" or "8:00" to "08:00".
Result<std::string> clock_text(std::string_view text, const std::string& place) {
  std::string out(text.substr(0, text.find(':') == 1 ? 4 : 5));
  if (out.size() == 4) out.insert(0, "0");
  if (!parse_clock(out)) return fail(Errc::invalid_argument, place + ": expected a time of day");
  return out;
}

Result<std::size_t> day_of(std::string_view name, const std::string& place) {
  const auto* found = std::find(k_days.begin(), k_days.end(), name);
  if (found == k_days.end()) return fail(Errc::invalid_argument, place + ": expected the name of a weekday");
  return static_cast<std::size_t>(found - k_days.begin());
}

/// The local date of "2020-02-06T10:55:23.537Z", "2018-12-24T00:00:00" or "2018-12-24".
Result<std::optional<LocalDate>> date_of(const std::optional<std::string>& text, const std::string& place) {
  if (!text || text->empty()) return std::optional<LocalDate>();
  const auto date = parse_iso_date(text->substr(0, 10));
  if (!date) return fail(Errc::invalid_argument, place + ": expected a date");
  // A Finnish midnight written in UTC lies on the evening before.
  const bool evening_before = text->ends_with('Z') && text->size() > 13 &&
                              (text->substr(11, 2) == "21" || text->substr(11, 2) == "22");
  return std::optional<LocalDate>(
      LocalDate(std::chrono::sys_days(*date) + std::chrono::days(evening_before ? 1 : 0)));
}

/// One entry of serviceHours.
struct Entry {
  enum class Kind { weekly, exception, over_midnight };
  Kind kind = Kind::weekly;
  std::optional<LocalDate> from;
  std::optional<LocalDate> to;
  bool closed = false;
  bool always_open = false;
  LocalizedText reason;
  Week week;
  std::vector<Span> spans;  ///< without a day, as exceptions have them
};

Result<void> read_opening(const json::value& value, const std::string& place, Entry& entry) {
  ObjectReader reader(value, place, UnknownFields::ignore);
  const std::string day_from = reader.text_or("dayFrom", 16, "");
  const std::string day_to = reader.text_or("dayTo", 16, "");
  const std::string from_text = reader.text("from", 16);
  const std::string to_text = reader.text("to", 16);
  VUORO_TRY(reader.finish());
  VUORO_ASSIGN(const std::string from, clock_text(from_text, place + ".from"));
  VUORO_ASSIGN(std::string to, clock_text(to_text, place + ".to"));
  if (to == "00:00" || to == "23:59") to = "24:00";
  if (day_from.empty()) {
    if (entry.kind == Entry::Kind::weekly) return fail(Errc::invalid_argument, place + ".dayFrom: missing");
    if (from >= to) return fail(Errc::invalid_argument, place + ": ends before it starts");
    entry.spans.push_back({from, to});
    return {};
  }
  VUORO_ASSIGN(const std::size_t first, day_of(day_from, place + ".dayFrom"));
  std::size_t last = first;
  if (!day_to.empty()) {
    VUORO_ASSIGN(last, day_of(day_to, place + ".dayTo"));
  }
  const bool over_midnight = entry.kind == Entry::Kind::over_midnight || (day_to.empty() && from >= to);
  if (!over_midnight) {
    if (from >= to) return fail(Errc::invalid_argument, place + ": ends before it starts");
    for (std::size_t day = first;; day = (day + 1) % 7) {
      entry.week[day].push_back({from, to});
      if (day == last) return {};
    }
  }
  if (day_to.empty()) last = (first + 1) % 7;
  if (first == last) {
    if (from >= to) return fail(Errc::invalid_argument, place + ": ends before it starts");
    entry.week[first].push_back({from, to});
    return {};
  }
  entry.week[first].push_back({from, "24:00"});
  for (std::size_t day = (first + 1) % 7; day != last; day = (day + 1) % 7)
    entry.week[day].push_back({"00:00", "24:00"});
  if (to == "24:00" && to_text.starts_with("00:00"))
    return {};  // until the midnight that begins the last day
  entry.week[last].push_back({"00:00", to});
  return {};
}

Result<Entry> read_entry(const json::value& value, const std::string& place) {
  Entry entry;
  ObjectReader reader(value, place, UnknownFields::ignore);
  const std::string type = reader.text_or("serviceHourType", 64, "");
  if (type.find("xcept") != std::string::npos) entry.kind = Entry::Kind::exception;
  if (type.find("Midnight") != std::string::npos || type.find("Special") != std::string::npos) {
    entry.kind = Entry::Kind::over_midnight;
  }
  const auto valid_from = reader.text_if("validFrom", 40);
  const auto valid_to = reader.text_if("validTo", 40);
  const auto* closed = reader.any_if("isClosed");
  entry.closed = closed != nullptr && closed->is_bool() && closed->get_bool();
  entry.always_open = reader.any_if("isAlwaysOpen") != nullptr && reader.boolean_or("isAlwaysOpen", false);
  for (const auto& text : reader.array("additionalInformation", 50, false)) {
    ObjectReader localized(text, place + ".additionalInformation", UnknownFields::ignore);
    const std::string language = localized.text_or("language", 8, "");
    put_text(entry.reason, language, tidy_line(optional_text(localized, "value")));
    reader.take(localized.finish());
  }
  const auto& openings = reader.array("openingHour", 200, false);
  VUORO_TRY(reader.finish());
  VUORO_ASSIGN(entry.from, date_of(valid_from, place + ".validFrom"));
  VUORO_ASSIGN(entry.to, date_of(valid_to, place + ".validTo"));
  for (std::size_t i = 0; i < openings.size() && !entry.closed; ++i) {
    VUORO_TRY(read_opening(openings[i], fmt::format("{}.openingHour[{}]", place, i), entry));
  }
  if (entry.always_open && !entry.closed) {
    for (auto& day : entry.week) day = {{"00:00", "24:00"}};
    entry.spans = {{"00:00", "24:00"}};
  }
  return entry;
}

void add_exception(OpeningHours& hours, const Entry& entry, LocalDate from, LocalDate to,
                   const std::vector<Span>& spans) {
  HoursException exception;
  exception.from_date = to_iso(from);
  exception.to_date = to_iso(to);
  exception.reason = entry.reason;
  exception.closed = spans.empty();
  if (spans.empty()) hours.exceptions.push_back(exception);
  for (const auto& span : spans) {
    exception.from = span.from;
    exception.to = span.to;
    hours.exceptions.push_back(exception);
  }
}

std::size_t weekday_index(LocalDate day) {
  return std::chrono::weekday(std::chrono::sys_days(day)).iso_encoding() - 1;
}

/// Hours that hold for a time only: one exception for each day, since every weekday may differ.
Result<void> add_dated(OpeningHours& hours, const Entry& entry, const std::string& place) {
  const LocalDate from = *entry.from;
  const LocalDate to = entry.to.value_or(from);
  const auto days = (std::chrono::sys_days(to) - std::chrono::sys_days(from)).count() + 1;
  if (days < 1) return fail(Errc::invalid_argument, place + ".validTo: before validFrom");
  const bool dayless =
      std::all_of(entry.week.begin(), entry.week.end(), [](const auto& spans) { return spans.empty(); });
  if (dayless) {
    add_exception(hours, entry, from, to, entry.spans);
    return {};
  }
  if (days > k_season_days_max)
    return fail(Errc::invalid_argument, place + ": a season longer than 200 days");
  for (int ahead = 0; ahead < days; ++ahead) {
    const LocalDate day(std::chrono::sys_days(from) + std::chrono::days(ahead));
    add_exception(hours, entry, day, day, entry.week[weekday_index(day)]);
  }
  return {};
}

}  // namespace

Result<OpeningHours> read_ptv_hours(const json::value* value, const std::string& place) {
  OpeningHours hours;
  if (value == nullptr || value->is_null()) return hours;
  const auto* array = value->if_array();
  if (array == nullptr) return fail(Errc::invalid_argument, place + ": expected an array");
  if (array->size() > 500) return fail(Errc::invalid_argument, place + ": too many entries");
  std::map<Span, std::vector<Weekday>> weekly;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const std::string at = fmt::format("{}[{}]", place, i);
    VUORO_ASSIGN(const Entry entry, read_entry((*array)[i], at));
    const bool dated = entry.kind == Entry::Kind::exception || (entry.from && entry.to);
    if (dated) {
      if (!entry.from) return fail(Errc::invalid_argument, at + ".validFrom: an exception without a date");
      const bool says_nothing =
          !entry.closed && entry.spans.empty() &&
          std::all_of(entry.week.begin(), entry.week.end(), [](const auto& d) { return d.empty(); });
      if (!says_nothing) VUORO_TRY(add_dated(hours, entry, at));
      continue;
    }
    for (std::size_t day = 0; day < entry.week.size(); ++day) {
      for (const auto& span : entry.week[day]) {
        auto& days = weekly[span];
        if (std::find(days.begin(), days.end(), static_cast<Weekday>(day)) == days.end()) {
          days.push_back(static_cast<Weekday>(day));
        }
      }
    }
  }
  for (auto& [span, days] : weekly) hours.weekly.push_back({days, span.from, span.to});
  if (auto valid = validate(hours); !valid) return fail(valid.error().with(place));
  if (hours.exceptions.size() > k_record_list_max)
    return fail(Errc::invalid_argument, place + ": too many exceptions");
  return hours;
}

}  // namespace vuoro::content
