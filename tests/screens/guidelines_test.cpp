// Every screen against the rules for everyone.
//
// The rules of the tree hold for the full product: every stop × language × text size × orientation, in the
// standard and the high-contrast theme; the dark theme has the standard one's measures (checked below), so
// its tree is the same. 1366x768 has the millimetres of 1920x1080 and is walked in one language, for its
// rounding. Pixels are looked at in guidelines_pixels_test.cpp.
#include <catch2/catch.hpp>

#include "tests/screens/guidelines_walk.h"

using namespace vuoro;
using namespace vuoro::test;
using kiosk::Palette;

TEST_CASE("the dark theme has the measures of the standard one") {
  const ui::Theme& a = standard_theme();
  REQUIRE(dark_theme() != nullptr);
  const ui::Theme& b = *dark_theme();
  for (std::size_t i = 0; i < ui::k_text_styles; ++i) {
    CHECK(a.type[i].cap_mm == b.type[i].cap_mm);
    CHECK(a.type[i].weight == b.type[i].weight);
    CHECK(a.type[i].line_height == b.type[i].line_height);
  }
  CHECK(a.space_mm == b.space_mm);
  CHECK(a.target_mm == b.target_mm);
  CHECK(a.button_mm == b.button_mm);
}

TEST_CASE("every screen in every language, size and orientation keeps the rules of the tree") {
  for (const Stop& stop : stops()) {
    for (const char* language : k_languages) {
      Stage stage(language);
      stop.reach(stage);
      for (const Size& size : k_sizes) {
        // As many millimetres as the other lying screen, and other pixels: rounding is the same in every
        // language.
        if (size.width == 1366 && std::string_view(language) != "fi") continue;
        for (const float scale : k_scales) {
          for (const Palette palette : {Palette::standard, Palette::high_contrast}) {
            put(stage, size, scale, palette);
            INFO(where(stop, language, size, scale, palette));
            check(rules_of_tree(*stage.harness));
          }
        }
      }
    }
  }
}

TEST_CASE("a capital H is high enough in every theme, size and on every screen") {
  for (const Palette palette : k_palettes) {
    for (const Size& size : k_sizes) {
      for (const float scale : k_scales) {
        Stage stage("en");
        put(stage, size, scale, palette);
        check(cap_height(*stage.harness));
      }
    }
  }
}

TEST_CASE("every screen is reached whole by one key, and the focus is never lost") {
  for (const Stop& stop : stops()) {
    if (stop.name == "starting") continue;  // nothing to act on there
    Stage stage("en");
    stop.reach(stage);
    INFO(stop.name);
    check(reached_by_keys(*stage.harness));
  }
}

TEST_CASE("in the low-reach layout nothing above the reach is touched, and every rule holds") {
  for (const Stop& stop : stops()) {
    Stage stage("fi");
    stop.reach(stage);
    for (const Size& size : k_sizes) {
      for (const float scale : {1.0f, 2.0f}) {
        stage.terminal->visit().low_reach = true;
        put(stage, size, scale, Palette::standard);
        INFO(where(stop, "fi", size, scale, Palette::standard));
        CHECK(stage.harness->view().reach_top_px == static_cast<float>(size.height) / 2);
        check(rules_of_tree(*stage.harness));
        if (scale == 1.0f || size.width == 1080)
          keep_picture(*stage.harness,
                       "low-" + stop.name + "-" + std::to_string(size.width) + (scale > 1 ? "-200" : ""));
      }
    }
  }
}

TEST_CASE("where the screen hangs says where low reach begins") {
  CHECK(kiosk::low_reach_top_px(1920, 2.71f, 0) == 960);            // not known: the lower half
  CHECK(kiosk::low_reach_top_px(1920, 2.71f, 800) == 1920 - 1084);  // 400 mm of glass lie below 1.2 m
  CHECK(kiosk::low_reach_top_px(1080, 2.71f, 700) == 0);            // all of it does
  CHECK(kiosk::low_reach_top_px(1920, 2.71f, 1150) == 1280);        // hung too high: a third is left to touch
}

TEST_CASE("the choices of the accessibility page hold at once, lead back, and end with the visit") {
  Stage stage("en");
  stage.press("Take a queue number");
  stage.press("Accessibility");
  CHECK(stage.page() == "accessibility");
  stage.press("Low down");
  CHECK(stage.harness->view().reach_top_px == 960);
  stage.press("Dark background");
  CHECK(stage.harness->view().theme == dark_theme());
  stage.press_label("150 %");
  CHECK(stage.harness->view().text_scale == 1.5f);
  stage.press("Reads aloud");
  CHECK(stage.speech);
  stage.press("Stays still");
  CHECK(stage.harness->view().reduced_motion);
  stage.press("Done");
  CHECK(stage.page() == "ticket");  // where one was
  stage.terminal->home();
  stage.settle();
  CHECK(stage.harness->view().reach_top_px == 0);
  CHECK(stage.harness->view().theme == &standard_theme());
  CHECK(stage.harness->view().text_scale == 1.0f);
  CHECK_FALSE(stage.harness->view().reduced_motion);
}

TEST_CASE("the way to easier use is on every page of a visit") {
  for (const Stop& stop : stops()) {
    if (stop.name == "starting" || stop.name == "idle" || stop.name == "accessibility") continue;
    Stage stage("en");
    stop.reach(stage);
    if (!stage.harness->tree().find_all(ui::Role::dialog).empty()) continue;  // it is on the page behind
    INFO(stop.name << "\n" << stage.harness->tree_text());
    CHECK(stage.harness->find(ui::Role::button, "Accessibility") != nullptr);
  }
}

TEST_CASE(
    "the visit's end is announced to eye and ear, 20 s before it at least, and put off by one action, any "
    "time") {
  Stage stage("en");
  stage.press("Take a queue number");
  for (int time = 1; time <= 12; ++time) {  // no limit on how often
    stage.advance(std::chrono::seconds(61));
    CHECK(stage.warnings == time);
    const auto dialogs = stage.harness->tree().find_all(ui::Role::dialog);
    REQUIRE(dialogs.size() == 1);
    CHECK(dialogs[0]->live == ui::Live::assertive);  // speech says it by itself
    stage.advance(std::chrono::seconds(19));
    REQUIRE(stage.harness->tree().find_all(ui::Role::dialog).size() == 1);
    switch (time % 3) {
      case 0:
        stage.press("Continue");
        break;
      case 1:
        stage.harness->tap(ui::Point{40, 40});  // a touch anywhere
        break;
      default:
        stage.harness->key(ui::Key::tab);  // any key
    }
    stage.settle();
    CHECK(stage.harness->tree().find_all(ui::Role::dialog).empty());
    CHECK(stage.page() == "ticket");
  }
  stage.advance(std::chrono::seconds(61));
  stage.advance(std::chrono::seconds(31));
  CHECK(stage.page() == "home");
}
