// Every screen through SDL's renderer beside our own painting: the same picture.
#include <SDL.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "tests/screens/stops.h"
#include "ui/context.h"
#include "ui/paint/output.h"
#include "ui/paint/presenter.h"

using namespace vuoro;
using namespace vuoro::test;

namespace {

/// Levels of 255 that another order of rounding may make: SDL's software renderer cuts where we round.
constexpr int k_level_tolerance = 3;
/// Scaled pictures are sampled otherwise by each renderer.
constexpr double k_share_tolerance = 0.0005;

struct Window {
  SDL_Window* window = nullptr;
  std::unique_ptr<ui::Output> output;
  Window() {
    REQUIRE(SDL_InitSubSystem(SDL_INIT_VIDEO) == 0);
    window = SDL_CreateWindow("output", 0, 0, 1080, 1920, 0);
    REQUIRE(window != nullptr);
    auto made = ui::make_gpu_output(window, ui::GpuKind::any);
    REQUIRE(made);
    output = std::move(*made);
  }
  ~Window() {
    output.reset();
    SDL_DestroyWindow(window);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
  }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
};

int level_distance(std::uint32_t a, std::uint32_t b) {
  int most = 0;
  for (unsigned shift = 0; shift < 24; shift += 8)
    most = std::max(most,
                    std::abs(static_cast<int>((a >> shift) & 0xff) - static_cast<int>((b >> shift) & 0xff)));
  return most;
}

}  // namespace

TEST_CASE("every screen is the same through SDL's renderer as painted by ourselves") {
  for (const Stop& stop : stops()) {
    INFO(stop.name);
    Stage stage("fi");
    stop.reach(stage);
    ui::Canvas canvas;
    canvas.resize(1080, 1920);
    const ImDrawData& frame = stage.harness->context().draw_data();
    canvas.paint(frame);
    Window window;  // anew: texture serials are a context's own
    REQUIRE(window.output->paint(frame));
    const auto picture = window.output->picture(frame);
    REQUIRE(picture);
    REQUIRE(picture->width == 1080);
    REQUIRE(picture->height == 1920);
    std::size_t different = 0;
    for (int y = 0; y < 1920; ++y) {
      for (int x = 0; x < 1080; ++x) {
        const auto at = static_cast<std::size_t>(y) * 1080 + static_cast<std::size_t>(x);
        different += level_distance(canvas.pixel(x, y), picture->pixels[at]) > k_level_tolerance;
      }
    }
    CHECK(static_cast<double>(different) <= k_share_tolerance * 1080 * 1920);
  }
}
