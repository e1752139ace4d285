#pragma once
// A hand from outside: a local socket on which a program looks at the screen and, where allowed, touches it.
//
// One JSON object a line, one answer a line:
//   {"do":"tree"}                         → {"ok":true,"tree":"…"}          the semantic tree as text
//   {"do":"tree","form":"json"}           → {"ok":true,"tree":[…]}
//   {"do":"picture","file":"/a/b.png"}    → {"ok":true}
//   {"do":"state"}                        → {"ok":true,"role":…,"frames":…,"painted":…,"wakes":…,"idle":…}
//   {"do":"wait-idle","seconds":10}       → {"ok":true} once nothing is under way
//   {"do":"tap","x":540,"y":900}          a finger, by pixel
//   {"do":"act","role":"button","label":"…"} or {"do":"act","id":123}, with "action" (press), "text"
//   (set_text)
//   {"do":"type","text":"…"}              a physical keyboard
//   {"do":"scan","payload":"…"}           a code held before the scanner
// Errors: {"ok":false,"error":{"code":"<Errc>","message":"…"}}. An answer comes only after a frame has
// applied what was asked for.

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "ui/app.h"

namespace vuoro::kiosk {

struct RemoteHandSpec {
  std::filesystem::path socket;  ///< made with permissions 0600; an old one in its place is removed
  bool act = false;              ///< otherwise only tree, picture, state and wait-idle
  std::string role;
  std::function<void(const std::string&)> scan;
  std::function<bool()> busy;  ///< the application still works on something
};

/// Its own thread reads and writes; everything is done on the UI thread.
class RemoteHand {
 public:
  /// @param app  borrowed; must outlive the hand.
  /// @return io: the socket cannot be made.
  [[nodiscard]] static Result<std::unique_ptr<RemoteHand>> start(RemoteHandSpec spec, ui::App& app,
                                                                 const Clock& clock);
  ~RemoteHand();
  RemoteHand(const RemoteHand&) = delete;
  RemoteHand& operator=(const RemoteHand&) = delete;

  /// The UI thread, after each turn of the loop: answers what the last frame has settled.
  void after_frame();
  /// When after_frame() wants to be called again although nothing happens; max() for never.
  [[nodiscard]] MonoTime next_at() const;

 private:
  struct Inner;
  explicit RemoteHand(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

}  // namespace vuoro::kiosk
