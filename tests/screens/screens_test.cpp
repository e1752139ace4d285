// Every screen in every language: its tree as text, and the rules that hold on all of them.
#include <catch2/catch.hpp>

#include "tests/screens/stops.h"

using namespace vuoro;
using namespace vuoro::test;

TEST_CASE("every screen reads as it should in three languages") {
  for (const char* language : {"fi", "sv", "en"}) {
    for (const Stop& stop : stops()) {
      INFO(stop.name << " in " << language);
      Stage stage(language);
      stop.reach(stage);
      check_golden(stop.name + "." + language, stage.harness->tree_text());
      if (stop.name != "starting") check_rules(*stage.harness, stop.name + " in " + language);
      keep_picture(*stage.harness, stop.name + "." + language);
    }
  }
}

TEST_CASE("every screen holds its rules in landscape") {
  for (const auto& [width, height] : {std::pair(1920, 1080), std::pair(1366, 768)}) {
    for (const Stop& stop : stops()) {
      INFO(stop.name << " at " << width);
      Stage stage("fi", width, height);
      stop.reach(stage);
      if (stop.name != "starting") check_rules(*stage.harness, stop.name + " at " + std::to_string(width));
      keep_picture(*stage.harness, stop.name + "." + std::to_string(width));
    }
  }
}

TEST_CASE("every screen holds its rules with letters twice as large") {
  for (const Stop& stop : stops()) {
    INFO(stop.name);
    Stage stage("fi");
    stage.terminal->visit().text_scale = 2.0f;
    stage.settle();
    stop.reach(stage);
    if (stop.name != "starting") check_rules(*stage.harness, stop.name + " large");
    keep_picture(*stage.harness, stop.name + ".large");
  }
}

TEST_CASE("high contrast holds on every screen and is forgotten with the visit") {
  REQUIRE(contrast_theme() != nullptr);
  for (const char* name : {"home", "queue", "number", "time", "answer", "feedback", "number-paper-out"}) {
    for (const Stop& stop : stops()) {
      if (stop.name != name) continue;
      INFO(stop.name);
      Stage stage("fi");
      stage.press("Accessibility");
      stage.press("High contrast");
      CHECK(stage.harness->view().theme == contrast_theme());
      stage.press("Done");
      CHECK(stage.page() == "home");
      stop.reach(stage);
      check_rules(*stage.harness, stop.name + " in high contrast");
      keep_picture(*stage.harness, stop.name + ".contrast");
      stage.terminal->home();
      stage.settle();
      CHECK(stage.harness->view().theme == &standard_theme());
    }
  }
}

TEST_CASE("from every screen there is a way back to the start") {
  for (const Stop& stop : stops()) {
    if (stop.name == "starting") continue;
    INFO(stop.name);
    Stage stage("en");
    stop.reach(stage);
    for (int presses = 0; stage.page() != "home" && presses < 6; ++presses) {
      for (const char* way : {"Close", "Home", "Done", "Continue", "To the start", "Back"}) {
        const ui::Node* node = stage.harness->find(ui::Role::button, stage.l().t(way));
        if (node == nullptr || node->state.has(ui::State::disabled)) continue;
        stage.press(way);
        break;
      }
    }
    CHECK(stage.page() == "home");
    CHECK(stage.terminal->depth() == 1);
  }
}
