// What is said aloud, under a clock of its own: in order, nothing dropped, never two at once, and soon.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "drivers/audio/sim_audio.h"
#include "drivers/speech/sim_speaker.h"
#include "kiosk/display/announcer.h"
#include "tests/screens/stage.h"

using namespace vuoro;
using namespace vuoro::test;
using std::chrono::seconds;

namespace {

constexpr Millis k_tick{20};

/// One sentence in the first language names one call.
struct Said {
  std::string number;
  MonoTime begun;
};

/// A display's voice in a lobby without end; the test calls, recalls and puts back.
struct Hall {
  explicit Hall(std::vector<std::string> tags, Millis per_character = Millis(60))
      : languages_spoken(std::move(tags)), speaker(clock, per_character) {
    speaker.on_event([this](const drivers::SpeechEvent& event) { heard.push_back(event); });
    lobby.edit().tickets.clear();
    look();
  }
  void look() {
    lobby.publish();
    announcer.look(*lobby.view(), lobby.view()->device.display, languages_spoken, clock.wall());
  }
  void tick() {
    clock.advance(k_tick);
    speaker.run();
    for (const auto& event : std::exchange(heard, {})) announcer.heard(event);
    announcer.step();
  }
  void pass(Millis time) {
    for (Millis gone{0}; gone < time; gone += k_tick) tick();
  }
  Ticket& ticket(const std::string& number) {
    for (Ticket& one : lobby.edit().tickets) {
      if (one.number == number) return one;
    }
    return lobby.add_ticket(number, lobby.queue("A"), TicketState::waiting, std::chrono::minutes(5));
  }
  void call(const std::string& number) {
    Ticket& one = ticket(number);
    one.state = TicketState::called;
    one.called_at = clock.wall();
    one.counter_id = lobby.view()->counters.front().id;
    ++one.calls;
  }
  /// What was said in the first language, in order.
  [[nodiscard]] std::vector<Said> said() const {
    std::vector<Said> out;
    for (const auto& line : speaker.log()) {
      if (line.language != languages_spoken.front() || !line.begun) continue;
      const std::size_t at = line.text.find("A ");
      if (at != std::string::npos) out.push_back({"A" + line.text.substr(at + 2, 3), *line.begun});
    }
    return out;
  }
  [[nodiscard]] std::vector<std::string> texts() const {
    std::vector<std::string> out;
    for (const auto& line : speaker.log()) out.push_back(line.language + ": " + line.text);
    return out;
  }
  /// Chimes and sentences, none within another.
  void check_apart() const {
    struct Sound {
      MonoTime from, to;
    };
    std::vector<Sound> all;
    for (const auto& chime : audio.log()) all.push_back({chime.time, chime.time + kiosk::k_chime});
    for (const auto& line : speaker.log()) {
      REQUIRE(line.begun);
      REQUIRE(line.ended);
      REQUIRE_FALSE(line.cancelled);
      all.push_back({*line.begun, *line.ended});
    }
    std::sort(all.begin(), all.end(), [](const Sound& a, const Sound& b) { return a.from < b.from; });
    for (std::size_t i = 1; i < all.size(); ++i) REQUIRE(all[i].from >= all[i - 1].to);
  }

  ManualClock clock{k_lobby_now};
  FakeLobby lobby{clock};
  std::vector<std::string> languages_spoken;
  drivers::SimSpeaker speaker;
  drivers::SimAudio audio{clock};
  std::vector<drivers::SpeechEvent> heard;
  kiosk::Announcer announcer{speaker, audio, languages(), clock};
};

struct Promise {
  std::string number;
  MonoTime called;
  Millis within;
};

}  // namespace

TEST_CASE("calls are said in order, none is dropped, none overlaps, each within the stated time") {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const auto below = [&](unsigned n) { return random() % n; };
    const std::vector<std::string> all{"fi", "sv", "en"};
    Hall hall({all.begin(), all.begin() + 1 + static_cast<long>(below(3))}, Millis(20 + below(70)));
    // A hundred and twenty calls in bursts: one clerk now and then, or all of them at once.
    std::vector<Promise> promises;
    int number = 100;
    while (number < 220) {
      const unsigned burst = below(4) == 0 ? 1 + below(14) : 1 + below(2);
      for (unsigned i = 0; i < burst && number < 220; ++i) {
        const std::string name = "A" + std::to_string(++number);
        const Promise promise{name, hall.clock.mono(), Millis(0)};
        promises.push_back(promise);
        promises.back().within =
            Millis(static_cast<int>(hall.announcer.waiting()));  // how many wait before it
        hall.call(name);
        hall.look();
        if (below(2) == 0) hall.pass(Millis(below(1500)));
      }
      hall.pass(Millis(below(40'000)));
    }
    hall.pass(std::chrono::minutes(20));
    CHECK(hall.announcer.waiting() == 0);
    hall.check_apart();

    Millis longest{0};
    for (const auto& line : hall.speaker.log()) longest = std::max(longest, *line.ended - *line.begun);
    const auto said = hall.said();
    REQUIRE(said.size() == promises.size());
    for (std::size_t i = 0; i < said.size(); ++i) {
      REQUIRE(said[i].number == promises[i].number);
      const auto ahead = static_cast<std::size_t>(promises[i].within.count());
      const Millis bound = kiosk::said_within(ahead, hall.languages_spoken.size(), longest);
      // Each step may come one tick late.
      const Millis late = k_tick * static_cast<int>(8 + 4 * ahead);
      REQUIRE(said[i].begun - promises[i].called <= bound + late);
    }
  }
}

TEST_CASE("the stated time is a short one: sixteen counters that call at once are heard within two minutes") {
  CHECK(kiosk::said_within(0, 3, Millis(3000)) <= seconds(24));
  CHECK(kiosk::said_within(15, 3, Millis(3000)) <= seconds(105));
}

TEST_CASE("many calls at once are said after one chime, numbers and counters only") {
  Hall hall({"fi", "sv"});
  for (int i = 101; i <= 108; ++i) hall.call("A" + std::to_string(i));
  hall.look();
  hall.pass(std::chrono::minutes(2));
  CHECK(hall.audio.log().size() == 3);  // six in a round, then the two that are left one by one
  const auto texts = hall.texts();
  REQUIRE(texts.size() == 10);
  CHECK(texts[0] == "fi: Numero A 101, palvelutiski 1");
  CHECK(texts[5] == "fi: Numero A 106, palvelutiski 1");
  CHECK(texts[6] == "fi: Numero A 107, palvelutiski 1. ala-aula");
  CHECK(texts[7] == "sv: Nummer A 107, servicedisk 1. nedre aulan");
}

TEST_CASE("a call that calls nobody any more is not said; the visitor who was called again is said once") {
  Hall hall({"fi"});
  for (const char* number : {"A101", "A102", "A103"}) hall.call(number);
  hall.look();
  hall.ticket("A102").state = TicketState::parked;
  hall.call("A103");
  hall.look();
  hall.pass(seconds(60));
  const auto said = hall.said();
  REQUIRE(said.size() == 2);
  CHECK(said[0].number == "A101");
  CHECK(said[1].number == "A103");
  hall.call("A103");  // once more, after it was said
  hall.look();
  hall.pass(seconds(30));
  CHECK(hall.said().size() == 3);
}

TEST_CASE("nothing is heard in a quiet span, but a test of the sound") {
  Hall hall({"fi"});
  hall.lobby.edit().device.display.quiet = {{"10:00", "11:00"}};  // it is 10.20
  hall.call("A101");
  hall.look();
  hall.pass(seconds(30));
  CHECK(hall.audio.log().empty());
  CHECK(hall.speaker.log().empty());
  hall.lobby.edit().device.display.chime_tests = 1;
  hall.look();
  hall.pass(seconds(30));
  CHECK(hall.audio.log().size() == 1);
  CHECK(hall.texts() == std::vector<std::string>{"fi: Tämä on äänitesti."});
  hall.lobby.edit().device.display.quiet.clear();
  hall.look();
  hall.pass(seconds(30));
  CHECK(hall.audio.log().size() == 1);  // what was called in the quiet is not said afterwards
}

TEST_CASE("back from an absence, old calls are shown and not said; so after a start") {
  Hall hall({"fi"});
  hall.call("A101");
  hall.clock.advance(seconds(40));
  hall.call("A102");
  hall.clock.advance(seconds(10));
  hall.look();  // both are news to the display; the first was made 50 s ago
  hall.pass(seconds(30));
  REQUIRE(hall.said().size() == 1);
  CHECK(hall.said()[0].number == "A102");

  kiosk::Announcer again(hall.speaker, hall.audio, languages(), hall.clock);
  again.look(*hall.lobby.view(), hall.lobby.view()->device.display, {"fi"}, hall.clock.wall());
  CHECK_FALSE(again.speaking());
}

TEST_CASE("a clock that is far behind at the start does not make the whole morning new") {
  Hall hall({"fi"});
  hall.call("A101");
  hall.lobby.publish();
  kiosk::Announcer again(hall.speaker, hall.audio, languages(), hall.clock);
  again.look(*hall.lobby.view(), hall.lobby.view()->device.display, {"fi"},
             hall.clock.wall() - std::chrono::hours(2));
  CHECK_FALSE(again.speaking());
}

TEST_CASE("a call that was made by a clock far ahead is not said when the display hears of it later") {
  Hall hall({"fi"});
  hall.call("A101");
  hall.clock.jump_wall(-std::chrono::hours(24));
  hall.look();
  hall.pass(seconds(10));
  CHECK(hall.said().empty());
  hall.call("A102");
  hall.look();
  hall.pass(seconds(10));
  CHECK(hall.said().size() == 1);
}

TEST_CASE("a call that comes back into the picture when the clock is set is not said again") {
  Hall hall({"fi"});
  hall.call("A101");
  hall.look();
  hall.pass(seconds(10));
  REQUIRE(hall.said().size() == 1);
  const auto tickets = hall.lobby.edit().tickets;
  hall.lobby.edit().tickets.clear();
  hall.look();
  hall.clock.jump_wall(-std::chrono::hours(1));
  hall.lobby.edit().tickets = tickets;
  hall.look();
  hall.pass(seconds(10));
  CHECK(hall.said().size() == 1);
  hall.call("A101");
  hall.look();
  hall.pass(seconds(10));
  CHECK(hall.said().size() == 2);
}

TEST_CASE("a voice that never ends stops nothing") {
  Hall hall({"fi"}, Millis(100'000));
  hall.call("A101");
  hall.call("A102");
  hall.look();
  hall.pass(seconds(60));
  CHECK(hall.announcer.waiting() == 0);
  CHECK(hall.audio.log().size() == 2);
}

TEST_CASE("a number that two queues gave today is said with its queue") {
  Hall hall({"en"});
  hall.ticket("A101");
  Ticket& other =
      hall.lobby.add_ticket("A101", hall.lobby.queue("K"), TicketState::waiting, std::chrono::minutes(1));
  other.id = Uuid::from_name("another ticket");
  other.service_day = hall.ticket("A101").service_day;
  hall.call("A101");
  hall.look();
  hall.pass(seconds(10));
  REQUIRE_FALSE(hall.texts().empty());
  CHECK(hall.texts()[0] == "en: Advice and city services. Number A 101, counter 1. ground floor lobby");
}
