#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <thread>

#include "core/base/log.h"
#include "drivers/io/fd.h"
#include "drivers/keypad/evdev_bytes.h"
#include "drivers/keypad/keypad.h"

namespace vuoro::drivers {
namespace {

constexpr int k_look_again_ms = 2000;  ///< for a keypad that is not plugged in
constexpr std::string_view k_any_jack = "jack";
constexpr std::size_t k_read_bytes = 16 * sizeof(input_event);

template <std::size_t N>
bool bit(const std::array<unsigned char, N>& bits, int number) {
  return (bits[static_cast<std::size_t>(number) / 8] >> (number % 8) & 1) != 0;
}

bool has_jack(const Fd& device) {
  std::array<unsigned char, SW_MAX / 8 + 1> switches{};
  return ::ioctl(device.get(), EVIOCGBIT(EV_SW, switches.size()), switches.data()) >= 0 &&
         bit(switches, SW_HEADPHONE_INSERT);
}

Fd open_device(const std::string& path) {
  return Fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
}

/// The first device with a headphone switch, by the number of the device.
Fd open_any_jack() {
  std::vector<std::string> paths;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/dev/input", ignored))
    if (entry.path().filename().string().starts_with("event")) paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  bool refused = false;
  for (const std::string& path : paths) {
    Fd device = open_device(path);
    refused = refused || (!device.open() && errno == EACCES);
    if (device.open() && has_jack(device)) return device;
  }
  errno = refused ? EACCES : ENOENT;
  return Fd();
}

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
  void open();
  void lose();
  void look_at_jack();
  void tell_headset(bool in);
  /// @return false when the device is gone.
  bool read_events();
  void handle(const EvdevEvent& event);

  const std::string path_;
  const KeypadMap map_;
  OnKey on_key_;
  Fd wake_, device_;
  EvdevParser parser_;
  bool headset_ = false;
  int told_error_ = 0;
  std::atomic<bool> stopping_{false}, connected_{false};
  std::thread thread_;
};

void EvdevKeypad::open() {
  device_ = path_ == k_any_jack ? open_any_jack() : open_device(path_);
  if (!device_.open()) {
    const int error = errno;
    if (std::exchange(told_error_, error) == error) return;
    if (error == EACCES || error == EPERM)
      log::warn("keypad_not_permitted",
                {{"device", path_.c_str()}, {"cure", "the user must be in group input"}});
    else
      log::warn("keypad_absent", {{"device", path_.c_str()}});
    return;
  }
  // A key must not act here and also reach a text console behind the kiosk; others may watch a jack.
  if (!map_.empty() && ::ioctl(device_.get(), EVIOCGRAB, 1) != 0 && errno == EBUSY)
    log::warn("keypad_held_by_another_program", {{"device", path_.c_str()}});
  told_error_ = 0;
  parser_ = {};
  connected_ = true;
  log::info("keypad_connected", {{"device", path_.c_str()}});
  look_at_jack();
}

/// What was plugged in before is plugged in.
void EvdevKeypad::look_at_jack() {
  std::array<unsigned char, SW_MAX / 8 + 1> switches{};
  if (::ioctl(device_.get(), EVIOCGSW(switches.size()), switches.data()) >= 0)
    tell_headset(bit(switches, SW_HEADPHONE_INSERT));
}

void EvdevKeypad::lose() {
  device_.close();
  connected_ = false;
  log::warn("keypad_gone", {{"device", path_.c_str()}});
  tell_headset(false);  // nobody can be said to listen any more
}

void EvdevKeypad::tell_headset(bool in) {
  if (std::exchange(headset_, in) != in) on_key_(in ? KeypadKey::headset_in : KeypadKey::headset_out, false);
}

void EvdevKeypad::handle(const EvdevEvent& event) {
  if (event.is_switch) {
    if (event.code == SW_HEADPHONE_INSERT) tell_headset(event.value != 0);
    return;
  }
  if (event.value == 0) return;  // a release
  const auto found = map_.find(event.code);
  if (found == map_.end()) return;
  if (found->second == KeypadKey::headset_in || found->second == KeypadKey::headset_out)
    tell_headset(found->second == KeypadKey::headset_in);
  else
    on_key_(found->second, event.value == 2);
}

bool EvdevKeypad::read_events() {
  std::array<std::byte, k_read_bytes> bytes;
  const ssize_t count = ::read(device_.get(), bytes.data(), bytes.size());
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  if (count == 0) return false;
  for (const EvdevEvent& event : parser_.feed(std::span(bytes).first(static_cast<std::size_t>(count))))
    handle(event);
  if (parser_.take_lost()) look_at_jack();
  return true;
}

void EvdevKeypad::run() {
  while (!stopping_) {
    if (!device_.open()) open();
    std::array<pollfd, 2> waits{pollfd{wake_.get(), POLLIN, 0}, pollfd{device_.get(), POLLIN, 0}};
    ::poll(waits.data(), waits.size(), device_.open() ? -1 : k_look_again_ms);
    if (stopping_ || waits[1].revents == 0 || read_events()) continue;
    lose();
    // Gone a moment ago: not looked for again in the same moment.
    ::poll(waits.data(), 1, k_look_again_ms);
  }
}

}  // namespace

Result<std::unique_ptr<Keypad>> make_keypad(std::string_view uri, KeypadMap map) {
  constexpr std::string_view k_scheme = "evdev://";
  const std::string_view path = uri.substr(std::min(uri.size(), k_scheme.size()));
  if (!uri.starts_with(k_scheme) || (!path.starts_with('/') && path != k_any_jack))
    return fail(Errc::invalid_argument, "a keypad is evdev:///dev/input/…, or evdev://jack");
  return std::make_unique<EvdevKeypad>(std::string(path), std::move(map));
}

Result<int> read_key_code(const std::string& path, int wait_ms) {
  const Fd device = open_device(path);
  if (!device.open()) {
    const Errc code = errno == EACCES ? Errc::forbidden : errno == ENOENT ? Errc::not_found : Errc::io;
    return fail(code, path + " cannot be read");
  }
  EvdevParser parser;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd wait{device.get(), POLLIN, 0};
    if (left.count() <= 0 || ::poll(&wait, 1, static_cast<int>(left.count())) == 0)
      return fail(Errc::timeout, "no key was pressed");
    std::array<std::byte, k_read_bytes> bytes;
    const ssize_t count = ::read(device.get(), bytes.data(), bytes.size());
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
      return fail(Errc::io, path + " is gone");
    if (count < 0) continue;
    for (const EvdevEvent& event : parser.feed(std::span(bytes).first(static_cast<std::size_t>(count))))
      if (!event.is_switch && event.value == 1) return event.code;
  }
}

}  // namespace vuoro::drivers
