#pragma once
// What a context holds; shared by context.cpp (frames) and context_widgets.cpp (what widgets call).

#include <imgui.h>
#include <imgui_internal.h>

#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "ui/context.h"
#include "ui/layout.h"
#include "ui/paint/painter.h"

namespace vuoro::ui {

struct Context::Inner {
  Inner(TextEngine& text_engine, const Clock& the_clock)
      : text(text_engine), clock(the_clock), painter(text, atlas) {}

  ImGuiContext* imgui = nullptr;
  TextEngine& text;
  const Clock& clock;
  Atlas atlas;
  Painter painter;
  Layouts layouts;
  View view;
  Tree tree;  ///< the finished one
  Tree next;  ///< the one being built

  // Input not yet handled, and what this frame handles.
  std::deque<InputEvent> events;
  std::vector<ActionRequest> requests;
  std::vector<ActionRequest> brought;
  std::vector<bool> taken;
  std::vector<Key> keys;
  std::string typed;
  float wheel_steps = 0;
  Point pointer{-1, -1};
  bool pointer_down = false;
  MonoTime last_input{};
  std::uint64_t inputs = 0;

  // A second touch of an impatient or trembling finger belongs to the place it was begun on.
  Point pressed_at{-1e6f, -1e6f};  ///< the last press that counted
  NodeId place = NodeId::none;     ///< the page or dialog of the last frame
  MonoTime place_since = MonoTime::min();
  bool press_ignored = false;  ///< until the finger is lifted

  // Who holds the pointer and the focus.
  NodeId active = NodeId::none;
  NodeId dragging = NodeId::none;
  Point drag_last;
  bool active_may_scroll = false;
  NodeId focus = NodeId::none;
  bool focus_visible = false;
  bool focus_moved = false;
  bool focus_asked = false;  ///< by show_focus(), since the last frame
  std::optional<Rect> focus_rect_to_show;
  struct Ring {
    Rect rect, clip;
    bool modal = false;
  };
  std::optional<Ring> ring;

  std::vector<Rect> pressables;  ///< as drawn in the frame being built
  std::vector<std::string> without_node, told_without_node;

  std::vector<NodeId> parents;
  std::vector<std::vector<NodeId>> outer_parents;  ///< put aside while a modal layer is built
  std::vector<Rect> clips;
  std::vector<std::vector<Rect>> outer_clips;
  std::vector<NodeId> modals;
  NodeId modal_now = NodeId::none;   ///< the last modal of the frame being built
  NodeId modal_last = NodeId::none;  ///< of the frame before

  struct Kept {
    Memory memory;
    bool asked = false;
  };
  std::unordered_map<NodeId, Kept> memories;
  struct Picture {
    ImagePtr image;
    Texture texture;
    bool used = false;
  };
  std::unordered_map<const Image*, Picture> pictures;
  std::uint64_t picture_serial = 1u << 20;

  bool again = false;
  bool shrink_atlas = false;  ///< before the next frame
  int rest_atlas_height = 0;  ///< what the page took that was shown at the last rest
  MonoTime next_at = MonoTime::max();
  std::vector<ClickEvent> clicks;
  std::size_t stale = 0;

  [[nodiscard]] bool reachable() const {
    return modal_last == NodeId::none || (!modals.empty() && modals.back() == modal_last);
  }
  [[nodiscard]] const std::string& language_of(const std::string& label) const {
    if (view.foreign_texts == nullptr) return view.language;
    const auto found = view.foreign_texts->find(label);
    return found == view.foreign_texts->end() ? view.language : found->second;
  }
  void note_input() {
    last_input = clock.mono();
    ++inputs;
  }
  void begin_frame(Context& context);
  void end_frame();
  void feed_input();
  void navigate();
  void move_focus(int step);
  void mark_obscured();
  void find_drawn_without_node();
  void note_place();
  [[nodiscard]] bool repeats_touch(Point at) const;
};

}  // namespace vuoro::ui
