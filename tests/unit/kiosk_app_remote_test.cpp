// The remote hand: looks through the tree, touches only where allowed, answers after the frame.
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <map>
#include <thread>

#include "core/base/file.h"
#include "core/base/json.h"
#include "kiosk/app/remote_hand.h"
#include "kiosk/app/remote_view.h"
#include "tests/support/kept_log.h"
#include "tests/support/line_guest.h"
#include "tests/support/paths.h"
#include "tests/support/small_window.h"
#include "ui/ui.h"

using namespace vuoro;

namespace {

/// A window with one button and one field, and the hand on it.
struct Room : test::SmallWindow {
  explicit Room(bool act) {
    app->show([this](ui::Context& ui) {
      auto page = ui::page(ui, "room", {.title = "Room"});
      auto content = page.content();
      if (ui::button(ui, "go", {.label = "Go"})) ++pressed;
      ui::text(ui, "count", "pressed " + std::to_string(pressed) + " scanned " + scanned);
      ui::text_field(ui, "name", {.label = "Name"}, name);
      if (has_pin) ui::text_field(ui, "pin", {.label = "PIN", .masked = true}, pin);
      if (has_dialog) {
        auto dialog = ui::dialog(ui, "ask", {.title = "Still there?"});
        (void)ui::button(ui, "yes", {.label = "Yes"});
      }
    });
    kiosk::RemoteHandSpec spec;
    spec.socket = dir.path() / "hand";
    spec.act = act;
    spec.role = "terminal";
    spec.scan = [this](const std::string& payload) { scanned = payload; };
    spec.keypad = [this](const std::string& key) { return key == "next" ? ++keypad_presses > 0 : false; };
    spec.said = [] { return std::vector<std::string>{"fi: Hei.", "sv: Hej."}; };
    auto started = kiosk::RemoteHand::start(std::move(spec), *app, clock);
    REQUIRE(started.has_value());
    hand = std::move(*started);
  }
  /// Runs the loop while a guest asks on another thread.
  std::vector<std::string> ask(std::vector<std::string> lines) {
    std::atomic<bool> done{false};
    auto answers = std::async(std::launch::async, [&] {
      std::vector<std::string> out;
      test::LineGuest guest(dir.path() / "hand");
      for (const std::string& line : lines) out.push_back(guest.connected() ? guest.ask(line) : "");
      done = true;
      app->posts().post([] {});
      return out;
    });
    const MonoTime end = clock.mono() + std::chrono::seconds(30);
    while (!done && clock.mono() < end) {
      app->pump(std::chrono::milliseconds(50));
      hand->after_frame();
    }
    return answers.get();
  }

  test::TempDir dir;
  int pressed = 0, keypad_presses = 0;
  std::string scanned = "nothing";
  ui::TextEdit name, pin;
  bool has_pin = false, has_dialog = false;
  std::unique_ptr<kiosk::RemoteHand> hand;
};

bool ok(const std::string& answer) {
  return answer.find("\"ok\":true") != std::string::npos;
}
bool has(const std::string& answer, const std::string& part) {
  return answer.find(part) != std::string::npos;
}

/// What a picture's answer holds, read by the toolkit itself.
ui::Image picture_in(const std::string& answer, const std::filesystem::path& folder) {
  const auto parsed = parse_json(answer, {.bytes_max = 64 << 20});
  REQUIRE(parsed.has_value());
  const auto& coded = parsed->at("png").as_string();
  std::string bytes(coded.size(), '\0');
  std::size_t size = 0;
  REQUIRE(sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), coded.data(),
                            coded.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) == 0);
  REQUIRE(write_file_durably(folder / "picture.png", std::string_view(bytes).substr(0, size)).has_value());
  auto image = ui::load_png(folder / "picture.png");
  REQUIRE(image.has_value());
  return std::move(*image);
}

/// How many different colours an area has.
std::size_t colours_in(const ui::Image& image, const ui::Rect& area) {
  std::map<std::uint32_t, int> seen;
  for (int y = static_cast<int>(area.y); y < static_cast<int>(area.bottom()); ++y) {
    for (int x = static_cast<int>(area.x); x < static_cast<int>(area.right()); ++x) {
      ++seen[image.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                          static_cast<std::size_t>(x)]];
    }
  }
  return seen.size();
}

}  // namespace

TEST_CASE("every use is in the log with who it was, and never what was written") {
  Room room(true);
  const test::KeptLog log(room.dir.path() / "log");
  (void)room.ask({R"({"do":"tree"})", R"({"do":"act","role":"button","label":"Go"})",
                  R"({"do":"act","role":"text_field","label":"Name","action":"set_text","text":"Sauli"})",
                  R"({"do":"type","text":"Virtanen"})", R"({"do":"scan","payload":"V1:SECRET"})"});
  const auto end = room.clock.mono() + std::chrono::seconds(20);
  while (!has(log.text(), "remote_left") && room.clock.mono() < end)
    room.app->pump(std::chrono::milliseconds(50));
  const std::string text = log.text();
  const std::string who = "\"uid\":" + std::to_string(::geteuid()) + ",\"pid\":" + std::to_string(::getpid());
  CHECK(has(text, "\"event\":\"remote_came\"," + who));
  CHECK(has(text, "\"did\":\"act\",\"on\":{\"role\":\"button\",\"action\":\"press\"}"));
  CHECK(has(text, "\"did\":\"type\",\"on\":{}"));
  CHECK(has(text, "\"event\":\"remote_left\"," + who + ",\"looks\":1,\"acts\":4"));
  for (const auto* written : {"Sauli", "Virtanen", "SECRET"}) CHECK_FALSE(has(text, written));
}

TEST_CASE("a hand that may act presses, writes and scans, and sees what came of it") {
  Room room(true);
  const auto answers =
      room.ask({R"({"do":"act","role":"button","label":"Go"})", R"({"do":"tree"})",
                R"({"do":"act","role":"text_field","label":"Name","action":"set_text","text":"Aino"})",
                R"({"do":"scan","payload":"ABCD"})", R"({"do":"tree","form":"json"})",
                R"({"do":"wait-idle","seconds":5})", R"({"do":"state"})"});
  CHECK(ok(answers[0]));
  CHECK(has(answers[1], "pressed 1"));
  CHECK(ok(answers[2]));
  CHECK(room.name.text == "Aino");
  CHECK(has(answers[4], "scanned ABCD"));
  CHECK(parse_json(answers[4]).has_value());
  CHECK(ok(answers[5]));
  CHECK(has(answers[6], "\"role\":\"terminal\""));
}

TEST_CASE("what is asked before the first frame is done on that frame") {
  Room room(true);
  test::LineGuest guest(room.dir.path() / "hand");
  REQUIRE(guest.say("{\"do\":\"act\",\"role\":\"button\",\"label\":\"Go\"}\n"));
  const auto end = room.clock.mono() + std::chrono::seconds(20);
  while (room.app->posts().empty() && room.clock.mono() < end) std::this_thread::yield();
  REQUIRE(room.app->counts().frames == 0);
  CHECK(has(room.ask({R"({"do":"tree"})"})[0], "scanned nothing"));
  CHECK(ok(guest.hear()));
  CHECK(room.pressed == 1);
}

TEST_CASE("the keypad is pressed from afar, and what was said is read") {
  Room room(true);
  const auto answers = room.ask(
      {R"({"do":"keypad","key":"next"})", R"({"do":"keypad","key":"sideways"})", R"({"do":"speech"})"});
  CHECK(ok(answers[0]));
  CHECK(room.keypad_presses == 1);
  CHECK(has(answers[1], "invalid_argument"));
  CHECK(has(answers[2], R"("said":["fi: Hei.","sv: Hej."])"));
  Room shut(false);
  const auto refused = shut.ask({R"({"do":"keypad","key":"next"})", R"({"do":"speech"})"});
  CHECK(has(refused[0], "forbidden"));
  CHECK(shut.keypad_presses == 0);
  CHECK(ok(refused[1]));
}

TEST_CASE("a hand that may only look does not touch") {
  Room room(false);
  const auto answers =
      room.ask({R"({"do":"act","role":"button","label":"Go"})", R"({"do":"tap","x":10,"y":10})",
                R"({"do":"type","text":"x"})", R"({"do":"scan","payload":"x"})",
                R"({"do":"key","key":"enter"})", R"({"do":"tree"})", R"({"do":"picture"})"});
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(has(answers[i], "\"forbidden\""));
    CHECK(has(answers[i], "act = true under [remote]"));
  }
  CHECK(has(answers[5], "pressed 0"));
  const auto picture = picture_in(answers[6], room.dir.path());
  CHECK(picture.width == 540);
  CHECK(picture.height == 960);
  CHECK(colours_in(picture, {0, 0, 540, 960}) > 10);
}

TEST_CASE("what the hand does not understand is said, and the line goes on") {
  Room room(true);
  const auto answers =
      room.ask({"nonsense", "[]", R"({"do":"dance"})", R"({"do":"act","role":"button","label":"No"})",
                R"({"do":"act","role":"wizard","label":"Go"})", R"({"do":"tree","colour":1})",
                R"({"do":"act","id":1})", R"({"do":"tree"})"});
  CHECK(has(answers[0], "\"parse\""));
  CHECK(has(answers[1], "\"invalid_argument\""));
  CHECK(has(answers[2], "\"invalid_argument\""));
  CHECK(has(answers[3], "\"not_found\""));
  CHECK(has(answers[4], "\"invalid_argument\""));
  CHECK(has(answers[5], "unknown field"));
  CHECK(has(answers[6], "\"not_found\""));
  CHECK(ok(answers[7]));
}

TEST_CASE("the socket is its owner's alone, and goes with the hand") {
  Room room(true);
  const auto path = room.dir.path() / "hand";
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  room.hand.reset();
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a tap goes by place, by id or by role and label; keys and letters arrive in order") {
  Room room(true);
  (void)room.ask({R"({"do":"tree"})"});
  const auto& go = *room.app->context().tree().find(ui::Role::button, "Go");
  const auto& field = *room.app->context().tree().find(ui::Role::text_field, "Name");
  const auto at = [](const ui::Node& node) {
    return R"({"do":"tap","x":)" + std::to_string(node.rect.centre().x) + R"(,"y":)" +
           std::to_string(node.rect.centre().y) + "}";
  };
  const auto answers = room.ask(
      {at(go), R"({"do":"tap","role":"button","label":"Go"})",
       R"({"do":"tap","id":)" + std::to_string(static_cast<std::uint32_t>(go.id)) + "}", at(field),
       R"({"do":"type","text":"Aino"})", R"({"do":"key","key":"backspace"})", R"({"do":"type","text":"a"})",
       R"({"do":"tap","x":5000,"y":10})", R"({"do":"key","key":"any"})", R"({"do":"tree"})"});
  for (std::size_t i = 0; i < 7; ++i) {
    INFO(i);
    CHECK(ok(answers[i]));
  }
  CHECK(room.pressed == 3);
  CHECK(room.name.text == "Aina");
  CHECK(has(answers[7], "outside the screen"));
  CHECK(has(answers[8], "\"invalid_argument\""));
}

TEST_CASE("a PIN being written leaves in no form: not as text, JSON or picture") {
  Room room(true);
  room.has_pin = true;
  room.pin.set("2580");
  const auto once = room.ask({R"({"do":"tree"})", R"({"do":"tree","form":"json"})", R"({"do":"picture"})"});
  room.pin.set("25");
  const auto again = room.ask({R"({"do":"tree"})", R"({"do":"tree","form":"json"})", R"({"do":"picture"})"});
  CHECK(has(once[0], "text_field \\\"PIN\\\""));
  for (const auto& answer : once) CHECK_FALSE(has(answer, "2580"));
  CHECK_FALSE(has(once[0], "•"));  // nor how long it is
  CHECK_FALSE(has(once[1], "•"));
  CHECK(once[0] == again[0]);
  CHECK(once[1] == again[1]);
  const auto& field = *room.app->context().tree().find(ui::Role::text_field, "PIN");
  CHECK(field.value == "••");  // it is there, on the screen itself
  const auto first = picture_in(once[2], room.dir.path());
  const auto second = picture_in(again[2], room.dir.path());
  CHECK(colours_in(first, field.rect) == 1);
  CHECK(first.pixels == second.pixels);
}

TEST_CASE("what is personal is left out: a field's value, another node's words") {
  const auto node = [](std::uint32_t id, ui::Role role, const std::string& label, const std::string& value) {
    ui::Node out;
    out.id = static_cast<ui::NodeId>(id);
    out.role = role;
    out.label = label;
    out.value = value;
    out.rect = {10.0f * static_cast<float>(id), 10, 8, 8};
    return out;
  };
  ui::Tree tree;
  auto field = node(1, ui::Role::text_field, "Phone number", "0401234567");
  auto words = node(2, ui::Role::text, "We call 0401234567", "");
  field.state.set(ui::State::personal);
  words.state.set(ui::State::personal);
  auto key = node(3, ui::Role::key, "7", "");
  key.state.set(ui::State::pressed);
  for (const auto& one : {field, words, key, node(4, ui::Role::key, "8", "")}) tree.add(one);
  const ui::Tree seen = kiosk::seen_from_afar(tree);
  CHECK(seen.nodes().size() == 4);
  CHECK(has(seen.dump(), "text_field \"Phone number\""));
  CHECK_FALSE(has(seen.dump(), "0401234567"));
  CHECK_FALSE(has(seen.to_json(), "0401234567"));
  CHECK_FALSE(has(seen.dump(), "pressed"));  // which key it is would tell the number
  ui::Image picture{60, 30, std::vector<std::uint32_t>(60 * 30)};
  for (std::size_t i = 0; i < picture.pixels.size(); ++i)
    picture.pixels[i] = 0xff000000u + static_cast<unsigned>(i);
  kiosk::hide_in_picture(tree, 0, picture);
  for (const auto& one : tree.nodes()) CHECK(colours_in(picture, one.rect) == 1);
  CHECK(colours_in(picture, {0, 0, 18, 9}) == 18 * 9);  // away from the keys all stays
}

TEST_CASE("what is behind a dialog leaves in no form, and cannot be touched") {
  Room room(true);
  room.name.set("Aino Virtanen");
  (void)room.ask({R"({"do":"tree"})"});
  const auto go = static_cast<std::uint32_t>(room.app->context().tree().find(ui::Role::button, "Go")->id);
  room.has_dialog = true;
  const std::vector<std::string> looks = {R"({"do":"tree"})", R"({"do":"tree","form":"json"})",
                                          R"({"do":"picture"})"};
  const auto seen = room.ask(looks);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(has(seen[i], "Still there?"));
    for (const auto* part : {"Go", "Name", "Aino", "Room", "pressed"}) CHECK_FALSE(has(seen[i], part));
  }
  const auto& dialog = *room.app->context().tree().find(ui::Role::dialog, "Still there?");
  const auto picture = picture_in(seen[2], room.dir.path());
  const ui::Rect& card = dialog.rect;
  CHECK(colours_in(picture, {0, 0, 540, card.y - 1}) == 1);
  CHECK(colours_in(picture, {0, card.bottom() + 1, 540, 959 - card.bottom()}) == 1);
  CHECK(colours_in(picture, {0, 0, card.x - 1, 960}) == 1);
  CHECK(colours_in(picture, card) > 10);

  const auto refused = room.ask({R"({"do":"act","id":)" + std::to_string(go) + "}",
                                 R"({"do":"tap","id":)" + std::to_string(go) + "}",
                                 R"({"do":"act","role":"button","label":"Go"})"});
  CHECK(has(refused[0], "\"forbidden\""));
  CHECK(has(refused[1], "\"forbidden\""));
  CHECK_FALSE(has(refused[0], "Go"));
  CHECK(has(refused[2], "\"not_found\""));
  CHECK(room.pressed == 0);
}
