// The semantic tree: ids, look-ups, refusals.

#include <catch2/catch.hpp>
#include <map>

#include "core/base/json.h"
#include "ui/harness.h"
#include "ui/ui.h"

using namespace vuoro;
using namespace vuoro::ui;

namespace {

const ManualClock& test_clock() {
  static const ManualClock clock(from_unix_ms(1772700000000));
  return clock;
}

struct Model {
  bool swedish = false;
  bool disabled = false;
  bool gone = false;
  bool dialog = false;
  int taken = 0;
};

void screen(Context& context, Model& model) {
  auto head =
      page(context, "home",
           {.title = model.swedish ? "Hem" : "Koti", .back = model.swedish ? "Tillbaka" : "Takaisin"});
  {
    auto content = head.content();
    if (!model.gone && tile(context, "ticket",
                            {.icon = Icon::ticket,
                             .title = model.swedish ? "Ta ett könummer" : "Ota vuoronumero",
                             .disabled = model.disabled}))
      ++model.taken;
    auto list = scroll(context, "list", {.height = 400});
    for (int i = 0; i < 30; ++i)
      list_row(context, "row" + std::to_string(i), {.title = "Rivi " + std::to_string(i)});
  }
  if (model.dialog) {
    auto ask = dialog(context, "idle", {.title = "Oletko vielä siellä?"});
    if (button(context, "stay", {.label = "Olen"}) || ask.dismissed()) model.dialog = false;
  }
}

std::map<std::string, NodeId> ids(const Tree& tree) {
  std::map<std::string, NodeId> out;
  for (const Node& node : tree.nodes()) out[tree.path_of(node.id)] = node.id;
  return out;
}

}  // namespace

TEST_CASE("ids stay through frames, languages and scrolling") {
  Model model;
  Harness harness([&](Context& context) { screen(context, model); }, test_clock());
  const auto first = ids(harness.tree());
  REQUIRE(first.count("home/ticket") == 1);
  REQUIRE(first.count("home/list/row29") == 1);
  harness.settle();
  CHECK(ids(harness.tree()) == first);
  model.swedish = true;
  harness.view().language = "sv";
  harness.settle();
  CHECK(ids(harness.tree()) == first);
  CHECK(harness.find(Role::button, "Ta ett könummer") != nullptr);
  REQUIRE(harness.act(harness.find_path("home/list")->id, Action::scroll_down));
  CHECK(ids(harness.tree()) == first);
  CHECK(harness.find_path("list/row0")->state.has(State::offscreen));
  CHECK(harness.tree().audit().empty());
}

TEST_CASE("an action is refused when its target is absent, disabled, behind a dialog or cannot do it") {
  Model model;
  Harness harness([&](Context& context) { screen(context, model); }, test_clock());
  const NodeId ticket = harness.find_path("home/ticket")->id;
  const NodeId title = harness.find_path("home/header/title")->id;

  CHECK(harness.act(NodeId{12345}, Action::press).error().code == Errc::not_found);
  CHECK(harness.act(title, Action::press).error().code == Errc::unsupported);
  model.disabled = true;
  harness.settle();
  CHECK(harness.act(ticket, Action::press).error().code == Errc::conflict);
  model.disabled = false;
  model.dialog = true;
  harness.settle();
  CHECK(harness.find_path("home/ticket")->obscured);
  CHECK(harness.act(ticket, Action::press).error().code == Errc::forbidden);
  CHECK(harness.tap(*harness.tree().find(ticket)).error().code == Errc::forbidden);
  harness.tap(harness.find_path("home/ticket")->rect.centre());  // a finger on what lies behind
  CHECK(model.taken == 0);
  CHECK(model.dialog);
  REQUIRE(harness.act(Role::button, "Olen"));
  CHECK_FALSE(model.dialog);
  REQUIRE(harness.act(ticket, Action::press));
  CHECK(model.taken == 1);
}

TEST_CASE("a target that leaves before its frame makes the request stale") {
  Model model;
  Harness harness([&](Context& context) { screen(context, model); }, test_clock());
  const NodeId ticket = harness.find_path("home/ticket")->id;
  model.gone = true;  // known to the screen, not yet to the tree
  CHECK(harness.act(ticket, Action::press).error().code == Errc::conflict);
  CHECK(harness.context().stale_requests() == 1);
  CHECK(model.taken == 0);
  CHECK(harness.act(ticket, Action::press).error().code == Errc::not_found);
}

TEST_CASE("a tap and an action do the same, once") {
  Model model;
  Harness harness([&](Context& context) { screen(context, model); }, test_clock());
  REQUIRE(harness.tap(Role::button, "Ota vuoronumero"));
  CHECK(model.taken == 1);
  REQUIRE(harness.act(Role::button, "Ota vuoronumero"));
  CHECK(model.taken == 2);
  const auto clicks = harness.context().take_clicks();
  REQUIRE(clicks.size() == 2);
  CHECK(clicks[0].id == clicks[1].id);
  harness.settle();
  CHECK(model.taken == 2);
}

TEST_CASE("the audit finds doubled keys and unnamed actors") {
  Harness harness(
      [](Context& context) {
        button(context, "same", {.label = "Yksi"});
        button(context, "same", {.label = "Kaksi"});
        button(context, "mute", {.label = ""});
      },
      test_clock());
  const auto found = harness.tree().audit();
  REQUIRE(found.size() == 2);
  CHECK(found[0] == "same: two nodes have this key");
  CHECK(found[1] == "mute: can be acted on but has no label");
}

TEST_CASE("the tree reads as text and as JSON") {
  Harness harness(
      [](Context& context) {
        auto head = page(context, "p", {.title = "Otsikko"});
        auto content = head.content();
        button(context, "go", {.label = "Jatka \"heti\"", .disabled = true});
        banner(context, "b", {.kind = BannerKind::error, .title = "Paperi loppu", .text = "Kuvaa näyttö"});
      },
      test_clock());
  CHECK(harness.tree_text() ==
        "page \"Otsikko\"\n"
        "  header \"\"\n"
        "    heading \"Otsikko\"\n"
        "  button \"Jatka \\\"heti\\\"\" [disabled] {press focus}\n"
        "  alert \"Paperi loppu\" live=assertive (Kuvaa näyttö)\n");
  const auto parsed = parse_json(harness.tree().to_json());
  REQUIRE(parsed);
  REQUIRE(parsed->as_array().size() == 5);
  CHECK(parsed->at(3).at("role").as_string() == "button");
  CHECK(parsed->at(3).at("state").as_string() == "disabled");
}
