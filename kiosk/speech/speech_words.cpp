#include "kiosk/speech/speech_words.h"

#include <fmt/format.h>
#include <unicode/gregocal.h>
#include <unicode/smpdtfmt.h>

#include <algorithm>

namespace vuoro::kiosk {
namespace {

using ui::Role;
using ui::State;

std::map<std::string, std::string> names_of_signs(const Language& l) {
  return {{",", l.t("comma")},           {".", l.t("full stop")},       {"-", l.t("hyphen")},
          {"@", l.t("at sign")},         {"/", l.t("slash")},           {":", l.t("colon")},
          {";", l.t("semicolon")},       {"(", l.t("opening bracket")}, {")", l.t("closing bracket")},
          {"&", l.t("and sign")},        {"€", l.t("euro sign")},       {"+", l.t("plus sign")},
          {"\"", l.t("quotation mark")}, {"?", l.t("question mark")},   {"!", l.t("exclamation mark")},
          {"'", l.t("apostrophe")},      {"#", l.t("number sign")},     {"%", l.t("per cent sign")},
          {"*", l.t("asterisk")},        {"_", l.t("underscore")},      {" ", l.t("Space")}};
}

/// "min=minutes;Mon=Monday"
std::map<std::string, std::string> whole_words(const std::string& list) {
  std::map<std::string, std::string> out;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(';', at), list.size()), equals = list.find('=', at);
    if (equals < end) out[list.substr(at, equals - at)] = list.substr(equals + 1, end - equals - 1);
    at = end + 1;
  }
  return out;
}

std::function<std::string(int, int, int)> spoken_date(const Language& l) {
  return [tag = l.tag()](int day, int month, int year) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Locale locale(tag.c_str(), "FI");
    const std::unique_ptr<icu::DateFormat> format(
        icu::DateFormat::createInstanceForSkeleton(year == 0 ? "MMMMd" : "yMMMMd", locale, status));
    icu::GregorianCalendar calendar(*icu::TimeZone::getGMT(), locale, status);
    if (U_FAILURE(status) != 0 || !format) return fmt::format("{}.{}.", day, month);
    format->setTimeZone(*icu::TimeZone::getGMT());
    calendar.clear();
    calendar.set(year == 0 ? 2024 : year, month - 1, day);  // 2024 has every day
    icu::UnicodeString text;
    format->format(calendar.getTime(status), text);
    std::string out;
    text.toUTF8String(out);
    return out;
  };
}

}  // namespace

ui::speech::Words speech_words(const Language& l) {
  ui::speech::Words words;
  words.language = l.tag();
  words.roles = {{Role::button, l.t("button")},   {Role::link, l.t("link")},
                 {Role::heading, l.t("heading")}, {Role::text_field, l.t("text field")},
                 {Role::image, l.t("picture")},   {Role::picker, l.t("map")}};
  words.states = {{State::selected, l.t("selected")},
                  {State::checked, l.t("selected")},
                  {State::busy, l.t("in progress")},
                  {State::disabled, l.t("not available")}};
  words.ended = {{State::selected, l.t("not selected")}, {State::checked, l.t("not selected")}};
  words.signs = names_of_signs(l);
  words.empty = l.t("empty");
  words.capital = l.t("capital {letter}");
  words.place = l.t("{index} of {count}");
  words.to = l.t("to (between two figures)");
  words.whole = whole_words(l.t(
      "min=minutes;Mon=Monday;Tue=Tuesday;Wed=Wednesday;Thu=Thursday;Fri=Friday;Sat=Saturday;Sun=Sunday"));
  words.date = spoken_date(l);
  words.read_on = l.t("Press the down key to hear the rest of the page.");
  words.erased = l.t("{letter} deleted");
  words.typed_unsaid = l.t("A character was written");
  words.erased_unsaid = l.t("A character was deleted");
  words.not_aloud =
      l.t("What you write here is not said aloud, so that others do not hear it. You hear it if you plug in "
          "headphones.");
  words.not_said =
      l.t("It is not said aloud, so that others do not hear it. You hear it if you plug in headphones.");
  words.leave_keys = l.t("The results stand before the keyboard. Press the up key until you hear them.");
  words.full_hour = [&l](int hour) { return l.n("{count} o'clock", "{count} o'clock", hour); };
  words.choices = l.t("You can choose:");
  words.characters = [&l](std::int64_t count) {
    return l.n("{count} character", "{count} characters", count);
  };
  words.choices_counted = [&l](std::int64_t count) {
    return l.n("There is {count} thing to choose from.", "There are {count} things to choose from.", count);
  };
  words.results = [&l](std::int64_t count) { return l.n("{count} result", "{count} results", count); };
  return words;
}

}  // namespace vuoro::kiosk
