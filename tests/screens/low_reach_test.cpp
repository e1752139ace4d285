// The low-reach layout with the largest letters: what is touched has room, what explains it scrolls away.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/screens/guidelines.h"
#include "tests/screens/stops.h"

using namespace vuoro;
using namespace vuoro::test;

namespace {

/// What of the node is in sight, below the reach's upper end.
ui::Rect in_reach_and_sight(const ui::Tree& tree, const ui::Node& node, const ui::View& view) {
  ui::Rect rect = node.rect;
  for (const ui::Node* up = tree.find(node.parent); up != nullptr; up = tree.find(up->parent))
    if (up->role == ui::Role::scroll_area) rect = rect.intersect(up->rect);
  const auto w = static_cast<float>(view.width_px), h = static_cast<float>(view.height_px);
  return rect.intersect({0, view.reach_top_px, w, h - view.reach_top_px});
}

struct Room {
  int controls = 0, seen = 0;  ///< of the page's own: not the ways out, not what scrolls
  int keys = 0, keys_seen = 0;
};

Room room_of(const ui::Tree& tree, const ui::View& view) {
  Room out;
  for (const ui::Node& node : tree.nodes()) {
    const bool touched = node.actions.has(ui::Action::press) || node.actions.has(ui::Action::pick) ||
                         node.role == ui::Role::text_field;
    const ui::Node* parent = tree.find(node.parent);
    const bool way_out = parent != nullptr && parent->role == ui::Role::header;
    const bool scrolls = parent != nullptr && parent->role == ui::Role::scroll_area &&
                         parent->actions.any() && (node.key == "up" || node.key == "down");
    if (!touched || node.obscured || way_out || scrolls || node.key == "service-door") continue;
    const ui::Rect seen = in_reach_and_sight(tree, node, view);
    // A finger finds what shows at least its own size.
    const float least = std::min(node.rect.h, ui::k_target_min_mm * view.px_per_mm) - 1;
    const bool is_seen = seen.h >= least && seen.w > 0;
    ++(node.role == ui::Role::key ? out.keys : out.controls);
    if (is_seen) ++(node.role == ui::Role::key ? out.keys_seen : out.seen);
  }
  return out;
}

}  // namespace

TEST_CASE("low down and at 200 per cent three things to touch are in sight, or the whole keyboard") {
  for (const Stop& stop : stops()) {
    Stage s("fi");  // a 32-inch panel
    stop.reach(s);
    s.terminal->visit().text_scale = 2.0f;
    s.terminal->visit().low_reach = true;
    s.settle();
    keep_picture(*s.harness, "low-" + stop.name);
    if (s.harness->view().reach_top_px == 0) continue;  // nothing is touched there
    const Room room = room_of(s.harness->tree(), s.harness->view());
    INFO(stop.name << "\n" << s.harness->tree_text(true));
    CHECK(room.keys_seen == room.keys);
    if (room.keys == 0) CHECK(room.seen >= std::min(3, room.controls));
  }
}

TEST_CASE("low down and at 200 per cent no part scrolls within another that scrolls") {
  // Of 32, 24 and 21.5 inches.
  for (const float px_per_mm : {2.71f, 3.64f, 4.03f}) {
    for (const Stop& stop : stops()) {
      Stage s("fi");
      s.harness->view().px_per_mm = px_per_mm;
      s.settle();
      stop.reach(s);
      s.terminal->visit().text_scale = 2.0f;
      s.terminal->visit().low_reach = true;
      s.settle();
      const ui::Tree& tree = s.harness->tree();
      const auto scrolls = [](const ui::Node& node) {
        return node.actions.has(ui::Action::scroll_up) || node.actions.has(ui::Action::scroll_down);
      };
      INFO(stop.name << " at " << px_per_mm << " px a millimetre\n" << s.harness->tree_text(true));
      // What is found while writing has a window of its own, or the keys would move with each letter.
      const bool writes =
          std::ranges::any_of(tree.nodes(), [](const ui::Node& n) { return n.role == ui::Role::key; });
      for (const ui::Node& node : tree.nodes()) {
        if (!scrolls(node) || writes) continue;
        for (const ui::Node* up = tree.find(node.parent); up != nullptr; up = tree.find(up->parent))
          CHECK_FALSE(scrolls(*up));
      }
    }
  }
}
