// What holds for keypad and speech on every screen.
#include <catch2/catch.hpp>
#include <set>

#include "tests/screens/listener.h"
#include "tests/screens/stops.h"
#include "ui/speech/reading.h"

using namespace vuoro;
using namespace vuoro::test;
using drivers::KeypadKey;

namespace {

/// Presses the key until it has come round. @return every node that had the focus.
std::set<ui::NodeId> go_round(Listener& v, KeypadKey key) {
  std::set<ui::NodeId> seen;
  const std::size_t most = 2 * v.stage.harness->tree().nodes().size() + 4;
  for (std::size_t i = 0; i < most; ++i) {
    v.press(key);
    const ui::Node& at = v.at();
    CHECK_FALSE(at.state.has(ui::State::offscreen));  // it was scrolled into sight
    seen.insert(at.id);
  }
  return seen;
}

}  // namespace

TEST_CASE("every control and every text of every screen can be reached, both ways, and left") {
  for (const Stop& stop : stops()) {
    Listener v("en");
    stop.reach(v.stage);
    v.stage.settle();
    INFO(stop.name << "\n" << v.stage.harness->tree_text());
    v.press(KeypadKey::down);  // the first key shows where one is
    const auto down = go_round(v, KeypadKey::down);
    const auto up = go_round(v, KeypadKey::up);
    const auto next = go_round(v, KeypadKey::next);
    bool has_keyboard = false;
    for (const ui::Node* node : ui::speech::stops(v.stage.harness->tree())) {
      INFO(ui::name_of(node->role) << " \"" << node->label << "\"");
      if (node->actions.has(ui::Action::focus)) CHECK(next.contains(node->id));
      has_keyboard = has_keyboard || node->role == ui::Role::key;
      // Rows of keys are left upwards and downwards; single keys are reached by "next".
      if (node->role == ui::Role::key) continue;
      CHECK(down.contains(node->id));
      CHECK(up.contains(node->id));
    }
  }
}

TEST_CASE("back leads from every screen to the start, where it is said that there is none") {
  for (const Stop& stop : stops()) {
    if (stop.name == "starting") continue;
    Listener v("en");
    stop.reach(v.stage);
    v.press(KeypadKey::speech);
    if (v.at().key == "fi") v.press(KeypadKey::back);  // no speech wanted after all
    for (int presses = 0; v.stage.page() != "home" && presses < 8; ++presses) {
      INFO(stop.name << "\n" << v.stage.harness->tree_text());
      const std::string before = v.stage.harness->tree_text();
      v.press(KeypadKey::back);
      (void)v.at();
      // A page that ends a job has no way back, but a way on.
      if (v.stage.harness->tree_text() == before) {
        for (const char* way : {"Done", "Close", "Continue", "To the start", "Home"}) {
          if (v.stage.harness->find(ui::Role::button, v.stage.l().t(way)) == nullptr) continue;
          v.choose(way);
          break;
        }
      }
    }
    INFO(stop.name);
    CHECK(v.stage.page() == "home");
  }
}

TEST_CASE("whatever is pressed, the focus stays on something that is there") {
  for (const Stop& stop : stops()) {
    Listener v("en");
    stop.reach(v.stage);
    v.press(KeypadKey::next);
    const std::size_t controls = 40;
    for (std::size_t i = 0; i < controls; ++i) {
      INFO(stop.name << " " << i << "\n" << v.stage.harness->tree_text());
      for (std::size_t steps = 0; steps <= i % 7; ++steps) v.press(KeypadKey::next);
      v.press(KeypadKey::select);
      if (v.guide.focused() == ui::NodeId::none) v.press(KeypadKey::next);  // the visit was ended
      (void)v.at();
    }
  }
}

TEST_CASE("without a headset nothing is said, and a finger hides the keypad's focus") {
  Listener v("en");
  v.press(KeypadKey::down);
  v.press(KeypadKey::next);
  v.press(KeypadKey::volume);
  v.stage.press("Take a queue number");
  CHECK(v.said().empty());
  CHECK(v.guide.focused() == ui::NodeId::none);
  v.press(KeypadKey::next);
  CHECK(v.at().role == ui::Role::heading);
  v.stage.harness->tap({5, 5});
  v.stage.settle();
  CHECK(v.guide.focused() == ui::NodeId::none);
  for (const ui::Node& node : v.stage.harness->tree().nodes())
    CHECK_FALSE(node.state.has(ui::State::focused));
}

TEST_CASE("the headset starts speech with a choice of language; the language being heard has the focus") {
  Listener v("fi");
  v.press(KeypadKey::headset_in);
  CHECK(v.at().key == "fi");
  keep_picture(*v.stage.harness, "listen");
  v.advance(std::chrono::seconds(8));
  CHECK(v.at().key == "sv");  // heard by now
  v.press(KeypadKey::select);
  CHECK(v.stage.l().tag() == "sv");
  const std::string said = v.said();
  CHECK(said.find("sv: Välkommen!") != std::string::npos);
  CHECK(said.find("fi: Tervetuloa") == std::string::npos);
  CHECK(v.at().role == ui::Role::heading);
}

TEST_CASE("a language is chosen by touch too, or no speech at all") {
  Listener v("fi");
  v.press(KeypadKey::headset_in);
  v.stage.press_label("English");
  CHECK(v.stage.l().tag() == "en");
  CHECK(v.said().find("en: Welcome.") != std::string::npos);
  v.unplug();
  v.press(KeypadKey::headset_in);
  v.choose("Without speech");
  CHECK_FALSE(v.guide.speaks());
  (void)v.said();
  v.press(KeypadKey::down);
  CHECK(v.said().empty());
}

TEST_CASE("unplugging ends speech; what the visitor had begun stays") {
  Listener v("en");
  v.plug_in("en");
  v.choose("Take a queue number");
  (void)v.said();
  v.unplug();
  CHECK_FALSE(v.guide.speaks());
  CHECK(v.stage.page() == "ticket");
  v.press(KeypadKey::down);
  CHECK(v.said().empty());
  CHECK(v.speaker.log().back().cancelled);
}

TEST_CASE("loudness goes by key and is as usual again after each visitor") {
  Listener v("en");
  v.plug_in("en");
  const int usual = v.speaker.volume();
  (void)v.said();
  v.press(KeypadKey::volume_up);
  CHECK(v.speaker.volume() > usual);
  CHECK(v.said() == "en: Loudness 4 of 5.\n");
  v.press(KeypadKey::volume, 2);
  CHECK(v.said() == "en: Loudness 5 of 5.\nen: Loudness 1 of 5.\n");
  CHECK(v.speaker.volume() < usual);
  v.press(KeypadKey::volume_down);
  CHECK(v.said() == "en: Loudness 1 of 5.\n");
  v.stage.terminal->home();
  v.stage.settle();
  CHECK(v.speaker.volume() == usual);
  v.press(KeypadKey::next);  // another visit with the same headset
  v.press(KeypadKey::volume_up);
  v.unplug();
  CHECK(v.speaker.volume() == usual);
}

TEST_CASE("with the visit everything is forgotten; a key with the headset still in begins anew") {
  Listener v("fi");
  v.plug_in("sv");
  v.choose("Take a queue number");
  v.advance(std::chrono::seconds(70));
  CHECK(v.said().find("sv: " + languages().of("sv").t("Are you still there?")) != std::string::npos);
  v.advance(std::chrono::seconds(31));
  CHECK(v.stage.page() == "home");
  CHECK(v.stage.l().tag() == "fi");
  CHECK(v.said().find("sv: Ditt besök är slut.") != std::string::npos);
  CHECK_FALSE(v.guide.speaks());
  CHECK(v.guide.log().size() == 1);
  CHECK(v.guide.focused() == ui::NodeId::none);
  v.press(KeypadKey::down);
  CHECK(v.guide.speaks());
  CHECK(v.said().find("fi: Voit käyttää") == 0);
}

TEST_CASE("the warning before the end is said at once; moving about is no answer, choosing one is") {
  Listener v("en");
  v.plug_in("en");
  v.choose("Take a queue number");
  v.advance(std::chrono::seconds(61));
  const std::string said = v.said();
  CHECK(said.find("Are you still there?") != std::string::npos);
  CHECK(said.find("closes within 30 seconds") != std::string::npos);
  CHECK(v.at().label == "Continue");
  v.press(KeypadKey::next);
  CHECK(v.at().label == "I am done");
  keep_picture(*v.stage.harness, "idle-by-keypad");
  v.press(KeypadKey::up);
  v.press(KeypadKey::select);
  CHECK(v.stage.page() == "ticket");
  CHECK_FALSE(v.stage.shows("Are you still there?"));
  CHECK(v.at().role == ui::Role::heading);  // where the visitor was
}

TEST_CASE("the warning is given once more when ten seconds are left") {
  Listener v("en");
  v.plug_in("en");
  v.choose("Take a queue number");
  v.advance(std::chrono::seconds(61));
  CHECK(v.stage.warnings == 1);
  (void)v.said();
  v.advance(std::chrono::seconds(18));
  CHECK(v.said().empty());
  v.advance(std::chrono::seconds(2));
  const std::string said = v.said();
  CHECK(said.find("Are you still there?") != std::string::npos);
  CHECK(said.find("closes within 10 seconds") != std::string::npos);
  CHECK(v.stage.warnings == 2);
  v.advance(std::chrono::seconds(8));
  CHECK(v.said().empty());  // once
  v.press(KeypadKey::select);
  CHECK(v.stage.page() == "ticket");
  v.advance(std::chrono::seconds(61));
  CHECK(v.said().find("closes within 30 seconds") != std::string::npos);
}

TEST_CASE("a page that is one question names its answers, one with several its questions") {
  Listener v("en");
  v.plug_in("en");
  v.choose("Give feedback");
  CHECK(v.said().find("You can choose: Very badly, Badly, So-so, Well, Very well") != std::string::npos);
  v.choose("Well");
  v.choose("Did you get your matter done?");
  const std::string asked = v.said();
  const auto at = asked.rfind("You can choose: ");
  REQUIRE(at != std::string::npos);
  for (const FeedbackQuestion& question : v.stage.lobby.view()->content->questions) {
    if (v.stage.in(question.text) != "Did you get your matter done?") continue;
    for (const auto& option : question.options)
      CHECK(asked.find(v.stage.in(option.text), at) != std::string::npos);
  }
  v.stage.terminal->home();
  v.stage.settle();
  v.press(KeypadKey::down);
  while (v.at().key != "en") v.press(KeypadKey::down);
  v.press(KeypadKey::select);
  v.choose("Accessibility");
  CHECK(v.said().find("You can choose: Text size, Colours, Where the buttons are, Speech, "
                      "What moves on the screen, Done") != std::string::npos);
  v.press(KeypadKey::next);
  while (v.at().label != "100 %") v.press(KeypadKey::next);
  CHECK(v.said().find("Text size. 100 %, selected. 1 of 4") != std::string::npos);
}

TEST_CASE("a visitor's keys never stop at the technician's door, fingers and the remote hand find it") {
  Listener v("en");
  v.plug_in("en");
  CHECK(v.said().find("For the technician") == std::string::npos);
  for (int i = 0; i < 40; ++i) {
    v.press(i % 2 == 0 ? KeypadKey::next : KeypadKey::down);
    CHECK(v.at().key != "service-door");
  }
  for (int i = 0; i < 5; ++i) v.stage.press("For the technician");
  CHECK(v.stage.page() == "pin");
}

TEST_CASE("the code of a booking is said to the headset; on the loudspeaker it is said why not") {
  const auto book = [](Listener& v) {
    v.choose("Appointment");
    v.choose("Book a time");
    v.choose("Passport");
    v.choose("10.40");
    (void)v.said();
    v.choose("Book this time");
    CHECK(v.stage.page() == "booked");
    return v.said();
  };
  Listener alone("en");
  alone.plug_in("en");
  CHECK(book(alone).find("Booking code. 7 K X M, 2 Q R T") != std::string::npos);
  for (const std::string& line : alone.guide.log()) CHECK(line.find("7 K X M") == std::string::npos);

  Listener open("en");
  open.press(KeypadKey::speech);
  while (open.at().key != "en") open.press(KeypadKey::down);
  open.press(KeypadKey::select);
  const std::string aloud = book(open);
  CHECK(aloud.find("7 K X M") == std::string::npos);
  CHECK(aloud.find("Booking code. It is not said aloud") != std::string::npos);
}

TEST_CASE("help says the last words again, and pressed twice where one is and what the keys do") {
  Listener v("en");
  v.plug_in("en");
  v.press(KeypadKey::next);
  v.press(KeypadKey::next);
  (void)v.said();
  const std::string here = v.at().label;
  keep_picture(*v.stage.harness, "home-by-keypad");
  v.press(KeypadKey::help);
  CHECK(v.said().find("en: " + here) == 0);
  v.press(KeypadKey::help);
  const std::string help = v.said();
  CHECK(help.find("You are on the page: Welcome. How can we help?") != std::string::npos);
  CHECK(help.find("The back key goes back.") != std::string::npos);
  v.press(KeypadKey::repeat);
  CHECK(v.said() == help);
}

TEST_CASE("any key interrupts what is being said") {
  Listener v("en");
  v.plug_in("en");
  const auto before = v.speaker.log().size();
  v.press(KeypadKey::down);
  const auto log = v.speaker.log();
  REQUIRE(log.size() > before);
  for (std::size_t i = 0; i < before; ++i) CHECK(log[i].ended.has_value());
  CHECK_FALSE(log.back().cancelled);
  CHECK(log.back().begun == log.back().asked);
}

TEST_CASE("what is written of oneself is said to the headset and to nobody else") {
  const auto write_phone = [](Listener& v) {
    v.choose("Appointment");
    v.choose("Book a time");
    v.choose("Passport");
    v.choose("10.40");
    v.choose("Add a phone number (optional)");
    v.find("Phone number");
    v.press(KeypadKey::select);
    (void)v.said();
    v.press(KeypadKey::select);
    v.press(KeypadKey::select);
    const std::string typed = v.said();
    v.find("Phone number");
    (void)v.said();
    v.press(KeypadKey::help);
    return typed + v.said();
  };
  Listener alone("en");
  alone.plug_in("en");
  const std::string heard = write_phone(alone);
  CHECK(heard.find("en: 1\nen: 1\n") == 0);
  CHECK(heard.find("Phone number, text field, 1 1") != std::string::npos);
  for (const std::string& line : alone.guide.log()) CHECK(line.find("text field, 1 1") == std::string::npos);

  Listener open("en");
  open.press(KeypadKey::speech);
  while (open.at().key != "en") open.press(KeypadKey::down);
  open.press(KeypadKey::select);
  const std::string aloud = write_phone(open);
  CHECK(aloud.find("en: A character was written\nen: A character was written\n") == 0);
  CHECK(aloud.find("Phone number, text field, 2 characters") != std::string::npos);
  CHECK(aloud.find("plug in headphones") != std::string::npos);
  CHECK(aloud.find("1 1") == std::string::npos);
}

TEST_CASE("a PIN is never said, not even to the headset") {
  Listener v("en");
  for (int i = 0; i < 5; ++i) v.stage.press("For the technician");
  v.plug_in("en");
  v.find("PIN");
  v.press(KeypadKey::select);
  (void)v.said();
  v.press(KeypadKey::select);
  CHECK(v.said() == "en: A character was written\n");
  v.find("PIN");
  CHECK(v.said().find("PIN, text field, 1 character") != std::string::npos);
}

TEST_CASE("what is wrong is said") {
  Listener v("en");
  v.plug_in("en");
  v.choose("Appointment");
  v.choose("Cancel my appointment");
  v.find("2");
  for (int i = 0; i < 8; ++i) v.press(KeypadKey::select);
  (void)v.said();
  v.choose("Continue");
  CHECK(v.said().find("No booking to cancel was found with this code.") != std::string::npos);
}

TEST_CASE("words are searched for by keypad, and how many answers there are is said") {
  Listener v("en");
  v.plug_in("en");
  v.choose("Advice");
  v.choose("Search with your own words");
  v.find("p");
  (void)v.said();
  v.press(KeypadKey::select);
  CHECK(v.said().find("The results stand before the keyboard.") != std::string::npos);
  v.find("a");
  v.press(KeypadKey::select);
  v.find("s");
  (void)v.said();
  v.press(KeypadKey::select);
  const std::string said = v.said();
  CHECK(said.find("en: s\n") == 0);
  CHECK(said.find("Search results. 2 results") != std::string::npos);
  CHECK(v.said().empty());
  v.find("Search");
  v.press(KeypadKey::next);  // from the field straight to what was found
  CHECK(v.at().role == ui::Role::list_item);
  v.find("a");
  (void)v.said();
  while (v.at().role == ui::Role::key) v.press(KeypadKey::up);
  CHECK(v.at().role == ui::Role::list_item);
  v.choose("Passport");
  CHECK(v.stage.page() == "answer");
}

TEST_CASE("content that is not in the visitor's language is said in its own voice") {
  Listener v("en");
  v.stage.lobby.edit().queues[0].name = {{"fi", "Vain suomeksi"}};
  v.stage.lobby.publish();
  v.stage.settle();
  v.plug_in("en");
  v.choose("Take a queue number");
  v.find("Vain suomeksi");
  CHECK(v.at().language == "fi");
  CHECK(v.said().find("fi: Vain suomeksi\n") != std::string::npos);
}
