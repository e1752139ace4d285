#pragma once
// What a wall display has to do with its authority besides following the lobby: pictures both ways.

#include "kiosk/app/wall_pictures.h"
#include "kiosk/display/display.h"
#include "kiosk/engine/engine.h"

namespace vuoro::ui {
class App;
}

namespace vuoro::kiosk {

/// UI thread only. Borrows all.
class WallDesk {
 public:
  WallDesk(Engine& engine, ui::App& app, const Clock& clock, const std::filesystem::path& state_dir);

  [[nodiscard]] Pictures& pictures() { return pictures_; }
  /// After every turn of the loop: sends the picture when the console asked for it, and tells when the panel
  /// is too small for the distance.
  void after_frame(const Display& display);

 private:
  void send_picture();

  Engine& engine_;
  ui::App& app_;
  WallPictures pictures_;
  std::optional<std::int32_t> asks_seen_;
  std::string told_too_small_;
};

}  // namespace vuoro::kiosk
