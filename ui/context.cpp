#include "ui/context.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/log.h"
#include "ui/context_inner.h"

namespace vuoro::ui {
namespace {

/// So long after a page or dialog has come, and so near the press before, a press is taken for a double tap.
/// The second tap of a double tap follows within half a second; a person who reads first is never faster.
constexpr Millis k_double_tap{600};
constexpr float k_double_tap_mm = 15;
constexpr Point k_nowhere{-1e6f, -1e6f};

}  // namespace

Context::Context(TextEngine& text, const Clock& clock) : inner_(std::make_unique<Inner>(text, clock)) {
  ImGuiContext* before = ImGui::GetCurrentContext();
  inner_->imgui = ImGui::CreateContext();
  ImGui::SetCurrentContext(inner_->imgui);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
  io.Fonts->Flags |= ImFontAtlasFlags_NoBakedLines | ImFontAtlasFlags_NoMouseCursors;
  // ImGui wants a font of its own. Our text never uses it, so it is a face of one sign.
  static constexpr ImWchar k_one_sign[] = {' ', ' ', 0};
  ImFontConfig face;
  face.GlyphRanges = k_one_sign;
  (void)io.Fonts->AddFontDefault(&face);
  io.Fonts->Build();
  io.Fonts->ClearTexData();
  ImGui::GetStyle().AntiAliasedLinesUseTex = false;
  ImGui::SetCurrentContext(before);
  inner_->last_input = clock.mono();
}

Context::~Context() {
  if (ImGui::GetCurrentContext() == inner_->imgui) ImGui::SetCurrentContext(nullptr);
  ImGui::DestroyContext(inner_->imgui);
}

void Context::push(InputEvent event) {
  inner_->note_input();
  auto& events = inner_->events;
  // Only the last of several moves matters.
  const auto* move = std::get_if<PointerEvent>(&event);
  if (move != nullptr && move->phase == PointerPhase::move && !events.empty()) {
    auto* last = std::get_if<PointerEvent>(&events.back());
    if (last != nullptr && last->phase == PointerPhase::move) {
      *last = *move;
      return;
    }
  }
  events.push_back(std::move(event));
}

Result<void> Context::act(ActionRequest request) {
  VUORO_TRY(inner_->tree.check(request));
  inner_->note_input();
  inner_->requests.push_back(std::move(request));
  return {};
}

int Context::run(const View& view, const std::function<void(Context&)>& screen) {
  Inner& in = *inner_;
  in.view = view;
  ImGui::SetCurrentContext(in.imgui);
  int frames = 0;
  bool emptied = false;
  // Not before: the frame on the screen may still be painted from it.
  // The page shown at rest is most often the same: what it took the last time is not tried smaller again.
  const bool shrinks =
      std::exchange(in.shrink_atlas, false) && in.atlas.texture().height > in.rest_atlas_height;
  if (shrinks) in.atlas.shrink();
  do {
    in.begin_frame(*this);
    screen(*this);
    in.end_frame();
    ++frames;
    if (in.atlas.overflowed()) {
      if (!in.atlas.make_room(emptied)) break;
      emptied = true;
      in.again = true;
    }
  } while ((in.again || has_input()) && frames < k_settle_frames_max);
#ifndef NDEBUG
  if (in.without_node != in.told_without_node)
    for (const std::string& finding : in.told_without_node = in.without_node)
      log::error("drawn_without_node", {{"what", finding}});
#endif
  if (shrinks) in.rest_atlas_height = in.atlas.texture().height;
  in.text.trim();
  return frames;
}

void Context::Inner::begin_frame(Context& context) {
  again = false;
  next_at = MonoTime::max();
  keys.clear();
  typed.clear();
  wheel_steps = 0;
  brought = std::move(requests);
  requests.clear();
  taken.assign(brought.size(), false);
  if (!brought.empty()) {
    again = true;            // what an action changed may have been drawn before it
    pressed_at = k_nowhere;  // and what it brings follows no touch
  }
  ring.reset();
  focus_rect_to_show.reset();
  focus_moved = std::exchange(focus_asked, false);
  pressables.clear();
  for (auto& [id, kept] : memories) kept.asked = false;
  for (auto at = pictures.begin(); at != pictures.end();) {
    at = at->second.used ? std::next(at) : pictures.erase(at);
  }
  for (auto& [image, picture] : pictures) picture.used = false;

  feed_input();
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(view.width_px), static_cast<float>(view.height_px)};
  io.DeltaTime = 1.0f / 60.0f;
  io.MousePos = {pointer.x, pointer.y};
  io.MouseDown[0] = pointer_down;
  const Texture& texture = atlas.texture();
  io.Fonts->TexID = const_cast<Texture*>(&texture);
  io.Fonts->TexUvWhitePixel = {Atlas::white() / static_cast<float>(texture.width),
                               Atlas::white() / static_cast<float>(texture.height)};
  ImGui::NewFrame();
  navigate();

  next.clear();
  parents.clear();
  modals.clear();
  modal_now = NodeId::none;
  const Rect screen{0, 0, static_cast<float>(view.width_px), static_cast<float>(view.height_px)};
  clips.assign(1, screen);
  layouts.reset(screen, view.direction);
  painter.set_list(ImGui::GetBackgroundDrawList());
  painter.set_mirrored(view.direction == Direction::right_to_left);
  painter.fill(screen, context.theme().colours.background);
}

/// Takes events until one that a widget must see by itself: a press, a release, a key.
void Context::Inner::feed_input() {
  while (!events.empty()) {
    const InputEvent event = std::move(events.front());
    events.pop_front();
    if (const auto* p = std::get_if<PointerEvent>(&event)) {
      pointer = p->at;
      if (p->phase == PointerPhase::down) press_ignored = repeats_touch(p->at);
      if (press_ignored) {
        if (p->phase == PointerPhase::up || p->phase == PointerPhase::cancel) press_ignored = false;
        continue;
      }
      if (p->phase == PointerPhase::move) continue;
      if (p->phase == PointerPhase::down) pressed_at = p->at;
      if (p->phase == PointerPhase::cancel) active = NodeId::none;
      pointer_down = p->phase == PointerPhase::down;
      if (pointer_down) focus_visible = false;
      again = true;
      return;
    }
    if (const auto* w = std::get_if<WheelEvent>(&event)) {
      pointer = w->at;
      wheel_steps += w->steps;
    } else if (const auto* k = std::get_if<KeyEvent>(&event)) {
      keys.push_back(k->key);
      pressed_at = k_nowhere;
      again = true;
      return;
    } else if (const auto* t = std::get_if<TextEvent>(&event)) {
      typed += t->text;
      again = true;
      // Return and backspace must keep their place among the letters.
      if (!events.empty() && !std::holds_alternative<TextEvent>(events.front())) return;
    }
  }
}

/// "Take a number" and "Done" lie at the same spot of two pages: a double tap on the first must not also
/// press the second, which nobody has seen yet.
bool Context::Inner::repeats_touch(Point at) const {
  if (place_since == MonoTime::min() || clock.mono() - place_since >= k_double_tap) return false;
  const float near = k_double_tap_mm * view.px_per_mm, dx = at.x - pressed_at.x, dy = at.y - pressed_at.y;
  return dx * dx + dy * dy <= near * near;
}

void Context::Inner::note_place() {
  const auto page = std::ranges::find(next.nodes(), Role::page, &Node::role);
  NodeId now = page == next.nodes().end() ? NodeId::none : page->id;
  if (modal_now != NodeId::none) now = modal_now;
  // The very first place follows no touch.
  if (now != place && place != NodeId::none) place_since = clock.mono();
  place = now;
}

/// Tab and arrows move the focus in the order of the tree.
void Context::Inner::navigate() {
  if (keys.empty()) return;
  const Node* at = focus_visible ? tree.find(focus) : nullptr;
  const bool in_field = at != nullptr && at->role == Role::text_field;
  int step = 0;
  switch (keys.front()) {
    case Key::tab:
    case Key::down:
      step = 1;
      break;
    case Key::back_tab:
    case Key::up:
      step = -1;
      break;
    case Key::right:
      step = at != nullptr && !in_field ? (view.direction == Direction::left_to_right ? 1 : -1) : 0;
      break;
    case Key::left:
      step = at != nullptr && !in_field ? (view.direction == Direction::left_to_right ? -1 : 1) : 0;
      break;
    default:
      break;
  }
  if (step == 0) return;
  keys.clear();
  move_focus(step);
}

void Context::Inner::move_focus(int step) {
  std::vector<NodeId> order;
  std::size_t before_focus = 0;  // of `order`, when the focus is on a text
  bool passed = false;
  for (const Node& node : tree.nodes()) {
    passed = passed || node.id == focus;
    if (!node.actions.has(Action::focus) || node.obscured || node.state.has(State::disabled)) continue;
    order.push_back(node.id);
    if (!passed) ++before_focus;
  }
  if (order.empty()) return;
  const auto at = std::find(order.begin(), order.end(), focus);
  const bool was_visible = focus_visible;
  focus_visible = focus_moved = true;
  if (at == order.end()) {
    if (!passed) before_focus = step > 0 ? 0 : order.size();
    focus = order[(before_focus + (step > 0 ? 0 : order.size() - 1)) % order.size()];
    return;
  }
  if (!was_visible) return;  // the first key only shows where the focus is
  const auto count = static_cast<std::ptrdiff_t>(order.size());
  focus = order[static_cast<std::size_t>(((at - order.begin()) + step + count) % count)];
}

void Context::Inner::end_frame() {
  if (modal_now != modal_last || layouts.unsettled()) again = true;
  modal_last = modal_now;
  note_place();
  mark_obscured();
  if (ring) {
    const float gap = std::max(2.0f, view.px_per_mm * 1.2f), thick = std::max(3.0f, view.px_per_mm * 1.5f);
    ImDrawList* list = ring->modal ? ImGui::GetForegroundDrawList() : ImGui::GetBackgroundDrawList();
    painter.set_list(list);
    const Rect outer = ring->rect.inset(-(gap + thick)), clip = ring->clip.inset(-(gap + thick));
    list->PushClipRect({clip.x, clip.y}, {clip.right(), clip.bottom()}, false);
    const float radius = view.theme->radius_mm * view.px_per_mm + gap;
    painter.ring(outer, radius + thick, thick, view.theme->colours.focus);
    list->PopClipRect();
  }
  if (!pointer_down) active = dragging = NodeId::none;
  for (bool was_taken : taken)
    if (!was_taken) ++stale;
  for (auto at = memories.begin(); at != memories.end();)
    at = at->second.asked ? std::next(at) : memories.erase(at);
  find_drawn_without_node();
  std::swap(tree, next);
  ImGui::Render();
}

void Context::Inner::mark_obscured() {
  if (modal_now == NodeId::none) return;
  std::unordered_set<NodeId> inside{modal_now};
  for (std::size_t i = 0; i < next.nodes().size(); ++i) {
    Node& node = next.at(i);
    if (node.id == modal_now) continue;
    if (inside.contains(node.parent))
      inside.insert(node.id);
    else
      node.obscured = true;
  }
}

void Context::Inner::find_drawn_without_node() {
  without_node.clear();
  for (const Rect& rect : pressables) {
    const bool has_node = std::ranges::any_of(next.nodes(), [&](const Node& node) {
      const Rect common = node.rect.intersect(rect);
      return node.actions.any() && common.w * common.h > rect.w * rect.h * 0.75f;
    });
    if (!has_node)
      without_node.push_back(
          fmt::format("nothing acts at {:.0f},{:.0f} {:.0f}x{:.0f}", rect.x, rect.y, rect.w, rect.h));
  }
  // A widget of ImGui itself lands in a window; the toolkit draws on the background and foreground only.
  for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows)
    if (window->Active && (window->WriteAccessed || !window->IsFallbackWindow))
      without_node.push_back(fmt::format("ImGui's own widgets are used, in {}", window->Name));
}

const std::vector<std::string>& Context::drawn_without_node() const {
  return inner_->without_node;
}

const ImDrawData& Context::draw_data() const {
  ImGui::SetCurrentContext(inner_->imgui);
  static const ImDrawData none;
  const ImDrawData* data = ImGui::GetDrawData();
  return data == nullptr ? none : *data;
}

const Tree& Context::tree() const {
  return inner_->tree;
}
MonoTime Context::next_frame_at() const {
  return inner_->next_at;
}
bool Context::has_input() const {
  return !inner_->events.empty() || !inner_->requests.empty() || inner_->focus_asked;
}
std::vector<ClickEvent> Context::take_clicks() {
  return std::exchange(inner_->clicks, {});
}
std::size_t Context::stale_requests() const {
  return inner_->stale;
}
void Context::rest() {
  inner_->text.rest();
  inner_->shrink_atlas = true;
}
std::size_t Context::atlas_bytes() const {
  const Texture& t = inner_->atlas.texture();
  return static_cast<std::size_t>(t.width) * static_cast<std::size_t>(t.height);
}

}  // namespace vuoro::ui
