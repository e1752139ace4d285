// What screens and widgets ask of a context while a frame is built.

#include <cmath>

#include "ui/context_inner.h"

namespace vuoro::ui {

const View& Context::view() const {
  return inner_->view;
}
const Theme& Context::theme() const {
  return *inner_->view.theme;
}
const Clock& Context::clock() const {
  return inner_->clock;
}
bool Context::rtl() const {
  return inner_->view.direction == Direction::right_to_left;
}
float Context::mm(float millimetres) const {
  return std::round(millimetres * inner_->view.px_per_mm);
}
float Context::space(Space space) const {
  return mm(theme().space_mm[static_cast<std::size_t>(space)]);
}
Rect Context::screen() const {
  return {0, 0, static_cast<float>(inner_->view.width_px), static_cast<float>(inner_->view.height_px)};
}
void Context::redraw_at(MonoTime when) {
  inner_->next_at = std::min(inner_->next_at, when);
}
void Context::redraw_now() {
  inner_->again = true;
}
MonoTime Context::last_input_at() const {
  return inner_->last_input;
}
Layouts& Context::layouts() {
  return inner_->layouts;
}
Painter& Context::painter() {
  return inner_->painter;
}
TextEngine& Context::text() {
  return inner_->text;
}

bool Context::take_key(Key key) {
  if (!inner_->reachable()) return false;
  auto& keys = inner_->keys;
  const auto at = std::find(keys.begin(), keys.end(), key);
  if (at == keys.end()) return false;
  keys.erase(at);
  return true;
}

void Context::focus(NodeId id) {
  if (inner_->focus == id) return;
  inner_->focus = id;
  inner_->focus_moved = true;
  inner_->again = true;
}
void Context::show_focus(NodeId id) {
  inner_->focus = id;
  inner_->focus_visible = inner_->focus_asked = true;
}
void Context::hide_focus() {
  inner_->focus = NodeId::none;
  inner_->focus_visible = false;
  inner_->focus_asked = false;
  inner_->again = true;
}
void Context::note_input() {
  inner_->note_input();
}
std::uint64_t Context::inputs() const {
  return inner_->inputs;
}
void Context::note_pressable(const Rect& rect) {
  inner_->pressables.push_back(rect);
}
NodeId Context::focused() const {
  return inner_->focus;
}

NodeId Context::id_of(std::string_view key) const {
  const ImGuiID seed = inner_->parents.empty() ? 0x5eed : static_cast<ImGuiID>(inner_->parents.back());
  const ImGuiID id = ImHashData(key.data(), key.size(), seed);
  return static_cast<NodeId>(id == 0 ? 1 : id);
}

std::size_t Context::add(std::string_view key, Node node) {
  Inner& in = *inner_;
  node.id = id_of(key);
  node.parent = in.parents.empty() ? NodeId::none : in.parents.back();
  node.key = std::string(key);
  if (node.language.empty()) node.language = in.language_of(node.label);
  if (node.id == in.focus && in.focus_visible && !node.rect.empty()) {
    node.state.set(State::focused);
    in.ring = Inner::Ring{node.rect, in.clips.back(), !in.modals.empty()};
    if (in.focus_moved) in.focus_rect_to_show = node.rect;
  }
  if (!node.rect.empty() && node.rect.intersect(in.clips.back()).empty()) node.state.set(State::offscreen);
  return in.next.add(std::move(node));
}

Node& Context::node(std::size_t index) {
  return inner_->next.at(index);
}
std::size_t Context::last_index() const {
  return inner_->next.nodes().size() - 1;
}
void Context::note_fit(std::size_t index, bool fitted) {
  if (!fitted) node(index).state.set(State::clipped);
}

NodeId Context::open(std::string_view key, Node node) {
  const NodeId id = inner_->next.nodes()[add(key, std::move(node))].id;
  inner_->parents.push_back(id);
  return id;
}
void Context::close() {
  inner_->parents.pop_back();
}

Interaction Context::interact(std::string_view key, Node node, const Hit& hit) {
  Inner& in = *inner_;
  Interaction out;
  const bool field = node.role == Role::text_field;
  const bool enabled = !node.state.has(State::disabled);
  const bool can_press = node.actions.has(Action::press);
  node.actions.set(Action::focus);
  const std::size_t index = add(key, std::move(node));
  const NodeId id = this->node(index).id;
  const bool open = enabled && in.reachable();
  const Rect touchable = hit.rect.intersect(in.clips.back());
  out.at = hit.rect.centre();

  for (std::size_t i = 0; i < in.brought.size() && open; ++i) {
    if (in.brought[i].id != id || in.taken[i]) continue;
    in.taken[i] = true;
    out.request = &in.brought[i];
    if (out.request->action == Action::press) out.clicked = true;
    if (out.request->action == Action::focus) focus(id);
    if (out.request->action == Action::pick) {
      out.clicked = true;
      out.at = {hit.rect.x + out.request->point.x * hit.rect.w,
                hit.rect.y + out.request->point.y * hit.rect.h};
    }
    break;
  }
  if (open && ImGui::IsMouseClicked(0) && in.active == NodeId::none && touchable.contains(in.pointer)) {
    in.active = id;
    in.active_may_scroll = hit.drags_scroll;
    in.focus = id;
  }
  if (open && in.active == id) {
    // A finger that slips a little still means it.
    const bool over = touchable.inset(-mm(3)).contains(in.pointer);
    out.pressed = over && in.pointer_down;
    if (out.pressed) out.at = in.pointer;
    if (over && ImGui::IsMouseReleased(0)) {
      out.clicked = true;
      out.at = in.pointer;
    }
  }
  out.focused = in.focus == id && enabled;
  out.focus_ring = out.focused && in.focus_visible;
  if (out.focus_ring) {
    in.ring = Inner::Ring{hit.rect, in.clips.back(), !in.modals.empty()};
    if (in.focus_moved) in.focus_rect_to_show = hit.rect;
    if (open && !field && can_press && (take_key(Key::enter) || take_key(Key::space))) out.clicked = true;
  }
  if (out.pressed) this->node(index).state.set(State::pressed);
  if (out.clicked) {
    in.clicks.push_back({id, this->node(index).role});
    in.again = true;
  }
  return out;
}

void Context::push_clip(const Rect& rect) {
  const Rect inner = rect.intersect(inner_->clips.back());
  inner_->clips.push_back(inner);
  inner_->painter.list()->PushClipRect({inner.x, inner.y}, {inner.right(), inner.bottom()}, false);
}
void Context::pop_clip() {
  inner_->clips.pop_back();
  inner_->painter.list()->PopClipRect();
}
Rect Context::clip() const {
  return inner_->clips.back();
}

void Context::begin_modal(NodeId id) {
  Inner& in = *inner_;
  in.outer_parents.push_back(std::exchange(in.parents, {}));
  in.outer_clips.push_back(std::exchange(in.clips, {screen()}));
  in.modals.push_back(id);
  in.modal_now = id;
  in.painter.set_list(ImGui::GetForegroundDrawList());
}
void Context::end_modal() {
  Inner& in = *inner_;
  in.parents = std::move(in.outer_parents.back());
  in.outer_parents.pop_back();
  in.clips = std::move(in.outer_clips.back());
  in.outer_clips.pop_back();
  in.modals.pop_back();
  if (in.modals.empty()) in.painter.set_list(ImGui::GetBackgroundDrawList());
}

Context::Memory& Context::memory(NodeId id) {
  Inner::Kept& kept = inner_->memories[id];
  kept.asked = true;
  return kept.memory;
}

float Context::drag_scroll(NodeId id, const Rect& area) {
  Inner& in = *inner_;
  if (!in.pointer_down || !in.reachable()) return 0;
  const ImVec2 from = ImGui::GetIO().MouseClickedPos[0];
  if (in.dragging == NodeId::none) {
    const bool may = in.active == NodeId::none || in.active_may_scroll;
    if (!may || !area.contains({from.x, from.y}) || std::abs(in.pointer.y - from.y) < mm(4)) return 0;
    in.dragging = in.active = id;
    in.drag_last = in.pointer;
    return 0;
  }
  if (in.dragging != id) return 0;
  const float moved = in.pointer.y - in.drag_last.y;
  in.drag_last = in.pointer;
  return moved;
}

bool Context::take_press(NodeId id, const Rect& area) {
  Inner& in = *inner_;
  if (!in.reachable() || !ImGui::IsMouseClicked(0) || in.active != NodeId::none || !area.contains(in.pointer))
    return false;
  in.dragging = in.active = id;
  in.drag_last = in.pointer;
  return true;
}

float Context::wheel(const Rect& area) {
  if (!inner_->reachable() || !area.contains(inner_->pointer)) return 0;
  return std::exchange(inner_->wheel_steps, 0.0f);
}

std::string Context::take_typed() {
  return std::exchange(inner_->typed, {});
}
const Rect* Context::focus_to_show() const {
  return inner_->focus_rect_to_show ? &*inner_->focus_rect_to_show : nullptr;
}
bool Context::focus_shown() const {
  return inner_->focus_visible;
}

bool Context::take_action(NodeId id, Action action) {
  Inner& in = *inner_;
  for (std::size_t i = 0; i < in.brought.size() && in.reachable(); ++i) {
    if (in.taken[i] || in.brought[i].id != id || in.brought[i].action != action) continue;
    in.taken[i] = true;
    return true;
  }
  return false;
}

const Texture& Context::texture(ImagePtr image) {
  Inner::Picture& picture = inner_->pictures[image.get()];
  if (!picture.image) {
    picture.texture = {Texture::Kind::picture,  image->width, image->height, nullptr, image->pixels.data(),
                       ++inner_->picture_serial};
    picture.image = std::move(image);
  }
  picture.used = true;
  return picture.texture;
}

}  // namespace vuoro::ui
