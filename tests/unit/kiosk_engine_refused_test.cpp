// What the authority refuses for good is told to a technician from afar.

#include <catch2/catch.hpp>

#include "tests/support/core_terminal.h"

namespace vuoro::kiosk {

using namespace std::chrono_literals;

TEST_CASE("An act that the server refused for good is told with the status, and forgotten after four weeks") {
  test::CoreTerminal terminal;
  const auto troubles = [&] {
    return terminal.authority.status_of(terminal.device).value_or(protocol::DeviceStatus()).trouble_codes;
  };
  terminal.turns(60);
  CHECK(troubles().empty());
  terminal.authority.reject_type("ticket.issued");
  REQUIRE(terminal.take_ticket({terminal.lobby.queue_a, std::nullopt, "fi", {}}).has_value());
  terminal.turns(130);
  REQUIRE(troubles().size() == 1);
  CHECK(troubles().front().code == "acts_refused");
  CHECK(troubles().front().values.at("count") == "1");
  for (int day = 0; day < 30; ++day) {
    terminal.advance(24h);
    terminal.turns(20);
  }
  CHECK(terminal.core->view()->connection.outbox_set_aside == 0);
  terminal.turns(130);
  CHECK(troubles().empty());
}

TEST_CASE("A server that answers and cannot do its work is not said to be out of reach") {
  test::CoreTerminal t;
  t.turns(4);
  CHECK_FALSE(t.core->view()->connection.at_fault);
  t.authority.answer_everything_with(503);
  t.turns(60);
  const auto unwell = t.core->view()->connection;
  CHECK_FALSE(unwell.online);
  CHECK(unwell.at_fault);
  REQUIRE(unwell.troubles.size() == 1);
  CHECK(unwell.troubles[0].text == "The server answers, but cannot do its work now.");
}

}  // namespace vuoro::kiosk
