#pragma once
// One page of a visitor's way.

#include <memory>
#include <string>
#include <utility>

#include "ui/ui.h"

namespace vuoro::kiosk {

class Terminal;

/// Lives while it is on the way's stack: going back finds it as it was left. UI thread only.
class Screen {
 public:
  Screen() = default;
  virtual ~Screen() = default;
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  virtual void draw(ui::Context& ui, Terminal& t) = 0;
  /// The start of every visit: has nothing to forget.
  [[nodiscard]] virtual bool is_home() const { return false; }
  /// An answer is awaited that must not be missed: no way out until it is here (it comes within a second).
  [[nodiscard]] virtual bool busy() const { return false; }
  /// Says what came of a scan: what the next scan leads to takes its place, or the way back would lead to the
  /// same words again.
  [[nodiscard]] virtual bool answers_scan() const { return false; }
  /// A technician's: to be had also while there is nothing to offer to visitors.
  [[nodiscard]] virtual bool is_for_technician() const { return false; }
  /// The page is about to be forgotten (way back, home, idle): give back what is held.
  virtual void leave(Terminal&) {}

 protected:
  /// A call that does nothing once this screen is gone.
  template <class Call>
  [[nodiscard]] auto while_here(Call call) {
    return [alive = std::weak_ptr<int>(alive_), call = std::move(call)](auto&&... given) mutable {
      if (alive.lock()) call(std::forward<decltype(given)>(given)...);
    };
  }

 private:
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace vuoro::kiosk
