// vuoro-kiosk: the lobby's terminal or its wall display.
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <optional>
#include <thread>

#include "core/base/log.h"
#include "drivers/keypad/keypad.h"
#include "kiosk/app/kiosk_app.h"

namespace {

using namespace vuoro;

/// "1080x1920"
bool read_size(const std::string& text, int& width, int& height) {
  int end = 0;
  return std::sscanf(text.c_str(), "%5dx%5d%n", &width, &height, &end) == 2 &&
         static_cast<std::size_t>(end) == text.size() && width >= 320 && height >= 320;
}

/// Waits for SIGTERM or SIGINT on a thread of its own, so that the loop may sleep without looking.
class EndSignals {
 public:
  EndSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  ~EndSignals() { end(); }
  EndSignals(const EndSignals&) = delete;
  EndSignals& operator=(const EndSignals&) = delete;

  void on_signal(std::function<void()> call) {
    thread_ = std::thread([this, call = std::move(call)] {
      int which = 0;
      sigwait(&signals_, &which);
      if (!ended_) call();
    });
  }
  /// No call after this.
  void end() {
    if (!thread_.joinable()) return;
    ended_ = true;
    pthread_kill(thread_.native_handle(), SIGTERM);
    thread_.join();
  }

 private:
  sigset_t signals_{};
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

/// For the technician: each key is pressed once, and the configuration's lines are printed.
int learn_keypad(const std::string& given) {
  constexpr int k_wait_ms = 10'000;
  std::optional<Error> wrong;
  const auto device = drivers::keypad_device_path(given);
  if (!device) wrong = device.error();
  const auto name = [](drivers::KeypadKey key) { return std::string(name_of(key)); };
  drivers::KeypadTeaching teaching;
  teaching.ask = [&](drivers::KeypadKey key) {
    if (!wrong) std::fprintf(stderr, "%s: ", name(key).c_str());
  };
  teaching.code = [&]() -> std::optional<int> {
    if (wrong) return std::nullopt;
    const auto code = drivers::read_key_code(*device, k_wait_ms);
    if (!code && code.error().code != Errc::timeout) wrong = code.error();
    std::fprintf(stderr, "%s\n", code ? std::to_string(*code).c_str() : "-");
    return code ? std::optional(*code) : std::nullopt;
  };
  teaching.taken = [&](int code, drivers::KeypadKey has) {
    std::fprintf(stderr, "Key %d is \"%s\" already. Press another key, or wait %d s.\n", code,
                 name(has).c_str(), k_wait_ms / 1000);
  };
  if (!wrong)
    std::fprintf(stderr, "Press each key as it is asked for. A key that the keypad has not: wait %d s.\n",
                 k_wait_ms / 1000);
  const std::string lines = drivers::learn_keypad(teaching);
  if (wrong) {
    std::fprintf(stderr, "vuoro-kiosk: %s\n", wrong->to_string().c_str());
    return 1;
  }
  std::printf("[keypad]\ndevice = \"evdev://%s\"\n%s", device->c_str(), lines.c_str());
  return 0;
}

/// A kiosk runs for months on little memory. By itself glibc gives each thread a heap of its own, which keeps
/// what its busiest moment took, and after the first large block freed it takes larger and larger ones from a
/// heap too.
void keep_memory_small() {
  ::mallopt(M_ARENA_MAX, 2);
  ::mallopt(M_MMAP_THRESHOLD, 256 * 1024);
  ::mallopt(M_TRIM_THRESHOLD, 256 * 1024);
}

log::Level level_of(const std::string& name) {
  if (name == "debug") return log::Level::debug;
  if (name == "warn") return log::Level::warn;
  return name == "error" ? log::Level::error : log::Level::info;
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory_small();  // before any thread
  CLI::App cli("The lobby's touch terminal, or its wall display.", "vuoro-kiosk");
  std::string file = "/etc/vuoro/kiosk.toml", windowed;
  bool fullscreen = false;
  cli.add_option("--config", file, "configuration (TOML)")->capture_default_str();
  cli.add_option("--windowed", windowed, "in a window of this size, e.g. 1080x1920");
  cli.add_flag("--fullscreen", fullscreen, "over the whole display");
  std::string keypad;
  cli.add_option("--learn-keypad", keypad,
                 "ask for each key of this input device, print the configuration, end");
  cli.set_version_flag("--version", VUORO_VERSION);
  CLI11_PARSE(cli, argc, argv);
  if (!keypad.empty()) return learn_keypad(keypad);

  auto config = kiosk::load_config(file);
  if (!config) {
    std::fprintf(stderr, "vuoro-kiosk: %s\n", config.error().to_string().c_str());
    return 2;
  }
  if (fullscreen) config->window.fullscreen = true;
  if (!windowed.empty()) {
    config->window.fullscreen = false;
    if (!read_size(windowed, config->window.width, config->window.height)) {
      std::fprintf(stderr, "vuoro-kiosk: --windowed wants a size like 1080x1920\n");
      return 2;
    }
  }
  log::start("vuoro-kiosk", level_of(config->log_level));
  ::umask(077);  // the outbox holds visitors' contacts
  setenv("SDL_NO_SIGNAL_HANDLERS", "1", 1);
  EndSignals signals;  // before any thread, which inherit what is blocked
  auto app = kiosk::KioskApp::create(*config);
  if (!app) {
    log::error("kiosk_not_started", {{"why", app.error().to_string()}});
    return 1;
  }
  signals.on_signal([&app] { (*app)->quit(); });
  const int code = (*app)->run();
  signals.end();
  return code;
}
