#pragma once
// Tells the supervisor that the program lives; when it does not, it is started anew.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"

namespace vuoro::drivers {

/// Call from the main loop, which is the thread whose life is to be proved.
class Watchdog {
 public:
  virtual ~Watchdog() = default;
  /// The program is up: its first picture is on the screen.
  virtual void ready() = 0;
  /// The loop turned. Cheap: sends at most every half of the interval.
  virtual void alive() = 0;
  /// A line for `systemctl status`. English, nothing personal.
  virtual void status(std::string_view line) = 0;
  /// An orderly end has begun.
  virtual void stopping() = 0;
  /// How often alive() must be called at least; nothing when nobody watches.
  [[nodiscard]] virtual std::optional<Millis> interval() const = 0;
};

/// systemd's `sd_notify` protocol (Type=notify, WatchdogSec=); does nothing when not started by systemd.
[[nodiscard]] std::unique_ptr<Watchdog> make_systemd_watchdog(const Clock& clock);

/// A thread of this program that watches its loop, for where systemd cannot: behind a compositor and a
/// session of its own. It counts its own looks, not the time: who was stopped as a whole has not hung.
/// @param look_every  how often it looks; armed by ready(), disarmed by stopping()
/// @param looks       without a beat between them: the loop hangs
/// @param hung        called on that thread, once; the program is to end without asking anybody
[[nodiscard]] std::unique_ptr<Watchdog> make_thread_watchdog(Millis look_every, int looks,
                                                             std::function<void()> hung);

/// systemd's where it watches. Otherwise a thread that says so on standard error and aborts the program when
/// its loop has not turned for half a minute: whoever started it starts it anew.
[[nodiscard]] std::unique_ptr<Watchdog> make_watchdog(const Clock& clock);

/// Writes down what it was told.
class SimWatchdog final : public Watchdog {
 public:
  void ready() override { told.emplace_back("ready"); }
  void alive() override { ++beats; }
  void status(std::string_view line) override { told.emplace_back(line); }
  void stopping() override { told.emplace_back("stopping"); }
  [[nodiscard]] std::optional<Millis> interval() const override { return Millis(1000); }

  std::vector<std::string> told;
  int beats = 0;
};

}  // namespace vuoro::drivers
