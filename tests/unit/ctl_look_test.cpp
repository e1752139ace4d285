// vuoroctl look, tap, act, type and key against a real hand on a real window.
#include <sys/stat.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <future>
#include <sstream>

#include "core/base/file.h"
#include "core/base/json.h"
#include "ctl/commands.h"
#include "kiosk/app/remote_hand.h"
#include "tests/support/paths.h"
#include "tests/support/small_window.h"
#include "ui/ui.h"

using namespace vuoro;
using namespace vuoro::ctl;
using Do = kiosk::RemoteAsk::Do;

namespace {

/// A window with a button, a field and a PIN, whose loop runs while a command is at work on another thread.
struct Kiosk : test::SmallWindow {
  explicit Kiosk(bool act) {
    pin.set("2580");
    app->show([this](ui::Context& ui) {
      auto page = ui::page(ui, "room", {.title = "Room"});
      auto content = page.content();
      if (ui::button(ui, "go", {.label = "Go"})) ++pressed;
      ui::text_field(ui, "name", {.label = "Name"}, name);
      ui::text_field(ui, "pin", {.label = "PIN", .masked = true, .active = false}, pin);
    });
    kiosk::RemoteHandSpec spec;
    spec.socket = socket();
    spec.act = act;
    auto started = kiosk::RemoteHand::start(std::move(spec), *app, clock);
    REQUIRE(started.has_value());
    hand = std::move(*started);
  }
  [[nodiscard]] std::filesystem::path socket() const { return dir.path() / "hand"; }

  Result<Exit> run(const std::function<Result<Exit>()>& command) {
    std::atomic<bool> done{false};
    auto result = std::async(std::launch::async, [&] {
      auto out = command();
      done = true;
      app->posts().post([] {});
      return out;
    });
    while (!done) {
      app->pump(std::chrono::milliseconds(50));
      hand->after_frame();
    }
    return result.get();
  }
  Result<Exit> look(LookOptions options, std::ostream& out) {
    options.socket = socket();
    return run([&] { return run_look(options, out); });
  }
  Result<Exit> act(kiosk::RemoteAsk ask, const std::string& at = {}) {
    return run([&] { return run_hand({socket(), ask, at}); });
  }

  test::TempDir dir;
  int pressed = 0;
  ui::TextEdit name, pin;
  std::unique_ptr<kiosk::RemoteHand> hand;
};

}  // namespace

TEST_CASE("vuoroctl look shows the tree as text and JSON, and the picture; no PIN in any", "[ctl]") {
  Kiosk kiosk(false);
  std::ostringstream text, as_json;
  CHECK(kiosk.look({}, text).value() == Exit::done);
  CHECK(text.str().find("button \"Go\"") != std::string::npos);
  LookOptions options;
  options.as_json = true;
  CHECK(kiosk.look(options, as_json).value() == Exit::done);
  const auto nodes = parse_json(as_json.str()).value();
  bool has_go = false;
  for (const auto& node : nodes.as_array()) has_go = has_go || node.at("label").as_string() == "Go";
  CHECK(has_go);
  for (const auto& out : {text.str(), as_json.str()}) {
    CHECK(out.find("2580") == std::string::npos);
    CHECK(out.find("•") == std::string::npos);
  }
  options.as_json = false;
  options.png = kiosk.dir.path() / "now.png";
  std::ostringstream nothing;
  CHECK(kiosk.look(options, nothing).value() == Exit::done);
  CHECK(nothing.str().empty());
  struct stat info {};
  REQUIRE(::stat(options.png.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  const auto picture = ui::load_png(options.png);
  REQUIRE(picture.has_value());
  CHECK(picture->width == 540);

  options.png = "-";
  std::ostringstream streamed;
  CHECK(kiosk.look(options, streamed).value() == Exit::done);
  CHECK_FALSE(std::filesystem::exists("-"));
  const auto piped = kiosk.dir.path() / "piped.png";
  REQUIRE(write_file_durably(piped, streamed.str()).has_value());
  CHECK(ui::load_png(piped).value().width == 540);
}

TEST_CASE("vuoroctl acts where it is allowed: by place, label and id, with letters and keys", "[ctl]") {
  Kiosk kiosk(true);
  std::ostringstream out;
  REQUIRE(kiosk.look({}, out));
  const auto at = kiosk.app->context().tree().find(ui::Role::button, "Go")->rect.centre();
  CHECK(kiosk.act({.what = Do::tap},
                  std::to_string(static_cast<int>(at.x)) + "," + std::to_string(static_cast<int>(at.y))));
  CHECK(kiosk.pressed == 1);  // applied when it has been answered
  CHECK(kiosk.act({.what = Do::act, .role = "button", .label = "Go"}));
  CHECK(kiosk.pressed == 2);
  CHECK(kiosk.act(
      {.what = Do::act, .role = "text_field", .label = "Name", .action = "set_text", .text = "Ain"}));
  CHECK(kiosk.act({.what = Do::tap, .role = "text_field", .label = "Name"}));
  CHECK(kiosk.act({.what = Do::type, .text = "oo"}));
  CHECK(kiosk.act({.what = Do::key, .text = "backspace"}));
  CHECK(kiosk.name.text == "Aino");

  CHECK(kiosk.act({.what = Do::act, .role = "button", .label = "No"}).error().code == Errc::not_found);
  CHECK(kiosk.act({.what = Do::act, .role = "wizard", .label = "Go"}).error().code == Errc::invalid_argument);
  for (const auto* wrong : {"5", "5,", ",5", "5,6,7", "-1,2", "5;6", "a,b"}) {
    CHECK(kiosk.act({.what = Do::tap}, wrong).error().code == Errc::invalid_argument);
  }
  CHECK(kiosk.act({.what = Do::tap}).error().code == Errc::invalid_argument);
  CHECK(kiosk.act({.what = Do::key, .text = "any"}).error().code == Errc::invalid_argument);
  CHECK(kiosk.pressed == 2);
}

TEST_CASE("vuoroctl says how acting is allowed, and when nobody answers", "[ctl]") {
  Kiosk kiosk(false);
  const auto refused = kiosk.act({.what = Do::act, .role = "button", .label = "Go"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::forbidden);
  CHECK(refused.error().message.find("act = true under [remote]") != std::string::npos);
  CHECK(kiosk.pressed == 0);
  std::ostringstream out;
  LookOptions nobody;
  nobody.socket = kiosk.dir.path() / "nobody";
  const auto missing = run_look(nobody, out);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == Errc::unavailable);
  nobody.socket = std::string(200, 'x');
  CHECK(run_look(nobody, out).error().code == Errc::invalid_argument);
}
