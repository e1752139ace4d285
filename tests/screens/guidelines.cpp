#include "tests/screens/guidelines.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "ui/text/text.h"

namespace vuoro::test {

using ui::Action;
using ui::Node;
using ui::Rect;
using ui::Role;
using ui::State;

namespace {

bool touched(const Node& node) {
  return node.actions.has(Action::press) || node.actions.has(Action::pick) ||
         node.actions.has(Action::set_text);
}

bool present(const Node& node) {
  return !node.obscured && !node.state.has(State::offscreen);
}

std::string name(const Node& node) {
  return fmt::format("{} \"{}\"", ui::name_of(node.role), node.label);
}

/// What of the node its scroll areas leave in sight.
Rect in_sight(const ui::Tree& tree, const Node& node) {
  Rect rect = node.rect;
  for (const Node* up = tree.find(node.parent); up != nullptr; up = tree.find(up->parent)) {
    if (up->role == Role::scroll_area) rect = rect.intersect(up->rect);
  }
  return rect;
}

bool scrolls(const ui::Tree& tree, const Node& node) {
  for (const Node* up = tree.find(node.parent); up != nullptr; up = tree.find(up->parent)) {
    if (up->role == Role::scroll_area) return true;
  }
  return false;
}

bool common(const Rect& a, const Rect& b) {
  const Rect both = a.intersect(b);
  return both.w > 1 && both.h > 1;
}

}  // namespace

Findings labelled(const ui::Tree& tree) {
  Findings found;
  std::set<ui::NodeId> seen;
  for (const Node& node : tree.nodes()) {
    if (!seen.insert(node.id).second) found.push_back(name(node) + ": two nodes have this key: " + node.key);
    if (node.actions.any() && node.label.empty()) found.push_back(node.key + ": acts and has no name");
  }
  return found;
}

Findings target_size(const ui::Tree& tree, const ui::View& view) {
  Findings found;
  const float least = ui::k_target_min_mm * view.px_per_mm - 1;  // a pixel may be lost in rounding
  for (const Node& node : tree.nodes()) {
    if (!present(node) || !touched(node)) continue;
    // Half scrolled out of sight it may be smaller; its whole size counts then.
    if (node.rect.w < least || node.rect.h < least)
      found.push_back(fmt::format("{}: {:.1f} x {:.1f} mm", name(node), node.rect.w / view.px_per_mm,
                                  node.rect.h / view.px_per_mm));
  }
  return found;
}

Findings nothing_clipped(const ui::Tree& tree, const ui::View& view) {
  Findings found;
  const Rect screen{0, 0, static_cast<float>(view.width_px), static_cast<float>(view.height_px)};
  for (const Node& node : tree.nodes()) {
    if (node.state.has(State::clipped)) found.push_back(name(node) + ": does not fit");
    if (node.obscured || node.rect.empty() || scrolls(tree, node)) continue;
    const Rect shown = node.rect.intersect(screen);
    if (shown.w < node.rect.w - 1 || shown.h < node.rect.h - 1)
      found.push_back(name(node) + ": lies beyond the screen and nothing scrolls there");
  }
  return found;
}

Findings nothing_overlaps(const ui::Tree& tree) {
  Findings found;
  std::vector<const Node*> acting, texts;
  for (const Node& node : tree.nodes()) {
    if (!present(node)) continue;
    const bool text = node.role == Role::text || node.role == Role::heading;
    auto* others = touched(node) ? &acting : text ? &texts : nullptr;
    if (others == nullptr) continue;
    const Rect rect = in_sight(tree, node);
    for (const Node* other : *others) {
      if (common(rect, in_sight(tree, *other))) found.push_back(name(node) + " lies over " + name(*other));
    }
    others->push_back(&node);
  }
  return found;
}

Findings cap_height(ui::Harness& harness) {
  Findings found;
  const ui::View& view = harness.view();
  for (const ui::TypeToken& type : view.theme->type) {
    ui::TextRequest request;
    request.text = "H";
    request.size_px = type.cap_mm * view.px_per_mm * view.text_scale / ui::k_cap_share;
    request.weight = type.weight;
    const ui::TextLayout& layout = harness.context().text().layout(request);
    if (layout.glyphs.empty()) return {"no glyph for H"};
    const ui::Coverage drawn = harness.context().text().rasterise(layout.glyphs.front().key);
    const float height = static_cast<float>(drawn.h) / view.px_per_mm;
    if (height < ui::k_cap_height_min_mm - 0.5f / view.px_per_mm)
      found.push_back(fmt::format("a capital H of {:.2f} mm", height));
  }
  return found;
}

Findings reached_by_keys(ui::Harness& harness) {
  Findings found;
  std::set<ui::NodeId> wanted, met;
  for (const Node& node : harness.tree().nodes()) {
    if (node.key == "service-door") continue;  // the technician's gesture, no visitor's way
    if (!node.obscured && touched(node) && !node.state.has(State::disabled)) wanted.insert(node.id);
  }
  const std::size_t presses = 2 * wanted.size() + 8;
  ui::NodeId first = ui::NodeId::none;
  bool round = false;
  for (std::size_t i = 0; i < presses && !(round && met.size() >= wanted.size()); ++i) {
    harness.key(ui::Key::tab);
    const ui::NodeId at = harness.context().focused();
    const Node* node = harness.tree().find(at);
    if (node == nullptr || node->obscured) {
      found.push_back(fmt::format("the focus is lost after {} keys", i + 1));
      continue;
    }
    if (!node->state.has(State::focused))
      found.push_back(name(*node) + ": has the focus and does not show it");
    if (node->state.has(State::offscreen)) found.push_back(name(*node) + ": has the focus out of sight");
    if (first == ui::NodeId::none) first = at;
    round = round || (at == first && met.size() > 1) || wanted.size() < 2;
    met.insert(at);
  }
  if (!wanted.empty() && !round) found.push_back("the focus does not come round");
  for (const ui::NodeId id : wanted) {
    const Node* node = harness.tree().find(id);
    if (!met.contains(id) && node != nullptr) found.push_back(name(*node) + ": no key leads there");
  }
  return found;
}

Findings in_reach(const ui::Tree& tree, const ui::View& view) {
  Findings found;
  for (const Node& node : tree.nodes()) {
    if (!present(node) || !touched(node)) continue;
    const Rect rect = in_sight(tree, node);
    if (!rect.empty() && rect.y < view.reach_top_px - 1)
      found.push_back(
          fmt::format("{}: {:.0f} mm too high", name(node), (view.reach_top_px - rect.y) / view.px_per_mm));
  }
  return found;
}

Findings rules_of_tree(ui::Harness& harness) {
  Findings all = labelled(harness.tree());
  const auto add = [&](Findings more) { all.insert(all.end(), more.begin(), more.end()); };
  add(target_size(harness.tree(), harness.view()));
  add(nothing_clipped(harness.tree(), harness.view()));
  add(nothing_overlaps(harness.tree()));
  add(in_reach(harness.tree(), harness.view()));
  return all;
}

}  // namespace vuoro::test
