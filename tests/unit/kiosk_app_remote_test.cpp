// The remote hand: looks through the tree, touches only where allowed, answers after the frame.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <future>

#include "core/base/json.h"
#include "kiosk/app/remote_hand.h"
#include "tests/support/paths.h"
#include "ui/ui.h"

using namespace vuoro;

namespace {

/// One connection; asks a line, reads a line.
class Guest {
 public:
  explicit Guest(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size());
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Guest() { ::close(fd_); }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  std::string ask(const std::string& line) {
    const std::string out = line + "\n";
    if (::send(fd_, out.data(), out.size(), MSG_NOSIGNAL) < 0) return {};
    std::string in;
    for (char c = 0; c != '\n';) {
      if (::recv(fd_, &c, 1, 0) != 1) return in;
      in += c;
    }
    return in;
  }

 private:
  int fd_;
  bool connected_ = false;
};

/// A window with one button and one field, and the hand on it.
struct Room {
  explicit Room(bool act) {
    auto loaded = ui::load_theme(test::source_dir() / "assets/themes/standard.toml");
    REQUIRE(loaded.has_value());
    theme = *loaded;
    auto made = ui::App::create({.width_px = 540, .height_px = 960}, clock);
    REQUIRE(made.has_value());
    app = std::move(*made);
    app->view().theme = &theme;
    app->view().px_per_mm = 1.35f;
    app->show([this](ui::Context& ui) {
      auto page = ui::page(ui, "room", {.title = "Room"});
      auto content = page.content();
      if (ui::button(ui, "go", {.label = "Go"})) ++pressed;
      ui::text(ui, "count", "pressed " + std::to_string(pressed) + " scanned " + scanned);
      ui::text_field(ui, "name", {.label = "Name"}, name);
    });
    kiosk::RemoteHandSpec spec;
    spec.socket = dir.path() / "hand";
    spec.act = act;
    spec.role = "terminal";
    spec.scan = [this](const std::string& payload) { scanned = payload; };
    auto started = kiosk::RemoteHand::start(std::move(spec), *app, clock);
    REQUIRE(started.has_value());
    hand = std::move(*started);
  }
  /// Runs the loop while a guest asks on another thread.
  std::vector<std::string> ask(std::vector<std::string> lines) {
    std::atomic<bool> done{false};
    auto answers = std::async(std::launch::async, [&] {
      std::vector<std::string> out;
      Guest guest((dir.path() / "hand").string());
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
  SystemClock clock;
  ui::Theme theme;
  int pressed = 0;
  std::string scanned = "nothing";
  ui::TextEdit name;
  std::unique_ptr<ui::App> app;
  std::unique_ptr<kiosk::RemoteHand> hand;
};

bool ok(const std::string& answer) {
  return answer.find("\"ok\":true") != std::string::npos;
}
bool has(const std::string& answer, const std::string& part) {
  return answer.find(part) != std::string::npos;
}

}  // namespace

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

TEST_CASE("a hand that may only look does not touch") {
  Room room(false);
  const auto file = (room.dir.path() / "now.png").string();
  const auto answers =
      room.ask({R"({"do":"act","role":"button","label":"Go"})", R"({"do":"tap","x":10,"y":10})",
                R"({"do":"type","text":"x"})", R"({"do":"scan","payload":"x"})", R"({"do":"tree"})",
                R"({"do":"picture","file":")" + file + R"("})"});
  for (int i = 0; i < 4; ++i) CHECK(has(answers[static_cast<std::size_t>(i)], "\"forbidden\""));
  CHECK(has(answers[4], "pressed 0"));
  CHECK(ok(answers[5]));
  CHECK(std::filesystem::file_size(file) > 100);
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
