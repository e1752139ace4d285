// The four jobs of a visitor, done with a keypad and a headset alone, in three languages; what is said is held
// by text. EN 301 549 5.1.3.16: everything needed to finish is said.
#include <catch2/catch.hpp>

#include "tests/screens/listener.h"

using namespace vuoro;
using namespace vuoro::test;
using drivers::KeypadKey;

namespace {

const char* const k_languages[] = {"fi", "sv", "en"};

void check_said(const std::string& job, const std::string& language, const std::string& said) {
  check_golden("spoken-" + job + "." + language, said);
}

}  // namespace

TEST_CASE("a number is taken by listening") {
  for (const char* language : k_languages) {
    Listener v;
    v.plug_in(language);
    v.choose("Take a queue number");
    v.choose(v.stage.in(v.stage.lobby.queue("K").name));
    v.choose("Take a queue number");
    CHECK(v.stage.page() == "number");
    v.choose("Done");
    CHECK(v.stage.page() == "home");
    CHECK(v.stage.lobby.taken.size() == 1);
    check_said("ticket", language, v.said());
  }
}
