// The rasteriser against reference pixels, and what is painted anew.

#include <imgui.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/support/paths.h"
#include "ui/harness.h"
#include "ui/paint/painter.h"
#include "ui/paint/presenter.h"
#include "ui/ui.h"

using namespace vuoro;
using namespace vuoro::ui;

namespace {

const ManualClock& test_clock() {
  static const ManualClock clock(from_unix_ms(1772700000000));
  return clock;
}

std::uint32_t argb(Colour c) {
  return 0xff000000u | (static_cast<std::uint32_t>(c.r) << 16) | (static_cast<std::uint32_t>(c.g) << 8) | c.b;
}

}  // namespace

TEST_CASE("rectangles cover exactly their pixels and blend by alpha") {
  const Colour red{200, 0, 0, 255}, half{0, 0, 255, 128};
  Harness harness(
      [&](Context& context) {
        context.painter().fill({10, 10, 20, 15}, red);
        context.painter().fill({20, 10, 20, 15}, half);
      },
      test_clock());
  harness.view().width_px = 100;
  harness.view().height_px = 80;
  harness.settle();
  harness.paint();
  const Canvas& canvas = harness.canvas();
  const Colour ground = harness.view().theme->colours.background;
  CHECK(canvas.pixel(9, 10) == argb(ground));
  CHECK(canvas.pixel(10, 9) == argb(ground));
  CHECK(canvas.pixel(10, 10) == argb(red));
  CHECK(canvas.pixel(19, 24) == argb(red));
  CHECK(canvas.pixel(19, 25) == argb(ground));
  // 200·127/255 and 255·128/255, rounded.
  CHECK(canvas.pixel(20, 10) == 0xff640080u);
  const std::uint32_t over_ground = canvas.pixel(35, 12);
  CHECK((over_ground & 0xff) ==
        static_cast<std::uint32_t>(std::lround((ground.b * 127 + 255 * 128) / 255.0)));
  CHECK(canvas.pixel(40, 10) == argb(ground));
}

TEST_CASE("a disc's coverage is that of the circle") {
  Harness harness(
      [](Context& context) {
        context.painter().disc({50, 40}, 30, {0, 0, 0, 255});
      },
      test_clock());
  harness.view().width_px = 100;
  harness.view().height_px = 80;
  harness.settle();
  harness.paint();
  const Colour ground = harness.view().theme->colours.background;
  int wrong = 0;
  double ink = 0;
  for (int y = 0; y < 80; ++y) {
    for (int x = 0; x < 100; ++x) {
      int inside = 0;  // 8 × 8 samples of the true circle
      for (int s = 0; s < 64; ++s) {
        const double dx = x + (s % 8 + 0.5) / 8 - 50, dy = y + (s / 8 + 0.5) / 8 - 40;
        inside += dx * dx + dy * dy < 900 ? 1 : 0;
      }
      const double want = inside / 64.0;
      const double got = 1.0 - ((harness.canvas().pixel(x, y) >> 16) & 0xff) / static_cast<double>(ground.r);
      ink += got;
      if (std::abs(want - got) > 0.12) ++wrong;
    }
  }
  CHECK(wrong == 0);
  CHECK(ink == Approx(3.14159 * 900).epsilon(0.01));
}

TEST_CASE("triangles share no pixel and leave no gap") {
  // A fan around a point, half transparent: a pixel painted twice or never would show.
  Harness harness(
      [](Context& context) {
        ImDrawList* list = context.painter().list();
        const ImDrawListFlags before = list->Flags;
        list->Flags &= ~ImDrawListFlags_AntiAliasedFill;
        const ImVec2 corners[] = {{10, 10}, {90, 15}, {85, 70}, {12, 66}};
        for (int i = 0; i < 4; ++i)
          list->AddTriangleFilled({47.3f, 39.1f}, corners[i], corners[(i + 1) % 4], IM_COL32(0, 0, 0, 128));
        list->Flags = before;
      },
      test_clock());
  harness.view().width_px = 100;
  harness.view().height_px = 80;
  harness.settle();
  harness.paint();
  const std::uint32_t inside = harness.canvas().pixel(47, 39);
  for (int y = 20; y < 60; ++y)
    for (int x = 20; x < 80; ++x) REQUIRE(harness.canvas().pixel(x, y) == inside);
  CHECK(harness.canvas().pixel(5, 5) == argb(harness.view().theme->colours.background));
}

TEST_CASE("pictures are shown pixel for pixel, and clipped") {
  auto picture = std::make_shared<Image>();
  picture->width = 4;
  picture->height = 2;
  picture->pixels = {0xff0000ffu, 0xff00ff00u, 0xffff0000u, 0x00ffffffu,
                     0xff111111u, 0xff222222u, 0xff333333u, 0xff444444u};
  Harness harness(
      [&](Context& context) {
        context.push_clip({0, 0, 22, 80});
        context.painter().picture(context.texture(picture), {20, 30, 4, 2});
        context.pop_clip();
        context.painter().picture(context.texture(picture), {60, 30, 8, 4});
      },
      test_clock());
  harness.view().width_px = 100;
  harness.view().height_px = 80;
  harness.settle();
  harness.paint();
  CHECK(harness.canvas().pixel(20, 30) == 0xff0000ffu);
  CHECK(harness.canvas().pixel(21, 31) == 0xff222222u);
  CHECK(harness.canvas().pixel(22, 30) == argb(harness.view().theme->colours.background));
  CHECK(harness.canvas().pixel(60, 30) == 0xff0000ffu);
  CHECK(harness.canvas().pixel(67, 33) == 0xff444444u);
}

TEST_CASE("only what changed is painted, and the result is the same as painting all") {
  bool pressed = false;
  int number = 1;
  const auto screen = [&](Context& context) {
    auto head = page(context, "p", {.title = "Sivu"});
    auto content = head.content();
    auto cells = grid(context, {.columns = 2, .cell_height = 500});
    tile(context, "a", {.icon = Icon::ticket, .title = pressed ? "Toinen" : "Eka", .primary = pressed});
    tile(context, "b", {.icon = Icon::clock, .title = "B " + std::to_string(number)});
  };
  Harness harness(screen, test_clock());
  CHECK(harness.paint() == 1.0);
  CHECK(harness.paint() == 0.0);
  harness.settle();
  CHECK(harness.paint() == 0.0);
  number = 2;
  harness.settle();
  const double little = harness.paint();
  CHECK(little > 0);
  CHECK(little < 0.01);
  pressed = true;
  harness.settle();
  const double tile_only = harness.paint();
  CHECK(tile_only > 0.05);
  CHECK(tile_only < 0.2);
  Harness fresh(screen, test_clock());
  fresh.paint();
  int different = 0;
  for (int y = 0; y < 1920; ++y)
    for (int x = 0; x < 1080; ++x)
      different += harness.canvas().pixel(x, y) != fresh.canvas().pixel(x, y) ? 1 : 0;
  CHECK(different == 0);
}

TEST_CASE("a saved PNG reads back as it was") {
  const test::TempDir folder;
  Harness harness([](Context& context) { button(context, "b", {.label = "Jatka"}); }, test_clock());
  REQUIRE(harness.png(folder.path() / "a.png"));
  const auto image = load_png(folder.path() / "a.png");
  REQUIRE(image);
  REQUIRE(image->width == 1080);
  REQUIRE(image->height == 1920);
  int different = 0;
  for (int y = 0; y < 200; ++y)
    for (int x = 0; x < 1080; ++x)
      different +=
          image->pixels[static_cast<std::size_t>(y * 1080 + x)] != harness.canvas().pixel(x, y) ? 1 : 0;
  CHECK(different == 0);
  CHECK(load_png(folder.path() / "none.png").error().code == Errc::not_found);
}

TEST_CASE("every icon has a drawing") {
  for (int i = 1; i <= static_cast<int>(Icon::passport); ++i) {
    const auto icon = static_cast<Icon>(i);
    INFO(name_of(icon));
    Harness harness(
        [&](Context& context) {
          context.painter().icon(icon, {4, 4, 64, 64}, {0, 0, 0, 255});
        },
        test_clock());
    harness.view().width_px = 72;
    harness.view().height_px = 72;
    harness.settle();
    harness.paint();
    int dark = 0;
    for (int y = 0; y < 72; ++y)
      for (int x = 0; x < 72; ++x) dark += (harness.canvas().pixel(x, y) & 0xff) < 60 ? 1 : 0;
    CHECK(dark > 60);
    CHECK(icon_of(name_of(icon)) == icon);
  }
}
