// The window and the loop, on SDL's dummy driver.

#include "ui/app.h"

#include <SDL.h>

#include <catch2/catch.hpp>
#include <thread>

#include "tests/support/paths.h"
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
  Window() {
    auto loaded = load_theme(test::source_dir() / "assets/themes/standard.toml");
    REQUIRE(loaded);
    theme = *loaded;
    auto made = App::create({.width_px = 540, .height_px = 960}, clock);
    REQUIRE(made);
    app = std::move(*made);
    app->view().theme = &theme;
  }
};

}  // namespace

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
