#include "kiosk/speech/speech_words.h"

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
  words.minutes = l.t("minutes");
  words.erased = l.t("{letter} deleted");
  words.typed_unsaid = l.t("A character was written");
  words.erased_unsaid = l.t("A character was deleted");
  words.not_aloud =
      l.t("What you write here is not said aloud, so that others do not hear it. You hear it if you plug in "
          "headphones.");
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
