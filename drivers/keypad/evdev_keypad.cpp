#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <thread>

#include "core/base/log.h"
#include "drivers/io/fd.h"
#include "drivers/keypad/keypad.h"

namespace vuoro::drivers {
namespace {

constexpr int k_look_again_ms = 2000;  ///< for a keypad that is not plugged in

class EvdevKeypad final : public Keypad {
 public:
  EvdevKeypad(std::string path, KeypadMap map) : path_(std::move(path)), map_(std::move(map)) {}
  ~EvdevKeypad() override { stop(); }

  void start(OnKey on_key) override {
    on_key_ = std::move(on_key);
    wake_ = make_wake_event();
    thread_ = std::thread([this] { run(); });
  }

  void stop() override {
    if (!thread_.joinable()) return;
    stopping_ = true;
    wake(wake_);
    thread_.join();
  }

  bool connected() const override { return connected_; }

 private:
  void run();
  Fd open() const;
  /// @return false when the device is gone.
  bool read_keys(const Fd& device);

  const std::string path_;
  const KeypadMap map_;
  OnKey on_key_;
  Fd wake_;
  std::atomic<bool> stopping_{false}, connected_{false};
  std::thread thread_;
};

Fd EvdevKeypad::open() const {
  Fd device(::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  // A key must not act here and also reach a text console behind the kiosk.
  if (device.open() && ::ioctl(device.get(), EVIOCGRAB, 1) != 0 && errno == EBUSY)
    log::warn("keypad_held_by_another_program", {{"device", path_.c_str()}});
  return device;
}

bool EvdevKeypad::read_keys(const Fd& device) {
  std::array<input_event, 16> events;
  const ssize_t bytes = ::read(device.get(), events.data(), sizeof events);
  if (bytes < 0) return errno == EAGAIN || errno == EINTR;
  if (bytes == 0) return false;
  for (std::size_t i = 0; i < static_cast<std::size_t>(bytes) / sizeof(input_event); ++i) {
    const input_event& event = events[i];
    if (event.type != EV_KEY || event.value == 0) continue;  // a release
    const auto found = map_.find(event.code);
    if (found != map_.end()) on_key_(found->second, event.value == 2);
  }
  return true;
}

void EvdevKeypad::run() {
  Fd device;
  bool said = false;
  while (!stopping_) {
    if (!device.open()) {
      device = open();
      connected_ = device.open();
      if (connected_) log::info("keypad_connected", {{"device", path_.c_str()}});
      if (!connected_ && !std::exchange(said, true)) log::warn("keypad_absent", {{"device", path_.c_str()}});
      if (connected_) said = false;
    }
    std::array<pollfd, 2> waits{pollfd{wake_.get(), POLLIN, 0}, pollfd{device.get(), POLLIN, 0}};
    ::poll(waits.data(), waits.size(), device.open() ? -1 : k_look_again_ms);
    if (!stopping_ && waits[1].revents != 0 && !read_keys(device)) {
      device.close();
      connected_ = false;
      // Gone a moment ago: not looked for again in the same moment.
      ::poll(waits.data(), 1, k_look_again_ms);
    }
  }
}

}  // namespace

Result<std::unique_ptr<Keypad>> make_keypad(std::string_view uri, KeypadMap map) {
  constexpr std::string_view k_scheme = "evdev://";
  if (!uri.starts_with(k_scheme) || uri.size() == k_scheme.size() || uri[k_scheme.size()] != '/')
    return fail(Errc::invalid_argument, "a keypad is evdev:///dev/input/…");
  return std::make_unique<EvdevKeypad>(std::string(uri.substr(k_scheme.size())), std::move(map));
}

}  // namespace vuoro::drivers
