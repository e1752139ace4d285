// Each rule is shown a screen that breaks it: a rule that finds nothing there would find nothing anywhere.
#include <catch2/catch.hpp>

#include "tests/screens/guidelines.h"
#include "tests/screens/stage.h"
#include "ui/paint/painter.h"

using namespace vuoro;
using namespace vuoro::test;

namespace {

bool tells(const Findings& found, const std::string& what) {
  std::string all;
  bool told = false;
  for (const std::string& finding : found) {
    all += finding + "\n";
    told = told || finding.find(what) != std::string::npos;
  }
  INFO("found: " << all);
  CHECK(told);
  return told;
}

void put_node(ui::Context& ui, const char* key, const char* label, const ui::Rect& rect) {
  ui::Node node;
  node.role = ui::Role::button;
  node.label = label;
  node.actions = {ui::Action::press};
  node.rect = rect;
  ui.painter().fill(rect, ui.theme().colours.surface);
  (void)ui.interact(key, node, {rect});
}

struct Bad {
  ManualClock clock{k_lobby_now};
  ui::Harness harness;
  explicit Bad(ui::Harness::Screen screen) : harness(std::move(screen), clock) {}
};

}  // namespace

TEST_CASE("a button without a name is found") {
  Bad bad([](ui::Context& ui) { put_node(ui, "b", "", {10, 10, 200, 200}); });
  tells(labelled(bad.harness.tree()), "no name");
}

TEST_CASE("two nodes with one key are found") {
  Bad bad([](ui::Context& ui) {
    put_node(ui, "b", "One", {10, 10, 200, 200});
    put_node(ui, "b", "Two", {10, 300, 200, 200});
  });
  tells(labelled(bad.harness.tree()), "two nodes");
}

TEST_CASE("a target that is too small is found, and one just large enough is not") {
  Bad bad([](ui::Context& ui) {
    put_node(ui, "small", "Small", {10, 10, ui.mm(19), ui.mm(40)});
    put_node(ui, "fine", "Fine", {10, 300, ui.mm(20), ui.mm(20)});
  });
  const Findings found = target_size(bad.harness.tree(), bad.harness.view());
  CHECK(found.size() == 1);
  tells(found, "\"Small\"");
}

TEST_CASE("words that do not fit, and what lies beyond the screen, are found") {
  Bad bad([](ui::Context& ui) {
    auto narrow = ui::area(ui, {10, 10, 300, 300});
    ui::text(ui, "long", "Epäjärjestelmällistyttämättömyydellänsäkäänköhän", {.lines_max = 1});
    put_node(ui, "out", "Out", {10, 1850, 200, 200});
  });
  const Findings found = nothing_clipped(bad.harness.tree(), bad.harness.view());
  tells(found, "does not fit");
  tells(found, "beyond the screen");
}

TEST_CASE("what lies over something else is found") {
  Bad bad([](ui::Context& ui) {
    put_node(ui, "a", "One", {10, 10, 200, 200});
    put_node(ui, "b", "Two", {150, 150, 200, 200});
    {
      auto first = ui::area(ui, {10, 600, 500, 200});
      ui::text(ui, "t", "Words", {});
    }
    auto second = ui::area(ui, {10, 610, 500, 200});
    ui::text(ui, "u", "Other words", {});
  });
  const Findings found = nothing_overlaps(bad.harness.tree());
  CHECK(found.size() == 2);
  tells(found, "\"Two\" lies over button \"One\"");
}

TEST_CASE("pale words are found by their pixels, whatever the theme's file says") {
  ui::Theme pale = standard_theme();
  pale.colours.ink_soft = {150, 150, 150, 255};
  Bad bad([&pale](ui::Context& ui) {
    auto page = ui::page(ui, "page", {.title = "A page"});
    auto content = page.content();
    ui::paragraph(ui, "soft", "Pale words on paper", ui::Tone::soft);
    ui::paragraph(ui, "fine", "Dark words on paper", ui::Tone::ink);
    (void)ui::list_row(ui, "row",
                       {.icon = ui::Icon::document, .title = "A row", .subtitle = "with a pale line"});
    (void)ui::button(ui, "off", {.label = "Off", .disabled = true});
    (void)pale;
  });
  CHECK(contrast_of_pixels(bad.harness).empty());
  bad.harness.view().theme = &pale;
  bad.harness.settle();
  const Findings found = contrast_of_pixels(bad.harness);
  tells(found, "Pale words on paper");
  tells(found, "A row");
  for (const std::string& finding : found) CHECK(finding.find("Dark words") == std::string::npos);
  for (const std::string& finding : found) CHECK(finding.find("\"Off\"") == std::string::npos);
}

TEST_CASE("letters that are too low are found") {
  ui::Theme low = standard_theme();
  low.type[0].cap_mm = 6.9f;
  Bad bad([](ui::Context&) {});
  CHECK(cap_height(bad.harness).empty());
  bad.harness.view().theme = &low;
  tells(cap_height(bad.harness), "a capital H of 7.0");
}

TEST_CASE("what no key reaches is found") {
  bool shown = true;
  Bad bad([&shown](ui::Context& ui) {
    put_node(ui, "a", "One", {10, 10, 200, 200});
    put_node(ui, "b", "Two", {10, 400, 200, 200});
    // A trap: whoever comes to the second is sent back to the first, so the third is never met.
    if (ui.focused() == ui.id_of("b")) ui.focus(ui.id_of("a"));
    put_node(ui, "c", "Three", {10, 800, 200, 200});
    (void)shown;
  });
  tells(reached_by_keys(bad.harness), "\"Three\": no key leads there");
}

TEST_CASE("what lies too high for the low-reach layout is found") {
  Bad bad([](ui::Context& ui) {
    put_node(ui, "high", "High", {10, 10, 200, 200});
    put_node(ui, "low", "Low", {10, 1200, 200, 200});
  });
  bad.harness.view().reach_top_px = 960;
  const Findings found = in_reach(bad.harness.tree(), bad.harness.view());
  CHECK(found.size() == 1);
  tells(found, "\"High\"");
}
