// Writing, choosing, layout.

#include <catch2/catch.hpp>

#include "ui/gallery/screens.h"
#include "ui/harness.h"
#include "ui/ui.h"

using namespace vuoro;
using namespace vuoro::ui;

namespace {

const ManualClock& test_clock() {
  static const ManualClock clock(from_unix_ms(1772700000000));
  return clock;
}

}  // namespace

TEST_CASE("the screen's keyboard and a real one write into the same field") {
  TextEdit edit;
  bool sent = false;
  Harness harness(
      [&](Context& context) {
        sent = text_field(context, "f", {.label = "Haku"}, edit).submitted || sent;
        sent = keyboard(context, "k", {.language = "fi"}, edit).submitted || sent;
      },
      test_clock());
  REQUIRE(harness.tap(Role::key, "p"));
  REQUIRE(harness.tap(Role::key, harness.view().words.shift));
  REQUIRE(harness.tap(Role::key, "Ä"));
  REQUIRE(harness.act(Role::key, "ö"));
  CHECK(edit.text == "pÄö");
  CHECK(harness.find(Role::text_field, "Haku")->value == "pÄö");
  harness.type("x");
  harness.key(Key::backspace);
  harness.key(Key::left);
  harness.type("å");
  CHECK(edit.text == "pÄåö");
  REQUIRE(harness.tap(Role::key, harness.view().words.digits));
  REQUIRE(harness.tap(Role::key, "7"));
  CHECK(edit.text == "pÄå7ö");
  REQUIRE(harness.tap(Role::key, harness.view().words.backspace));
  CHECK(edit.text == "pÄåö");
  REQUIRE(harness.act(harness.find(Role::text_field, "Haku")->id, Action::set_text, "muutto"));
  CHECK(edit.text == "muutto");
  CHECK_FALSE(sent);
  REQUIRE(harness.tap(Role::key, harness.view().words.enter));
  CHECK(sent);
}

TEST_CASE("what is written is bounded, clean and never cut inside a character") {
  TextEdit edit;
  edit.characters_max = 5;
  edit.insert("äö\xff\n\u202Eåab c");
  CHECK(edit.text == "äö\uFFFDåa");
  edit.move(-3);
  edit.erase_before();
  CHECK(edit.text == "ä\uFFFDåa");
  edit.erase_after();
  CHECK(edit.text == "äåa");
  edit.caret = 99;
  edit.insert("z");
  CHECK(edit.text == "äåaz");
  edit.move(-99);
  edit.erase_before();
  CHECK(edit.text == "äåaz");
}

TEST_CASE("a masked field gives away nothing") {
  TextEdit edit;
  edit.set("4711");
  Harness harness(
      [&](Context& context) { text_field(context, "pin", {.label = "PIN", .masked = true}, edit); },
      test_clock());
  CHECK(harness.find(Role::text_field, "PIN")->value == "••••");
  CHECK(harness.tree_text().find("4711") == std::string::npos);
  CHECK(harness.tree().to_json().find("4711") == std::string::npos);
}

TEST_CASE("choices tell which was chosen") {
  int grade = 0, day = -1, slot = -1, tongue = 0;
  std::optional<Point> place;
  const std::vector<DaySpec> days = {{.key = "a", .weekday = "ma", .day = "2.3.", .label = "maanantai 2.3."},
                                     {.key = "b",
                                      .weekday = "ti",
                                      .day = "3.3.",
                                      .label = "tiistai 3.3.",
                                      .note = "täynnä",
                                      .disabled = true}};
  const std::vector<TimeSpec> times = {{.key = "a", .label = "9.00"}, {.key = "b", .label = "9.20"}};
  const std::vector<ChoiceSpec> languages = {{.key = "fi", .label = "Suomi"},
                                             {.key = "ar", .label = "العربية"}};
  auto map = std::make_shared<Image>();
  map->width = map->height = 100;
  map->pixels.assign(10000, 0xff808080u);
  Harness harness(
      [&](Context& context) {
        auto column_of_all = column(context);
        if (const int g = rating(context, "r", "Arvosana", {"1", "2", "3", "4", "5"}, grade)) grade = g;
        if (const int d = day_chips(context, "d", "Päivä", days, day); d >= 0) day = d;
        if (const int t = time_slots(context, "t", "Aika", times, slot); t >= 0) slot = t;
        if (const int l = language_bar(context, "l", languages, tongue); l >= 0) tongue = l;
        if (auto p = image_picker(context, "m", "Kartta", map, 400, place)) place = p;
      },
      test_clock());
  REQUIRE(harness.tap(Role::choice, "4"));
  CHECK(grade == 4);
  CHECK(harness.find(Role::choice, "4")->state.has(State::selected));
  REQUIRE(harness.act(Role::choice, "maanantai 2.3."));
  CHECK(day == 0);
  CHECK(harness.act(Role::choice, "tiistai 3.3.").error().code == Errc::conflict);
  REQUIRE(harness.tap(Role::choice, "9.20"));
  CHECK(slot == 1);
  REQUIRE(harness.tap(Role::choice, "العربية"));
  CHECK(tongue == 1);
  CHECK(harness.find(Role::choice, "العربية")->language == "ar");
  const Rect shown = harness.find(Role::picker, "Kartta")->rect;
  harness.tap({shown.x + shown.w * 0.25f, shown.y + shown.h * 0.75f});
  REQUIRE(place);
  CHECK(place->x == Approx(0.25).margin(0.01));
  CHECK(place->y == Approx(0.75).margin(0.01));
  REQUIRE(harness.context().act({harness.find(Role::picker, "Kartta")->id, Action::pick, {}, {0.5f, 0.1f}}));
  harness.settle();
  CHECK(place->x == Approx(0.5).margin(0.01));
}

TEST_CASE("a right-to-left view is the mirror image") {
  const auto screen = [](Context& context) {
    auto parts = row(context, {.parts = {1, 3}, .gap = Space::none});
    button(context, "first", {.label = "A"});
    button(context, "second", {.label = "B"});
  };
  Harness harness(screen, test_clock());
  const Rect first = harness.find(Role::button, "A")->rect, second = harness.find(Role::button, "B")->rect;
  CHECK(first.x == 0);
  CHECK(second.right() == 1080);
  CHECK(second.w == Approx(3 * first.w).margin(1));
  harness.view().direction = Direction::right_to_left;
  harness.settle();
  CHECK(harness.find(Role::button, "A")->rect.x == Approx(1080 - first.w));
  CHECK(harness.find(Role::button, "B")->rect.x == 0);
}

TEST_CASE("a grid's cells are equally high, and shrink again") {
  std::string words = "lyhyt";
  Harness harness(
      [&](Context& context) {
        auto cells = grid(context, {.columns = 2});
        tile(context, "a", {.title = words});
        tile(context, "b", {.title = "toinen"});
        tile(context, "c", {.title = "kolmas"});
      },
      test_clock());
  const float small = harness.find_path("b")->rect.h;
  CHECK(harness.find_path("a")->rect.h == small);
  words = "pitkä otsikko joka jatkuu usealle riville ja vielä yhdelle";
  harness.settle();
  CHECK(harness.find_path("b")->rect.h > small + 30);
  CHECK(harness.find_path("b")->rect.h == harness.find_path("a")->rect.h);
  CHECK(harness.find_path("c")->rect.h == small);
  words = "lyhyt";
  harness.settle();
  CHECK(harness.find_path("b")->rect.h == small);
}

TEST_CASE("every gallery page is whole: named, fitting, large enough to touch") {
  const float scale = GENERATE(1.0f, 1.3f);
  const bool mirrored = GENERATE(false, true);
  for (const gallery::Page& one : gallery::pages()) {
    gallery::State state;
    Harness harness([&](Context& context) { one.draw(context, state); }, test_clock());
    harness.view().text_scale = scale;
    if (mirrored) harness.view().direction = Direction::right_to_left;
    harness.settle();
    INFO(one.name << " at " << scale);
    if (scale == 1.0f) CHECK(harness.tree().audit() == std::vector<std::string>{});
    for (const Node& node : harness.tree().nodes()) {
      if (!node.actions.has(Action::focus)) continue;
      INFO(node.label);
      CHECK_FALSE(node.label.empty());
      CHECK(node.rect.w >= k_target_min_mm * harness.view().px_per_mm - 1);
      CHECK(node.rect.h >= k_target_min_mm * harness.view().px_per_mm - 1);
    }
    CHECK(harness.paint() == 1.0);
  }
}
