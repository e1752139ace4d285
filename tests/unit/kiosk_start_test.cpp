// What is wrong around a terminal costs it only that: it starts, and says in the log and on the service panel
// what it could not have.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "kiosk/app/kiosk_app.h"
#include "kiosk/app/machine.h"
#include "kiosk/app/silence.h"
#include "kiosk/paper/print_desk.h"
#include "tests/support/eventually.h"
#include "tests/support/kept_log.h"
#include "tests/support/paths.h"

using namespace vuoro;
using namespace vuoro::kiosk;

namespace {

/// The installed data as the test wants them, while this lives.
class ShareDir {
 public:
  explicit ShareDir(const std::filesystem::path& folder) {
    if (const char* before = std::getenv("VUORO_SHARE_DIR")) before_ = before;
    ::setenv("VUORO_SHARE_DIR", folder.c_str(), 1);
  }
  ~ShareDir() {
    if (before_.empty())
      ::unsetenv("VUORO_SHARE_DIR");
    else
      ::setenv("VUORO_SHARE_DIR", before_.c_str(), 1);
  }
  ShareDir(const ShareDir&) = delete;
  ShareDir& operator=(const ShareDir&) = delete;

 private:
  std::string before_;
};

KioskConfig least_config(const std::filesystem::path& folder) {
  KioskConfig config;
  config.state_dir = folder / "state";
  config.server.device_url = "https://127.0.0.1:1";
  config.server.ca_file = folder / "ca.pem";
  config.window.width = 540;
  config.window.height = 960;
  config.window.renderer = "cpu";
  config.sound.speech = config.sound.effects = false;
  return config;
}

/// Starts, shows its first page, ends. @return the log.
std::string start(const KioskConfig& config, const std::filesystem::path& folder) {
  const test::KeptLog log(folder / "log");
  auto app = KioskApp::create(config);
  INFO((app ? "" : app.error().to_string()));
  REQUIRE(app);
  (*app)->quit();
  CHECK((*app)->run() == 0);
  return log.text();
}

std::size_t lines_with(const std::string& log, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = log.find(part); at != std::string::npos; at = log.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("without themes and catalogues the terminal starts with what is inside the program") {
  const test::TempDir folder;
  const ShareDir share(folder.path());
  const std::string log = start(least_config(folder.path()), folder.path());
  INFO(log);
  CHECK(lines_with(log, "\"theme_not_loaded\"") == 1);
  CHECK(lines_with(log, "theme standard") == 1);
  CHECK(lines_with(log, "\"no_catalogue\"") == 1);
  CHECK(lines_with(log, "\"theme_not_offered\"") == 2);
}

TEST_CASE("a broken theme is named with what is wrong in it, and the next one is taken") {
  const test::TempDir folder;
  const ShareDir share(folder.path());
  std::filesystem::create_directory(folder.path() / "themes");
  const auto standard = read_file(test::source_dir() / "assets/themes/standard.toml", 65536);
  REQUIRE(standard);
  REQUIRE(write_file_durably(folder.path() / "themes/city.toml", *standard + "glitter = 3\n"));
  REQUIRE(write_file_durably(folder.path() / "themes/standard.toml", *standard));
  KioskConfig config = least_config(folder.path());
  config.theme = "city";
  const std::string log = start(config, folder.path());
  INFO(log);
  CHECK(lines_with(log, "\"theme_not_loaded\"") == 1);
  CHECK(log.find("[motion] glitter: a field that is not known") != std::string::npos);

  REQUIRE(write_file_durably(folder.path() / "themes/standard.toml", "[theme"));
  CHECK(lines_with(start(config, folder.path()), "\"theme_not_loaded\"") == 2);
}

TEST_CASE("a socket that cannot be bound and a display that is not there cost only themselves") {
  const test::TempDir folder;
  KioskConfig config = least_config(folder.path());
  config.remote.socket = folder.path() / "no such folder" / "hand";
  config.window.display = 7;
  const std::string log = start(config, folder.path());
  INFO(log);
  CHECK(lines_with(log, "\"remote_not_started\"") == 1);
  CHECK(log.find("no such folder/hand") != std::string::npos);
  CHECK(lines_with(log, "\"display_absent\"") == 1);
  CHECK(log.find("\"asked\":7") != std::string::npos);
}

TEST_CASE("devices that are not there are said once each, in the log and on the service panel") {
  const test::TempDir folder;
  const SystemClock clock;
  const auto path = [&](const char* name) { return (folder.path() / name).string(); };
  KioskConfig config = least_config(folder.path());
  config.printer.uri = "file://" + path("lp9");
  config.scanner.uri = "v4l2://" + path("video9");
  config.keypad.device = "evdev://" + path("event9");
  const test::KeptLog log(folder.path() / "log");
  const auto profile = drivers::find_printer_profile(config.printer.profile);
  REQUIRE(profile);
  auto printer = drivers::make_printer(config.printer.uri, *profile, clock);
  REQUIRE(printer);
  auto scanner = drivers::make_scanner(config.scanner.uri, clock);
  REQUIRE(scanner);
  std::vector<std::unique_ptr<drivers::Keypad>> keypads;
  keypads.push_back(std::move(*drivers::make_keypad(config.keypad.device, drivers::default_keypad_map())));
  SilentSpeaker speaker;
  const std::vector<std::string> troubles = {"theme city: not found"};
  {
    PrintDesk desk(
        std::move(*printer), *profile, [](std::function<void()>) {}, nullptr, config.printer.uri);
    const Machine machine(
        {config, desk, speaker, scanner->get(), [](std::function<void()>) {}, [] {}, keypads, troubles});
    (*scanner)->start([](const drivers::Scan&) {});
    keypads.front()->start([](drivers::KeypadKey, bool) {});
    const auto told = [&] {
      return log.count("\"camera_unavailable\"") == 1 && log.count("\"keypad_absent\"") == 1 &&
             log.count("\"printer_state\"") == 1;
    };
    CHECK(test::eventually(told, std::chrono::seconds(20)));
    const MachineFacts facts = machine.facts();
    CHECK(facts.scanner == "absent");
    CHECK(facts.keypad == "absent");
    CHECK(facts.printer == "unplugged");
    CHECK(facts.troubles == troubles);
  }
  (*scanner)->stop();
  keypads.front()->stop();
  INFO(log.text());
  for (const char* name : {"lp9", "video9", "event9"}) CHECK(log.count(name) == 1);
}
