// The on-screen keyboard: letters of six languages, held keys, and the same rules as every screen.
#include <catch2/catch.hpp>

#include "tests/screens/guidelines.h"
#include "tests/screens/stage.h"
#include "ui/ui.h"

using namespace vuoro;
using namespace vuoro::test;
using namespace vuoro::ui;

namespace {

/// A page with a field and a keyboard, as the terminal has them.
struct Desk {
  ManualClock clock{k_lobby_now};
  TextEdit edit;
  KeyboardSpec spec;
  Harness harness{[this](Context& ui) { draw(ui); }, clock};

  void draw(Context& ui) {
    auto page = ui::page(ui, "page", {.title = "Write"});
    auto content = page.content();
    (void)text_field(ui, "field", {.label = "Words"}, edit);
    (void)keyboard(ui, "keyboard", spec, edit);
  }
  void speak(const char* language) {
    spec.language = language;
    harness.view().language = language;
    harness.view().direction =
        std::string_view(language) == "ar" ? Direction::right_to_left : Direction::left_to_right;
    harness.settle();
  }
  void press(std::string_view label) {
    INFO("pressing " << label << " on\n" << harness.tree_text());
    REQUIRE(harness.act(Role::key, label).has_value());
  }
  /// Puts the finger on a key and leaves it there for so long.
  void hold(std::string_view label, Millis how_long) {
    const Node* key = harness.find(Role::key, label);
    REQUIRE(key != nullptr);
    const Point at = key->rect.centre();
    harness.context().push(PointerEvent{PointerPhase::down, at});
    harness.settle();
    clock.advance(how_long);
    harness.settle();
    harness.context().push(PointerEvent{PointerPhase::up, at});
    harness.settle();
    clock.advance(Millis(1000));
  }
  [[nodiscard]] bool offers() const { return !harness.tree().find_all(Role::dialog).empty(); }
};

void check(const Findings& found) {
  for (const std::string& finding : found) {
    INFO(finding);
    CHECK(false);
  }
}

}  // namespace

TEST_CASE("six languages are written with their own letters") {
  struct {
    const char* language;
    std::vector<const char*> keys;
    const char* text;
  } const written[] = {
      {"fi", {"y", "ö"}, "yö"}, {"sv", {"å", "r"}, "år"},       {"en", {"i", "t", "'", "s"}, "it's"},
      {"ru", {"щ", "и"}, "щи"}, {"uk", {"ї", "ж", "а"}, "їжа"}, {"ar", {"ب", "ا", "ب"}, "باب"}};
  for (const auto& one : written) {
    Desk desk;
    desk.speak(one.language);
    INFO(one.language);
    for (const char* key : one.keys) desk.press(key);
    CHECK(desk.edit.text == one.text);
    desk.press("Delete");
    CHECK(desk.edit.text.size() < std::string_view(one.text).size());
  }
}

TEST_CASE("capital letters are right in every script that has them") {
  Desk desk;
  for (const auto& [language, capital] : {std::pair("fi", "Ö"), std::pair("ru", "Щ"), std::pair("uk", "Ї")}) {
    desk.speak(language);
    desk.edit.clear();
    desk.press("Capital letters");
    desk.press(capital);
    CHECK(desk.edit.text == capital);
    CHECK(desk.harness.find(Role::key, capital) == nullptr);  // one letter only
  }
  desk.speak("ar");
  CHECK(desk.harness.find(Role::key, "Capital letters") == nullptr);
}

TEST_CASE("a key that is held offers its other letters; a short press writes its own") {
  Desk desk;
  desk.speak("fi");
  desk.hold("s", Millis(300));
  CHECK(desk.edit.text == "s");
  CHECK_FALSE(desk.offers());
  desk.hold("s", Millis(700));
  CHECK(desk.edit.text == "s");  // nothing yet
  REQUIRE(desk.offers());
  check(rules_of_tree(desk.harness));
  check(contrast_of_pixels(desk.harness));
  keep_picture(desk.harness, "keyboard-held");
  REQUIRE(desk.harness.tap(Role::key, "š").has_value());
  CHECK(desk.edit.text == "sš");
  CHECK_FALSE(desk.offers());
  desk.hold("z", Millis(700));
  REQUIRE(desk.offers());
  REQUIRE(desk.harness.act(Role::key, "Close").has_value());
  CHECK(desk.edit.text == "sš");
  CHECK_FALSE(desk.offers());
}

TEST_CASE("what opens above the keyboard is walked and left by keys alone") {
  Desk desk;
  desk.speak("fi");
  desk.hold("a", Millis(700));
  REQUIRE(desk.offers());
  check(reached_by_keys(desk.harness));
  desk.harness.key(Key::escape);
  CHECK_FALSE(desk.offers());
  // Those who cannot hold a key have a page of the same letters.
  desk.press("More letters");
  desk.press("č");
  CHECK(desk.edit.text == "č");
}

TEST_CASE("the keyboard follows the language and can be switched to another") {
  Desk desk;
  desk.speak("fi");
  desk.press("Letters of the keyboard");
  REQUIRE(desk.offers());
  check(rules_of_tree(desk.harness));
  check(reached_by_keys(desk.harness));
  keep_picture(desk.harness, "keyboard-languages");
  REQUIRE(desk.harness.act(Role::choice, "Українська").has_value());
  CHECK_FALSE(desk.offers());
  desk.press("ї");
  CHECK(desk.edit.text == "ї");
}

TEST_CASE("an e-mail address needs no other page; a physical keyboard writes into the same field") {
  Desk desk;
  desk.spec.kind = KeyboardKind::email;
  desk.speak("ru");  // the address is Latin all the same
  for (const char* key : {"a", "-", "b", "@", "c", ".", "f", "i"}) desk.press(key);
  CHECK(desk.edit.text == "a-b@c.fi");
  desk.harness.type("x");
  CHECK(desk.edit.text == "a-b@c.fix");
}

TEST_CASE("a number pad with a plus, a way to delete and an end has them all") {
  ManualClock clock{k_lobby_now};
  TextEdit edit;
  bool sent = false;
  Harness harness(
      [&](Context& ui) {
        auto page = ui::page(ui, "page", {.title = "Number"});
        auto content = page.content();
        sent = number_pad(ui, "pad", {.enter = true, .extra = "+"}, edit).submitted || sent;
      },
      clock);
  for (const char* key : {"+", "3", "5", "8"}) REQUIRE(harness.act(Role::key, key).has_value());
  REQUIRE(harness.act(Role::key, "Delete").has_value());
  CHECK(edit.text == "+35");
  REQUIRE(harness.act(Role::key, "Done").has_value());
  CHECK(sent);
  check(rules_of_tree(harness));
}

TEST_CASE("every page of every keyboard keeps the rules, in every size and on every screen") {
  for (const char* language : {"fi", "sv", "en", "ru", "uk", "ar"}) {
    for (const char* page : {"", "123", "More letters"}) {
      for (const KeyboardKind kind : {KeyboardKind::text, KeyboardKind::email}) {
        if (kind == KeyboardKind::email && *page == 'M') continue;
        Desk desk;
        desk.spec.kind = kind;
        desk.speak(language);
        if (*page != 0) desk.press(page);
        for (const auto& [width, height] :
             {std::pair(1080, 1920), std::pair(1920, 1080), std::pair(1366, 768)}) {
          for (const float scale : {1.0f, 2.0f}) {
            View& view = desk.harness.view();
            view.width_px = width;
            view.height_px = height;
            view.px_per_mm = static_cast<float>(std::min(width, height)) / 398.5f;
            view.text_scale = scale;
            desk.harness.settle();
            INFO(language << " page \"" << page << "\" at " << width << " x" << scale);
            check(rules_of_tree(desk.harness));
            if (width == 1366) continue;
            check(contrast_of_pixels(desk.harness));
            const std::string name = std::string("keyboard-") + language +
                                     (*page == 0     ? ""
                                      : *page == '1' ? "-signs"
                                                     : "-more") +
                                     (kind == KeyboardKind::email ? "-email" : "") +
                                     (width > height ? "-wide" : "") + (scale > 1 ? "-200" : "");
            keep_picture(desk.harness, name);
          }
        }
      }
    }
  }
}
