// The real terminal engine and the real server, with a bad line between them: every visitor gets an answer at
// once, and when the line is good again every number given is at the server exactly once.

#include "tests/e2e/line_terminal.h"
#include "tests/support/line_faults.h"

using namespace vuoro;
using test::LivingServer;

namespace {

/// Half a second is what docs/offline.md promises and tests/bench/offline_bench measures; a test's machine
/// may be as busy as it likes. What this finds is a visitor who waits for a connection to give up.
constexpr std::chrono::seconds k_patience{4};

}  // namespace

TEST_CASE("On a bad line every visitor is answered, and the server finds every number once") {
  LivingServer server;
  test::LineTerminal terminal(server);
  // Numbers for the time without a connection are there before it comes.
  REQUIRE(terminal.is_well());
  int given_from_block = 0;
  for (const auto& fault : test::k_line_faults) {
    INFO(fault.name);
    fault.begin(terminal.proxy);
    for (int visitor = 0; visitor < 3; ++visitor) {
      const auto ticket = terminal.take();
      REQUIRE(ticket.has_value());
      given_from_block += ticket->online ? 0 : 1;
    }
    test::mend(terminal.proxy);
    REQUIRE(terminal.is_well());
  }
  CHECK(given_from_block >= 12);
  CHECK(terminal.longest_wait < k_patience);
  terminal.check_audit();
}
