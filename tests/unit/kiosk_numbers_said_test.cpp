// What the screens say of numbers beforehand is what the engine then does.
#include <catch2/catch.hpp>

#include "kiosk/facts/lobby_facts.h"
#include "tests/support/core_terminal.h"

using namespace vuoro;
using namespace std::chrono_literals;

namespace {

std::filesystem::path build_dir() {
  const char* dir = std::getenv("VUORO_BUILD_DIR");
  return dir != nullptr ? std::filesystem::path(dir) : test::source_dir() / "build/dev";
}

struct Terminal : test::CoreTerminal {
  kiosk::Languages words = kiosk::Languages::load(build_dir() / "share/vuoro/i18n").value();

  bool says_yes() {
    const auto view = core->view();
    SegmentAsk ask;
    ask.queue_id = lobby.queue_a;
    ask.language = "fi";
    return kiosk::Lobby(*view, words.of("fi"), core->now()).gives_number(ask);
  }
  bool gives() { return take_ticket({lobby.queue_a, std::nullopt, "fi", {}, {}}).has_value(); }
};

}  // namespace

TEST_CASE(
    "Without a line a number is said to be there until the last of today's is given, and again with it") {
  Terminal terminal;
  terminal.turns();
  terminal.advance(6h);  // the afternoon: numbers of the next days are held too
  terminal.turns(60);
  CHECK(terminal.says_yes());
  terminal.connected = false;
  terminal.turns(20);
  terminal.advance(kiosk::k_flicker);
  int given = 0;
  while (terminal.says_yes()) {
    REQUIRE(terminal.gives());
    ++given;
    terminal.turns(1);
  }
  CHECK(given > 1);
  CHECK_FALSE(terminal.gives());
  REQUIRE_FALSE(terminal.core->view()->connection.held_numbers.empty());
  terminal.connected = true;
  terminal.turns(60);
  CHECK(terminal.says_yes());
  CHECK(terminal.gives());
}
