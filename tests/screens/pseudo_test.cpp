// Every screen in two languages that nobody speaks: words half as long again, and words from right to left.
#include <catch2/catch.hpp>

#include "tests/screens/stops.h"
#include "ui/text/pseudo.h"

using namespace vuoro;
using namespace vuoro::test;

TEST_CASE("every screen holds its rules in the pseudo-locales, at ordinary and double size") {
  for (const std::string_view tag : {ui::k_pseudo_long, ui::k_pseudo_rtl}) {
    const std::string language(tag);
    for (const float scale : {1.0f, 2.0f}) {
      for (const Stop& stop : stops()) {
        const std::string where = stop.name + "." + language + (scale > 1 ? ".large" : "");
        INFO(where);
        Stage stage(language);
        stage.terminal->visit().text_scale = scale;
        stage.settle();
        stop.reach(stage);
        CHECK(stage.harness->view().language == language);
        CHECK((stage.harness->view().direction == ui::Direction::right_to_left) == (tag == ui::k_pseudo_rtl));
        if (stop.name != "starting") check_rules(*stage.harness, where);
        keep_picture(*stage.harness, where);
      }
    }
  }
}
