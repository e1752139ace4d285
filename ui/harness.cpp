#include "ui/harness.h"

#include <cstdlib>
#include <stdexcept>

#include "ui/paint/presenter.h"
#include "ui/text/text.h"

namespace vuoro::ui {
namespace {

std::filesystem::path standard_theme() {
  const char* source = std::getenv("VUORO_SOURCE_DIR");
  return std::filesystem::path(source != nullptr ? source : VUORO_UI_SOURCE_DIR) /
         "assets/themes/standard.toml";
}

/// Without fonts or a theme there is nothing to test; the test program ends with the reason.
template <class T>
T or_throw(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().to_string());
  return std::move(*result);
}

TextEngine& shared_text() {
  thread_local const std::unique_ptr<TextEngine> engine = or_throw(TextEngine::create());
  return *engine;
}

}  // namespace

Harness::Harness(Screen screen, const Clock& clock, const std::filesystem::path& theme_file)
    : screen_(std::move(screen)),
      theme_(or_throw(load_theme(theme_file.empty() ? standard_theme() : theme_file))),
      context_(std::make_unique<Context>(shared_text(), clock)),
      canvas_(std::make_unique<Canvas>()) {
  view_.theme = &theme_;
  settle();
}

Harness::~Harness() = default;

void Harness::settle() {
  do {
    context_->run(view_, screen_);
  } while (context_->has_input());
  if (const auto& found = context_->drawn_without_node(); !found.empty())
    throw std::logic_error("drawn without a node: " + found.front());
}

void Harness::tap(Point at) {
  context_->push(PointerEvent{PointerPhase::down, at});
  context_->push(PointerEvent{PointerPhase::up, at});
  settle();
}

Result<void> Harness::tap(const Node& node) {
  if (node.obscured) return fail(Errc::forbidden, node.label + " is behind a dialog");
  const Point at = node.rect.centre();
  const Rect screen{0, 0, static_cast<float>(view_.width_px), static_cast<float>(view_.height_px)};
  if (node.state.has(State::offscreen) || node.rect.empty() || !screen.contains(at))
    return fail(Errc::conflict, node.label + " is not in sight");
  tap(at);
  return {};
}

Result<void> Harness::tap(Role role, std::string_view label) {
  const Node* node = find(role, label);
  if (node == nullptr)
    return fail(Errc::not_found, std::string(name_of(role)) + " \"" + std::string(label) + "\"");
  return tap(Node(*node));
}

Result<void> Harness::act(NodeId id, Action action, std::string text) {
  const std::size_t stale = context_->stale_requests();
  VUORO_TRY(context_->act({id, action, std::move(text), {}}));
  settle();
  if (context_->stale_requests() != stale)
    return fail(Errc::conflict, "the node was gone before it could act");
  return {};
}

Result<void> Harness::act(Role role, std::string_view label, Action action) {
  const Node* node = find(role, label);
  if (node == nullptr)
    return fail(Errc::not_found, std::string(name_of(role)) + " \"" + std::string(label) + "\"");
  return act(node->id, action);
}

void Harness::drag(Point from, Point to) {
  constexpr int k_steps = 8;
  context_->push(PointerEvent{PointerPhase::down, from});
  settle();
  for (int i = 1; i <= k_steps; ++i) {
    const float share = static_cast<float>(i) / k_steps;
    context_->push(PointerEvent{PointerPhase::move,
                                {from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share}});
    settle();
  }
  context_->push(PointerEvent{PointerPhase::up, to});
  settle();
}

void Harness::key(Key key) {
  context_->push(KeyEvent{key});
  settle();
}

void Harness::type(std::string_view text) {
  context_->push(TextEvent{std::string(text)});
  settle();
}

double Harness::paint() {
  canvas_->resize(view_.width_px, view_.height_px);
  const auto painted = static_cast<double>(canvas_->paint(context_->draw_data()));
  return painted / (static_cast<double>(view_.width_px) * view_.height_px);
}

Result<void> Harness::png(const std::filesystem::path& file) {
  (void)paint();
  return canvas_->save_png(file);
}

}  // namespace vuoro::ui
