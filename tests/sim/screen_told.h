#pragma once
// What stood on the terminals' screens, as their semantic trees said it, and what people did there.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.h"

namespace vuoro::test {

struct ScreenText {
  std::string key;   ///< of its node; "doubt/message" in a dialog
  std::string text;  ///< a label, a value or a description

  friend bool operator==(const ScreenText&, const ScreenText&) = default;
};

/// One terminal's screen from one change of what it says or offers to the next.
struct Sight {
  std::string device;
  int run = 0;     ///< of its program
  int visit = -1;  ///< in ScreenTold::visits; -1: nobody is there
  WallTime from;   ///< the world's
  WallTime until;
  Millis untouched{0};  ///< the longest time without a touch up to `until`
  std::string page;
  std::string dialog;  ///< before the page; empty: none
  std::string language;
  std::vector<std::string> ways;   ///< keys of enabled actions in reach that lead on or back
  std::vector<std::string> waits;  ///< keys of what says that something is awaited
  std::vector<ScreenText> texts;
};

/// From a person's first touch until the next person's.
struct ScreenVisit {
  std::string device;
  std::vector<std::string> items;  ///< the person's own: numbers, codes, phone numbers, addresses
};

/// The lobby's answer to a screen: it cannot be done.
struct ScreenRefusal {
  std::string device;
  int run = 0;
  WallTime at;
  std::string act;
  std::string code;
};

/// Somebody pressed what leads away from a page.
struct WayTaken {
  std::string device;
  int run = 0;
  WallTime at;
  std::string page;
  std::string key;
};

struct ScreenTold {
  std::vector<Sight> sights;
  std::vector<ScreenVisit> visits;
  std::vector<ScreenRefusal> refusals;
  std::vector<WayTaken> ways_taken;
  std::vector<std::string> pins;    ///< that somebody typed: never to be read anywhere
  std::vector<std::string> faults;  ///< of the drawing itself
  /// Device and number that a person asked for once more on paper, after the screen did not know.
  std::set<std::pair<std::string, std::string>> asked_again;
  int presses = 0;
  int frames = 0;
};

}  // namespace vuoro::test
