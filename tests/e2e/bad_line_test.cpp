// The real terminal engine and the real server, with a bad line between them: every visitor gets an answer at
// once, and when the line is good again every number given is at the server exactly once.

#include "tests/e2e/line_terminal.h"

using namespace vuoro;
using test::FaultProxy;
using test::LivingServer;

namespace {

/// Half a second is what docs/offline.md promises and tests/bench/offline_bench measures; a test's machine
/// may be as busy as it likes. What this finds is a visitor who waits for a connection to give up.
constexpr std::chrono::seconds k_patience{4};

struct Fault {
  const char* name;
  void (*begin)(FaultProxy&);
};

const Fault k_faults[] = {
    {"the cable is out", [](FaultProxy& line) { line.faults.refuse = true; }},
    {"a black hole", [](FaultProxy& line) { line.faults.silent = true; }},
    {"answers are swallowed", [](FaultProxy& line) { line.faults.half_open = true; }},
    {"rubbish instead of the server",
     [](FaultProxy& line) {
       line.faults.rubbish = true;
       line.cut_all();
     }},
    {"TLS is cut in the middle",
     [](FaultProxy& line) {
       line.faults.cut_after = 900;
       line.cut_all();
     }},
    {"late answers", [](FaultProxy& line) { line.faults.delay_ms = 400; }},
    {"late answers, and three packets in a hundred lost",
     [](FaultProxy& line) {
       line.faults.delay_ms = 400;
       line.faults.loss_permille = 30;
     }},
    {"ten bytes a second", [](FaultProxy& line) { line.faults.bytes_per_second = 10; }},
};

void mend(FaultProxy& line) {
  line.faults.refuse = line.faults.silent = line.faults.half_open = line.faults.rubbish = false;
  line.faults.cut_after = 0;
  line.faults.delay_ms = line.faults.bytes_per_second = line.faults.loss_permille = 0;
  line.cut_all();
}

}  // namespace

TEST_CASE("On a bad line every visitor is answered, and the server finds every number once") {
  LivingServer server;
  test::LineTerminal terminal(server);
  // Numbers for the time without a connection are there before it comes.
  REQUIRE(terminal.is_well());
  int given_from_block = 0;
  for (const auto& fault : k_faults) {
    INFO(fault.name);
    fault.begin(terminal.proxy);
    for (int visitor = 0; visitor < 3; ++visitor) {
      const auto ticket = terminal.take();
      REQUIRE(ticket.has_value());
      given_from_block += ticket->online ? 0 : 1;
    }
    mend(terminal.proxy);
    REQUIRE(terminal.is_well());
  }
  CHECK(given_from_block >= 12);
  CHECK(terminal.longest_wait < k_patience);
  terminal.check_audit();
}
