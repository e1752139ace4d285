// The rasteriser against reference pixels, and what is painted anew.

#include <imgui.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/support/paths.h"
#include "ui/gallery/screens.h"
#include "ui/harness.h"
#include "ui/paint/painter.h"
#include "ui/paint/presenter.h"
#include "ui/paint/spans.h"
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

/// The plainest painter there can be: every primitive in order, every pixel of it, fractions rounded by
/// lround. What it does not know (triangles, scaled pictures) it leaves to the painter and counts.
struct PlainPainter {
  std::vector<std::uint32_t> pixels;
  int others = 0;

  explicit PlainPainter(const Scene& scene, int width, int height)
      : pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0xff000000u) {
    for (const Primitive& p : scene.primitives()) {
      const bool exact = p.kind != Primitive::Kind::picture || (p.du == 65536 && p.dv == 65536);
      if (p.kind == Primitive::Kind::triangle || !exact) {
        ++others;
        continue;
      }
      for (int y = p.box.top; y < p.box.bottom; ++y)
        for (int x = p.box.left; x < p.box.right; ++x)
          lay(p,
              pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                     static_cast<std::size_t>(x)],
              x - p.box.left, y - p.box.top);
    }
  }

  static void lay(const Primitive& p, std::uint32_t& under, int x, int y) {
    std::uint32_t over = p.argb;
    double alpha = static_cast<double>(p.argb >> 24);
    if (p.texture != nullptr && p.kind != Primitive::Kind::solid) {
      const Texture& t = *p.texture;
      const auto at = [](std::int64_t fixed, int size) {
        return static_cast<std::size_t>(std::clamp<std::int64_t>(fixed >> 16, 0, size - 1));
      };
      const std::size_t texel =
          at(p.v + static_cast<std::int64_t>(p.dv) * y, t.height) * static_cast<std::size_t>(t.width) +
          at(p.u + static_cast<std::int64_t>(p.du) * x, t.width);
      if (p.kind == Primitive::Kind::picture) over = t.picture[texel];
      const double share = p.kind == Primitive::Kind::picture ? over >> 24 : t.coverage[texel];
      alpha = std::floor(alpha * share / 255.0 + 0.5);
    }
    std::uint32_t mixed = 0xff000000u;
    for (unsigned shift = 0; shift < 24; shift += 8) {
      const double o = (over >> shift) & 0xffu, u = (under >> shift) & 0xffu;
      mixed |= static_cast<std::uint32_t>(std::floor((o * alpha + u * (255 - alpha)) / 255.0 + 0.5)) << shift;
    }
    under = mixed;
  }
};

}  // namespace

TEST_CASE("every kind of processor paints every page alike, and as plainly as can be") {
  std::vector<const Spans*> kinds{&plain_spans(), &best_spans()};
  if (sse2_spans() != nullptr) kinds.push_back(sse2_spans());
  if (avx2_spans() != nullptr) kinds.push_back(avx2_spans());
  gallery::State state;
  state.dialog = true;
  std::size_t plain_pages = 0;
  for (const auto& page : gallery::pages()) {
    for (const int width : {1080, 613}) {
      Harness harness([&](Context& context) { page.draw(context, state); }, test_clock());
      harness.view().width_px = width;
      harness.settle();
      Scene scene;
      scene.decode(harness.context().draw_data(), width, 1920);
      const PlainPainter plain(scene, width, 1920);
      std::vector<std::uint32_t> first;
      for (const Spans* spans : kinds) {
        INFO(page.name << " at " << width << " with " << spans->name);
        std::vector<std::uint32_t> now(plain.pixels.size(), 0xff000000u);
        const Surface surface{now.data(), width, 1920, width};
        // In two uneven parts: where an area ends must not show.
        ui::paint(scene, surface, {0, 0, width, 777}, *spans);
        ui::paint(scene, surface, {0, 777, 301, 1920}, *spans);
        ui::paint(scene, surface, {301, 777, width, 1920}, *spans);
        if (first.empty()) first = now;
        CHECK((now == first));
        if (plain.others == 0) CHECK((now == plain.pixels));
      }
      plain_pages += plain.others == 0 ? 1 : 0;
    }
  }
  CHECK(plain_pages > gallery::pages().size());
}

TEST_CASE("rows of every length and alignment are painted alike") {
  std::vector<std::uint32_t> ground(64);
  std::vector<std::uint8_t> coverage(64);
  std::vector<std::uint32_t> picture(64);
  for (std::uint32_t i = 0; i < 64; ++i) {
    ground[i] = 0xff000000u | (i * 0x030507u);
    coverage[i] = static_cast<std::uint8_t>(i < 9 ? 0 : i < 20 ? 255 : i * 37);
    picture[i] = i * 0x91e3f7u ^ (i << 26);
  }
  const auto compare = [&](const Spans& spans, int offset, int width, std::uint32_t alpha) {
    const auto at = static_cast<std::size_t>(offset);
    const auto painted = [&](const Spans& with, int what) {
      std::vector<std::uint32_t> row = ground;
      const Patch to{row.data() + at, 20, width, 2};
      if (what == 0) with.fill(to, 0x123456);
      if (what == 1) with.blend(to, 0xfedcba, alpha);
      if (what == 2) with.cover(to, coverage.data() + at, 20, 0xff8001, alpha);
      if (what == 3) with.picture(to, picture.data() + at, 20, alpha);
      return row;
    };
    for (int what = 0; what < 4; ++what) {
      if (painted(spans, what) == painted(plain_spans(), what)) continue;
      FAIL_CHECK(spans.name << " differs: " << what << " at " << offset << ", " << width << ", " << alpha);
    }
  };
  int compared = 0;
  for (const Spans* spans : {sse2_spans(), avx2_spans()}) {
    if (spans == nullptr) continue;
    for (int offset = 0; offset < 9; ++offset)
      for (int width = 0; width <= 20; ++width)
        for (const std::uint32_t alpha : {0u, 1u, 127u, 128u, 254u, 255u}) {
          compare(*spans, offset, width, alpha);
          ++compared;
        }
  }
  if (compared == 0) WARN("no vector instructions on this processor");
}

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

TEST_CASE("a scaled picture is mixed from its four nearest texels") {
  auto picture = std::make_shared<Image>();
  picture->width = 23;
  picture->height = 17;
  for (std::uint32_t i = 0; i < 23 * 17; ++i)
    picture->pixels.push_back(0xff000000u | (i * 0x2f1357u & 0xffffffu));
  for (const auto& [w, h] : {std::pair(90, 71), std::pair(9, 11)}) {
    Harness harness(
        [&, width = w, height = h](Context& context) {
          context.painter().picture(context.texture(picture),
                                    {4, 3, static_cast<float>(width), static_cast<float>(height)});
        },
        test_clock());
    harness.view().width_px = 100;
    harness.view().height_px = 80;
    harness.settle();
    harness.paint();
    int wrong = 0;
    for (int y = 0; y < h; ++y) {
      for (int x = 0; x < w; ++x) {
        const double u = (x + 0.5) * 23 / w - 0.5, v = (y + 0.5) * 17 / h - 0.5;
        const double ax = u - std::floor(u), ay = v - std::floor(v);
        for (unsigned shift = 0; shift < 24; shift += 8) {
          const auto at = [&](int dx, int dy) {
            const int tx = std::clamp(static_cast<int>(std::floor(u)) + dx, 0, 22);
            const int ty = std::clamp(static_cast<int>(std::floor(v)) + dy, 0, 16);
            return static_cast<double>((picture->pixels[static_cast<std::size_t>(ty * 23 + tx)] >> shift) &
                                       0xff);
          };
          const double want =
              (at(0, 0) * (1 - ax) + at(1, 0) * ax) * (1 - ay) + (at(0, 1) * (1 - ax) + at(1, 1) * ax) * ay;
          const double got = (harness.canvas().pixel(4 + x, 3 + y) >> shift) & 0xff;
          wrong += std::abs(want - got) > 2.5 ? 1 : 0;
        }
      }
    }
    CHECK(wrong == 0);
  }
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

TEST_CASE("an hour of texts in every size does not make the atlas grow") {
  // Each frame brings letters in sizes that no frame before had, as languages and text sizes come and go.
  int round = 0;
  Harness harness(
      [&](Context& context) {
        text(context, "a", "Ajanvaraus ja jonotusnumero ÅÄÖ " + std::to_string(round),
             {.style = TextStyle::title});
        text(context, "b", "Запис на прийом, черга, відгук", {.style = TextStyle::body});
        text(context, "c", "حجز موعد، رقم الدور", {.style = TextStyle::body});
        context.painter().fill_round({10, 400, 200, 200}, static_cast<float>(4 + round % 50), {0, 0, 0, 255});
      },
      test_clock());
  std::size_t most = 0;
  for (round = 0; round < 400; ++round) {
    harness.view().text_scale = 1.0f + static_cast<float>(round % 101) / 100.0f;
    harness.settle();
    most = std::max(most, harness.context().atlas_bytes());
  }
  // One frame fits into the smallest atlas, so all of them do.
  CHECK(most == static_cast<std::size_t>(Atlas::k_width) * Atlas::k_height_first);
  harness.paint();
  Harness fresh([](Context& context) { button(context, "b", {.label = "Jatka"}); }, test_clock());
  fresh.paint();
  harness.set_screen([](Context& context) { button(context, "b", {.label = "Jatka"}); });
  harness.view().text_scale = 1;
  harness.settle();
  harness.paint();
  int different = 0;
  for (int y = 0; y < 200; ++y)
    for (int x = 0; x < 1080; ++x) different += harness.canvas().pixel(x, y) != fresh.canvas().pixel(x, y);
  CHECK(different == 0);
}

TEST_CASE("the atlas is full at its bounds and has room again when emptied") {
  Atlas atlas;
  Coverage large;
  large.w = 1000;
  large.h = 300;
  large.bytes.assign(300'000, 255);
  std::uint64_t key = 1;
  while (atlas.add(key, large) != nullptr) ++key;
  CHECK(atlas.overflowed());
  while (atlas.make_room(true)) {
  }
  CHECK(atlas.texture().height == Atlas::k_height_max);
  for (key = 1; atlas.add(key, large) != nullptr; ++key) {
  }
  CHECK(key - 1 == 13);  // 13 · 301 rows
  CHECK(atlas.texture().height == Atlas::k_height_max);
  // Shapes without pixels are bounded too.
  REQUIRE(atlas.make_room(false));
  for (key = 1; atlas.add(key, {}) != nullptr; ++key) {
  }
  CHECK(atlas.slots() == Atlas::k_slots_max);
  CHECK(atlas.overflowed());
  REQUIRE(atlas.make_room(false));
  CHECK(atlas.slots() == 0);
  CHECK(atlas.add(1, large) != nullptr);
  // When nobody is at the screen it is small again, and what was drawn from it is drawn anew.
  const std::uint64_t serial = atlas.texture().serial;
  atlas.shrink();
  CHECK(atlas.texture().height == Atlas::k_height_first);
  CHECK(atlas.texture().serial != serial);
  CHECK(atlas.find(1) == nullptr);
  CHECK(atlas.add(1, large) != nullptr);
  atlas.shrink();  // not grown: kept as it is
  CHECK(atlas.find(1) != nullptr);
}
