#pragma once
// The way of a person who reads with a few keys: what one stops at, and what comes next. Pure: tree in, node
// out. The order is the tree's own.

#include <optional>
#include <vector>

#include "ui/tree.h"

namespace vuoro::ui::speech {

/// Something to stop at: a text, a heading, a picture with a name, or anything that acts. Not what only holds
/// others, and nothing behind a dialog.
[[nodiscard]] bool is_stop(const Node& node);
/// All stops, in order. Borrows from the tree.
[[nodiscard]] std::vector<const Node*> stops(const Tree& tree);

enum class Step {
  next_item,  ///< anything
  previous_item,
  next_control,  ///< only what can be acted upon
  row_below,     ///< on a keyboard the key below; elsewhere next_item
  row_above,     ///< on a keyboard the key above; elsewhere previous_item
};
struct Stop {
  const Node* node = nullptr;  ///< null: there is nothing at all to stop at
  bool wrapped = false;        ///< gone past the end (or the beginning) and on from the other side
};
/// @param from  may be gone from the tree: then the first stop, or the last one going backwards.
[[nodiscard]] Stop step(const Tree& tree, NodeId from, Step step);

/// The open dialog, or the page. Null before there is any.
[[nodiscard]] const Node* place_of(const Tree& tree);
/// Where reading begins: in a dialog its first control, on a page its main heading, else the first stop.
[[nodiscard]] const Node* first_stop(const Tree& tree);
/// A node is inside another one, at any depth.
[[nodiscard]] bool is_inside(const Tree& tree, const Node& node, NodeId ancestor);
/// The way back: dismissing the dialog, else pressing the page's own way back (the head's button, whose key
/// is "back"). Nothing when there is none.
[[nodiscard]] std::optional<ActionRequest> way_back(const Tree& tree);

}  // namespace vuoro::ui::speech
