// Pointer, keys, focus, scrolling, dialogs.

#include <catch2/catch.hpp>

#include "ui/harness.h"
#include "ui/ui.h"

using namespace vuoro;
using namespace vuoro::ui;

namespace {

const ManualClock& test_clock() {
  static const ManualClock clock(from_unix_ms(1772700000000));
  return clock;
}

struct Three {
  int pressed[3] = {0, 0, 0};
  bool dialog = false;
  int backs = 0;
  int answered = 0;
};

void three(Context& context, Three& model) {
  auto head = page(context, "p", {.title = "Kolme", .back = "Takaisin"});
  if (head.back()) ++model.backs;
  {
    auto content = head.content();
    button(context, "off", {.label = "Ei", .disabled = true});
    for (int i = 0; i < 3; ++i)
      if (button(context, "b" + std::to_string(i), {.label = "Nappi " + std::to_string(i)}))
        ++model.pressed[i];
  }
  if (!model.dialog) return;
  auto ask = dialog(context, "d", {.title = "Varmasti?"});
  if (button(context, "yes", {.label = "Kyllä"})) ++model.answered, model.dialog = false;
  if (ask.dismissed()) model.dialog = false;
}

const Node* focused(const Tree& tree) {
  for (const Node& node : tree.nodes())
    if (node.state.has(State::focused)) return &node;
  return nullptr;
}

}  // namespace

TEST_CASE("keys walk the tree's order, skip what is disabled, and press") {
  Three model;
  Harness harness([&](Context& context) { three(context, model); }, test_clock());
  CHECK(focused(harness.tree()) == nullptr);
  harness.key(Key::tab);
  REQUIRE(focused(harness.tree()) != nullptr);
  CHECK(focused(harness.tree())->label == "Takaisin");
  harness.key(Key::down);
  CHECK(focused(harness.tree())->label == "Nappi 0");
  harness.key(Key::enter);
  CHECK(model.pressed[0] == 1);
  harness.key(Key::right);
  harness.key(Key::space);
  CHECK(model.pressed[1] == 1);
  harness.key(Key::back_tab);
  CHECK(focused(harness.tree())->label == "Nappi 0");
  harness.key(Key::up);
  harness.key(Key::up);
  CHECK(focused(harness.tree())->label == "Nappi 2");  // around, no trap
  harness.key(Key::escape);
  CHECK(model.backs == 1);
}

TEST_CASE("the focus ring is for keys only") {
  Three model;
  Harness harness([&](Context& context) { three(context, model); }, test_clock());
  REQUIRE(harness.tap(Role::button, "Nappi 1"));
  CHECK(focused(harness.tree()) == nullptr);
  harness.key(Key::tab);
  CHECK(focused(harness.tree())->label == "Nappi 1");  // the first key shows where one is
  REQUIRE(harness.tap(Role::button, "Nappi 2"));
  CHECK(focused(harness.tree()) == nullptr);
}

TEST_CASE("a finger that slides off does not press; one that slips a little does") {
  Three model;
  Harness harness([&](Context& context) { three(context, model); }, test_clock());
  const Rect rect = harness.find(Role::button, "Nappi 0")->rect;
  harness.drag(rect.centre(), {rect.centre().x, rect.bottom() + 100});
  CHECK(model.pressed[0] == 0);
  CHECK(model.pressed[1] == 0);
  harness.drag(rect.centre(), {rect.centre().x, rect.bottom() + 3});
  CHECK(model.pressed[0] == 1);
  harness.context().push(PointerEvent{PointerPhase::down, rect.centre()});
  harness.settle();
  CHECK(harness.find(Role::button, "Nappi 0")->state.has(State::pressed));
  harness.context().push(PointerEvent{PointerPhase::cancel, rect.centre()});
  harness.settle();
  CHECK(model.pressed[0] == 1);
}

TEST_CASE("a dialog takes keys and touches; the page behind gets none") {
  Three model;
  model.dialog = true;
  Harness harness([&](Context& context) { three(context, model); }, test_clock());
  harness.key(Key::tab);
  REQUIRE(focused(harness.tree()) != nullptr);
  CHECK(focused(harness.tree())->label == "Kyllä");
  harness.key(Key::tab);
  CHECK(focused(harness.tree())->label == "Kyllä");
  harness.key(Key::escape);
  CHECK_FALSE(model.dialog);
  CHECK(model.backs == 0);
  model.dialog = true;
  harness.settle();
  REQUIRE(harness.act(Role::dialog, "Varmasti?", Action::dismiss));
  CHECK_FALSE(model.dialog);
  model.dialog = true;
  harness.settle();
  REQUIRE(harness.tap(Role::button, "Kyllä"));
  CHECK(model.answered == 1);
}

TEST_CASE("a long list scrolls by drag, wheel, buttons and focus, and a drag presses nothing") {
  int pressed = 0;
  Harness harness(
      [&](Context& context) {
        auto list = scroll(context, "list", {.height = 900, .gap = Space::none});
        for (int i = 0; i < 40; ++i)
          if (list_row(context, "row" + std::to_string(i), {.title = "Rivi " + std::to_string(i)})) ++pressed;
      },
      test_clock());
  const auto y0 = [&] { return harness.find_path("list/row0")->rect.y; };
  const float at_start = y0();
  harness.drag({400, 700}, {400, 300});
  const float dragged = y0();
  CHECK(dragged < at_start - 300);
  CHECK(pressed == 0);
  harness.context().push(WheelEvent{{400, 400}, 1});
  harness.settle();
  CHECK(y0() > dragged);
  const float before = y0();
  REQUIRE(harness.tap(Role::button, harness.view().words.page_down));
  CHECK(y0() < before);
  REQUIRE(harness.act(Role::button, harness.view().words.page_up));
  harness.context().focus(harness.find_path("list/row39")->id);
  harness.key(Key::tab);
  CHECK_FALSE(harness.find_path("list/row39")->state.has(State::offscreen));
  CHECK(harness.find_path("list/row0")->state.has(State::offscreen));
  CHECK(harness.tap(*harness.find_path("list/row0")).error().code == Errc::conflict);
}

TEST_CASE("presses of one frame are kept apart") {
  Three model;
  Harness harness([&](Context& context) { three(context, model); }, test_clock());
  const Point at = harness.find(Role::button, "Nappi 0")->rect.centre();
  for (int i = 0; i < 3; ++i) {
    harness.context().push(PointerEvent{PointerPhase::down, at});
    harness.context().push(PointerEvent{PointerPhase::up, at});
  }
  harness.settle();
  CHECK(model.pressed[0] == 3);
}

TEST_CASE("a double tap presses once when the first tap brings another page, and the next tap counts") {
  ManualClock clock(from_unix_ms(1772700000000));
  bool second = false;
  int pressed[2] = {0, 0};
  Harness harness(
      [&](Context& context) {
        auto head = page(context, second ? "after" : "before", {.title = "Sivu"});
        auto content = head.content();
        if (button(context, "b", {.label = second ? "Valmis" : "Ota"})) {
          ++pressed[second ? 1 : 0];
          second = !second;
        }
      },
      clock);
  const Point at = harness.find(Role::button, "Ota")->rect.centre();
  harness.tap(at);
  REQUIRE(harness.find(Role::button, "Valmis") != nullptr);
  clock.advance(Millis(150));
  harness.tap(at);
  CHECK(pressed[1] == 0);
  clock.advance(Millis(150));
  harness.drag(at, {at.x + 2, at.y});
  CHECK(pressed[1] == 0);
  // Once the page has been there to be read, and anywhere else at once, a touch is meant.
  clock.advance(Millis(400));
  harness.tap(at);
  CHECK(pressed[1] == 1);
  REQUIRE(harness.find(Role::button, "Ota") != nullptr);
  const Rect rect = harness.find(Role::button, "Ota")->rect;
  harness.tap({rect.right() - 2, rect.centre().y});
  CHECK(pressed[0] == 2);

  // What keys or an action brought follows no touch.
  REQUIRE(harness.find(Role::button, "Valmis") != nullptr);
  REQUIRE(harness.act(Role::button, "Valmis"));
  harness.tap({rect.right() - 2, rect.centre().y});
  CHECK(pressed[0] == 3);
}
