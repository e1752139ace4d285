// The wall display: what it shows, and what it says aloud.
#include <catch2/catch.hpp>

#include "tests/screens/wall_stage.h"

using namespace vuoro;
using namespace vuoro::test;

TEST_CASE("the display shows calls, queues and the clock, wide and tall") {
  for (const auto& [width, height] : {std::pair(1920, 1080), std::pair(1080, 1920)}) {
    WallStage wall(width, height);
    const std::string name = width > height ? "display-wide" : "display-tall";
    check_golden(name + "-quiet", wall.harness.tree_text());
    keep_picture(wall.harness, name + "-quiet");
    wall.add_some_calls();
    check_golden(name, wall.harness.tree_text());
    CHECK(wall.harness.tree().audit().empty());
    keep_picture(wall.harness, name);
    Announcement one;
    one.text = {{"fi", "Digituki on tänään poikkeuksellisesti kiinni."},
                {"sv", "Digistödet är stängt i dag."},
                {"en", "Digital help is closed today."}};
    wall.lobby.edit().announcements.push_back(one);
    wall.lobby.edit().connection.online = false;
    wall.lobby.publish();
    wall.settle();
    check_golden(name + "-away", wall.harness.tree_text());
    keep_picture(wall.harness, name + "-away");
  }
}

TEST_CASE("a display that cannot write its first picture of the lobby says so, and goes on when it can") {
  WallStage wall;
  const auto say = [&](bool ready, bool out_of_order) {
    wall.lobby.edit().ready = ready;
    wall.lobby.edit().out_of_order = out_of_order;
    wall.publish();
    return wall.harness.tree_text();
  };
  const auto says = [](const std::string& tree, const char* words) {
    return tree.find(words) != std::string::npos;
  };
  wall.lobby.edit().site.languages.clear();  // it has never had any
  const auto starting = say(false, false);
  CHECK(says(starting, "Näyttö käynnistyy"));
  CHECK_FALSE(says(starting, "Tämä näyttö ei ole käytössä"));
  const auto stands = say(false, true);
  CHECK_FALSE(says(stands, "Näyttö käynnistyy"));
  for (const char* words : {"Tämä näyttö ei ole käytössä", "Den här displayen är inte i bruk",
                            "This display is not in use", "Levy on täynnä tai viallinen."})
    CHECK(says(stands, words));
  CHECK(wall.harness.tree().audit().empty());
  keep_picture(wall.harness, "display-out-of-order");
  say(true, false);
  wall.call("A110", "2");
  const auto goes_on = wall.harness.tree_text();
  CHECK_FALSE(says(goes_on, "Tämä näyttö ei ole käytössä"));
  CHECK(says(goes_on, "110"));
}

TEST_CASE("a call chimes, then is said in every language, one after the other") {
  WallStage wall;
  wall.call("A110", "2");
  CHECK(wall.chimes() == 1);
  CHECK(wall.said().empty());  // the chime first
  wall.advance(std::chrono::seconds(20));
  CHECK(wall.said() == std::vector<std::string>{"fi: Numero A 110, palvelutiski 2. ala-aula",
                                                "sv: Nummer A 110, servicedisk 2. nedre aulan",
                                                "en: Number A 110, counter 2. ground floor lobby"});
}

TEST_CASE("calls queue and never overlap; the same call waiting twice is said once") {
  WallStage wall;
  wall.call("A110", "2");
  wall.call("K130", "4");
  wall.call("K130", "4");
  wall.advance(std::chrono::seconds(60));
  CHECK(wall.chimes() == 2);
  const auto lines = wall.speaker.log();
  REQUIRE(lines.size() == 6);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    REQUIRE(lines[i].begun.has_value());
    REQUIRE(lines[i - 1].ended.has_value());
    CHECK(*lines[i].begun >= *lines[i - 1].ended);
  }
  wall.call("K130", "4");  // recalled after it was said
  wall.advance(std::chrono::seconds(30));
  CHECK(wall.chimes() == 3);
}

TEST_CASE("what was called before the start is shown and not said") {
  ManualClock clock{k_lobby_now};
  FakeLobby lobby(clock);
  lobby.call("A110", "2");
  clock.advance(std::chrono::seconds(31));
  drivers::SimSpeaker speaker(clock);
  drivers::SimAudio audio(clock);
  kiosk::Display display({lobby, speaker, audio, languages(), clock, &standard_theme()});
  ui::Harness harness([&](ui::Context& ui) { display.frame(ui); }, clock);
  CHECK(audio.log().empty());
  CHECK(harness.find(ui::Role::list_item, "Numero A110, palvelutiski 2") != nullptr);
}

TEST_CASE("a chime test is heard once; without a voice the display only chimes") {
  WallStage wall;
  wall.lobby.edit().device.display.chime_tests = 1;
  wall.lobby.publish();
  wall.settle();
  CHECK(wall.chimes() == 1);
  wall.advance(std::chrono::seconds(20));
  CHECK(wall.chimes() == 1);
  CHECK(wall.said().size() == 3);
  wall.speaker.set_available(false);
  wall.call("A110", "2");
  wall.advance(std::chrono::seconds(20));
  CHECK(wall.chimes() == 2);
  CHECK(wall.said().size() == 3);
}

TEST_CASE("the display shows and says only its own queues") {
  WallStage wall;
  wall.lobby.edit().device.display.queue_ids = {wall.lobby.queue("K").id};
  wall.lobby.edit().device.display.languages = {"sv"};
  wall.lobby.publish();
  wall.settle();
  wall.call("A110", "2");
  wall.advance(std::chrono::seconds(10));
  CHECK(wall.chimes() == 0);
  wall.call("K130", "4");
  wall.advance(std::chrono::seconds(10));
  CHECK(wall.said() == std::vector<std::string>{"sv: Nummer K 130, servicedisk 4. nedre aulan"});
}

TEST_CASE("Who did not come leaves the current calls and stands among the last ones") {
  WallStage wall;
  wall.lobby.add_ticket("A108", wall.lobby.queue("A"), TicketState::waiting, std::chrono::minutes(20));
  wall.call("A108", "1");
  const DisplaySettings settings;
  CHECK(kiosk::make_board(*wall.lobby.view(), settings, wall.clock.wall()).current.size() == 1);
  for (auto& ticket : wall.lobby.edit().tickets) {
    if (ticket.number == "A108") ticket.state = TicketState::no_show;
  }
  wall.lobby.publish();
  const auto board = kiosk::make_board(*wall.lobby.view(), settings, wall.clock.wall());
  CHECK(board.current.empty());
  REQUIRE(board.last.size() == 1);
  CHECK(board.last[0].number == "A108");
}

TEST_CASE("Calls made while the server's clock was ahead do not keep new ones off the wall") {
  WallStage wall;
  for (int i = 1; i <= 9; ++i) {
    const std::string number = "A11" + std::to_string(i);
    wall.lobby.add_ticket(number.c_str(), wall.lobby.queue("A"), TicketState::waiting,
                          std::chrono::minutes(20));
    wall.call(number.c_str(), "1");
  }
  for (auto& ticket : wall.lobby.edit().tickets) {
    if (ticket.calls == 0) continue;
    ticket.state = ticket.number == "A119" ? TicketState::called : TicketState::serving;
    *ticket.called_at += std::chrono::hours(3);
  }
  wall.lobby.add_ticket("A120", wall.lobby.queue("A"), TicketState::waiting, std::chrono::minutes(2));
  wall.call("A120", "2");
  wall.lobby.publish();
  const auto board = kiosk::make_board(*wall.lobby.view(), DisplaySettings{}, wall.clock.wall());
  REQUIRE(board.current.size() == 2);
  CHECK(board.current[0].number == "A120");
  CHECK(board.current[1].number == "A119");  // who was called has not come yet
}
