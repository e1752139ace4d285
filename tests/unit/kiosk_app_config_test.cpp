// The kiosk's configuration is read strictly.
#include <catch2/catch.hpp>

#include "core/base/file.h"
#include "kiosk/app/config.h"
#include "tests/support/paths.h"

using namespace vuoro;
using kiosk::parse_config;

namespace {

const std::string k_least = R"(role = "terminal"
state_dir = "state"
[server]
device_url = "https://lobby.example:8444"
ca_file = "ca.pem"
)";

std::string why(const std::string& text) {
  const auto parsed = parse_config(text, "/etc/vuoro");
  return parsed ? "" : parsed.error().to_string();
}

}  // namespace

TEST_CASE("the least configuration gives the usual values, paths from the file's folder") {
  const auto config = parse_config(k_least, "/etc/vuoro");
  INFO(why(k_least));
  REQUIRE(config.has_value());
  CHECK(config->role == kiosk::KioskRole::terminal);
  CHECK(config->state_dir == "/etc/vuoro/state");
  CHECK(config->server.ca_file == "/etc/vuoro/ca.pem");
  CHECK(config->window.width == 1080);
  CHECK(config->window.renderer == "auto");
  CHECK(config->visit.idle == std::chrono::seconds(60));
  CHECK(config->remote.socket.empty());
  CHECK_FALSE(config->remote.act);
}

TEST_CASE("everything that can be set is set") {
  const auto config = parse_config(R"(role = "display"
state_dir = "/var/lib/vuoro-kiosk"
languages = ["fi", "en"]
theme = "high-contrast"
log_level = "debug"
[server]
device_url = "https://h:1"
ca_file = "/ca.pem"
[window]
fullscreen = true
width = 1920
height = 1080
display = 1
px_per_mm = 2.5
hide_pointer = true
[visit]
idle_seconds = 90
warning_seconds = 45
[printer]
uri = "tcp://127.0.0.1:9100"
profile = "epson-58"
[scanner]
uri = "images:///tmp/codes"
[sound]
speech = false
effects = false
[service]
pin_hash = "$argon2id$..."
[remote]
socket = "/run/vuoro/hand"
act = true
)",
                                   "/");
  REQUIRE(config.has_value());
  CHECK(config->role == kiosk::KioskRole::display);
  CHECK(config->languages == std::vector<std::string>{"fi", "en"});
  CHECK(config->window.px_per_mm == 2.5);
  CHECK(config->printer.profile == "epson-58");
  CHECK(config->remote.act);
  CHECK_FALSE(config->sound.speech);
}

TEST_CASE("what is wrong is named") {
  CHECK(why("role = ") != "");
  CHECK(why("state_dir = \"x\"\n").find("role") != std::string::npos);
  CHECK(why("role = \"robot\"\n" + k_least.substr(k_least.find('\n') + 1)).find("role: must be") !=
        std::string::npos);
  CHECK(why("colour = 1\n" + k_least).find("colour: unknown key") != std::string::npos);
  CHECK(why(k_least + "[window]\nwdith = 5\n").find("window.wdith: unknown key") != std::string::npos);
  CHECK(why(k_least + "[window]\nwidth = \"wide\"\n").find("window.width: expected a whole number") !=
        std::string::npos);
  CHECK(parse_config(k_least + "[window]\nrenderer = \"cpu\"\n", "/")->window.renderer == "cpu");
  CHECK(
      why(k_least + "[window]\nrenderer = \"vulkan\"\n").find("window.renderer: must be auto, cpu or gpu") !=
      std::string::npos);
  CHECK(why(k_least + "[window]\nwidth = 5\n").find("window.width: must be 320 to 7680") !=
        std::string::npos);
  CHECK(why(k_least + "[visit]\nwarning_seconds = 5\n").find("visit.warning_seconds") != std::string::npos);
  CHECK(why(k_least + "[sound]\nspeech = 1\n").find("sound.speech: expected true or false") !=
        std::string::npos);
  CHECK(why(k_least + "[printer]\nuri = 5\n").find("printer.uri: expected a text") != std::string::npos);
  CHECK(why("role = \"terminal\"\nstate_dir = \"s\"\n").find("server.device_url") != std::string::npos);
  CHECK(why("role = \"terminal\"\nstate_dir = \"s\"\n[server]\ndevice_url = \"http://h\"\nca_file = \"c\"\n")
            .find("https://") != std::string::npos);
  CHECK(why("theme = \"../x\"\n" + k_least).find("theme") != std::string::npos);
  CHECK(why("role = \"terminal\"\nserver = 5\nstate_dir = \"s\"\n").find("server: expected a table") !=
        std::string::npos);
  CHECK(why("log_level = \"loud\"\n" + k_least).find("log_level: must be debug") != std::string::npos);
  CHECK(why(k_least + "[service]\npin_hash = \"2580\"\n").find("vuoroctl pin") != std::string::npos);
  CHECK_FALSE(kiosk::load_config("/nonexistent/kiosk.toml").has_value());
}

TEST_CASE(
    "what is wrong is named with its line, and a language that nobody speaks with those that are known") {
  CHECK(why("colour = 1\n" + k_least) == "invalid_argument: line 1: colour: unknown key");
  CHECK(why(k_least + "[window]\n\nwidth = 5\n") ==
        "invalid_argument: line 8: window.width: must be 320 to 7680");
  CHECK(why("role = \"display\"\nstate_dir = \"s\"\n\n[server]\ndevice_url = \"https://h\"\n") ==
        "invalid_argument: line 4: server.ca_file: missing");
  CHECK(why("role = \"display\"\n") == "invalid_argument: state_dir: missing");
  CHECK(why("\nlanguages = [\"fi\", \"xx\"]\n" + k_least) ==
        "invalid_argument: line 2: languages: \"xx\" is not known; known are fi, sv, en, ru, ar");
  CHECK(why("languages = [\"fi\", \"sv\", \"en\", \"ru\", \"ar\"]\n" + k_least).empty());
  const test::TempDir folder;
  const auto file = folder.path() / "kiosk.toml";
  REQUIRE(write_file_durably(file, "colour = 1\n" + k_least));
  CHECK(kiosk::load_config(file).error().message == file.string() + ": line 1: colour: unknown key");
}

TEST_CASE("the example configuration is accepted") {
  const auto config = kiosk::load_config(test::source_dir() / "kiosk" / "kiosk.example.toml");
  INFO((config ? "" : config.error().to_string()));
  REQUIRE(config);
  CHECK(config->state_dir == "/var/lib/vuoro-kiosk");
  CHECK(config->window.fullscreen);
}

TEST_CASE("keypad keys are Linux key codes, each with one meaning; without a table the usual ones hold") {
  using drivers::KeypadKey;
  const auto usual = parse_config(k_least, "/");
  REQUIRE(usual);
  CHECK(usual->keypad.keys == drivers::default_keypad_map());
  const auto own = parse_config(k_least +
                                    "[keypad]\ndevice = \"evdev:///dev/input/event3\"\n"
                                    "headset = \"evdev://jack\"\n"
                                    "[keypad.keys]\ndown = 184\nselect = [185, 28]\nheadset_in = 190\n",
                                "/");
  REQUIRE(own);
  CHECK(own->keypad.device == "evdev:///dev/input/event3");
  CHECK(own->keypad.headset == "evdev://jack");
  CHECK(own->keypad.keys == drivers::KeypadMap{{184, KeypadKey::down},
                                               {185, KeypadKey::select},
                                               {28, KeypadKey::select},
                                               {190, KeypadKey::headset_in}});
  CHECK(why(k_least + "[keypad.keys]\nsideways = 5\n").find("keypad.keys.sideways: unknown key") !=
        std::string::npos);
  CHECK(why(k_least + "[keypad.keys]\nup = 5\ndown = 5\n")
            .find("keypad.keys.down: a code that another key has") != std::string::npos);
  CHECK(why(k_least + "[keypad.keys]\nup = 768\n").find("keypad.keys.up: must be 0 to 767") !=
        std::string::npos);
  CHECK(why(k_least + "[keypad.keys]\nup = \"F13\"\n").find("keypad.keys.up") != std::string::npos);
  CHECK(why(k_least + "[keypad]\ndevice = \"/dev/input/event3\"\n").find("keypad.device: must begin with") !=
        std::string::npos);
}
