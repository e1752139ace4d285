// The four jobs of a visitor, done with a keypad and a headset alone, in three languages; what is said is
// held by text. EN 301 549 5.1.3.16: everything needed to finish is said.
#include <algorithm>
#include <catch2/catch.hpp>
#include <regex>

#include "tests/screens/listener.h"

using namespace vuoro;
using namespace vuoro::test;
using drivers::KeypadKey;

namespace {

const char* const k_languages[] = {"fi", "sv", "en"};

/// How long the queues of this lobby are is the matter of other tests.
void check_said(const std::string& job, const std::string& language, const std::string& said) {
  static const std::regex k_wait("[0-9]+ (to|viiva|till) [0-9]+ (minutes|minuuttia|minuter)");
  check_golden("spoken-" + job + "." + language, std::regex_replace(said, k_wait, "… $2"));
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a number is taken by listening") {
  for (const char* language : k_languages) {
    INFO(language);
    Listener v;
    v.plug_in(language);
    v.choose("Take a queue number");
    v.choose(v.stage.in(v.stage.lobby.queue("K").name));
    v.choose("Take a queue number");
    CHECK(v.stage.page() == "number");
    v.choose("Done");
    CHECK(v.stage.page() == "home");
    REQUIRE(v.stage.lobby.taken.size() == 1);
    CHECK(v.stage.lobby.taken[0].language == language);
    const std::string said = v.said();
    CHECK(has(said, "K 1 4 1"));
    check_said("ticket", language, said);
  }
}

TEST_CASE("two matters are put on one number by listening, one taken off again") {
  for (const char* language : k_languages) {
    INFO(language);
    Listener v;
    v.plug_in(language);
    const auto name = [&](const char* prefix) { return v.stage.in(v.stage.lobby.queue(prefix).name); };
    v.choose("Take a queue number");
    v.choose(name("K"));
    for (const char* prefix : {"P", "V"}) {
      v.choose("I have another matter too");
      CHECK(v.stage.page() == "matter");
      v.choose(name(prefix));
      CHECK(v.stage.page() == "queue");
    }
    const std::string police = v.stage.l().t("Then: {matter}", {{"matter", name("P")}});
    std::string said = v.said();
    CHECK(has(said, police));
    v.choose(police);  // taken off
    v.choose("Take a queue number");
    CHECK(v.stage.page() == "number");
    REQUIRE(v.stage.lobby.taken.size() == 1);
    REQUIRE(v.stage.lobby.taken[0].errands.size() == 1);
    CHECK(v.stage.lobby.taken[0].errands[0].queue_id == v.stage.lobby.queue("V").id);
    said += v.said();
    CHECK_FALSE(has(said.substr(said.rfind("K 1 4 1")), police));
    CHECK(has(said, v.stage.l().t("Keep your number. It is the same for all your matters.")));
    check_said("matters", language, said);
  }
}

TEST_CASE("an answer is found and read by listening") {
  for (const char* language : k_languages) {
    INFO(language);
    Listener v;
    v.plug_in(language);
    v.choose("Advice");
    const Topic& topic = v.stage.lobby.view()->content->topics.front();
    v.choose(v.stage.in(topic.name));
    CHECK(v.stage.page() == "topic");
    v.press(KeypadKey::next);  // past the head
    while (v.at().role != ui::Role::list_item) v.press(KeypadKey::next);
    v.press(KeypadKey::select);
    CHECK(v.stage.page() == "answer");
    // Every text of the answer can be read, one by one, to the last.
    const ui::Tree& tree = v.stage.harness->tree();
    std::vector<std::string> texts;
    for (const ui::Node& node : tree.nodes())
      if (node.role == ui::Role::text && !node.label.empty()) texts.push_back(node.label);
    REQUIRE(texts.size() > 3);
    v.read_to(texts.back());
    const std::string said = v.said();
    for (const std::string& text : texts) CHECK(has(said, text.substr(0, text.find_first_of("\n–"))));
    v.press(KeypadKey::back);
    CHECK(v.stage.page() == "topic");
    check_said("guidance", language, said + v.said());
  }
}

TEST_CASE("a time is booked, and checked in to with its code, by listening") {
  for (const char* language : k_languages) {
    INFO(language);
    Listener v;
    v.plug_in(language);
    v.choose("Appointment");
    v.choose("Book a time");
    v.choose(v.stage.in(v.stage.lobby.service("Passport").name));
    CHECK(v.stage.page() == "time");
    v.choose("10.40");
    CHECK(v.stage.page() == "confirm");
    v.choose("Add a phone number (optional)");
    v.find(v.stage.l().t("Phone number"));
    v.press(KeypadKey::select);  // to the first key
    CHECK(v.at().label == "1");
    v.press(KeypadKey::down, 3);
    v.press(KeypadKey::next);
    CHECK(v.at().label == "0");
    v.press(KeypadKey::select);
    v.press(KeypadKey::up);
    v.press(KeypadKey::up);
    v.press(KeypadKey::up);
    for (int i = 0; i < 6; ++i) v.press(KeypadKey::select);
    v.choose("Book this time");
    CHECK(v.stage.page() == "booked");
    REQUIRE(v.stage.lobby.booked.size() == 1);
    CHECK(v.stage.lobby.booked[0].phone == "0222222");
    std::string said = v.said();
    CHECK(has(said, "7 K X M, 2 Q R T"));
    v.unplug();

    v.stage.terminal->home();
    v.stage.settle();
    v.stage.lobby.add_appointment("22222223", k_lobby_now + std::chrono::minutes(20));
    v.plug_in(language);
    v.choose("Appointment");
    v.choose("I have come to my appointment");
    v.find("2");
    for (int i = 0; i < 7; ++i) v.press(KeypadKey::select);
    v.press(KeypadKey::next);
    CHECK(v.at().label == "3");
    v.press(KeypadKey::select);
    v.choose("Continue");
    CHECK(v.stage.page() == "number");
    v.choose("Done");
    said += v.said();
    check_said("appointment", language, said);
  }
}

TEST_CASE("a time is booked without a connection by listening; that there are more times is said") {
  for (const char* language : k_languages) {
    INFO(language);
    Listener v;
    v.plug_in(language);
    const Service& service = v.stage.lobby.service("Passport");
    auto& held = v.stage.lobby.edit().connection.held_slots;
    for (const Slot& slot : v.stage.lobby.edit().slots) {
      if (slot.service_id == service.id && slot.start > k_lobby_now && held.size() < 2)
        held.push_back({slot.id, service.id, 1, k_lobby_now + std::chrono::hours(3)});
    }
    REQUIRE(held.size() == 2);
    const Uuid first = held.front().slot_id;
    v.stage.lobby.edit().connection.online = false;
    v.stage.lobby.publish();
    v.stage.settle();
    (void)v.said();
    v.choose("Appointment");
    v.choose("Book a time");
    v.choose(v.stage.in(service.name));
    CHECK(v.stage.page() == "time");
    const std::string said = v.said();
    CHECK(has(said, v.stage.l().t("These times can be booked now")));
    CHECK(has(said, v.stage.l().t("There will be more times when the connection is back.")));
    const auto view = v.stage.lobby.view();
    const auto slot = std::find_if(view->slots.begin(), view->slots.end(),
                                   [&](const Slot& one) { return one.id == first; });
    v.choose(kiosk::Lobby(*view, v.stage.l(), k_lobby_now).clock(slot->start));
    CHECK(v.stage.page() == "confirm");
    v.choose("Book this time");
    CHECK(v.stage.page() == "booked");
    REQUIRE(v.stage.lobby.booked.size() == 1);
    CHECK(v.stage.lobby.booked[0].slot_id == first);
  }
}

TEST_CASE("that no number can be given is heard before one is asked for, and where to go") {
  for (const char* language : k_languages) {
    INFO(language);
    Listener v;
    v.plug_in(language);
    v.stage.lobby.run_out({"K"});
    v.stage.settle();
    v.choose("Take a queue number");
    (void)v.said();
    v.choose(v.stage.in(v.stage.lobby.queue("K").name));
    CHECK(v.stage.page() == "queue");
    const std::string said = v.said();
    CHECK(has(said, v.stage.l().t("No number can be given just now")));
    CHECK(has(said, v.stage.l().t("Please go to the information desk. You will be served there.")));
  }
}

TEST_CASE("feedback is given by listening") {
  for (const char* language : k_languages) {
    INFO(language);
    Listener v;
    v.plug_in(language);
    v.choose("Give feedback");
    v.choose("Well");
    CHECK(v.stage.page() == "thanks");
    v.choose("Write in your own words");
    v.find("Q");
    v.press(KeypadKey::select);
    v.press(KeypadKey::next);
    v.press(KeypadKey::select);
    v.choose("Send");
    CHECK(v.stage.page() == "thanks");
    REQUIRE(v.stage.lobby.feedback.size() == 2);
    CHECK(v.stage.lobby.feedback[0].score == 4);
    CHECK(v.stage.lobby.feedback[1].text == "Qw");
    check_said("feedback", language, v.said());
  }
}
