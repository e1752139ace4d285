// The gallery shows what it says it shows: every widget, in every state, script and size, whole.
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/paths.h"
#include "ui/gallery/sheet.h"
#include "ui/harness.h"
#include "ui/icons.h"
#include "ui/ui.h"

using namespace vuoro;
using namespace vuoro::ui;
using namespace vuoro::ui::gallery;

TEST_CASE("every specimen is whole in every script and at twice the size") {
  ManualClock clock{WallTime{}};
  // Chinese is a visitor's language where the site's packages bring its letters; else boxes are reported as
  // such.
  Harness probe([](Context& context) { text(context, "it", "号", {.language = "zh"}); }, clock);
  const bool has_chinese = probe.tree().audit().empty();
  if (!has_chinese) WARN("no Chinese letters among the toolkit's fonts");
  for (const Specimen& specimen : specimens()) {
    REQUIRE_FALSE(specimen.conditions.empty());
    for (const Sample& sample : samples()) {
      for (const float scale : {1.0f, 2.0f}) {
        for (const Condition condition : specimen.conditions) {
          INFO(specimen.name << " " << name_of(condition) << " in " << sample.language << " at " << scale);
          Harness harness(
              [&](Context& context) {
                auto sheet = area(context, context.screen(), {.gap = Space::s, .padding = Space::m});
                specimen.draw(context, sample, condition);
              },
              clock);
          harness.view().language = std::string(sample.language);
          harness.view().direction =
              sample.right_to_left ? Direction::right_to_left : Direction::left_to_right;
          harness.view().text_scale = scale;
          harness.settle();
          CHECK(harness.find_path("it") != nullptr);
          if (sample.language == "zh" && !has_chinese) continue;
          for (const std::string& finding : harness.tree().audit()) {
            INFO(finding);
            CHECK(false);
          }
        }
      }
    }
  }
}

TEST_CASE("a specimen's states look different from each other") {
  ManualClock clock{WallTime{}};
  const Look look{.theme = test::source_dir() / "assets/themes/standard.toml"};
  for (const Specimen& specimen : specimens()) {
    const Image rest = picture_of(specimen, specimen.conditions.front(), look, clock, "x");
    for (const Condition condition : specimen.conditions.subspan(1)) {
      INFO(specimen.name << " " << name_of(condition));
      const Image other = picture_of(specimen, condition, look, clock, "x");
      CHECK((other.height != rest.height || other.pixels != rest.pixels));
    }
  }
}

TEST_CASE("an icon that is not in the set has a stand-in") {
  CHECK(icon_or("ticket", Icon::info) == Icon::ticket);
  CHECK(icon_or("no-such-icon", Icon::info) == Icon::info);
}

TEST_CASE("pictures are put together and made smaller") {
  Image red{2, 2, std::vector<std::uint32_t>(4, 0xffff0000)};
  Image blue{2, 4, std::vector<std::uint32_t>(8, 0xff0000ff)};
  const Image both = beside({red, blue});
  CHECK(both.width == 4);
  CHECK(both.height == 4);
  CHECK(both.pixels[0] == 0xffff0000);
  CHECK(both.pixels[3] == 0xff0000ff);
  CHECK(both.pixels[12] == 0xffff0000);  // the shorter one ends in its own ground
  CHECK(stacked({red, blue}).height == 6);
  const Image small = smaller(both, 2);
  CHECK(small.width == 2);
  CHECK(small.pixels[1] == 0xff0000ff);
}
