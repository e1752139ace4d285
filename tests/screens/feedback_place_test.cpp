// Where feedback is about: by name, by keys, by touch, and a map that is drawn aside without choosing
// anything.
#include <catch2/catch.hpp>

#include "tests/screens/stage.h"

using namespace vuoro;
using namespace vuoro::test;

namespace {

void open_map(Stage& s) {
  s.press("Give feedback");
  s.press("Very well");
  s.press("Show the place on a map");
}

const ui::Node* send(const Stage& s) {
  return s.harness->find(ui::Role::button, s.l().t("Send"));
}

}  // namespace

TEST_CASE("A place is chosen by its name and sent with its coordinates") {
  Stage s("en");
  open_map(s);
  REQUIRE(send(s) != nullptr);
  CHECK(send(s)->state.has(ui::State::disabled));
  s.press("List of places");
  const ServiceChannel* place = nullptr;
  for (const auto& [id, channel] : s.lobby.view()->content->channels) {
    if (channel.kind == ChannelKind::location && channel.latitude &&
        s.in(channel.address) != s.in(s.lobby.view()->site.address))
      place = &channel;
  }
  REQUIRE(place != nullptr);
  s.press_label(s.in(place->name));
  CHECK(s.shows_label(s.in(place->name)));
  s.press("Send");
  REQUIRE(s.lobby.feedback.back().place.has_value());
  CHECK(s.lobby.feedback.back().place->first == Approx(*place->latitude).margin(0.00001));
  CHECK(s.lobby.feedback.back().place->second == Approx(*place->longitude).margin(0.00001));
}

TEST_CASE("Keys alone move the map and mark its middle") {
  Stage s("en");
  open_map(s);
  s.press("East");
  s.press("Closer");
  s.press("East");
  s.press("Mark the cross");
  s.press("Send");
  REQUIRE(s.lobby.feedback.back().place.has_value());
  const auto& site = s.lobby.view()->site;
  CHECK(s.lobby.feedback.back().place->first == Approx(*site.latitude).margin(0.00001));
  CHECK(s.lobby.feedback.back().place->second > *site.longitude + 0.005);
}

TEST_CASE("A map drawn aside chooses nothing; a touch then means what lies there now") {
  Stage s("en");
  open_map(s);
  const auto map = [&] {
    const ui::Node* node =
        s.harness->find(ui::Role::picker, s.l().t("Map. The service point is the dot; north is up."));
    REQUIRE(node != nullptr);
    return node->rect;
  };
  const ui::Point middle = map().centre();
  s.harness->drag(middle, {middle.x - map().w / 4, middle.y});
  s.settle();
  CHECK(send(s)->state.has(ui::State::disabled));
  s.advance(Millis(1000));  // else it is the same touch again
  s.harness->tap(middle);
  s.settle();
  REQUIRE_FALSE(send(s)->state.has(ui::State::disabled));
  s.press("Send");
  CHECK(s.lobby.feedback.back().place->second > *s.lobby.view()->site.longitude + 0.003);
}
