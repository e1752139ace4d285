// Sounds, keypad and watchdog.
#include <fcntl.h>
#include <linux/input.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <thread>

#include "core/base/file.h"
#include "drivers/audio/mixer.h"
#include "drivers/audio/sim_audio.h"
#include "drivers/keypad/keypad.h"
#include "drivers/watchdog/watchdog.h"
#include "tests/support/eventually.h"
#include "tests/support/paths.h"

using namespace vuoro;
using namespace vuoro::drivers;

namespace {

/// Level of one pitch in a stretch of samples (Goertzel).
double level_at(const std::vector<float>& samples, double from_s, double to_s, double pitch_hz) {
  double in_phase = 0, quadrature = 0;
  const auto first = static_cast<std::size_t>(from_s * k_sound_rate_hz),
             last = static_cast<std::size_t>(to_s * k_sound_rate_hz);
  for (std::size_t i = first; i < last; ++i) {
    const double angle = 2 * M_PI * pitch_hz * static_cast<double>(i) / k_sound_rate_hz;
    in_phase += samples[i] * std::cos(angle);
    quadrature += samples[i] * std::sin(angle);
  }
  return std::hypot(in_phase, quadrature) / static_cast<double>(last - first);
}

}  // namespace

TEST_CASE("sounds begin and end in silence and never clip; the chime is a falling third") {
  for (const Sound sound : {Sound::chime, Sound::click, Sound::notice}) {
    INFO(name_of(sound));
    const auto samples = synthesize(sound);
    const auto loudest = std::max_element(samples.begin(), samples.end(),
                                          [](float a, float b) { return std::abs(a) < std::abs(b); });
    CHECK(std::abs(*loudest) > 0.1F);
    CHECK(std::abs(*loudest) < 0.95F);
    CHECK(std::abs(samples.front()) < 0.001F);
    CHECK(std::abs(samples.back()) < 0.001F);
  }
  const auto chime = synthesize(Sound::chime);
  CHECK(level_at(chime, 0.05, 0.40, 659.26) > 10 * level_at(chime, 0.05, 0.40, 523.25));
  CHECK(level_at(chime, 0.8, 1.4, 523.25) > level_at(chime, 0.8, 1.4, 659.26));
  CHECK(synthesize(Sound::click).size() < k_sound_rate_hz / 10);
}

TEST_CASE("the mixer plays sounds over each other, as loud as set, and falls quiet") {
  Mixer mixer;
  mixer.tune();
  std::vector<float> out(512);
  mixer.fill(out);
  CHECK(std::all_of(out.begin(), out.end(), [](float sample) { return sample == 0; }));
  CHECK(mixer.quiet());
  const auto click = synthesize(Sound::click);
  mixer.play(Sound::click);
  mixer.play(Sound::click);
  mixer.set_volume(50);
  mixer.fill(out);
  CHECK(out[100] == Approx(2 * 0.25F * click[100]));
  for (int i = 0; i < 10; ++i) mixer.fill(out);
  CHECK(mixer.quiet());
  for (int i = 0; i < 100; ++i) mixer.play(Sound::chime);
  mixer.set_volume(900);
  mixer.fill(out);
  CHECK(std::all_of(out.begin(), out.end(), [](float sample) { return std::abs(sample) <= 1; }));
  mixer.clear();
  CHECK(mixer.quiet());
}

TEST_CASE("SDL's dummy device is played on; without a driver nothing is heard and nothing fails") {
  {
    const auto audio = make_sdl_audio();
    REQUIRE(test::eventually([&] { return audio->available(); }));
    audio->set_volume(30);
    audio->play(Sound::chime);
    audio->play(Sound::click);
  }
  REQUIRE(::setenv("SDL_AUDIODRIVER", "no-such-driver", 1) == 0);
  {
    const auto audio = make_sdl_audio();
    audio->play(Sound::chime);
    CHECK_FALSE(audio->available());
  }
  REQUIRE(::setenv("SDL_AUDIODRIVER", "dummy", 1) == 0);
}

TEST_CASE("a sound device that nobody needs is given back, and is there again when somebody comes") {
  const auto device_open = [] {
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task"))
      if (const auto name = read_file(task.path() / "comm", 64); name && name->starts_with("SDLAudio"))
        return true;
    return false;
  };
  const auto audio = make_sdl_audio(std::chrono::milliseconds(20));
  REQUIRE(test::eventually([&] { return audio->available(); }));
  REQUIRE(test::eventually([&] { return !device_open(); }));
  CHECK(audio->available());
  // Asked for again and again, or it may come and go between two looks.
  CHECK(test::eventually([&] { return audio->expect(), device_open(); }));
  REQUIRE(test::eventually([&] { return !device_open(); }));
  CHECK(test::eventually([&] { return audio->play(Sound::click), device_open(); }));
}

TEST_CASE("the simulated player writes down sound, volume and time") {
  ManualClock clock{WallTime{}};
  SimAudio audio(clock);
  audio.play(Sound::click);
  clock.advance(Millis(250));
  audio.set_volume(-5);
  audio.play(Sound::chime);
  const auto log = audio.log();
  REQUIRE(log.size() == 2);
  CHECK(log[0].sound == Sound::click);
  CHECK(log[0].volume_percent == 100);
  CHECK(log[1].sound == Sound::chime);
  CHECK(log[1].volume_percent == 0);
  CHECK(log[1].time - log[0].time == Millis(250));
}

TEST_CASE("keypad keys have names, and every meaning has a key") {
  const KeypadMap map = default_keypad_map();
  for (const char* name : {"up", "down", "back", "next", "select", "help", "volume"}) {
    const auto key = keypad_key_by_name(name);
    REQUIRE(key);
    CHECK(name_of(*key) == name);
    CHECK(std::any_of(map.begin(), map.end(), [&](const auto& entry) { return entry.second == *key; }));
  }
  CHECK_FALSE(keypad_key_by_name("sideways"));
  CHECK(make_keypad("evdev://relative", map).error().code == Errc::invalid_argument);
  CHECK(make_keypad("/dev/input/event0", map).error().code == Errc::invalid_argument);
}

TEST_CASE("presses and repeats of mapped keys arrive, releases and others do not") {
  test::TempDir folder;
  const std::string path = (folder.path() / "event0").string();
  // A pipe stands for the device: the same records, no hardware.
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const int device = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(device >= 0);
  std::mutex mutex;
  std::condition_variable changed;
  std::string got;
  const auto keypad =
      make_keypad("evdev://" + path, {{KEY_UP, KeypadKey::up}, {KEY_ENTER, KeypadKey::select}});
  REQUIRE(keypad);
  (*keypad)->start([&](KeypadKey key, bool repeat) {
    const std::lock_guard lock(mutex);
    got += std::string(name_of(key)) + (repeat ? "+ " : " ");
    changed.notify_all();
  });
  const auto send = [&](std::uint16_t type, std::uint16_t code, std::int32_t value) {
    input_event event{};
    event.type = type;
    event.code = code;
    event.value = value;
    REQUIRE(::write(device, &event, sizeof event) == sizeof event);
  };
  send(EV_KEY, KEY_UP, 1);
  send(EV_KEY, KEY_UP, 2);
  send(EV_KEY, KEY_UP, 0);
  send(EV_MSC, KEY_UP, 1);
  send(EV_KEY, KEY_A, 1);
  send(EV_KEY, KEY_ENTER, 1);
  {
    std::unique_lock lock(mutex);
    CHECK(changed.wait_for(lock, std::chrono::seconds(10),
                           [&] { return got.find("select") != std::string::npos; }));
    CHECK(got == "up up+ select ");
  }
  CHECK((*keypad)->connected());
  ::close(device);
  CHECK(test::eventually([&] { return !(*keypad)->connected(); }));
  (*keypad)->stop();
}

TEST_CASE("the watchdog speaks sd_notify, at half its interval, and is quiet outside systemd") {
  test::TempDir folder;
  const std::string path = (folder.path() / "notify").string();
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  const auto received = [&] {
    char buffer[512];
    const ssize_t count = ::recv(socket, buffer, sizeof buffer, MSG_DONTWAIT);
    return count < 0 ? std::string() : std::string(buffer, static_cast<std::size_t>(count));
  };
  ManualClock clock{WallTime{}};
  {
    const auto watchdog = make_systemd_watchdog(clock);
    CHECK_FALSE(watchdog->interval());
    watchdog->ready();
    watchdog->alive();
    CHECK(received().empty());
  }
  REQUIRE(::setenv("NOTIFY_SOCKET", path.c_str(), 1) == 0);
  REQUIRE(::setenv("WATCHDOG_USEC", "4000000", 1) == 0);
  const auto watchdog = make_systemd_watchdog(clock);
  CHECK(watchdog->interval() == Millis(4000));
  watchdog->ready();
  CHECK(received() == "READY=1");
  watchdog->alive();
  CHECK(received() == "WATCHDOG=1");
  clock.advance(Millis(1999));
  watchdog->alive();
  CHECK(received().empty());
  clock.advance(Millis(1));
  watchdog->alive();
  CHECK(received() == "WATCHDOG=1");
  watchdog->status("12 tickets\nREADY=0");
  CHECK(received() == "STATUS=12 tickets");
  watchdog->stopping();
  CHECK(received() == "STOPPING=1");
  ::unsetenv("NOTIFY_SOCKET");
  ::unsetenv("WATCHDOG_USEC");
  ::close(socket);
}

TEST_CASE("a loop that has begun and does not turn is noticed once; one that turns or has ended is not") {
  const auto make = [](std::atomic<int>& times) {
    return make_thread_watchdog(Millis(5), 200, [&times] { ++times; });
  };
  std::atomic<int> of_new = 0, of_hung = 0, of_ended = 0, of_turning = 0;
  const auto begun = make(of_new), ended = make(of_ended), turning = make(of_turning), hung = make(of_hung);
  CHECK(*turning->interval() < Millis(5 * 200));
  for (const auto* one : {&ended, &turning, &hung}) (*one)->ready();
  ended->stopping();
  CHECK(test::eventually([&] {
    turning->alive();
    return of_hung > 0;
  }));
  CHECK(of_hung == 1);
  CHECK(of_new == 0);
  CHECK(of_ended == 0);
  CHECK(of_turning == 0);
}
