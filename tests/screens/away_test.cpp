// Without a connection: what cannot be promised is said before it is begun, and what is promised differently
// is explained.
#include <catch2/catch.hpp>

#include "core/base/share_dir.h"
#include "kiosk/terminal/screens.h"
#include "tests/screens/guidelines.h"
#include "tests/screens/stage.h"

using namespace vuoro;
using test::Stage;

namespace {

void set_online(Stage& s, bool online) {
  s.lobby.edit().connection.online = online;
  s.lobby.publish();
  s.settle();
}

/// Takes a number of the block kept: the page says so.
void take_number_kept(Stage& s, const std::string& picture) {
  s.press("Take a queue number");
  s.press_label(s.in(s.lobby.queue("K").name));
  s.press("Take a queue number");
  CHECK(s.page() == "number");
  CHECK(s.shows("Your number does not follow the others"));
  CHECK(s.shows("Follow your place on your phone when the connection is back"));
  test::check_rules(*s.harness, picture);
  test::keep_picture(*s.harness, picture);
}

}  // namespace

TEST_CASE("booking without a connection is said to be impossible before anything is chosen") {
  for (const char* language : {"fi", "sv", "en", "ru", "ar"}) {
    Stage s(language);
    set_online(s, false);
    s.press("Appointment");
    const ui::Node* book = s.harness->find(ui::Role::button, s.l().t("Book a time"));
    REQUIRE(book != nullptr);
    CHECK(book->description.find(s.l().t("Not possible just now: the connection is down")) !=
          std::string::npos);
    s.press("Book a time");
    CHECK(s.shows("Booking needs the connection"));
    CHECK(s.harness->tree().find_all(ui::Role::list_item).empty());
    test::check_rules(*s.harness, language);
    test::keep_picture(*s.harness, std::string("booking-away-") + language);
    s.press("Take a queue number");  // no dead end
    CHECK(s.page() == "ticket");
  }
}

TEST_CASE(
    "without a connection the times that the terminal holds are booked, and it says that there are more") {
  for (const char* language : {"fi", "sv", "en", "ru", "ar"}) {
    Stage s(language);
    const Service& service = s.lobby.service("Passport");
    std::vector<Uuid> held;
    for (const Slot& slot : s.lobby.edit().slots) {
      if (slot.service_id == service.id && slot.start > test::k_lobby_now && held.size() < 3)
        held.push_back(slot.id);
    }
    REQUIRE(held.size() == 3);
    for (const Uuid& id : held)
      s.lobby.edit().connection.held_slots.push_back(
          {id, service.id, 1, test::k_lobby_now + std::chrono::hours(3)});
    set_online(s, false);
    s.press("Appointment");
    const ui::Node* book = s.harness->find(ui::Role::button, s.l().t("Book a time"));
    REQUIRE(book != nullptr);
    CHECK(book->description.find(s.l().t("Not possible just now: the connection is down")) ==
          std::string::npos);
    s.press("Book a time");
    CHECK(s.shows("These times can be booked now"));
    CHECK(s.shows("There will be more times when the connection is back."));
    CHECK_FALSE(s.shows("Booking needs the connection"));
    CHECK(s.harness->tree().find_all(ui::Role::list_item).size() == 1);
    test::check_rules(*s.harness, language);
    test::keep_picture(*s.harness, std::string("booking-few-") + language);
    s.press_label(s.in(service.name));
    CHECK(s.page() == "time");
    CHECK(s.shows("These times can be booked now"));
    test::check_rules(*s.harness, language);
    test::keep_picture(*s.harness, std::string("times-few-") + language);
    set_online(s, true);
    CHECK_FALSE(s.shows("These times can be booked now"));
  }
}

TEST_CASE("booking goes on by itself when the connection is back, and says so too inside one service") {
  Stage s("en");
  set_online(s, false);
  s.press("Appointment");
  s.press("Book a time");
  set_online(s, true);
  CHECK_FALSE(s.shows("Booking needs the connection"));
  s.press_label(s.in(s.lobby.service("Passport").name));
  CHECK(s.page() == "time");
  set_online(s, false);
  CHECK(s.shows("Booking needs the connection"));
  set_online(s, true);
  CHECK_FALSE(s.harness->tree().find_all(ui::Role::choice_group).empty());
}

TEST_CASE(
    "a number from the block kept says why it does not follow the others, and when the phone can follow") {
  Stage s("en");
  set_online(s, false);
  take_number_kept(s, "number-away");
  set_online(s, true);
  CHECK_FALSE(s.shows("Your number does not follow the others"));
  CHECK(s.shows("Follow your place on your phone"));
}

TEST_CASE("in the first seconds of a cut, when the line only keeps silent, the number says the same") {
  for (const char* language : {"fi", "sv", "en", "ru", "ar"}) {
    Stage s(language);
    s.lobby.edit().connection.outbox_waiting = 1;  // sent, and nobody answers
    set_online(s, true);
    take_number_kept(s, std::string("number-silent-") + language);
    s.lobby.edit().connection.outbox_waiting = 0;
    set_online(s, true);
    CHECK_FALSE(s.shows("Your number does not follow the others"));
  }
}

TEST_CASE("a page does not outlast its visitor while the lobby is away") {
  Stage s("en");
  s.press("Take a queue number");
  s.press_label("Kela");
  s.press("Take a queue number");
  const auto lobby_is = [&](bool ready) {
    s.lobby.edit().ready = ready;
    s.lobby.publish();
    s.settle();
  };
  lobby_is(false);
  CHECK(s.page() == "out-of-service");
  s.advance(std::chrono::seconds(55));
  lobby_is(true);
  CHECK(s.page() == "number");  // the visitor may have waited
  lobby_is(false);
  s.advance(std::chrono::seconds(40));
  lobby_is(true);
  CHECK(s.page() == "home");
}

TEST_CASE(
    "with a database that cannot be opened a terminal says where to go, in every language, and lets the "
    "technician in") {
  const bool large = GENERATE(false, true);
  const bool upright = GENERATE(true, false);
  for (const std::string language : {"fi", "sv", "en", "ru", "ar"}) {
    Stage s(language, upright ? 1080 : 1920, upright ? 1920 : 1080);
    if (large) s.terminal->visit().text_scale = 2;
    const std::string where = "out-of-order-" + language + (upright ? "" : ".wide") + (large ? ".large" : "");
    auto& view = s.lobby.edit();
    view = kiosk::LobbyView{};
    view.content = std::make_shared<const kiosk::ContentView>();
    view.out_of_order = true;
    view.connection.troubles = {{"The device's database cannot be opened.", "disk_full"}};
    s.lobby.publish();
    s.settle();
    CHECK(s.page() == "out-of-service");
    CHECK(s.shows("This machine is not in use"));
    CHECK_FALSE(s.shows("This machine is starting"));
    for (const auto& one : test::languages().all())
      CHECK(s.shows_label(one->t("Please go to the information desk, or use another machine.")));
    test::check_rules(*s.harness, where);
    const auto clipped = test::nothing_clipped(s.harness->tree(), s.harness->view());
    for (const auto& one : clipped) UNSCOPED_INFO(one);
    CHECK(clipped.empty());
    test::keep_picture(*s.harness, where);
    for (int i = 0; i < 5; ++i) s.press("For the technician");
    s.set_text("PIN", "2580");
    s.press("Continue");
    CHECK(s.page() == "service");
    CHECK(s.shows("The device's database cannot be opened."));
    s.advance(std::chrono::minutes(2));  // forgotten open: the warning, and its end
    s.advance(std::chrono::minutes(2));
    CHECK(s.page() == "out-of-service");
  }
}

TEST_CASE(
    "a machine without its lobby says where to go in every language, and to the technician what is wrong") {
  ManualClock clock{test::k_lobby_now};
  const auto languages = kiosk::Languages::load(share_dir() / "i18n");  // without those of the tests
  REQUIRE(languages);
  const bool wall = GENERATE(false, true);
  struct Size {
    int width, height;
  };
  for (const Size size : {Size{1080, 1920}, Size{1920, 1080}, Size{1366, 768}}) {
    const std::string technician =
        "parse: /var/lib/vuoro-kiosk/identity.json: line 1: not JSON (unexpected end of the text)";
    ui::Harness harness([&](ui::Context& ui) { kiosk::draw_not_in_use(ui, *languages, wall, technician); },
                        clock);
    harness.view().width_px = size.width;
    harness.view().height_px = size.height;
    harness.view().px_per_mm =
        static_cast<float>(std::min(size.width, size.height)) / (wall ? 535.0f : 398.5f);
    harness.settle();
    const std::string where = std::string("not-in-use-") + (wall ? "wall-" : "") + std::to_string(size.width);
    INFO(harness.tree_text(true));
    for (const char* tag : {"fi", "sv", "en", "ru", "ar"}) {
      const kiosk::Language& l = test::languages().of(tag);
      CHECK(harness.find(ui::Role::text, l.t("This machine is not in use")) != nullptr);
      CHECK(
          (harness.find(ui::Role::text, l.t("Please go to the information desk, or use another machine.")) ==
           nullptr) == wall);
    }
    const ui::Node* small = harness.find(ui::Role::text, technician);
    REQUIRE(small != nullptr);
    CHECK_FALSE(small->state.has(ui::State::offscreen));
    CHECK(test::nothing_clipped(harness.tree(), harness.view()).empty());
    CHECK(harness.tree().audit().empty());
    test::keep_picture(harness, where);
  }
}

TEST_CASE("feedback that could not be saved is tried again with what is added to it") {
  Stage s("en");
  s.press("Give feedback");
  s.lobby.fail_next = Errc::disk_full;
  s.press("Very well");
  CHECK(s.shows("Your feedback could not be saved"));
  CHECK(s.lobby.feedback.empty());
  s.press("Write in your own words");
  s.set_text("Your feedback", "Good service");
  s.press("Send");
  REQUIRE(s.lobby.feedback.size() == 2);
  CHECK(s.lobby.feedback[0].score == 5);
  CHECK(s.lobby.feedback[1].text == "Good service");
  CHECK(s.lobby.feedback[1].feedback_id.has_value());
  CHECK(s.shows("Your answer has been saved"));
  CHECK_FALSE(s.shows("Your feedback could not be saved"));
  CHECK(s.shows("Added"));
  // What was refused is not said to be there.
  s.press("Leave your contact for a reply");
  s.set_text("E-mail or phone number", "a@example.fi");
  s.lobby.fail_next = Errc::disk_full;
  s.press("Send");
  CHECK(s.shows("Your feedback could not be saved"));
  CHECK_FALSE(s.shows("Added"));
}
