#include "tests/bench/touch_bench.h"

#include <SDL.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "drivers/audio/audio.h"
#include "tests/bench/sample.h"
#include "tests/support/paths.h"
#include "ui/app.h"
#include "ui/gallery/screens.h"

namespace vuoro::bench {
namespace {

using namespace std::chrono_literals;

/// The home page of the gallery in a window, and a finger of another thread.
struct Loop {
  SystemClock clock;
  ui::Theme theme;
  ui::gallery::State state;
  std::unique_ptr<ui::App> app;
  ui::Point target;
  std::uint64_t painted = 0;

  bool open() {
    auto loaded = ui::load_theme(test::source_dir() / "assets/themes/standard.toml");
    auto made =
        ui::App::create({.width_px = 1080, .height_px = 1920, .renderer = ui::RendererChoice::cpu}, clock);
    if (!loaded || !made) return false;
    theme = *loaded;
    app = std::move(*made);
    app->view().theme = &theme;
    app->show([this](ui::Context& context) { ui::gallery::pages()[0].draw(context, state); });
    quiet();
    const ui::Node* node = app->context().tree().find_path("home/jobs_window/ticket");
    if (node == nullptr) node = app->context().tree().find_path("jobs_window/ticket");
    if (node == nullptr) return false;
    target = node->rect.centre();
    return true;
  }

  /// Until nothing is painted for a while.
  void quiet() {
    for (double since = wall_ms(); wall_ms() - since < 120;) {
      const auto before = app->counts().painted;
      app->pump(20ms);
      if (app->counts().painted != before) since = wall_ms();
    }
    painted = app->counts().painted;
  }

  /// Given to SDL by another thread while the loop sleeps, and the loop woken as a driver with input wakes
  /// it.
  double from_outside(Uint32 type, ui::Point at) {
    double given = 0;
    std::thread finger([&] {
      std::this_thread::sleep_for(15ms);  // the loop is asleep by then
      SDL_Event event{};
      event.type = type;
      event.tfinger.fingerId = 1;
      event.tfinger.timestamp = SDL_GetTicks();
      event.tfinger.x = at.x / static_cast<float>(app->view().width_px);
      event.tfinger.y = at.y / static_cast<float>(app->view().height_px);
      given = wall_ms();
      SDL_PushEvent(&event);
      app->posts().post([] {});
    });
    const double limit = wall_ms() + 5000;
    while (app->counts().painted == painted && wall_ms() < limit) app->pump(1000ms);
    const double seen = wall_ms();
    finger.join();
    painted = app->counts().painted;
    return seen - given;
  }

  /// Away, then up: nothing is chosen.
  void lift_away() {
    SDL_Event event{};
    event.type = SDL_FINGERMOTION;
    event.tfinger.fingerId = 1;
    SDL_PushEvent(&event);
    event.type = SDL_FINGERUP;
    SDL_PushEvent(&event);
    quiet();
  }
};

/// Ends with its object.
struct Xvfb {
  pid_t pid = -1;
  std::string display;
  Xvfb() {
    int ends[2];
    if (pipe(ends) != 0) return;
    pid = fork();
    if (pid == 0) {
      close(ends[0]);
      const int null = ::open("/dev/null", O_WRONLY);
      dup2(null, 2);
      execlp("Xvfb", "Xvfb", "-displayfd", std::to_string(ends[1]).c_str(), "-screen", "0", "1080x1920x24",
             "-nolisten", "tcp", static_cast<char*>(nullptr));
      _exit(127);
    }
    close(ends[1]);
    char digit = 0;
    while (read(ends[0], &digit, 1) == 1 && digit != '\n') display += digit;
    close(ends[0]);
    if (!display.empty()) display.insert(0, ":");
  }
  ~Xvfb() {
    if (pid <= 0) return;
    kill(pid, SIGTERM);
    waitpid(pid, nullptr, 0);
  }
  Xvfb(const Xvfb&) = delete;
  Xvfb& operator=(const Xvfb&) = delete;
};

/// Tells when something sounds: reads what SDL's disk driver writes.
struct Ear {
  std::string pipe;
  std::atomic<double> heard_at{0};
  std::atomic<bool> listening{false}, ended{false};
  std::thread thread;

  explicit Ear(std::string path) : pipe(std::move(path)) {
    thread = std::thread([this] {
      const int fd = ::open(pipe.c_str(), O_RDONLY);
      // A writer of its own: the pipe does not end when the device is given back between two sounds.
      const int held = ::open(pipe.c_str(), O_WRONLY);
      float samples[128];
      for (ssize_t got = 0; !ended && (got = read(fd, samples, sizeof samples)) > 0;) {
        const double now = wall_ms();
        for (std::size_t i = 0; i < static_cast<std::size_t>(got) / sizeof(float); ++i) {
          if (std::abs(samples[i]) < 1e-4f || !listening.exchange(false)) continue;
          heard_at = now;
          break;
        }
      }
      close(held);
      close(fd);
    });
  }
  ~Ear() {
    ended = true;
    const int fd = ::open(pipe.c_str(), O_WRONLY | O_NONBLOCK);  // wakes it, wherever it waits
    const float silence = 0;
    if (fd >= 0 && write(fd, &silence, sizeof silence) < 0) perror("ear");
    thread.join();
    if (fd >= 0) close(fd);
  }
  Ear(const Ear&) = delete;
  Ear& operator=(const Ear&) = delete;
};

void set_driver(const char* driver) {
  setenv("SDL_VIDEODRIVER", driver, 1);
}

}  // namespace

void touch_to_press(const std::string& driver, int runs) {
  std::unique_ptr<Xvfb> server;
  if (driver == "x11") {
    server = std::make_unique<Xvfb>();
    if (server->display.empty()) return;
    setenv("DISPLAY", server->display.c_str(), 1);
  }
  set_driver(driver.c_str());
  Loop loop;
  if (!loop.open()) return;
  Sample sample;
  for (int i = 0; i < runs; ++i) {
    sample.ms.push_back(loop.from_outside(SDL_FINGERDOWN, loop.target));
    loop.lift_away();
  }
  report(driver == "dummy" ? "touch_to_press" : "touch_to_press_" + driver, sample, sample.at(0.95));
  loop.app.reset();
}

namespace {

/// @param give_back  after which the device is closed. @param pause  between two touches.
Sample sounds_after(Ear& ear, int runs, std::chrono::milliseconds give_back,
                    std::chrono::milliseconds pause) {
  auto audio = drivers::make_sdl_audio(give_back);
  for (double since = wall_ms(); !audio->available() && wall_ms() - since < 5000;)
    std::this_thread::sleep_for(5ms);
  Loop loop;
  Sample sample;
  if (!audio->available() || !loop.open()) return sample;
  loop.app->on_click([&](const ui::ClickEvent&) { audio->play(drivers::Sound::click); });
  for (int i = 0; i < runs; ++i) {
    for (const double since = wall_ms(); wall_ms() - since < static_cast<double>(pause.count());)
      loop.app->pump(50ms);
    loop.quiet();
    loop.from_outside(SDL_FINGERDOWN, loop.target);
    audio->expect();  // as the kiosk does after each turn with a touch in it
    ear.listening = true;
    const double begun = wall_ms();
    const double shown = loop.from_outside(SDL_FINGERUP, loop.target);
    const double given = wall_ms() - shown;
    while (ear.listening && wall_ms() - begun < 2000) loop.app->pump(2ms);
    if (!ear.listening) sample.ms.push_back(ear.heard_at - given);
  }
  return sample;
}

}  // namespace

void touch_to_sound(int runs) {
  const test::TempDir dir;
  const std::string pipe = (dir.path() / "sound").string();
  if (mkfifo(pipe.c_str(), 0600) != 0) return;
  setenv("SDL_AUDIODRIVER", "disk", 1);
  setenv("SDL_DISKAUDIOFILE", pipe.c_str(), 1);
  set_driver("dummy");
  {
    Ear ear(pipe);
    // Between visitors' touches the device is paused; after a longer rest it is closed, and opened by the
    // next touch.
    const Sample paused = sounds_after(ear, runs, 60s, 700ms);
    if (!paused.ms.empty()) report("touch_to_sound", paused, paused.at(0.95));
    const Sample closed = sounds_after(ear, runs, 100ms, 1000ms);
    if (!closed.ms.empty()) report("touch_to_sound_closed", closed, closed.at(0.95));
  }
  setenv("SDL_AUDIODRIVER", "dummy", 1);
}

}  // namespace vuoro::bench
