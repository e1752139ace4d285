#pragma once
// A hand from outside: a local socket on which a program looks at the screen and, where allowed, touches it.
// kiosk/app/remote_ask.h is what can be asked; kiosk/app/remote_view.h what is kept back.

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "ui/app.h"

namespace vuoro::kiosk {

struct RemoteHandSpec {
  std::filesystem::path socket;  ///< made with permissions 0600; an old one in its place is removed
  bool act = false;              ///< otherwise only tree, picture, state and wait-idle
  std::string role;
  std::function<void(const std::string&)> scan;
  std::function<bool(const std::string&)> keypad;  ///< presses the key of that name; false: there is none
  std::function<std::vector<std::string>()> said;  ///< what the visit's speech said lately; nothing personal
  std::function<bool()> busy;                      ///< the application still works on something
};

/// Its own thread reads, writes and packs pictures; everything else is done on the UI thread. Who came and
/// what was done is in the log: every act as it happens, looks counted when the guest leaves; never a text.
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
