// A booking's code is the visitor's alone: no look from afar carries it, as text or as picture.
#include <catch2/catch.hpp>

#include "kiosk/app/remote_view.h"
#include "tests/screens/stage.h"
#include "tests/screens/stops.h"
#include "tests/support/paths.h"

using namespace vuoro;
using namespace vuoro::test;

namespace {

void reach(Stage& s, const std::string& name) {
  for (const Stop& stop : stops())
    if (stop.name == name) stop.reach(s);
}

/// The box over what is secret covers the node's whole rectangle.
bool is_covered(const ui::Image& picture, const ui::Rect& rect) {
  const auto at = [&](float x, float y) {
    return picture.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                          static_cast<std::size_t>(x)];
  };
  const std::uint32_t first = at(rect.x + 1, rect.y + 1);
  for (float y = rect.y + 1; y < rect.bottom() - 1; y += 2)
    for (float x = rect.x + 1; x < rect.right() - 1; x += 2)
      if (at(x, y) != first) return false;
  return true;
}

}  // namespace

TEST_CASE("the code of a booking leaves in no form: not as words, QR code or picture") {
  Stage s("en");
  reach(s, "booked");
  REQUIRE(s.page() == "booked");
  CHECK(s.harness->tree_text().find("7KXM 2QRT") != std::string::npos);
  const ui::Tree seen = kiosk::seen_from_afar(s.harness->tree());
  CHECK(seen.dump().find("7KXM") == std::string::npos);
  CHECK(seen.to_json().find("7KXM") == std::string::npos);
  CHECK(seen.dump().find("Your appointment is booked") != std::string::npos);
  keep_picture(*s.harness, "booked-as-it-is");
  const TempDir folder;
  REQUIRE(s.harness->png(folder.path() / "now.png").has_value());
  ui::Image picture = *ui::load_png(folder.path() / "now.png");
  kiosk::hide_in_picture(s.harness->tree(), 10, picture);
  int covered = 0;
  for (const ui::Node& node : s.harness->tree().nodes()) {
    if (!kiosk::is_secret(node)) continue;
    ++covered;
    INFO(node.key);
    CHECK(is_covered(picture, node.rect));
  }
  CHECK(covered == 2);  // the code, and the QR code that holds it
}

TEST_CASE("a code being typed leaves neither by its field nor by the key that is held") {
  Stage s("en");
  reach(s, "code");
  for (const char letter : std::string("7KXM2QR")) s.press_label(std::string(1, letter));
  const ui::Node* key = s.harness->find(ui::Role::button, "T");
  REQUIRE(key != nullptr);
  s.harness->context().push(ui::PointerEvent{ui::PointerPhase::down, key->rect.centre()});
  s.frames();
  CHECK(s.harness->find(ui::Role::button, "T")->state.has(ui::State::pressed));
  const ui::Tree seen = kiosk::seen_from_afar(s.harness->tree());
  CHECK(seen.dump().find("7KXM") == std::string::npos);
  for (const ui::Node& node : seen.nodes()) CHECK_FALSE(node.state.has(ui::State::pressed));
}
