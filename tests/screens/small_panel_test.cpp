// Where there is less room than usual: small panels, long news.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tests/screens/guidelines.h"
#include "tests/screens/stage.h"
#include "tests/screens/stops.h"

using namespace vuoro;
using test::Stage;

namespace {

/// Every job is there and can be brought into sight: it stands in the window, or in an area that scrolls.
void check_jobs(Stage& s, const std::string& where) {
  INFO(where);
  test::check_rules(*s.harness, where);
  for (const char* job : {"Take a queue number", "Appointment", "Advice", "Give feedback"}) {
    INFO(job);
    const ui::Node* node = s.harness->find(ui::Role::button, job);
    REQUIRE(node != nullptr);
    bool scrolls = false;
    for (const ui::Node* up = node; up != nullptr; up = s.harness->tree().find(up->parent))
      scrolls = scrolls || up->role == ui::Role::scroll_area;
    CHECK((scrolls || node->rect.y + node->rect.h <= static_cast<float>(s.harness->view().height_px)));
  }
  const ui::Node* first = s.harness->find(ui::Role::button, "Take a queue number");
  CHECK(s.harness->tap(*first).has_value());
  s.settle();
  CHECK(s.page() != "home");
}

}  // namespace

TEST_CASE("on a small panel every job of the start page stays in reach") {
  // Of 32, 27, 24 and 21.5 inches.
  for (const float px_per_mm : {2.71f, 3.2f, 3.64f, 4.03f}) {
    Stage s("en");
    s.harness->view().px_per_mm = px_per_mm;
    s.settle();
    test::keep_picture(*s.harness, "small-panel-" + std::to_string(static_cast<int>(px_per_mm * 100)));
    check_jobs(s, std::to_string(px_per_mm) + " px a millimetre");
  }
}

TEST_CASE("long news scroll, and never push the jobs of the start page away") {
  for (const std::size_t words : {10u, 100u, 250u}) {
    Stage s("en");
    Announcement one;
    one.id = Uuid::from_name("test:long-news");
    one.site_id = s.lobby.edit().site.id;
    for (std::size_t i = 0; i < words; ++i) one.text["en"] += "closed ";
    s.lobby.edit().announcements.push_back(one);
    s.lobby.publish();
    s.settle();
    test::keep_picture(*s.harness, "long-news-" + std::to_string(words));
    check_jobs(s, std::to_string(words) + " words");
  }
}

TEST_CASE("on a small panel nothing of any screen is cut, too small or over another") {
  struct Panel {
    const char* name;
    int width, height;
    float px_per_mm;
  };
  // 27, 24 and 21.5 inches, standing and lying.
  constexpr Panel k_panels[] = {{"27", 1080, 1920, 3.2f},   {"24", 1080, 1920, 3.64f},
                                {"21", 1080, 1920, 4.03f},  {"27w", 1920, 1080, 3.2f},
                                {"24w", 1920, 1080, 3.64f}, {"21w", 1920, 1080, 4.03f}};
  for (const Panel& panel : k_panels) {
    for (const test::Stop& stop : test::stops()) {
      Stage s("fi", panel.width, panel.height);
      s.harness->view().px_per_mm = panel.px_per_mm;
      s.settle();
      stop.reach(s);
      const std::string where = fmt::format("panel-{}-{}", panel.name, stop.name);
      test::keep_picture(*s.harness, where);
      const ui::Tree& tree = s.harness->tree();
      for (const test::Findings& found :
           {test::labelled(tree), test::target_size(tree, s.harness->view()),
            test::nothing_clipped(tree, s.harness->view()), test::nothing_overlaps(tree)}) {
        for (const std::string& finding : found) {
          INFO(where << ": " << finding);
          CHECK(false);
        }
      }
    }
  }
}
