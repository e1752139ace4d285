// The technician's panel speaks the language of the screen, whatever it has to say.
#include <catch2/catch.hpp>

#include <array>

#include "tests/screens/stage.h"

using namespace vuoro;
using namespace vuoro::test;

namespace {

void open_panel(Stage& s) {
  for (int i = 0; i < 5; ++i) s.press("For the technician");
  s.set_text("PIN", "2580");
  s.press("Continue");
  REQUIRE(s.page() == "service");
}

constexpr std::array k_device_states = {"ready",  "absent", "none",    "near_end", "paper_out", "cover_open",
                                        "cutter", "error",  "offline", "silent",   "unplugged"};

}  // namespace

TEST_CASE("the service panel says the state of every device in the language of the screen") {
  for (const char* language : {"fi", "sv", "ru", "ar"}) {
    Stage s(language);
    open_panel(s);
    for (const char* state : k_device_states) {
      INFO(language << " " << state);
      s.service.machine.printer = state;
      s.advance(std::chrono::seconds(3));
      const std::string text = s.harness->tree_text();
      CHECK(text.find("=" + std::string(state)) == std::string::npos);
      check_rules(*s.harness, state);
    }
    s.service.machine = {"0.1.0", "https://lobby.example:8444", "none", "absent", "absent", "", "none", {}};
    s.advance(std::chrono::seconds(3));
    for (const char* id : {"Not in use", "Not found"}) CHECK(s.l().t(id) != id);
    const std::string text = s.harness->tree_text();
    for (const char* state : k_device_states) CHECK(text.find("=" + std::string(state)) == std::string::npos);
  }
}

TEST_CASE(
    "the service panel says every trouble in the language of the screen, and a library's words behind it") {
  const WallTime when = WallTime(std::chrono::milliseconds(1772697600000));  // 2026-03-05 10.00 in Helsinki
  for (const char* language : {"fi", "sv", "ru", "ar"}) {
    Stage s(language);
    s.service.machine.troubles = {"theme dusk: not_found"};
    s.lobby.edit().connection.troubles = {
        {"The database was damaged on {when} and set aside. Acts that had not been sent are lost: {count}",
         {},
         3,
         when},
        {"The server is not reached.", "HTTP 502: bad gateway", 0, {}}};
    s.lobby.publish();
    s.settle();
    open_panel(s);
    INFO(language);
    const std::string text = s.harness->tree_text();
    CHECK(text.find("The ") == std::string::npos);
    CHECK(text.find("Something") == std::string::npos);
    CHECK(text.find("5.3.2026 10.00.00") != std::string::npos);
    CHECK(text.find("HTTP 502: bad gateway") != std::string::npos);
    CHECK(text.find("theme dusk: not_found") != std::string::npos);
    CHECK(s.shows("The server is not reached."));
    s.lobby.edit().connection.online = false;
    s.lobby.edit().connection.at_fault = true;
    s.lobby.publish();
    s.settle();
    const std::string fault = s.l().t("The server answers, but cannot do its work now.");
    CHECK(s.harness->tree_text().find(fault) != std::string::npos);
    CHECK(s.harness->tree_text().find(s.l().t("No connection")) == std::string::npos);
    check_rules(*s.harness, "fault");
    keep_picture(*s.harness, std::string("service-troubles.") + language);
  }
}
