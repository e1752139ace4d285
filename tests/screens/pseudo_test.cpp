// Every screen in two languages that nobody speaks: words half as long again, and words from right to left.
#include <catch2/catch.hpp>

#include "tests/screens/stops.h"
#include "ui/text/pseudo.h"

using namespace vuoro;
using namespace vuoro::test;

namespace {

void look(const std::string& language, float scale) {
  const bool rtl = test::languages().of(language).right_to_left();
  for (const Stop& stop : stops()) {
    const std::string where = stop.name + "." + language + (scale > 1 ? ".large" : "");
    INFO(where);
    Stage stage(language);
    stage.terminal->visit().text_scale = scale;
    stage.settle();
    stop.reach(stage);
    CHECK(stage.harness->view().language == language);
    CHECK((stage.harness->view().direction == ui::Direction::right_to_left) == rtl);
    if (stop.name != "starting") check_rules(*stage.harness, where);
    keep_picture(*stage.harness, where);
  }
}

}  // namespace

TEST_CASE("every screen holds its rules in the pseudo-locales, at ordinary and double size") {
  for (const std::string_view language : {ui::k_pseudo_long, ui::k_pseudo_rtl})
    for (const float scale : {1.0f, 2.0f}) look(std::string(language), scale);
}

TEST_CASE("every screen holds its rules in Russian and Arabic, at ordinary and double size") {
  CHECK(test::languages().of("ar").right_to_left());
  for (const char* language : {"ru", "ar"})
    for (const float scale : {1.0f, 2.0f}) look(language, scale);
}
