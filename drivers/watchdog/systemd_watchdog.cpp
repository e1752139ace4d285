#include <systemd/sd-daemon.h>

#include <string>

#include "core/base/text.h"
#include "drivers/watchdog/watchdog.h"

namespace vuoro::drivers {
namespace {

class SystemdWatchdog final : public Watchdog {
 public:
  explicit SystemdWatchdog(const Clock& clock) : clock_(clock) {
    std::uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) > 0) interval_ = Millis(microseconds / 1000);
  }

  void ready() override { tell("READY=1"); }
  void stopping() override { tell("STOPPING=1"); }

  void alive() override {
    if (!interval_) return;
    const MonoTime now = clock_.mono();
    if (last_ && now - *last_ < *interval_ / 2) return;
    last_ = now;
    tell("WATCHDOG=1");
  }

  void status(std::string_view line) override {
    std::string text(line.substr(0, line.find('\n')));
    tell("STATUS=" + std::string(truncate_utf8(text, 200)));
  }

  std::optional<Millis> interval() const override { return interval_; }

 private:
  static void tell(const std::string& state) { sd_notify(0, state.c_str()); }

  const Clock& clock_;
  std::optional<Millis> interval_;
  std::optional<MonoTime> last_;
};

}  // namespace

std::unique_ptr<Watchdog> make_systemd_watchdog(const Clock& clock) {
  return std::make_unique<SystemdWatchdog>(clock);
}

}  // namespace vuoro::drivers
