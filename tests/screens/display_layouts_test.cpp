// The wall's layouts, wide and tall: what each shows, and that nothing in them is ambiguous, cut or burnt in.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/screens/wall_stage.h"
#include "ui/paint/presenter.h"

using namespace vuoro;
using namespace vuoro::test;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr std::pair<DisplayLayout, const char*> k_layouts[] = {
    {DisplayLayout::calls, "calls"},
    {DisplayLayout::calls_and_announcements, "slides"},
    {DisplayLayout::one_queue, "one"},
    {DisplayLayout::agencies, "agencies"}};

/// Nodes with this key, in order.
std::vector<std::string> labels(const WallStage& wall, const std::string& key) {
  std::vector<std::string> out;
  for (const ui::Node& node : wall.harness.tree().nodes()) {
    if (node.key == key) out.push_back(node.label);
  }
  return out;
}

class OnePicture final : public kiosk::Pictures {
 public:
  ui::ImagePtr image;
  std::vector<Uuid> asked;
  ui::ImagePtr picture(const Uuid& id, int, int) override {
    asked.push_back(id);
    return image;
  }
};

}  // namespace

TEST_CASE("every layout shows the calls, wide and tall") {
  for (const auto& [layout, name] : k_layouts) {
    for (const auto& [width, height] : {std::pair(1920, 1080), std::pair(1080, 1920)}) {
      WallStage wall(width, height);
      wall.settings().layout = layout;
      wall.add_some_calls();
      wall.announce("Digituki on tänään poikkeuksellisesti kiinni.", "Digistödet är stängt i dag.",
                    "Digital help is closed today.");
      const std::string picture = std::string("display-") + name + (width > height ? "-wide" : "-tall");
      INFO(picture);
      check_golden(picture, wall.harness.tree_text());
      CHECK(wall.harness.tree().audit().empty());
      CHECK(wall.display.too_small().first.empty());
      CHECK(wall.display.too_small().numbers == 0);
      CHECK(wall.display.too_small().words == 0);
      keep_picture(wall.harness, picture);
    }
  }
}

TEST_CASE("an empty lobby has a picture in every layout") {
  for (const auto& [layout, name] : k_layouts) {
    WallStage wall;
    wall.settings().layout = layout;
    wall.lobby.edit().tickets.clear();
    wall.publish();
    INFO(name);
    CHECK(wall.harness.find(ui::Role::text, "Kukaan ei ole juuri nyt kutsuttuna") == nullptr);
    CHECK(wall.harness.tree().audit().empty());
    CHECK_FALSE(labels(wall, "nobody").empty());
  }
}

TEST_CASE("the code for phones stands at the foot of every layout while it holds") {
  for (const auto& [layout, name] : k_layouts) {
    for (const auto& [width, height] : {std::pair(1920, 1080), std::pair(1080, 1920)}) {
      WallStage wall(width, height);
      wall.settings().layout = layout;
      wall.add_some_calls();
      JoinCode code;
      code.url = "https://palvelupiste.example.fi/j/AbCdEfGhIjKlMnOpQrStUvWx";
      code.until = WallTime(std::chrono::sys_days(std::chrono::year(2100) / 1 / 1));
      wall.lobby.edit().join_code = code;
      wall.publish();
      INFO(name << " " << width);
      CHECK(wall.harness.find(ui::Role::image, "Ota vuoronumero puhelimella") != nullptr);
      CHECK(wall.harness.tree().audit().empty());
      CHECK(wall.display.too_small().numbers == 0);
      keep_picture(wall.harness, std::string("display-join-") + name + (width > height ? "-wide" : "-tall"));
      wall.lobby.edit().join_code->until = WallTime(Millis(1));
      wall.publish();
      CHECK(wall.harness.find(ui::Role::image, "Ota vuoronumero puhelimella") == nullptr);
    }
  }
}

TEST_CASE("the code for phones grows with the distance as far as no call loses its row") {
  JoinCode code;
  code.url = "https://palvelupiste.example.fi/j/AbCdEfGhIjKlMnOpQrStUvWx";
  code.until = WallTime(std::chrono::sys_days(std::chrono::year(2100) / 1 / 1));
  constexpr std::pair<DisplayLayout, double> k_at_least[] = {{DisplayLayout::calls, 230},
                                                             {DisplayLayout::calls_and_queues, 160},
                                                             {DisplayLayout::calls_and_announcements, 180},
                                                             {DisplayLayout::one_queue, 150},
                                                             {DisplayLayout::agencies, 240}};
  for (const auto& [layout, at_three] : k_at_least) {
    for (const auto& [width, height] : {std::pair(1920, 1080), std::pair(1080, 1920)}) {
      WallStage wall(width, height);
      wall.settings().layout = layout;
      wall.add_some_calls();
      if (layout == DisplayLayout::calls_and_announcements) wall.announce("Kiinni.", "Stängt.", "Closed.");
      for (const double metres : {1.0, 3.0}) {
        wall.lobby.edit().join_code.reset();
        wall.settings().viewing_distance_m = metres;
        wall.publish();
        const auto calls = labels(wall, "number");
        wall.lobby.edit().join_code = code;
        wall.publish();
        const ui::Node* drawn = wall.harness.find(ui::Role::image, "Ota vuoronumero puhelimella");
        REQUIRE(drawn != nullptr);
        const double mm = drawn->rect.h / wall.harness.view().px_per_mm;
        const int which = static_cast<int>(layout);
        INFO(which << ", " << width << " px wide, " << metres << " m: " << mm << " mm");
        CHECK(mm >= std::min(metres * 92, at_three));
        CHECK(labels(wall, "number") == calls);
        CHECK(wall.display.too_small().numbers == 0);
        CHECK(wall.harness.tree().audit().empty());
      }
      keep_picture(wall.harness, "display-join-3m-" + std::to_string(static_cast<int>(layout)) +
                                     (width > height ? "-wide" : "-tall"));
    }
  }
}

TEST_CASE("a wide wall shows as many last calls beside its queues as fit under the calls") {
  WallStage wall;
  wall.add_some_calls();
  for (int i = 0; i < 6; ++i) {
    const std::string number = "A9" + std::to_string(i);
    wall.lobby.add_ticket(number, wall.lobby.queue("A"), TicketState::waiting, minutes(5));
    wall.call(number.c_str(), "1");
    wall.advance(seconds(1));
  }
  for (Ticket& ticket : wall.lobby.edit().tickets) {
    if (ticket.number.starts_with("A9")) ticket.state = TicketState::serving;
  }
  wall.clock.advance(minutes(2));
  wall.publish();
  for (const auto& [layout, name] : k_layouts) {
    wall.settings().layout = layout;
    if (layout == DisplayLayout::calls_and_announcements) wall.announce("Kiinni.", "Stängt.", "Closed.");
    wall.publish();
    keep_picture(wall.harness, std::string("display-many-last-") + name);
  }
  wall.settings().layout = DisplayLayout::calls_and_queues;
  wall.settings().viewing_distance_m = 3;
  wall.publish();
  std::size_t last = 0;
  for (int i = 1; i <= 6; ++i) last += labels(wall, "last-" + std::to_string(i)).size();
  INFO(last);
  CHECK(last >= 3);
  CHECK(wall.display.too_small().numbers == 0);
  CHECK(wall.harness.tree().audit().empty());
  keep_picture(wall.harness, "display-many-last-queues");
}

TEST_CASE("a display of one queue shows and says no other") {
  WallStage wall;
  wall.settings().layout = DisplayLayout::one_queue;
  wall.settings().queue_ids = {wall.lobby.queue("K").id};
  wall.publish();
  wall.call("A110", "2");
  wall.advance(seconds(5));
  CHECK(wall.chimes() == 0);
  wall.call("K130", "4");
  CHECK(wall.chimes() == 1);
  CHECK(labels(wall, "number") == std::vector<std::string>{"K130"});
  CHECK(labels(wall, "queue") == std::vector<std::string>{"Kela"});
  CHECK(labels(wall, "next-1") == std::vector<std::string>{"K131"});
}

TEST_CASE(
    "how many wait, where no time is known, is words; a long agency's name gives way to its short one") {
  WallStage wall;
  wall.settings().languages = {"en"};
  wall.settings().layout = DisplayLayout::one_queue;
  for (auto& [id, status] : wall.lobby.edit().queue_status) status.waits.clear();
  wall.publish();
  wall.call("A110", "2");
  CHECK(wall.display.too_small().numbers == 0);
  CHECK(labels(wall, "wait").front().find("waiting") != std::string::npos);
  wall.settings().layout = DisplayLayout::agencies;
  wall.publish();
  CHECK(wall.display.too_small().words == 0);
  const auto names = labels(wall, "name");
  CHECK(std::find(names.begin(), names.end(), "Kela") != names.end());
  CHECK(std::find(names.begin(), names.end(), "City of Lehtisalmi") != names.end());
}

TEST_CASE("each agency's calls stand under its name; the page of a new call comes at once") {
  WallStage wall(1080, 1920);
  wall.settings().layout = DisplayLayout::agencies;
  wall.settings().viewing_distance_m = 12;  // few sections fit
  wall.publish();
  wall.call("K130", "4");
  wall.advance(seconds(120));
  wall.call("A110", "1");
  bool city = false;
  for (const ui::Node& node : wall.harness.tree().nodes()) {
    if (node.key != "number" || node.label != "A110") continue;
    const auto& nodes = wall.harness.tree().nodes();
    const auto call =
        std::find_if(nodes.begin(), nodes.end(), [&](const ui::Node& n) { return n.id == node.parent; });
    REQUIRE(call != nodes.end());
    const auto section =
        std::find_if(nodes.begin(), nodes.end(), [&](const ui::Node& n) { return n.id == call->parent; });
    REQUIRE(section != nodes.end());
    city = section->role == ui::Role::group && !section->label.empty();
  }
  CHECK(city);
}

TEST_CASE("a number that two queues gave stands with its queue's name") {
  WallStage wall;
  Ticket& other = wall.lobby.add_ticket("A110", wall.lobby.queue("K"), TicketState::waiting, minutes(1));
  other.id = Uuid::from_name("another ticket");
  for (const Ticket& ticket : wall.lobby.edit().tickets) {
    if (ticket.number == "A110" && ticket.id != other.id) other.service_day = ticket.service_day;
  }
  wall.call("A110", "1");
  const auto owners = labels(wall, "owner");
  REQUIRE(owners.size() == 2);
  CHECK(owners[0] != owners[1]);
}

TEST_CASE("only calls to its own counters are shown and said") {
  WallStage wall;
  for (const Counter& counter : wall.lobby.view()->counters) {
    if (counter.name == "4") wall.settings().counter_ids = {counter.id};
  }
  wall.publish();
  wall.call("A110", "1");
  wall.advance(seconds(2));
  CHECK(wall.chimes() == 0);
  CHECK(labels(wall, "number").empty());
  wall.call("K130", "4");
  CHECK(labels(wall, "number") == std::vector<std::string>{"K130"});
}

TEST_CASE("where the counter is stands under it and is said, unless all are in one place") {
  WallStage wall;
  wall.call("A110", "3");
  CHECK(labels(wall, "place") == std::vector<std::string>{"yläaula, 2. kerros"});
  for (Counter& counter : wall.lobby.edit().counters) counter.location.clear();
  wall.publish();
  CHECK(labels(wall, "place").empty());
}

TEST_CASE("a slide is its picture; until it is here, and when it never comes, its text") {
  OnePicture pictures;
  WallStage wall(1920, 1080, k_panel_43_short_mm, &pictures);
  wall.settings().layout = DisplayLayout::calls_and_announcements;
  wall.announce("Uimahalli avataan maanantaina.", "Simhallen öppnar på måndag.", "The pool opens on Monday.");
  const Uuid id = Uuid::from_name("a picture");
  wall.lobby.edit().announcements.back().picture_id = id;
  wall.publish();
  CHECK(std::find(pictures.asked.begin(), pictures.asked.end(), id) != pictures.asked.end());
  CHECK(wall.harness.find(ui::Role::text, "Uimahalli avataan maanantaina.") != nullptr);
  auto made = std::make_shared<ui::Image>();
  made->width = 320;
  made->height = 200;
  for (int i = 0; i < 320 * 200; ++i)
    made->pixels.push_back(0xff205080u + static_cast<std::uint32_t>(i / 320 / 2) * 0x010100u);
  pictures.image = made;
  wall.settle();
  CHECK(wall.harness.find(ui::Role::image, "Uimahalli avataan maanantaina.") != nullptr);
  keep_picture(wall.harness, "display-slide-picture");
}

TEST_CASE("a new call differs by sign and frame too: seen in grey it is still found") {
  WallStage wall;
  wall.add_some_calls();
  wall.advance(seconds(60));  // all said; the newest is old by now
  wall.call("A110", "1");
  const auto& nodes = wall.harness.tree().nodes();
  int selected = 0;
  for (const ui::Node& node : nodes) {
    if (node.key.starts_with("call-") && node.state.has(ui::State::selected)) ++selected;
  }
  CHECK(selected == 1);
  const ui::Node* first = nullptr;
  const ui::Node* second = nullptr;
  for (const ui::Node& node : nodes) {
    if (node.key == "call-1") first = &node;
    if (node.key == "call-2") second = &node;
  }
  REQUIRE(first != nullptr);
  REQUIRE(second != nullptr);
  CHECK(first->label == "Numero A110, palvelutiski 1");
  CHECK(first->rect.h >= second->rect.h);
  CHECK(first->rect.y < second->rect.y);
  keep_picture(wall.harness, "display-new-call");
}

TEST_CASE("the picture walks by some pixels, no text leaves it, and then it stands still") {
  WallStage wall;
  wall.announce("Digituki on kiinni.", "Digistödet är stängt.", "Digital help is closed.");
  wall.add_some_calls();
  std::set<std::pair<float, float>> places;
  for (int i = 0; i < 20; ++i) {
    wall.clock.advance(minutes(1));
    wall.settle();
    const ui::Node* site = wall.harness.find_path("display/site");
    REQUIRE(site != nullptr);
    places.emplace(site->rect.x, site->rect.y);
    const ui::Rect screen{0, 0, 1920, 1080};
    for (const ui::Node& node : wall.harness.tree().nodes()) {
      INFO(node.key);
      const bool within = node.rect.x > -1 && node.rect.y > -1 && node.rect.right() < screen.w + 1 &&
                          node.rect.bottom() < screen.h + 1;
      CHECK(within);
      CHECK_FALSE(node.state.has(ui::State::clipped));
    }
  }
  CHECK(places.size() == 9);
  for (const auto& [x, y] : places) CHECK(std::abs(x - places.begin()->first) <= 10);
}

TEST_CASE("nothing is painted while nothing changes") {
  WallStage wall;
  wall.settings().languages = {"fi"};
  wall.settings().layout = DisplayLayout::calls;
  wall.publish();
  wall.harness.paint();
  wall.clock.advance(seconds(13));  // a page's time is over
  wall.settle();
  CHECK(wall.harness.paint() == 0);
  CHECK(wall.harness.context().next_frame_at() > wall.clock.mono() + seconds(5));
}

TEST_CASE("at night the wall is dark but for a dim clock that is elsewhere every minute") {
  WallStage wall;
  wall.lobby.edit().tickets.clear();
  wall.clock.advance(std::chrono::hours(12));  // 22.20
  wall.publish();
  wall.harness.paint();
  std::set<std::pair<float, float>> places;
  for (int i = 0; i < 10; ++i) {
    const ui::Node* clock = wall.harness.find_path("dark/clock");
    REQUIRE(clock != nullptr);
    places.emplace(clock->rect.x, clock->rect.y);
    wall.clock.advance(minutes(1));
    wall.settle();
    CHECK(wall.harness.paint() < 0.02);
  }
  CHECK(places.size() == 10);
  CHECK(wall.harness.context().next_frame_at() > wall.clock.mono() + seconds(30));
  keep_picture(wall.harness, "display-night");
  wall.clock.advance(std::chrono::hours(9) + minutes(30));  // 8.00
  wall.settle();
  CHECK(wall.harness.find_path("display/site") != nullptr);
}

TEST_CASE("without the server the wall says so small, keeps what it knows, and says nothing old afterwards") {
  WallStage wall;
  wall.settings().languages = {"fi"};
  wall.publish();
  wall.call("A110", "1");
  wall.advance(seconds(20));
  const auto said = wall.said().size();
  wall.lobby.edit().connection.online = false;
  wall.lobby.edit().connection.last_sync = wall.clock.wall();
  wall.publish();
  wall.advance(seconds(90));
  CHECK(wall.harness.find(ui::Role::status, "Päivitetty viimeksi klo 10.20") != nullptr);
  CHECK(labels(wall, "number") == std::vector<std::string>{"A110"});
  keep_picture(wall.harness, "display-stale");
  // Two calls were made meanwhile, one of them a moment ago.
  const WallTime back = wall.clock.wall();
  for (Ticket& ticket : wall.lobby.edit().tickets) {
    if (ticket.number != "A111" && ticket.number != "A112") continue;
    ticket.state = TicketState::called;
    ticket.called_at = back - (ticket.number == "A111" ? seconds(70) : seconds(5));
    ticket.calls = 1;
    ticket.counter_id = wall.lobby.view()->counters.front().id;
  }
  wall.lobby.edit().connection.online = true;
  wall.publish();
  wall.advance(seconds(30));
  CHECK(wall.said().size() == said + 1);
  CHECK(wall.said().back() == "fi: Numero A 112, palvelutiski 1. ala-aula");
  CHECK(labels(wall, "number") == std::vector<std::string>{"A112", "A111", "A110"});
  CHECK(wall.harness.find(ui::Role::status, "Päivitetty viimeksi klo 10.20") == nullptr);
}

TEST_CASE("a display that starts without a line says since when its picture stands") {
  const bool right_clock = GENERATE(true, false);
  WallStage wall;
  wall.add_some_calls();
  wall.settings().languages = {"fi", "sv", "en"};
  auto& link = wall.lobby.edit().connection;
  link.online = false;
  link.since = wall.clock.wall();
  const WallTime stands_since = wall.clock.wall() - minutes(50);
  link.last_sync = stands_since;
  // A machine without a battery for its clock begins at some time of its own.
  if (!right_clock) wall.clock.jump_wall(-std::chrono::hours(24 * 56));
  wall.publish();
  kiosk::Display fresh(
      {wall.lobby, wall.speaker, wall.audio, languages(), wall.clock, &standard_theme(), nullptr});
  wall.harness.set_screen([&](ui::Context& ui) { fresh.frame(ui); });
  wall.settle();
  // The line has its time first: a display that only starts again says nothing.
  CHECK(wall.harness.find_path("display/age") == nullptr);
  std::set<std::string> said;
  for (int i = 0; i < 40; ++i) {
    wall.clock.advance(seconds(2));
    wall.settle();
    if (const ui::Node* age = wall.harness.find_path("display/age")) said.insert(age->label);
  }
  const std::string day = right_clock ? "" : "5.3. ";
  INFO(day);
  CHECK(said == std::set<std::string>{"Päivitetty viimeksi " + day + "klo 9.32",
                                      "Senast uppdaterad " + day + "kl. 9.32",
                                      "Last updated " + day + "at 9.32"});
  if (right_clock) keep_picture(wall.harness, "display-started-alone");
}
