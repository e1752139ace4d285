// The assistive keypad and the headset's jack, over a pipe that stands for the device.
#include <fcntl.h>
#include <linux/input.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>

#include "drivers/keypad/evdev_bytes.h"
#include "drivers/keypad/keypad.h"
#include "tests/support/eventually.h"
#include "tests/support/paths.h"

using namespace vuoro;
using namespace vuoro::drivers;

namespace {

constexpr auto k_patience = std::chrono::seconds(20);

input_event record(std::uint16_t type, std::uint16_t code, std::int32_t value) {
  input_event event{};
  event.type = type;
  event.code = code;
  event.value = value;
  return event;
}

std::vector<std::byte> bytes_of(const std::vector<input_event>& events) {
  std::vector<std::byte> out(events.size() * sizeof(input_event));
  std::memcpy(out.data(), events.data(), out.size());
  return out;
}

std::string words(const std::vector<EvdevEvent>& events) {
  std::string out;
  for (const EvdevEvent& event : events)
    out += (event.is_switch ? "switch " : "key ") + std::to_string(event.code) + "=" +
           std::to_string(event.value) + " ";
  return out;
}

/// What a keypad told, to be waited for.
class Heard : public test::AwaitedText {
 public:
  Heard() : AwaitedText(k_patience) {}
  Keypad::OnKey taker() {
    return [this](KeypadKey key, bool repeat) { add(std::string(name_of(key)) + (repeat ? "+ " : " ")); };
  }
};

struct Pipe {
  explicit Pipe(const std::string& at) : path(at) {
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    open();
  }
  ~Pipe() { close(); }
  void open() {
    fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(fd >= 0);
  }
  void close() {
    if (fd >= 0) ::close(fd);
    fd = -1;
  }
  void send(std::uint16_t type, std::uint16_t code, std::int32_t value) const {
    const input_event event = record(type, code, value);
    REQUIRE(::write(fd, &event, sizeof event) == sizeof event);
  }
  std::string path;
  int fd = -1;
};

}  // namespace

TEST_CASE("records come whole out of whatever pieces they were read in") {
  const auto bytes =
      bytes_of({record(EV_MSC, MSC_SCAN, 7), record(EV_KEY, KEY_F13, 1), record(EV_SYN, SYN_REPORT, 0),
                record(EV_SW, SW_HEADPHONE_INSERT, 1), record(EV_KEY, KEY_F13, 0)});
  for (const std::size_t piece : {std::size_t(1), std::size_t(7), bytes.size()}) {
    EvdevParser parser;
    std::vector<EvdevEvent> all;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
      for (const EvdevEvent& event :
           parser.feed(std::span(bytes).subspan(at, std::min(piece, bytes.size() - at))))
        all.push_back(event);
    CHECK(words(all) == "key 183=1 switch 2=1 key 183=0 ");
    CHECK_FALSE(parser.take_lost());
  }
}

TEST_CASE("after the kernel's buffer ran over nothing stale is taken for a press") {
  EvdevParser parser;
  CHECK(words(parser.feed(bytes_of({record(EV_KEY, KEY_F14, 1), record(EV_SYN, SYN_DROPPED, 0),
                                    record(EV_KEY, KEY_F15, 1), record(EV_SW, SW_HEADPHONE_INSERT, 1)}))) ==
        "key 184=1 ");
  CHECK(parser.take_lost());
  CHECK_FALSE(parser.take_lost());
  CHECK(words(parser.feed(bytes_of({record(EV_KEY, KEY_F16, 1), record(EV_SYN, SYN_REPORT, 0),
                                    record(EV_KEY, KEY_F17, 1)}))) == "key 187=1 ");
}

TEST_CASE("the headset's plug is told once a change, by switch or by the keypad's own code") {
  test::TempDir folder;
  const Pipe pipe((folder.path() / "event0").string());
  const auto keypad = make_keypad(
      "evdev://" + pipe.path,
      {{KEY_F20, KeypadKey::headset_in}, {KEY_F21, KeypadKey::headset_out}, {KEY_F13, KeypadKey::down}});
  REQUIRE(keypad);
  Heard heard;
  (*keypad)->start(heard.taker());
  pipe.send(EV_SW, SW_HEADPHONE_INSERT, 1);
  pipe.send(EV_SW, SW_HEADPHONE_INSERT, 1);
  pipe.send(EV_SW, SW_MICROPHONE_INSERT, 1);
  pipe.send(EV_KEY, KEY_F20, 1);
  pipe.send(EV_KEY, KEY_F13, 1);
  pipe.send(EV_KEY, KEY_F21, 1);
  pipe.send(EV_SW, SW_HEADPHONE_INSERT, 0);
  pipe.send(EV_KEY, KEY_F13, 2);
  CHECK(heard.wait_for("headset_in down headset_out down+ "));
  (*keypad)->stop();
}

TEST_CASE("a keypad that is unplugged takes its headset with it, and is found again") {
  test::TempDir folder;
  Pipe pipe((folder.path() / "event0").string());
  const auto keypad = make_keypad("evdev://" + pipe.path, {{KEY_F13, KeypadKey::down}});
  REQUIRE(keypad);
  Heard heard;
  (*keypad)->start(heard.taker());
  pipe.send(EV_SW, SW_HEADPHONE_INSERT, 1);
  REQUIRE(heard.wait_for("headset_in "));
  CHECK((*keypad)->connected());
  pipe.close();
  CHECK(heard.wait_for("headset_in headset_out "));
  CHECK(test::eventually([&] { return !(*keypad)->connected(); }, k_patience));
  pipe.open();
  CHECK(test::eventually([&] { return (*keypad)->connected(); }, k_patience));
  pipe.send(EV_KEY, KEY_F13, 1);
  CHECK(heard.wait_for("headset_in headset_out down "));
  (*keypad)->stop();
  pipe.send(EV_KEY, KEY_F13, 1);
  CHECK(heard.text() == "headset_in headset_out down ");
}

TEST_CASE("a keypad that is not there, or may not be read, is waited for without a word too many") {
  test::TempDir folder;
  const auto keypad = make_keypad("evdev://" + (folder.path() / "none").string(), default_keypad_map());
  REQUIRE(keypad);
  Heard heard;
  (*keypad)->start(heard.taker());
  CHECK_FALSE((*keypad)->connected());
  (*keypad)->stop();
  (*keypad)->stop();
  CHECK(heard.text().empty());
  CHECK(make_keypad("evdev://jack", {}).has_value());
  CHECK(make_keypad("evdev://", {}).error().code == Errc::invalid_argument);
}

TEST_CASE("a keypad is learned key by key; a key pressed for a second meaning is said and asked again") {
  std::string asked, said;
  int next = 183;
  KeypadTeaching teaching;
  teaching.ask = [&](KeypadKey key) { asked += std::string(name_of(key)) + " "; };
  teaching.code = [&]() -> std::optional<int> {
    const int code = next++;
    if (code == 186) return std::nullopt;  // there is no such key on this one
    return code == 188 ? 183 : code > 192 ? 184 : code;
  };
  teaching.taken = [&](int code, KeypadKey has) {
    said += std::to_string(code) + " is " + std::string(name_of(has)) + "; ";
  };
  const std::string lines = learn_keypad(teaching);
  CHECK(lines ==
        "[keypad.keys]\nup = 183\ndown = 184\nback = 185\nselect = 187\nhelp = 189\nrepeat = 190\n"
        "volume = 191\nvolume_up = 192\n");
  CHECK(asked.starts_with("up down back next select help help repeat volume volume_up volume_down "
                          "volume_down volume_down speech "));
  CHECK(asked.ends_with("headset_in headset_in headset_in headset_out headset_out headset_out "));
  CHECK(said.starts_with("183 is up; 184 is down; 184 is down; "));
}

TEST_CASE("a keypad to learn is named by its path or as the configuration names it") {
  CHECK(keypad_device_path("/dev/input/event3").value_or("") == "/dev/input/event3");
  CHECK(keypad_device_path("evdev:///dev/input/event3").value_or("") == "/dev/input/event3");
  for (const char* wrong : {"evdev://jack", "event3", "", "evdev://"})
    CHECK(keypad_device_path(wrong).error().code == Errc::invalid_argument);
}

TEST_CASE("the next key's code is read from the device, or that nobody pressed one") {
  test::TempDir folder;
  const Pipe pipe((folder.path() / "event0").string());
  CHECK(read_key_code(pipe.path, 1).error().code == Errc::timeout);
  CHECK(read_key_code(pipe.path + "x", 1).error().code == Errc::not_found);
  // A pipe keeps what is written before it is read.
  pipe.send(EV_KEY, KEY_F13, 0);
  pipe.send(EV_KEY, KEY_F14, 1);
  CHECK(read_key_code(pipe.path, 20'000).value_or(-1) == KEY_F14);
}

TEST_CASE("the simulated keypad is plugged out and in") {
  SimKeypad keypad;
  Heard heard;
  keypad.start(heard.taker());
  keypad.press(KeypadKey::next);
  keypad.plug(false);
  keypad.press(KeypadKey::next);
  keypad.plug(true);
  keypad.press(KeypadKey::select, true);
  CHECK(heard.text() == "next select+ ");
}
