#pragma once
// A screen without a window, for tests and tours: real frames, real input path, no SDL.

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "ui/context.h"

namespace vuoro::ui {

class Canvas;

/// Not thread-safe. Harnesses of one thread share one text engine (its fonts and layouts).
class Harness {
 public:
  using Screen = std::function<void(Context&)>;
  /// Throws std::runtime_error when the fonts or the theme cannot be had: a test program has no use for going
  /// on.
  /// @param theme_file  empty: assets/themes/standard.toml of the source tree.
  Harness(Screen screen, const Clock& clock, const std::filesystem::path& theme_file = {});
  ~Harness();

  [[nodiscard]] View& view() { return view_; }  ///< change it, then settle()
  [[nodiscard]] Context& context() { return *context_; }
  [[nodiscard]] const Tree& tree() const { return context_->tree(); }
  void set_screen(Screen screen) { screen_ = std::move(screen); }

  /// Runs frames until there is no input and nothing asks for one now. Throws std::logic_error when something
  /// that looks as if it could be pressed was drawn without a node.
  void settle();
  /// @return nullptr when there is none.
  [[nodiscard]] const Node* find(Role role, std::string_view label) const { return tree().find(role, label); }
  [[nodiscard]] const Node* find_path(std::string_view path) const { return tree().find_path(path); }
  /// Presses and releases the pointer at that pixel, then settles.
  void tap(Point at);
  /// Taps the middle of the node; fails as a finger would: not_found, forbidden (obscured), conflict (off
  /// screen).
  [[nodiscard]] Result<void> tap(Role role, std::string_view label);
  [[nodiscard]] Result<void> tap(const Node& node);
  /// Asks the node to act, then settles. Errors of Tree::check; conflict when no widget took it.
  [[nodiscard]] Result<void> act(NodeId id, Action action, std::string text = {});
  [[nodiscard]] Result<void> act(Role role, std::string_view label, Action action = Action::press);
  void drag(Point from, Point to);
  void key(Key key);
  void type(std::string_view text);

  [[nodiscard]] std::string tree_text(bool with_rects = false) const { return tree().dump(with_rects); }
  /// Paints the last frame. @return share of the screen that had to be painted anew since the last call,
  /// 0..1.
  double paint();
  [[nodiscard]] const Canvas& canvas() const { return *canvas_; }
  [[nodiscard]] Result<void> png(const std::filesystem::path& file);

 private:
  Screen screen_;
  Theme theme_;
  View view_;
  std::unique_ptr<Context> context_;
  std::unique_ptr<Canvas> canvas_;
};

}  // namespace vuoro::ui
