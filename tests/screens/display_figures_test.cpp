// What is read from the farthest seat is as high as the viewing distance asks for: measured in painted
// pixels.
#include <catch2/catch.hpp>

#include "kiosk/display/figures.h"
#include "tests/screens/wall_stage.h"
#include "ui/paint/presenter.h"

using namespace vuoro;
using namespace vuoro::test;

namespace {

int luminance(std::uint32_t px) {
  return static_cast<int>(((px >> 16) & 255) * 3 + ((px >> 8) & 255) * 6 + (px & 255)) / 10;
}

/// How high the letters in the rectangle are: the rows in which something stands out from its ground.
int ink_height(const ui::Canvas& canvas, const ui::Rect& rect) {
  const int left = static_cast<int>(rect.x) + 1, right = static_cast<int>(rect.right()) - 1;
  const int top = static_cast<int>(rect.y) + 1, bottom = static_cast<int>(rect.bottom()) - 1;
  const int ground = luminance(canvas.pixel(left, top));
  int first = -1, last = -1;
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      if (std::abs(luminance(canvas.pixel(x, y)) - ground) < 40) continue;
      if (first < 0) first = y;
      last = y;
      break;
    }
  }
  return first < 0 ? 0 : last - first + 1;
}

struct Panel {
  int width_px, height_px;
  float short_side_mm;
};

constexpr DisplayLayout k_layouts[] = {DisplayLayout::calls, DisplayLayout::calls_and_queues,
                                       DisplayLayout::calls_and_announcements, DisplayLayout::one_queue,
                                       DisplayLayout::agencies};

/// @return how many numbers were measured.
int check_heights(WallStage& wall) {
  wall.harness.paint();
  const kiosk::Figures figures =
      kiosk::figures_for(kiosk::viewing_distance_m(wall.settings()), wall.harness.view().px_per_mm);
  int measured = 0;
  for (const ui::Node& node : wall.harness.tree().nodes()) {
    const bool call = node.key == "number" || node.key == "counter";
    const bool count = node.key.ends_with("-count");
    const bool last = node.key.starts_with("last-") && !node.key.ends_with("-time");
    const bool next = node.key.starts_with("next-") && node.key != "next-none";
    if (!call && !count && !last && !next) continue;
    const float least = call ? figures.call_px : figures.number_px;
    INFO(node.key << " \"" << node.label << "\"");
    CHECK(static_cast<float>(ink_height(wall.harness.canvas(), node.rect)) + 1.5f >= least);
    ++measured;
  }
  return measured;
}

}  // namespace

TEST_CASE("heights follow the distance") {
  // 5 m: numbers 25 mm (17.2' of arc), calls 50 mm.
  const auto five = kiosk::figures_for(5, 2);
  CHECK(five.number_px == Approx(50));
  CHECK(five.call_px == Approx(100));
  CHECK(five.word_px == Approx(33.33).margin(0.01));
  DisplaySettings settings;
  CHECK(kiosk::viewing_distance_m(settings) == 5);
  settings.viewing_distance_m = 1000;
  CHECK(kiosk::viewing_distance_m(settings) == kiosk::k_viewing_distance_max_m);
}

TEST_CASE("no digit is lower than the distance asks for, in any layout, on any panel") {
  const Panel panels[] = {{1920, 1080, 398}, {1080, 1920, 398}, {1920, 1080, 535}, {1080, 1920, 535},
                          {1366, 768, 398},  {1920, 1080, 685}, {1080, 1920, 685}};
  for (const Panel& panel : panels) {
    WallStage wall(panel.width_px, panel.height_px, panel.short_side_mm);
    wall.add_some_calls();
    wall.announce("Digituki on tänään kiinni.", "Digistödet är stängt i dag.",
                  "Digital help is closed today.");
    for (const DisplayLayout layout : k_layouts) {
      for (const double distance : {2.0, 3.0, 5.0, 8.0, 12.0, 20.0}) {
        wall.settings().layout = layout;
        wall.settings().viewing_distance_m = distance;
        wall.publish();
        INFO(panel.width_px << "x" << panel.height_px << " px, " << panel.short_side_mm << " mm high, layout "
                            << static_cast<int>(layout) << ", " << distance << " m");
        // The rows shown are fewer, never smaller; where not even one row fits, the display says so.
        INFO("too small: " << wall.display.too_small().first);
        if (wall.display.too_small().numbers > 0) {
          CHECK_FALSE(wall.display.panel_too_small().empty());
          CHECK(distance > 5);
          continue;
        }
        CHECK(wall.display.panel_too_small().empty());
        // A page of agencies may have no call on it.
        CHECK(check_heights(wall) >= (layout == DisplayLayout::agencies ? 0 : 2));
      }
    }
  }
}

TEST_CASE("the same holds with four times the pixels") {
  for (const auto& [width, height] : {std::pair(3840, 2160), std::pair(2160, 3840)}) {
    WallStage wall(width, height);
    wall.add_some_calls();
    CHECK(check_heights(wall) >= 4);
    CHECK(wall.display.too_small().numbers == 0);
  }
}

TEST_CASE("a panel that is too small for its hall tells the console") {
  WallStage wall(1920, 1080, 398);
  wall.add_some_calls();
  wall.settings().viewing_distance_m = 25;
  wall.publish();
  CHECK(wall.display.panel_too_small() == "25 m, 708 x 398 mm");
  wall.settings().viewing_distance_m = 4;
  wall.publish();
  CHECK(wall.display.panel_too_small().empty());
}
