#include "ui/sdl_input.h"

namespace vuoro::ui {
namespace {

/// Some touch drivers send a mouse click of their own shortly after the finger (seen with XInput2 and evdev).
constexpr Uint32 k_after_touch_ms = 700;

std::optional<Key> key_of(const SDL_Keysym& sym) {
  switch (sym.sym) {
    case SDLK_TAB:
      return (sym.mod & KMOD_SHIFT) != 0 ? Key::back_tab : Key::tab;
    case SDLK_UP:
      return Key::up;
    case SDLK_DOWN:
      return Key::down;
    case SDLK_LEFT:
      return Key::left;
    case SDLK_RIGHT:
      return Key::right;
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
      return Key::enter;
    case SDLK_SPACE:
      return Key::space;
    case SDLK_ESCAPE:
    case SDLK_AC_BACK:
      return Key::escape;
    case SDLK_BACKSPACE:
      return Key::backspace;
    case SDLK_DELETE:
      return Key::del;
    case SDLK_HOME:
      return Key::home;
    case SDLK_END:
      return Key::end;
    case SDLK_PAGEUP:
      return Key::page_up;
    case SDLK_PAGEDOWN:
      return Key::page_down;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<InputEvent> SdlInput::translate(const SDL_Event& event, int width_px, int height_px) {
  const auto mouse = [&](PointerPhase phase, Uint32 which, Uint32 time, int x,
                         int y) -> std::optional<InputEvent> {
    if (which == SDL_TOUCH_MOUSEID || finger_) return std::nullopt;
    if (ever_touched_ && time - touched_at_ms_ < k_after_touch_ms) return std::nullopt;
    return PointerEvent{phase, {static_cast<float>(x), static_cast<float>(y)}};
  };
  switch (event.type) {
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP: {
      const SDL_MouseButtonEvent& b = event.button;
      if (b.button != SDL_BUTTON_LEFT) return std::nullopt;
      return mouse(event.type == SDL_MOUSEBUTTONDOWN ? PointerPhase::down : PointerPhase::up, b.which,
                   b.timestamp, b.x, b.y);
    }
    case SDL_MOUSEMOTION:
      // Nothing follows a pointer that is not pressed: no frames for it.
      if ((event.motion.state & SDL_BUTTON_LMASK) == 0) return std::nullopt;
      return mouse(PointerPhase::move, event.motion.which, event.motion.timestamp, event.motion.x,
                   event.motion.y);
    case SDL_MOUSEWHEEL: {
      int x = 0, y = 0;
      SDL_GetMouseState(&x, &y);
      return WheelEvent{{static_cast<float>(x), static_cast<float>(y)}, event.wheel.preciseY};
    }
    case SDL_FINGERDOWN:
    case SDL_FINGERUP:
    case SDL_FINGERMOTION: {
      const SDL_TouchFingerEvent& f = event.tfinger;
      if (event.type == SDL_FINGERDOWN && !finger_) finger_ = f.fingerId;
      if (finger_ != f.fingerId) return std::nullopt;
      touched_at_ms_ = f.timestamp;
      ever_touched_ = true;
      PointerPhase phase = PointerPhase::move;
      if (event.type == SDL_FINGERDOWN) phase = PointerPhase::down;
      if (event.type == SDL_FINGERUP) {
        phase = PointerPhase::up;
        finger_.reset();
      }
      return PointerEvent{phase, {f.x * static_cast<float>(width_px), f.y * static_cast<float>(height_px)}};
    }
    case SDL_KEYDOWN:
      if (const auto key = key_of(event.key.keysym)) return KeyEvent{*key};
      return std::nullopt;
    case SDL_TEXTINPUT:
      return TextEvent{event.text.text};
    default:
      return std::nullopt;
  }
}

}  // namespace vuoro::ui
