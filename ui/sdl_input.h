#pragma once
// SDL's events as the context takes them.

#include <SDL_events.h>

#include <optional>

#include "ui/input.h"

namespace vuoro::ui {

/// Follows one pointer: the mouse, or the first finger until it is lifted. Mouse events that SDL or the
/// window system makes out of touches are dropped, so that one touch acts once.
class SdlInput {
 public:
  /// @return nothing for events that are not for widgets.
  [[nodiscard]] std::optional<InputEvent> translate(const SDL_Event& event, int width_px, int height_px);

 private:
  std::optional<SDL_FingerID> finger_;
  Uint32 touched_at_ms_ = 0;
  bool ever_touched_ = false;
};

}  // namespace vuoro::ui
