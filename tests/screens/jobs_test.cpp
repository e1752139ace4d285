// A visitor's jobs from the first touch to the last, also when things go wrong.
#include <catch2/catch.hpp>

#include "tests/screens/stage.h"

using namespace vuoro;
using namespace vuoro::test;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

std::string text_of(const drivers::Receipt& receipt) {
  std::string out;
  for (const auto& item : receipt.items) {
    if (const auto* line = std::get_if<drivers::TextLine>(&item)) out += line->text + "\n";
    if (const auto* qr = std::get_if<drivers::QrItem>(&item)) out += "QR " + qr->payload + "\n";
  }
  return out;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void press_first_time(Stage& s) {
  for (const ui::Node& node : s.harness->tree().nodes()) {
    if (node.label == "10.40" && node.actions.has(ui::Action::press)) return s.press_label("10.40");
  }
  FAIL(s.harness->tree_text());
}

}  // namespace

TEST_CASE("three touches give a number, on screen and on paper") {
  Stage s("fi");
  take_kela(s);
  CHECK(s.page() == "number");
  CHECK(s.shows_label("K141"));
  REQUIRE(s.lobby.taken.size() == 1);
  CHECK(s.lobby.taken[0].language == "fi");
  REQUIRE(s.paper.printed.size() == 1);
  const std::string paper = text_of(s.paper.printed[0]);
  CHECK(has(paper, "K141"));
  CHECK(has(paper, "Lehtisalmen yhteispalvelupiste"));
  CHECK(has(paper, "Edelläsi on 2 henkilöä"));
  CHECK(has(paper, "torstai 5.3.2026 klo 10.20"));
  CHECK(has(paper, "QR https://lobby.example/t/"));
  s.press("Done");
  CHECK(s.page() == "home");
}

TEST_CASE("several matters go on one number, in their order; one can be taken off again") {
  Stage s("en");
  s.press("Take a queue number");
  s.press_label("Kela");
  const auto add = [&](const char* prefix) {
    s.press("I have another matter too");
    CHECK(s.page() == "matter");
    CHECK_FALSE(s.shows_label("Kela"));  // it is on the number already
    s.press_label(s.in(s.lobby.queue(prefix).name));
    CHECK(s.page() == "queue");
  };
  for (const char* prefix : {"P", "A", "T"}) add(prefix);
  CHECK_FALSE(s.shows("I have another matter too"));  // three more are enough
  s.press("Then: {matter}", {{"matter", s.in(s.lobby.queue("A").name)}});
  CHECK(s.shows("I have another matter too"));
  s.press("Take a queue number");
  REQUIRE(s.lobby.taken.size() == 1);
  const std::vector<Errand> then = {{s.lobby.queue("P").id, std::nullopt},
                                    {s.lobby.queue("T").id, std::nullopt}};
  CHECK(s.lobby.taken[0].queue_id == s.lobby.queue("K").id);
  CHECK(s.lobby.taken[0].errands == then);
  const std::string police = "Then: " + s.in(s.lobby.queue("P").name);
  CHECK(s.shows_label("First: Kela"));
  CHECK(s.shows_label(police));
  REQUIRE(s.paper.printed.size() == 1);
  const std::string paper = text_of(s.paper.printed[0]);
  CHECK(paper.find("First: Kela\n") < paper.find(police + "\n"));
  CHECK(has(paper, "Keep your number."));
}

TEST_CASE("the next matter is shown to who holds the number before the scanner when the first is done") {
  Stage s("en");
  s.press("Take a queue number");
  s.press_label("Kela");
  s.press("I have another matter too");
  s.press("All errands");
  s.press_label("Passport");
  s.press("Take a queue number");
  s.press("Done");
  s.scan("https://lobby.example/t/q7XfT2mKpLw9sVbNc4R141");
  CHECK(s.shows_label("First: Kela"));
  const std::string next = "Passport (" + s.in(s.lobby.queue("P").name) + ")";
  CHECK(s.shows_label("Then: " + next));
  for (Ticket& ticket : s.lobby.edit().tickets) {
    if (ticket.errands.empty()) continue;
    ticket.queue_id = ticket.errands[0].queue_id;
    ticket.service_id = ticket.errands[0].service_id;
    ticket.errands.clear();
  }
  s.lobby.publish();
  s.settle();
  CHECK_FALSE(s.shows_label("First: Kela"));
  CHECK(s.shows_label(s.in(s.lobby.queue("P").name)));
}

TEST_CASE("two touches are enough where the site has one queue") {
  Stage s("en");
  s.lobby.edit().queues.resize(1);
  s.lobby.publish();
  s.settle();
  s.press("Take a queue number");
  s.press("Take a queue number");
  CHECK(s.page() == "number");
}

TEST_CASE("while a number is being taken there is no way out, and no second number") {
  Stage s("en");
  s.press("Take a queue number");
  s.press_label("Kela");
  s.press_only("Take a queue number");
  CHECK(s.terminal->busy());
  for (const char* way : {"Home", "Back", "Accessibility"}) {
    const ui::Node* there = s.harness->find(ui::Role::button, way);
    CHECK((there != nullptr && !s.harness->act(there->id, ui::Action::press)));
  }
  CHECK(s.page() == "queue");
  CHECK(s.harness->find(ui::Role::button, "Take a queue number") == nullptr);
  s.settle();
  CHECK(s.page() == "number");
  CHECK(s.lobby.taken.size() == 1);
}

TEST_CASE("without paper the number lives on the screen") {
  Stage s("en");
  s.paper.next = {kiosk::PrintOutcome::nothing, Errc::paper_out};
  take_kela(s);
  CHECK(s.shows("The number was not printed"));
  CHECK(s.shows_label("K141"));
  CHECK(s.harness->find(ui::Role::button, "Nothing came out. Print again") == nullptr);
}

TEST_CASE("what may have been printed is printed again only when the visitor asks") {
  Stage s("en");
  s.paper.next = {kiosk::PrintOutcome::unknown, Errc::unknown_outcome};
  take_kela(s);
  CHECK(s.shows("Did your number come out?"));
  s.advance(seconds(20));
  CHECK(s.paper.printed.size() == 1);
  s.paper.next = {};
  s.press("Nothing came out. Print again");
  CHECK(s.paper.printed.size() == 2);
  CHECK(s.shows("Take your number from the printer"));
}

TEST_CASE("a terminal without a printer shows the number and says nothing of paper") {
  Stage s("en");
  s.paper.present = false;
  take_kela(s);
  CHECK(s.shows_label("K141"));
  CHECK_FALSE(s.shows("The number was not printed"));
}

TEST_CASE("a closed queue says why, when it opens, and what else is possible") {
  Stage s("en");
  s.clock.advance(hours(9));  // 19.20
  s.settle();
  s.press_label("English");  // it was forgotten meanwhile
  s.press("Take a queue number");
  s.press_label("Kela");
  CHECK(s.shows("This queue gives no numbers now"));
  CHECK(has(s.harness->tree_text(), "Closed now. Opens tomorrow at 8.00."));
  s.press("Book a time");
  CHECK(s.page() == "booking");
}

TEST_CASE("a queue that was closed at this very moment is said to be closed") {
  Stage s("en");
  s.lobby.fail_next = Errc::closed;
  take_kela(s);
  CHECK(s.page() == "queue");
  CHECK(s.shows("This queue gives no numbers now"));
  CHECK(s.harness->find(ui::Role::button, "Take a queue number") == nullptr);
}

TEST_CASE("no number left is said plainly, and can be tried again") {
  Stage s("en");
  s.lobby.fail_next = Errc::exhausted;
  take_kela(s);
  CHECK(s.page() == "trouble");
  // The fake lobby is connected: then it is the day's numbers that have run out.
  CHECK(s.shows("All numbers of this queue have been given today."));
  CHECK_FALSE(s.shows("The connection is down, and the numbers kept for such times have been used."));
  CHECK(s.shows("Please go to the information desk. You will be served there."));
  s.press("Try again");
  CHECK(s.page() == "queue");
  s.press("Take a queue number");
  CHECK(s.page() == "number");
}

TEST_CASE("a time is held, confirmed and printed; the way back gives it free again") {
  Stage s("sv");
  s.press("Appointment");
  s.press("Book a time");
  s.press_label(s.in(s.lobby.service("Passport").name));
  press_first_time(s);
  CHECK(s.page() == "confirm");
  s.press("Back");
  CHECK(s.page() == "time");
  CHECK(s.lobby.released.size() == 1);
  press_first_time(s);
  s.press("Add a phone number (optional)");
  s.set_text(s.l().t("Phone number"), "0401234567");
  s.press("Book this time");
  CHECK(s.page() == "booked");
  REQUIRE(s.lobby.booked.size() == 1);
  CHECK(s.lobby.booked[0].phone == "0401234567");
  CHECK(s.lobby.booked[0].language == "sv");
  CHECK(s.shows_label("7KXM 2QRT"));
  CHECK(s.lobby.released.size() == 1);  // a booked time is not given back
  s.press("Print");
  REQUIRE(s.paper.printed.size() == 1);
  CHECK(has(text_of(s.paper.printed[0]), "QR 7KXM2QRT"));
}

TEST_CASE("a time somebody else took is said, and another can be chosen") {
  Stage s("en");
  s.press("Appointment");
  s.press("Book a time");
  s.press_label("Passport");
  s.lobby.fail_next = Errc::exhausted;
  press_first_time(s);
  CHECK(s.page() == "time");
  CHECK(s.shows("That time could not be booked"));
  CHECK(s.shows("Somebody may have been faster. Please choose another time."));
  // Nobody was faster when the server cannot be asked at all.
  s.lobby.fail_next = Errc::unavailable;
  press_first_time(s);
  CHECK(s.shows("The connection is down. Try again in a moment, or take a queue number."));
}

TEST_CASE("every key of the phone number is in sight on a lying screen") {
  Stage s("fi", 1920, 1080);
  s.press("Appointment");
  s.press("Book a time");
  s.press_label(s.in(s.lobby.service("Passport").name));
  press_first_time(s);
  s.press("Add a phone number (optional)");
  const ui::Node* zero = s.harness->find(ui::Role::key, "0");
  REQUIRE(zero != nullptr);
  CHECK_FALSE(zero->state.has(ui::State::offscreen));
  CHECK(zero->rect.bottom() < s.harness->find(ui::Role::button, s.l().t("Book this time"))->rect.y);
}

TEST_CASE("guidance leads to this lobby's own queue") {
  Stage s("en");
  s.press("Advice");
  s.press("Search with your own words");
  for (const char* key : {"p", "a", "s", "s", "p"}) s.press_label(key);
  s.press_label("Passport");
  CHECK(s.page() == "answer");
  s.press("Take a queue number");
  CHECK(s.page() == "queue");
  s.press("Take a queue number");
  REQUIRE(s.lobby.taken.size() == 1);
  CHECK(s.lobby.taken[0].service_id == s.lobby.service("Passport").id);
}

TEST_CASE("one touch is a complete feedback; what follows adds to it") {
  Stage s("fi");
  s.press("Give feedback");
  s.press_only("Well");
  CHECK(s.page() == "thanks");  // before the disk has answered
  CHECK_FALSE(s.shows("Your answer has been saved"));
  s.settle();
  CHECK(s.shows("Your answer has been saved"));
  s.press("Write in your own words");
  s.set_text(s.l().t("Your feedback"), "Hyvä palvelu");
  s.press_only("Send");
  CHECK_FALSE(s.shows("Added"));  // nor is this said before it is on the disk
  s.settle();
  CHECK(s.shows("Added"));
  s.press("Show the place on a map");
  const ui::Node* map =
      s.harness->find(ui::Role::picker, s.l().t("Map. The service point is the dot; north is up."));
  REQUIRE(map != nullptr);
  s.harness->tap({map->rect.centre().x + map->rect.w / 4, map->rect.centre().y});
  s.settle();
  CHECK(has(s.harness->tree_text(), "250 m palvelupisteestä itään"));
  s.press("Send");
  REQUIRE(s.lobby.feedback.size() == 3);
  CHECK(s.lobby.feedback[0].score == 4);
  CHECK(s.lobby.feedback[0].feedback_id == std::nullopt);
  CHECK(s.lobby.feedback[1].text == "Hyvä palvelu");
  CHECK(s.lobby.feedback[1].feedback_id.has_value());
  CHECK(s.lobby.feedback[2].feedback_id == s.lobby.feedback[1].feedback_id);
  REQUIRE(s.lobby.feedback[2].place.has_value());
  const auto& site = s.lobby.view()->site;
  CHECK(s.lobby.feedback[2].place->first == Approx(*site.latitude).margin(0.0002));
  CHECK(s.lobby.feedback[2].place->second > *site.longitude + 0.003);
}

TEST_CASE("idle warns, is extended by one touch as often as one likes, then forgets") {
  Stage s("fi");
  s.terminal->visit().text_scale = 1.5f;
  s.settle();
  s.press("Take a queue number");
  for (int i = 0; i < 5; ++i) {
    s.advance(seconds(60));
    REQUIRE(s.shows("Are you still there?"));
    s.advance(seconds(19));
    REQUIRE(s.shows("Are you still there?"));  // EN 301 549: at least 20 s
    s.press("Continue");
    REQUIRE_FALSE(s.shows("Are you still there?"));
    CHECK(s.page() == "ticket");
  }
  s.advance(seconds(61));
  s.advance(seconds(31));
  CHECK(s.page() == "home");
  CHECK(s.terminal->visit() == kiosk::Visit{});
}

TEST_CASE("a language alone is forgotten too, without a question") {
  Stage s("fi");
  s.press_label("English");
  CHECK(s.l().tag() == "en");
  s.advance(seconds(61));
  CHECK(s.l().tag() == "fi");
  CHECK_FALSE(s.shows("Are you still there?"));
}

TEST_CASE("wrong PINs are throttled, also after going home") {
  Stage s("en");
  const auto open = [&] {
    for (int i = 0; i < 5; ++i) s.press("For the technician");
  };
  open();
  for (int i = 0; i < 3; ++i) {
    s.set_text("PIN", "1111");
    s.press("Continue");
  }
  CHECK(s.shows("Too many wrong tries"));
  s.press("Home");
  open();
  CHECK(s.shows("Too many wrong tries"));
  s.advance(seconds(31));
  s.set_text("PIN", "2580");
  s.press("Continue");
  CHECK(s.page() == "service");
  s.press("Print a test");
  CHECK(s.paper.printed.size() == 1);
  s.press("Restart the program");
  CHECK(s.service.restarts == 0);
  s.press("Yes, restart now");
  CHECK(s.service.restarts == 1);
}

TEST_CASE("an ordinary touch on the clock opens nothing") {
  Stage s("en");
  for (int i = 0; i < 4; ++i) s.press("For the technician");
  CHECK(s.page() == "home");
  s.advance(seconds(5));
  s.press("For the technician");
  CHECK(s.page() == "home");
}

TEST_CASE("nothing moves while nothing happens") {
  Stage s("fi");
  CHECK(s.harness->paint() > 0.9);  // the first picture
  s.settle();
  CHECK(s.harness->paint() == 0);
  CHECK(s.harness->context().next_frame_at() >= s.clock.mono() + seconds(30));
}

TEST_CASE("Going to the start keeps the visitor's language; ending the visit forgets it") {
  Stage stage("fi");
  stage.settle();
  stage.press_label("Svenska");
  stage.press("Advice");
  stage.press("Home");
  CHECK(stage.page() == "home");
  CHECK(stage.l().tag() == "sv");
  stage.press("Take a queue number");
  stage.press_label(stage.in(stage.lobby.queue("K").name));
  stage.press("Take a queue number");
  stage.press("Done");
  CHECK(stage.page() == "home");
  CHECK(stage.l().tag() == "fi");
}
