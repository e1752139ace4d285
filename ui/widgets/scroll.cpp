// A window on a column that may be higher than it.

#include <imgui.h>

#include <cmath>

#include "ui/widgets/buttons.h"
#include "ui/widgets/draw.h"
#include "ui/widgets/page.h"
#include "ui/widgets/page_parts.h"

namespace vuoro::ui {
namespace {

// A flick goes on by itself and slows down as on a phone, so that a long answer is crossed in two or three.
constexpr float k_glide_seconds = 0.325f;  ///< in which the speed falls to 1/e
constexpr float k_glide_least_mm_s = 8;    ///< slower is standing still
constexpr float k_flick_least_mm_s = 60;   ///< slower is a finger that only let go
constexpr Millis k_flick_fresh{80};  ///< a finger that rested so long before it was lifted meant to stop
constexpr Millis k_glide_step{16};   ///< 60 frames a second
constexpr Millis k_glide_step_longest{50};  ///< after a pause of the program it goes on where it was

/// How far drag and glide move the content in this frame, px; positive: towards its end.
float scroll_by_hand(Context& context, NodeId id, const Rect& window, Context::Memory& memory) {
  const MonoTime now = context.clock().mono();
  const auto seconds = [](Millis span) { return static_cast<float>(span.count()) / 1000.0f; };
  if (memory.velocity != 0 && !memory.flag && context.take_press(id, window)) memory.velocity = 0;
  const float moved = -context.drag_scroll(id, window);
  if (ImGui::GetIO().MouseDown[0]) {
    // grabbed_at: moved since the last sample; several moves may come within the same millisecond.
    memory.grabbed_at += moved;
    if (moved != 0 && now > memory.since) {
      const float speed = memory.grabbed_at / seconds(std::min(now - memory.since, k_flick_fresh));
      memory.velocity = memory.flag ? 0.4f * memory.velocity + 0.6f * speed : 0;
      memory.flag = true;
      memory.since = now;
      memory.grabbed_at = 0;
    }
    return moved;
  }
  if (memory.flag) {
    memory.flag = false;
    const bool flicked = std::abs(memory.velocity) >= context.mm(k_flick_least_mm_s);
    if (!flicked || now - memory.since > k_flick_fresh || context.view().reduced_motion) memory.velocity = 0;
    memory.since = now;
  }
  memory.grabbed_at = 0;
  if (memory.velocity == 0) return 0;
  const float step = seconds(std::min(now - memory.since, k_glide_step_longest));
  const float kept = std::exp(-step / k_glide_seconds);
  const float distance = memory.velocity * k_glide_seconds * (1 - kept);
  memory.velocity *= kept;
  memory.since = now;
  if (std::abs(memory.velocity) < context.mm(k_glide_least_mm_s))
    memory.velocity = 0;
  else
    context.redraw_at(now + k_glide_step);
  return distance;
}

}  // namespace

ScrollScope::ScrollScope(Context& context, std::string_view key, const ScrollSpec& spec) : context_(context) {
  Node node;
  node.role = Role::scroll_area;
  node.label = spec.label;
  id_ = context.open(key, std::move(node));
  index_ = context.last_index();
  const float height = spec.height > 0 ? spec.height : remaining_height(context);
  const bool plain =
      spec.height <= 0 && context.memory(context.node(index_).parent).page == page_parts::k_whole_page;
  if (plain) {
    Layouts::Frame frame;
    frame.area = context.layouts().next_cell(0);
    frame.area.h = height;
    frame.gap = context.space(spec.gap);
    frame.cursor = frame.used = start_y_ = frame.area.y;
    window_ = frame.area;
    context.node(index_).role = Role::group;
    context.layouts().push(std::move(frame));
    return;
  }
  Rect whole = take(context, height);
  whole.h = height;
  context.node(index_).rect = whole;
  Context::Memory& memory = context.memory(id_);
  const bool needed = memory.extent > whole.h + 1;
  window_ = whole;
  if (needed) {
    // The page buttons serve those who cannot drag; a gap keeps them off the content.
    const float bar = context.mm(context.theme().target_mm) + context.space(Space::s);
    Rect side = window_.cut_end(bar, draw::direction(context));
    window_.cut_end(context.space(Space::s), draw::direction(context));
    const float most = memory.extent - window_.h, step = std::max(2 * bar, window_.h * 0.8f);
    const Words& words = context.view().words;
    Node& self = context.node(index_);
    self.actions.set(Action::scroll_up, memory.offset > 0).set(Action::scroll_down, memory.offset < most);
    if (self.label.empty()) self.label = words.page_down;
    const float high = std::min(bar, std::floor(side.h / 2));  // a small window has both, as large as can be
    const Rect down = side.cut_bottom(high);
    // What is read may lie higher than a hand reaches; the buttons never do.
    const bool low = side.y < context.view().reach_top_px;
    if (low) side.cut_bottom(context.space(Space::s));
    const Rect up = low ? side.cut_bottom(high) : side.cut_top(high);
    const float before = memory.offset;
    if (icon_button(context, "up", Icon::chevron_up, words.page_up, up) ||
        context.take_action(id_, Action::scroll_up))
      memory.offset -= step;
    if (icon_button(context, "down", Icon::chevron_down, words.page_down, down) ||
        context.take_action(id_, Action::scroll_down))
      memory.offset += step;
    memory.offset += scroll_by_hand(context, id_, window_, memory) - context.wheel(whole) * bar;
    memory.offset = std::clamp(memory.offset, 0.0f, most);
    if (memory.offset <= 0 || memory.offset >= most) memory.velocity = 0;
    if (before != memory.offset) context.redraw_now();
    const Rect track =
        side.inset((bar - context.mm(context.theme().size.bar) / 2) / 2, context.space(Space::s));
    const float share = window_.h / memory.extent;
    const Colours& c = context.theme().colours;
    context.painter().fill_round(track, track.w / 2, c.surface_sunken);
    context.painter().fill_round(
        {track.x, track.y + track.h * memory.offset / memory.extent, track.w, track.h * share}, track.w / 2,
        c.control);
  } else {
    memory.offset = 0;
  }
  // Shadows of what is inside may reach a little over the sides, never above or below.
  const float reach = context.space(Space::m);
  context.push_clip({window_.x - reach, window_.y, window_.w + 2 * reach - (needed ? reach : 0), window_.h});
  start_y_ = window_.y - std::round(memory.offset);
  Layouts::Frame frame;
  // The strip below the last widget belongs to the window: what fills the rest must leave it.
  frame.area = {window_.x, start_y_, window_.w, std::max(0.0f, window_.h - context.space(Space::s))};
  frame.gap = context.space(spec.gap);
  frame.floating = true;
  frame.cursor = frame.used = start_y_;
  context.layouts().push(std::move(frame));
}

ScrollScope::~ScrollScope() {
  const Layouts::Frame done = context_.layouts().pop();
  if (context_.node(index_).role == Role::group) {  // a plain column
    window_.h = done.used - start_y_;
    context_.node(index_).rect = window_;
    context_.close();
    return;
  }
  Context::Memory& memory = context_.memory(id_);
  const float extent = done.used - start_y_ + context_.space(Space::s);
  if (std::abs(extent - memory.extent) > 0.5f) {
    memory.extent = extent;
    context_.redraw_now();
  }
  if (Layouts::Frame& around = context_.layouts().top(); !around.cells)
    around.slack += std::max(0.0f, window_.h - extent);
  // What has the focus is brought into sight.
  if (const Rect* shown = context_.focus_to_show(); shown != nullptr && extent > window_.h) {
    const float margin = context_.space(Space::m);
    float to = memory.offset;
    if (shown->bottom() + margin > window_.bottom()) to += shown->bottom() + margin - window_.bottom();
    if (shown->y - margin < window_.y) to += shown->y - margin - window_.y;
    to = std::round(std::clamp(to, 0.0f, extent - window_.h));
    const bool inside = shown->x >= window_.x && shown->right() <= window_.right() + 1;
    if (inside && to != memory.offset) {
      memory.offset = to;
      context_.redraw_now();
    }
  }
  context_.pop_clip();
  context_.close();
}

}  // namespace vuoro::ui
