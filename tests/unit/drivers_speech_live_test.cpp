// A real speech-dispatcher with a configuration of its own and no sound card; and one that hangs.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "drivers/speech/speaker.h"
#include "tests/support/eventually.h"
#include "tests/support/paths.h"

using namespace vuoro;
using namespace vuoro::drivers;

// libspeechd 0.11 loses the 19 bytes of one message for each connection that fails (spd_open2).
extern "C" const char* __asan_default_options() {
  return "fast_unwind_on_malloc=0";
}
extern "C" const char* __lsan_default_suppressions() {
  return "leak:spd_open2";
}

namespace {

constexpr auto k_patience = std::chrono::seconds(30);
constexpr const char* k_program = "/usr/bin/speech-dispatcher";
constexpr const char* k_null_output = "/usr/lib/x86_64-linux-gnu/speech-dispatcher/spd_libao.so";

/// Events as "begin 1 end 1 ", to be waited for.
class Events : public test::AwaitedText {
 public:
  Events() : AwaitedText(k_patience) {}
  Speaker::OnEvent taker() {
    return [this](const SpeechEvent& event) {
      const char* what = event.kind == SpeechEvent::Kind::begin ? "begin "
                         : event.kind == SpeechEvent::Kind::end ? "end "
                                                                : "cancelled ";
      add(what + std::to_string(event.id) + " ");
    };
  }
};

/// A speech-dispatcher of its own: Debian's voices, sound that goes nowhere.
class Service {
 public:
  explicit Service(const std::filesystem::path& folder) : folder_(folder) {
    std::filesystem::create_directories(folder_ / "conf/modules");
    std::filesystem::create_directories(folder_ / "log");
    std::ofstream(folder_ / ".libao") << "default_driver=null\n";
    std::ofstream(folder_ / "conf/modules/espeak-ng.conf") << "EspeakIndexing 1\n";
    std::ofstream(folder_ / "conf/speechd.conf")
        << "LogLevel 1\nDefaultLanguage \"en\"\nAudioOutputMethod \"libao\"\n"
           "AddModule \"espeak-ng\" \"sd_espeak-ng\" \"espeak-ng.conf\"\n"
           "DefaultModule espeak-ng\n";
    start();
  }
  ~Service() { stop(); }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  void start() {
    const std::string home = "HOME=" + folder_.string(), run = "XDG_RUNTIME_DIR=" + folder_.string();
    std::vector<std::string> words = {k_program, "--run-single",
                                      "-c",      "unix_socket",
                                      "-S",      socket(),
                                      "-C",      (folder_ / "conf").string(),
                                      "-L",      (folder_ / "log").string(),
                                      "-P",      (folder_ / "pid").string(),
                                      "-l",      "1"};
    std::vector<char*> arguments, environment;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::vector<std::string> settings = {home, run, "PATH=/usr/bin:/bin"};
    for (std::string& setting : settings) environment.push_back(setting.data());
    environment.push_back(nullptr);
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    for (const int fd : {1, 2}) ::posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_WRONLY, 0);
    const int spawned =
        ::posix_spawn(&pid_, k_program, &files, nullptr, arguments.data(), environment.data());
    ::posix_spawn_file_actions_destroy(&files);
    REQUIRE(spawned == 0);
    REQUIRE(test::eventually([&] { return std::filesystem::exists(socket()); }, k_patience));
  }
  void stop() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGTERM);
    ::waitpid(std::exchange(pid_, 0), nullptr, 0);
    std::error_code ignored;
    std::filesystem::remove(socket(), ignored);
  }
  [[nodiscard]] std::string socket() const { return (folder_ / "sock").string(); }

 private:
  std::filesystem::path folder_;
  pid_t pid_ = 0;
};

std::size_t threads() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) ++count;
  return count;
}

}  // namespace

TEST_CASE("Finnish, Swedish and English are said by Debian's own voices, interrupted, and after a restart") {
  if (!std::filesystem::exists(k_program) || !std::filesystem::exists(k_null_output)) {
    WARN("speech-dispatcher with its libao output is not installed: nothing was said");
    return;
  }
  test::TempDir folder;
  Service service(folder.path());
  REQUIRE(::setenv("SPEECHD_ADDRESS", ("unix_socket:" + service.socket()).c_str(), 1) == 0);
  Events events;
  {
    const auto speaker = make_speech_dispatcher_speaker("vuoro-test");
    speaker->on_event(events.taker());
    REQUIRE(test::eventually([&] { return speaker->available(); }, k_patience));
    speaker->set_volume(65);
    speaker->say({"Vuoronumerosi. K 1 4 1.", "fi", SpeechPriority::normal, false});
    speaker->say({"Ditt könummer. K 1 4 1.", "sv", SpeechPriority::normal, false});
    speaker->say({"Your queue number. K 1 4 1.", "en", SpeechPriority::normal, false});
    CHECK(events.wait_for("begin 1 end 1 begin 2 end 2 begin 3 end 3 "));
    INFO(events.text());
    service.stop();
    service.start();
    speaker->say({"Hei taas.", "fi", SpeechPriority::normal, true});
    CHECK(events.wait_for("begin 1 end 1 begin 2 end 2 begin 3 end 3 begin 4 end 4 "));
  }
  ::unsetenv("SPEECHD_ADDRESS");
}

TEST_CASE("a speech service that hangs holds up nobody") {
  test::TempDir folder;
  const std::string path = (folder.path() / "dead.sock").string();
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::listen(listener, 8) == 0);  // connections are taken by the kernel, and never answered
  REQUIRE(::setenv("SPEECHD_ADDRESS", ("unix_socket:" + path).c_str(), 1) == 0);
  const std::size_t before = threads();
  Events events;
  const auto begun = std::chrono::steady_clock::now();
  {
    const auto speaker = make_speech_dispatcher_speaker("vuoro-test");
    speaker->on_event(events.taker());
    for (int i = 0; i < 200; ++i) {
      speaker->say({"Kukaan ei kuule.", "fi", SpeechPriority::normal, true});
      speaker->set_volume(i % 100);
      speaker->stop();
    }
    CHECK_FALSE(speaker->available());
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(2));
  }
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(10));
  CHECK(test::eventually([&] { return threads() <= before; }, k_patience));  // nor does its thread stay
  ::close(listener);
  ::unsetenv("SPEECHD_ADDRESS");
}
