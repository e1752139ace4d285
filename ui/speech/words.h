#pragma once
// The words with which the tree is read aloud, in the language of the frame; the application translates them.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ui/tree.h"

namespace vuoro::ui::speech {

/// A few words in one language. A sentence may need several voices.
struct Part {
  std::string text;
  std::string language;  ///< BCP 47: which voice says it
  friend bool operator==(const Part&, const Part&) = default;
};
using Saying = std::vector<Part>;

struct Words {
  std::string language = "en";
  std::map<Role, std::string> roles;         ///< "button"; a role without a word is not said
  std::map<State, std::string> states;       ///< "selected", "not available"
  std::map<State, std::string> ended;        ///< said when a state ends: "not selected"
  std::map<std::string, std::string> signs;  ///< names of keys that have no sound: "," is "comma"
  std::string empty;                         ///< a field with nothing in it
  std::string capital;                       ///< "capital {letter}"
  std::string place;                         ///< "{index} of {count}"
  std::string to;                            ///< between two figures: "9.00 to 15.45"
  std::map<std::string, std::string> whole;  ///< what is written short is said whole: "min", "Mon"
  std::string erased;                        ///< "{letter} deleted"
  std::string typed_unsaid, erased_unsaid;   ///< what is written must not be heard: "A character was written"
  std::string not_aloud;                     ///< why a value is not said, and what to do about it
  std::string read_on;                       ///< how to hear the rest of the page
  std::string not_said;                      ///< the same of what is only shown: a booking's code
  std::string leave_keys;  ///< how to come from the keyboard to the results that stand before it
  std::string choices;     ///< "You can choose: {names}."
  /// "5 March 2026"; a year of 0 is not said. Without it dates are said as they are written.
  std::function<std::string(int day, int month, int year)> date;
  /// "10 o'clock", "kello 10". Without it a full hour is said as its figure alone.
  std::function<std::string(int hour)> full_hour;
  std::function<std::string(std::int64_t)> characters;       ///< "4 characters"
  std::function<std::string(std::int64_t)> choices_counted;  ///< "There are 12 things to choose from."
  std::function<std::string(std::int64_t)> results;          ///< "3 results"
};

}  // namespace vuoro::ui::speech
