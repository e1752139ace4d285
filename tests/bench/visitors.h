#pragma once
// Many visitors, one after the other: each in some language, text size and colours, each with one of the
// jobs, wandering and writing on the on-screen keyboard.

#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "kiosk/i18n/language.h"
#include "tests/e2e/hand.h"

namespace vuoro::test {

/// The same seed gives the same visitors.
class Visitors {
 public:
  /// Both are borrowed.
  Visitors(Hand& hand, const kiosk::Languages& languages, std::uint64_t seed);

  /// One visit, from the home screen back to it. `at_the_end` is called before the way home.
  void visit(const std::function<void()>& at_the_end = {});
  [[nodiscard]] int visits() const { return visits_; }
  [[nodiscard]] int touches() const { return touches_; }
  /// In one language: visits begun, and times a keyboard was on the screen.
  struct Seen {
    int visits = 0, keyboards = 0;
  };
  [[nodiscard]] const std::map<std::string, Seen>& seen() const { return seen_; }

 private:
  /// @return whether something of that label could be pressed now.
  bool press(const std::string& label);
  /// Writes a word of the language on the on-screen keyboard. @return false when there is none, or no wish
  /// to.
  bool type();
  /// Presses something on the screen that is not in `ways_out`, or writes into a field.
  void wander();
  void go_home();
  [[nodiscard]] std::size_t any(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }

  Hand& hand_;
  const kiosk::Languages& languages_;
  const kiosk::Language* language_;
  std::mt19937_64 random_;
  int visits_ = 0;
  int touches_ = 0;
  std::map<std::string, Seen> seen_;
};

}  // namespace vuoro::test
