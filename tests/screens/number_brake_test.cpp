// Numbers taken in quick succession that nobody waits for: asked, never refused.
#include <catch2/catch.hpp>

#include "tests/screens/stage.h"

using namespace vuoro;
using std::chrono::seconds;
using test::Stage;

namespace {

void open_queue(Stage& s, const char* prefix) {
  s.press("Take a queue number");
  s.press_label(s.in(s.lobby.queue(prefix).name));
}

/// A number that nobody stays to read.
void take_in_passing(Stage& s, const char* prefix, seconds read = seconds(1)) {
  open_queue(s, prefix);
  s.press("Take a queue number");
  REQUIRE(s.page() == "number");
  s.advance(read);
  s.press("Done");
}

}  // namespace

TEST_CASE("after three numbers in a minute it is asked whether one was theirs; the answer may be either") {
  Stage s("en");
  for (int i = 0; i < 3; ++i) take_in_passing(s, "K");
  CHECK(s.lobby.taken.size() == 3);
  open_queue(s, "K");
  s.press("Take a queue number");
  CHECK(s.lobby.taken.size() == 3);
  CHECK(s.shows("Did you already get a number?"));
  CHECK(s.shows("The last number given here is {number}.", {{"number", "K143"}}));
  test::keep_picture(*s.harness, "number-doubt");
  s.press("I have my number");
  CHECK(s.page() == "home");
  CHECK(s.lobby.taken.size() == 3);

  open_queue(s, "K");
  s.press("Take a queue number");
  s.press("I still need a number");  // a family needs four
  CHECK(s.page() == "number");
  CHECK(s.lobby.taken.size() == 4);
  CHECK(s.shows_label("K144"));
}

TEST_CASE("nobody is asked who waits their turn at the terminal: read numbers, other queues, later") {
  Stage s("en");
  for (int i = 0; i < 5; ++i) take_in_passing(s, "K", seconds(6));  // read, one visitor after the other
  CHECK(s.lobby.taken.size() == 5);
  for (int i = 0; i < 3; ++i) take_in_passing(s, "K");
  take_in_passing(s, "P");
  CHECK(s.lobby.taken.size() == 9);
  s.advance(seconds(61));
  take_in_passing(s, "K");
  CHECK(s.lobby.taken.size() == 10);
}
