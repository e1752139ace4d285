// The window and the loop, on SDL's dummy driver.

#include "ui/app.h"

#include <SDL.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "tests/support/paths.h"
#include "ui/harness.h"
#include "ui/paint/output.h"
#include "ui/sdl_input.h"
#include "ui/ui.h"

using namespace vuoro;
using namespace vuoro::ui;
using namespace std::chrono_literals;

namespace {

struct Window {
  SystemClock clock;
  Theme theme;
  std::unique_ptr<App> app;
  explicit Window(RendererChoice renderer = RendererChoice::automatic) {
    auto loaded = load_theme(test::source_dir() / "assets/themes/standard.toml");
    REQUIRE(loaded);
    theme = *loaded;
    auto made = App::create({.width_px = 540, .height_px = 960, .renderer = renderer}, clock);
    REQUIRE(made);
    app = std::move(*made);
    app->view().theme = &theme;
  }
};

void push_button(Uint32 type, int x, int y) {
  SDL_Event event{};
  event.type = type;
  event.button.button = SDL_BUTTON_LEFT;
  event.button.x = x;
  event.button.y = y;
  SDL_PushEvent(&event);
}

}  // namespace

TEST_CASE("the shortest touch is seen as a press, and acts at once") {
  Window window;
  int clicks = 0;
  bool shown_pressed = false;
  window.app->show([&](Context& context) {
    const Response button = ui::button(context, "b", {.label = clicks == 0 ? "Nappi" : "Toinen"});
    if (button) ++clicks;
    shown_pressed = button.pressed;
  });
  while (window.app->counts().painted == 0) REQUIRE(window.app->pump(1s));
  const auto before = window.app->counts().painted;
  const auto rest = window.app->picture();
  REQUIRE(rest);
  push_button(SDL_MOUSEBUTTONDOWN, 270, 30);
  push_button(SDL_MOUSEBUTTONUP, 270, 30);
  const MonoTime touched = window.clock.mono();
  REQUIRE(window.app->pump(1s));
  CHECK(clicks == 1);
  CHECK_FALSE(shown_pressed);
  if (window.app->counts().painted == before + 1) {
    // The press is what is on the screen.
    const auto pressed = window.app->picture();
    REQUIRE(pressed);
    CHECK((pressed->pixels != rest->pixels));
  } else {
    // A machine so slow that the press has been seen long enough by now.
    CHECK(window.clock.mono() - touched >= 60ms);
  }
  // Frames in between are run and not painted.
  window.app->request_frame();
  for (int i = 0; i < 1000 && window.app->counts().painted == before + 1; ++i) REQUIRE(window.app->pump(20s));
  CHECK(window.clock.mono() - touched >= 60ms);
  CHECK(window.app->counts().painted == before + 2);
  CHECK(window.app->context().tree().find(Role::button, "Toinen") != nullptr);
}

TEST_CASE("a second touch is shown at once while the first is still to be seen") {
  Window window;
  int clicks = 0;
  window.app->show([&](Context& context) {
    button(context, "a", {.label = "A" + std::to_string(clicks)});
    if (button(context, "b", {.label = "B"})) ++clicks;
  });
  while (window.app->counts().painted == 0) REQUIRE(window.app->pump(1s));
  const Node* b = window.app->context().tree().find(Role::button, "B");
  REQUIRE(b != nullptr);
  const Point at = b->rect.centre();
  const auto before = window.app->counts().painted;
  for (int i = 0; i < 2; ++i) {
    push_button(SDL_MOUSEBUTTONDOWN, static_cast<int>(at.x), static_cast<int>(at.y));
    push_button(SDL_MOUSEBUTTONUP, static_cast<int>(at.x), static_cast<int>(at.y));
  }
  REQUIRE(window.app->pump(1s));
  CHECK(clicks == 2);
  // Both presses; on a very slow machine also what came of them.
  CHECK(window.app->counts().painted >= before + 2);
  CHECK(window.app->counts().painted <= before + 3);
}

TEST_CASE("through SDL's renderer the same screen comes, and nothing when nothing changed") {
  const auto label = [](Context& context) { button(context, "b", {.label = "Nappi", .icon = Icon::ticket}); };
  Window cpu(RendererChoice::cpu);
  cpu.app->show(label);
  REQUIRE(cpu.app->pump(1s));
  CHECK(cpu.app->renderer().starts_with("cpu"));
  const auto wanted = cpu.app->picture();
  REQUIRE(wanted);

  Window gpu(RendererChoice::gpu);
  gpu.app->show(label);
  REQUIRE(gpu.app->pump(1s));
  CHECK(gpu.app->renderer().starts_with("gpu"));
  const auto same = [&] {
    const auto got = gpu.app->picture();
    REQUIRE(got);
    REQUIRE(got->pixels.size() == wanted->pixels.size());
    int different = 0;
    for (std::size_t i = 0; i < got->pixels.size(); ++i)
      for (unsigned shift = 0; shift < 24; shift += 8)
        different += std::abs(static_cast<int>((got->pixels[i] >> shift) & 0xff) -
                              static_cast<int>((wanted->pixels[i] >> shift) & 0xff)) > 3;
    CHECK(different == 0);
  };
  same();
  const auto painted = gpu.app->counts().painted;
  gpu.app->request_frame();
  REQUIRE(gpu.app->pump(5ms));
  CHECK(gpu.app->counts().painted == painted);
  // What a graphics processor held is made anew when it is lost.
  SDL_Event reset{};
  reset.type = SDL_RENDER_DEVICE_RESET;
  SDL_PushEvent(&reset);
  REQUIRE(gpu.app->pump(5ms));
  CHECK(gpu.app->counts().painted == painted + 1);
  same();
}

TEST_CASE("when the way to the screen is lost, the CPU paints, in the same turn of the loop") {
  struct Lost final : Output {
    std::string name() const override { return "gpu, lost"; }
    Result<Size> size() override { return Size{540, 960}; }
    Result<std::uint64_t> paint(const ImDrawData&) override { return fail(Errc::unavailable, "device lost"); }
    void forget() override {}
    Result<Image> picture(const ImDrawData&) override { return fail(Errc::unavailable, "device lost"); }
  };
  Window window;
  window.app->show([](Context& context) { button(context, "b", {.label = "Nappi"}); });
  REQUIRE(window.app->pump(1s));
  const auto wanted = window.app->picture();
  REQUIRE(wanted);
  const auto painted = window.app->counts().painted;
  window.app->replace_output(std::make_unique<Lost>());
  REQUIRE(window.app->pump(1s));
  CHECK(window.app->renderer().starts_with("cpu"));
  CHECK(window.app->counts().painted == painted + 1);
  CHECK((window.app->picture()->pixels == wanted->pixels));
}

TEST_CASE("only hardware is taken for a graphics processor") {
  const test::TempDir dir;
  const auto dev = dir.path() / "dri", sys = dir.path() / "drm";
  CHECK(gpu_driver(dev, sys).empty());
  const auto add = [&](const std::string& node, const std::string& driver) {
    std::filesystem::create_directories(dev);
    std::ofstream(dev / node).put(' ');
    std::filesystem::create_directories(sys / node / "device");
    std::filesystem::create_symlink("../../../bus/pci/drivers/" + driver, sys / node / "device" / "driver");
  };
  add("card0", "i915");
  CHECK(gpu_driver(dev, sys).empty());  // no render node
  add("renderD128", "vgem");
  add("renderD129", "virtio-pci");
  CHECK(gpu_driver(dev, sys).empty());
  add("renderD130", "i915");
  CHECK(gpu_driver(dev, sys) == "i915");
  CHECK(draws_in_software("llvmpipe (LLVM 15.0.6, 256 bits)"));
  CHECK(draws_in_software("opengl, Software Rasterizer"));
  CHECK_FALSE(draws_in_software("opengl, Mesa Intel(R) UHD Graphics 600 (GLK 2)"));
}

TEST_CASE("the loop draws once and then only when there is a reason") {
  Window window;
  int calls = 0;
  std::string label = "Yksi";
  window.app->show([&](Context& context) {
    ++calls;
    button(context, "b", {.label = label});
  });
  while (window.app->counts().painted == 0) REQUIRE(window.app->pump(1s));
  for (int i = 0; i < 5; ++i) REQUIRE(window.app->pump(5ms));
  const int drawn = calls;
  const auto painted = window.app->counts().painted;
  for (int i = 0; i < 5; ++i) REQUIRE(window.app->pump(5ms));
  CHECK(calls == drawn);
  CHECK(window.app->counts().painted == painted);
  // The same again: the code runs, nothing is painted.
  window.app->request_frame();
  REQUIRE(window.app->pump(5ms));
  CHECK(calls > drawn);
  CHECK(window.app->counts().painted == painted);
  label = "Kaksi";
  window.app->request_frame();
  REQUIRE(window.app->pump(5ms));
  CHECK(window.app->counts().painted == painted + 1);
}

TEST_CASE("a post from another thread wakes the loop and runs on it") {
  Window window;
  std::thread::id ran_on;
  window.app->show([](Context& context) { button(context, "b", {.label = "Nappi"}); });
  REQUIRE(window.app->pump(1s));
  std::thread other([&] { window.app->posts().post([&] { ran_on = std::this_thread::get_id(); }); });
  for (int i = 0; i < 200 && ran_on == std::thread::id(); ++i) REQUIRE(window.app->pump(10s));
  other.join();
  CHECK(ran_on == std::this_thread::get_id());
  std::thread ender([&] { window.app->quit(); });
  while (window.app->pump(10s)) {
  }
  ender.join();
  CHECK_FALSE(window.app->pump(10s));
}

TEST_CASE("a frame asked for at a time comes then") {
  Window window;
  int calls = 0;
  const MonoTime at = window.clock.mono() + 60ms;
  window.app->show([&](Context& context) {
    ++calls;
    if (window.clock.mono() < at) context.redraw_at(at);
    button(context, "b", {.label = "Nappi"});
  });
  while (window.clock.mono() < at) REQUIRE(window.app->pump(10s));
  REQUIRE(window.app->pump(0ms));
  CHECK(calls >= 2);
  CHECK(calls <= 6);
  CHECK(window.app->context().next_frame_at() == MonoTime::max());
}

TEST_CASE("a click is heard, and the picture can be had") {
  Window window;
  int clicks = 0, heard = 0;
  window.app->show([&](Context& context) {
    if (button(context, "b", {.label = "Nappi"})) ++clicks;
  });
  window.app->on_click([&](const ClickEvent&) { ++heard; });
  REQUIRE(window.app->pump(1s));
  SDL_Event event{};
  event.type = SDL_MOUSEBUTTONDOWN;
  event.button.button = SDL_BUTTON_LEFT;
  event.button.x = 270;
  event.button.y = 30;
  SDL_PushEvent(&event);
  REQUIRE(window.app->pump(1s));
  event.type = SDL_MOUSEBUTTONUP;
  SDL_PushEvent(&event);
  for (int i = 0; i < 10 && clicks == 0; ++i) REQUIRE(window.app->pump(20ms));
  CHECK(clicks == 1);
  CHECK(heard == 1);
  const auto picture = window.app->picture();
  REQUIRE(picture);
  CHECK(picture->width == 540);
}

TEST_CASE("one touch acts once, whatever else the system makes of it") {
  SdlInput input;
  const auto finger = [](Uint32 type, SDL_FingerID id, Uint32 time) {
    SDL_Event event{};
    event.type = type;
    event.tfinger.fingerId = id;
    event.tfinger.timestamp = time;
    event.tfinger.x = 0.5f;
    event.tfinger.y = 0.25f;
    return event;
  };
  const auto mouse = [](Uint32 type, Uint32 which, Uint32 time) {
    SDL_Event event{};
    event.type = type;
    event.button.button = SDL_BUTTON_LEFT;
    event.button.which = which;
    event.button.timestamp = time;
    return event;
  };
  const auto down = input.translate(finger(SDL_FINGERDOWN, 1, 1000), 1080, 1920);
  REQUIRE(down);
  CHECK(std::get<PointerEvent>(*down).at.y == 480);
  CHECK_FALSE(input.translate(mouse(SDL_MOUSEBUTTONDOWN, SDL_TOUCH_MOUSEID, 1001), 1080, 1920));
  CHECK_FALSE(input.translate(mouse(SDL_MOUSEBUTTONDOWN, 0, 1002), 1080, 1920));
  CHECK_FALSE(input.translate(finger(SDL_FINGERDOWN, 2, 1003), 1080, 1920));
  CHECK(input.translate(finger(SDL_FINGERUP, 1, 1100), 1080, 1920));
  CHECK_FALSE(input.translate(mouse(SDL_MOUSEBUTTONDOWN, 0, 1200), 1080, 1920));
  CHECK(input.translate(mouse(SDL_MOUSEBUTTONDOWN, 0, 3000), 1080, 1920));
}

TEST_CASE("posts run in order, and none after the end") {
  int woken = 0;
  std::vector<int> ran;
  Posts posts([&] { ++woken; });
  posts.post([&] {
    ran.push_back(1);
    posts.post([&] { ran.push_back(3); });
  });
  posts.post([&] { ran.push_back(2); });
  CHECK(posts.run_all() == 2);
  CHECK(ran == std::vector<int>{1, 2});
  CHECK(posts.run_all() == 1);
  CHECK(woken == 3);
  posts.post([&] { ran.push_back(4); });
  posts.close();
  posts.post([&] { ran.push_back(5); });
  CHECK(posts.run_all() == 0);
  CHECK(ran == std::vector<int>{1, 2, 3});
}

namespace {

/// A long list that is flicked: a clock that the test moves, a finger that goes up by 40 px in 10 ms.
struct Flick {
  ManualClock clock{from_unix_ms(1772700000000)};
  int pressed = 0;
  Harness harness{
      [this](Context& context) {
        auto list = scroll(context, "list", {.height = 900, .gap = Space::none});
        for (int i = 0; i < 80; ++i)
          if (list_row(context, "row" + std::to_string(i), {.title = "Rivi " + std::to_string(i)})) ++pressed;
      },
      clock};
  void finger(PointerPhase phase, float y) {
    harness.context().push(PointerEvent{phase, {400, y}});
    harness.settle();
  }
  void flick(Millis rest = Millis(0)) {
    finger(PointerPhase::down, 800);
    for (int i = 1; i <= 8; ++i) {
      clock.advance(10ms);
      finger(PointerPhase::move, 800 - static_cast<float>(40 * i));
    }
    clock.advance(rest);
    finger(PointerPhase::up, 480);
  }
  [[nodiscard]] float at() const { return harness.tree().find_path("list/row0")->rect.y; }
  [[nodiscard]] bool gliding() { return harness.context().next_frame_at() != MonoTime::max(); }
  /// @return frames until it stood still.
  int glide() {
    int frames = 0;
    while (gliding() && frames < 1000) {
      clock.advance(16ms);
      harness.settle();
      ++frames;
    }
    return frames;
  }
};

}  // namespace

TEST_CASE("a flick glides on, slower and slower, and stands still by itself") {
  Flick list;
  list.flick();
  const float let_go = list.at();
  REQUIRE(list.gliding());
  list.clock.advance(16ms);
  list.harness.settle();
  const float first = let_go - list.at();
  CHECK(first > 10);
  const int frames = list.glide();
  CHECK(frames > 20);
  CHECK(frames < 300);
  CHECK(let_go - list.at() > 10 * first);
  CHECK(list.pressed == 0);
  // The end stops it.
  for (int i = 0; i < 20; ++i) list.flick(), list.glide();
  const float end = list.at();
  list.flick();
  CHECK_FALSE(list.gliding());
  CHECK(list.at() == end);
}

TEST_CASE("a touch stops what glides, and presses nothing") {
  Flick list;
  list.flick();
  list.clock.advance(16ms);
  list.harness.settle();
  REQUIRE(list.gliding());
  list.clock.advance(700ms);  // later than a double tap
  list.finger(PointerPhase::down, 500);
  const float held = list.at();
  CHECK_FALSE(list.gliding());
  list.clock.advance(50ms);
  list.finger(PointerPhase::up, 500);
  CHECK(list.at() == held);
  CHECK(list.pressed == 0);
  // The next touch presses again.
  list.clock.advance(700ms);
  list.finger(PointerPhase::down, 500);
  list.finger(PointerPhase::up, 500);
  CHECK(list.pressed == 1);
}

TEST_CASE("a finger that rests before it is lifted stops there, and reduced motion knows no gliding") {
  Flick rested;
  rested.flick(200ms);
  CHECK_FALSE(rested.gliding());
  Flick calm;
  calm.harness.view().reduced_motion = true;
  calm.flick();
  CHECK_FALSE(calm.gliding());
}
