#pragma once
// The semantic tree: everything that is on the screen, as data. Speech, keypad, tests, accessibility checks
// and remote view read this and nothing else. Values only; may be copied to another thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "ui/geometry.h"

namespace vuoro::ui {

/// Hash of the widget's key path. The same in every frame, language, theme and scroll position. 0 is no node.
enum class NodeId : std::uint32_t { none = 0 };

// One list defines each enumeration and its names; dumps, JSON and look-ups are made from it.
#define VUORO_UI_ROLES(X)                                                                                 \
  X(window)                                                                                               \
  X(page)                                                                                                 \
  X(header)                                                                                               \
  X(footer)                                                                                               \
  X(group)                                                                                                \
  X(heading) X(text) X(button) X(link) X(choice) X(choice_group) X(text_field) X(key) X(keyboard) X(list) \
      X(list_item) X(scroll_area) X(dialog) X(alert) X(status) X(image) X(progress) X(badge) X(picker)
#define VUORO_UI_ACTIONS(X) X(press) X(focus) X(set_text) X(scroll_up) X(scroll_down) X(pick) X(dismiss)
#define VUORO_UI_STATES(X) \
  X(disabled)              \
  X(selected)              \
  X(focused) X(checked) X(expanded) X(pressed) X(offscreen) X(clipped) X(busy) X(masked) X(personal)
#define VUORO_UI_LIVES(X) X(off) X(polite) X(assertive)

#define VUORO_UI_ENUMERATOR(name) name,
enum class Role : std::uint8_t { VUORO_UI_ROLES(VUORO_UI_ENUMERATOR) };
enum class Action : std::uint8_t { VUORO_UI_ACTIONS(VUORO_UI_ENUMERATOR) };
/// `masked`: the value is bullets. `personal`: the value is about the visitor (a phone number, an e-mail
/// address): it is said to private listening only (EN 301 549 5.1.3.9).
enum class State : std::uint8_t { VUORO_UI_STATES(VUORO_UI_ENUMERATOR) };
/// `polite`: a change is said after what is being said; `assertive`: at once.
enum class Live : std::uint8_t { VUORO_UI_LIVES(VUORO_UI_ENUMERATOR) };
#undef VUORO_UI_ENUMERATOR

[[nodiscard]] std::string_view name_of(Role role);
[[nodiscard]] std::string_view name_of(Action action);
[[nodiscard]] std::string_view name_of(State state);
[[nodiscard]] std::string_view name_of(Live live);

/// A small set of enumerators.
template <class E>
class Flags {
 public:
  constexpr Flags() = default;
  constexpr Flags(std::initializer_list<E> all) {
    for (E e : all) set(e);
  }
  constexpr Flags& set(E e, bool on = true) {
    const auto bit = 1u << static_cast<unsigned>(e);
    bits_ = on ? bits_ | bit : bits_ & ~bit;
    return *this;
  }
  [[nodiscard]] constexpr bool has(E e) const { return (bits_ >> static_cast<unsigned>(e)) & 1u; }
  [[nodiscard]] constexpr bool any() const { return bits_ != 0; }
  friend constexpr bool operator==(Flags, Flags) = default;

 private:
  std::uint32_t bits_ = 0;
};

struct Node {
  NodeId id = NodeId::none;
  NodeId parent = NodeId::none;
  Role role = Role::group;
  std::string key;    ///< the last part of the key path, as the screen wrote it
  std::string label;  ///< what a person would call it, in `language`
  std::string value;  ///< what it holds now: the text typed, "3/5"; bullets when `masked`
  Flags<State> state;
  Flags<Action> actions;
  Rect rect;                ///< where it was laid out, also when scrolled out of sight
  Live live = Live::off;    ///< whether a change is to be said by itself
  std::string language;     ///< BCP 47
  bool obscured = false;    ///< behind a dialog: neither to be read nor acted on
  std::string description;  ///< more about it: the subtitle and status line of a tile
};

/// A request to act on a node without a pointer; the widget consumes it in its next frame.
struct ActionRequest {
  NodeId id = NodeId::none;
  Action action = Action::press;
  std::string text;  ///< set_text: the new text
  Point point;       ///< pick: normalised 0..1 within the picture
};

/// Where a node stands among those like it: "2 of 5".
struct Place {
  int index = 0;  ///< 1 for the first; 0 when it stands in no set
  int count = 0;
};

/// One frame's nodes in reading order, which is drawing order; a parent comes before its children.
class Tree {
 public:
  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
  [[nodiscard]] const Node* find(NodeId id) const;
  /// The first node, not obscured, of this role with exactly this label.
  [[nodiscard]] const Node* find(Role role, std::string_view label) const;
  [[nodiscard]] std::vector<const Node*> find_all(Role role) const;
  /// By the keys from the window down, as "page/ticket"; keys may be left out at the front.
  [[nodiscard]] const Node* find_path(std::string_view path) const;
  /// The keys from the window down to the node, "home/jobs/ticket".
  [[nodiscard]] std::string path_of(NodeId id) const;

  /// Its place among the siblings of the same role that can be pressed; a heading or text between two of them
  /// ends a set. {0, 0} for a node that stands alone, and for the keys of a keyboard.
  [[nodiscard]] Place place_of(NodeId id) const;

  /// Whether the request can be acted on. @return not_found, conflict (disabled), forbidden (obscured),
  /// unsupported (the node has no such action).
  [[nodiscard]] Result<void> check(const ActionRequest& request) const;

  /// Indented text: role "label" =value [state] {actions} (description). One line a node, without ids and,
  /// unless asked for, without rectangles: the golden of screen tests.
  [[nodiscard]] std::string dump(bool with_rects = false) const;
  /// Everything, as a JSON array of nodes in order.
  [[nodiscard]] std::string to_json() const;
  /// What is wrong with the tree itself: two nodes with the same id, an acting node without a label, a text
  /// that did not fit. One finding a line; empty when all is well.
  [[nodiscard]] std::vector<std::string> audit() const;

  // For the context, while a frame is built.
  void clear() { nodes_.clear(); }
  std::size_t add(Node node);
  [[nodiscard]] Node& at(std::size_t index) { return nodes_[index]; }

 private:
  std::vector<Node> nodes_;
};

}  // namespace vuoro::ui
