#pragma once
// The kiosk program: window, lobby, devices and screens put together.

#include <memory>

#include "kiosk/app/config.h"

namespace vuoro::kiosk {

/// Exit code when the technician asked for a restart; the supervisor starts the program again.
inline constexpr int k_exit_restart = 75;

class KioskApp {
 public:
  /// @return unavailable: no display, no fonts; not_found: no catalogue or no theme; io: the remote hand's
  /// socket.
  [[nodiscard]] static Result<std::unique_ptr<KioskApp>> create(const KioskConfig& config);
  ~KioskApp();
  KioskApp(const KioskApp&) = delete;
  KioskApp& operator=(const KioskApp&) = delete;

  /// Until the window is closed, SIGTERM or SIGINT. @return the program's exit code.
  int run();
  /// Any thread: ends run().
  void quit();

 private:
  struct Inner;
  explicit KioskApp(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

}  // namespace vuoro::kiosk
