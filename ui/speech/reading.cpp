#include "ui/speech/reading.h"

#include <algorithm>
#include <cmath>

namespace vuoro::ui::speech {
namespace {

bool only_holds(Role role) {
  switch (role) {
    case Role::window:
    case Role::page:
    case Role::header:
    case Role::footer:
    case Role::group:
    case Role::choice_group:
    case Role::keyboard:
    case Role::list:
    case Role::scroll_area:
    case Role::dialog:
      return true;
    default:
      return false;
  }
}

bool is_control(const Node& node) {
  return node.actions.has(Action::focus);
}

/// The key nearest below or above, in sight of a finger that goes straight.
const Node* key_beside(const std::vector<const Node*>& all, const Node& from, bool below) {
  const Node* best = nullptr;
  float best_y = 0, best_x = 0;
  for (const Node* other : all) {
    if (other->role != Role::key || other->parent != from.parent) continue;
    const float y = (other->rect.centre().y - from.rect.centre().y) * (below ? 1.0f : -1.0f);
    if (y < from.rect.h / 2) continue;
    const float x = std::abs(other->rect.centre().x - from.rect.centre().x);
    if (best == nullptr || y < best_y - 1 || (y < best_y + 1 && x < best_x)) {
      best = other;
      best_y = y;
      best_x = x;
    }
  }
  return best;
}

}  // namespace

bool is_stop(const Node& node) {
  if (node.obscured || node.rect.empty()) return false;
  if (is_control(node)) return true;
  // What acts and takes no focus is for fingers only: the technician's way in.
  if (node.actions.has(Action::press) || node.actions.has(Action::pick)) return false;
  return !only_holds(node.role) && !(node.label.empty() && node.value.empty());
}

std::vector<const Node*> stops(const Tree& tree) {
  std::vector<const Node*> out;
  for (const Node& node : tree.nodes())
    if (is_stop(node)) out.push_back(&node);
  return out;
}

Stop step(const Tree& tree, NodeId from, Step step) {
  const auto all = stops(tree);
  if (all.empty()) return {};
  const auto count = static_cast<std::ptrdiff_t>(all.size());
  const bool back = step == Step::previous_item || step == Step::row_above;
  const auto at = std::find_if(all.begin(), all.end(), [&](const Node* n) { return n->id == from; });
  if (at == all.end()) return {back ? all.back() : all.front(), false};
  std::ptrdiff_t index = at - all.begin();
  const bool by_rows = (*at)->role == Role::key && (step == Step::row_below || step == Step::row_above);
  if (by_rows) {
    if (const Node* beside = key_beside(all, **at, !back)) return {beside, false};
  }
  const NodeId keyboard = by_rows ? (*at)->parent : NodeId::none;
  bool wrapped = false;
  for (std::ptrdiff_t tried = 0; tried < count; ++tried) {
    index += back ? -1 : 1;
    if (index < 0 || index >= count) wrapped = true;
    index = (index + count) % count;
    const Node* node = all[static_cast<std::size_t>(index)];
    if (step == Step::next_control && !is_control(*node)) continue;
    if (keyboard != NodeId::none && node->parent == keyboard) continue;  // out of the keyboard
    return {node, wrapped};
  }
  return {all[static_cast<std::size_t>(at - all.begin())], true};
}

const Node* place_of(const Tree& tree) {
  const Node* page = nullptr;
  const Node* dialog = nullptr;
  for (const Node& node : tree.nodes()) {
    if (node.role == Role::page && page == nullptr) page = &node;
    if (node.role == Role::dialog && !node.obscured) dialog = &node;
  }
  return dialog != nullptr ? dialog : page;
}

const Node* first_stop(const Tree& tree) {
  const auto all = stops(tree);
  if (all.empty()) return nullptr;
  const Node* place = place_of(tree);
  const bool dialog = place != nullptr && place->role == Role::dialog;
  for (const Node* node : all) {
    if (dialog ? is_control(*node) : node->role == Role::heading) return node;
  }
  return all.front();
}

bool is_inside(const Tree& tree, const Node& node, NodeId ancestor) {
  for (const Node* up = &node; up != nullptr; up = tree.find(up->parent)) {
    if (up->id == ancestor) return true;
    if (up->parent == NodeId::none) return false;
  }
  return false;
}

std::optional<ActionRequest> way_back(const Tree& tree) {
  const Node* place = place_of(tree);
  if (place == nullptr) return std::nullopt;
  if (place->role == Role::dialog) {
    if (!place->actions.has(Action::dismiss)) return std::nullopt;
    return ActionRequest{place->id, Action::dismiss, {}, {}};
  }
  for (const Node& node : tree.nodes()) {
    if (node.key == "back" && node.role == Role::button && !node.obscured &&
        node.actions.has(Action::press) && !node.state.has(State::disabled))
      return ActionRequest{node.id, Action::press, {}, {}};
  }
  return std::nullopt;
}

}  // namespace vuoro::ui::speech
