#pragma once
// What a person does, as the context takes it: from SDL, from a test, from a keypad.

#include <string>
#include <variant>

#include "ui/geometry.h"

namespace vuoro::ui {

enum class PointerPhase { down, move, up, cancel };

/// One pointer: the mouse or the first finger.
struct PointerEvent {
  PointerPhase phase = PointerPhase::move;
  Point at;
};

struct WheelEvent {
  Point at;
  float steps = 0;  ///< positive: content moves down, as SDL gives it
};

enum class Key {
  tab,
  back_tab,
  up,
  down,
  left,
  right,
  enter,
  space,
  escape,
  backspace,
  del,
  home,
  end,
  page_up,
  page_down
};
struct KeyEvent {
  Key key = Key::enter;
};

/// Characters from a physical keyboard, UTF-8.
struct TextEvent {
  std::string text;
};

using InputEvent = std::variant<PointerEvent, WheelEvent, KeyEvent, TextEvent>;

}  // namespace vuoro::ui
