// Without a connection and without a number left: said before anything is asked for, and over by itself.
#include <catch2/catch.hpp>

#include "tests/screens/guidelines.h"
#include "tests/screens/stage.h"

using namespace vuoro;
using test::Stage;
using namespace std::chrono_literals;

namespace {

constexpr const char* k_none = "No number can be given just now";
constexpr const char* k_why = "The connection is down, and the numbers kept for such times have been used.";
constexpr const char* k_desk = "Please go to the information desk. You will be served there.";
constexpr const char* k_take = "Take a queue number";
constexpr const char* k_not_known = "Not known just now: the connection is down";

void run_out(Stage& s, std::initializer_list<std::string_view> prefixes = {}) {
  s.lobby.run_out(prefixes);
  s.settle();
}

void set_online(Stage& s, bool online) {
  s.lobby.edit().connection.online = online;
  s.lobby.publish();
  s.settle();
}

/// What a row, a tile or a button says beside its name.
std::string said_at(const Stage& s, const std::string& label) {
  for (const ui::Node& node : s.harness->tree().nodes()) {
    if (node.label == label && node.actions.has(ui::Action::press)) return node.description;
  }
  return "(not there)";
}

bool says(const Stage& s, const std::string& label, const char* id) {
  return said_at(s, label).find(s.l().t(id)) != std::string::npos;
}

bool offers_number(const Stage& s) {
  return s.harness->find(ui::Role::button, s.l().t(k_take)) != nullptr;
}

std::string name_of(const Stage& s, const char* prefix) {
  return s.in(s.lobby.queue(prefix).name);
}

void check(Stage& s, const std::string& name) {
  test::check_rules(*s.harness, name);
  const auto clipped = test::nothing_clipped(s.harness->tree(), s.harness->view());
  for (const auto& one : clipped) UNSCOPED_INFO(one);
  CHECK(clipped.empty());
  test::keep_picture(*s.harness, name);
}

}  // namespace

TEST_CASE(
    "a queue of which no number is held says so in the list and on its page, and comes back by itself") {
  const bool large = GENERATE(false, true);
  for (const std::string language : {"fi", "sv", "en", "ru", "ar"}) {
    const std::string where = language + (large ? ".large" : "");
    INFO(where);
    Stage s(language);
    if (large) s.terminal->visit().text_scale = 2;
    run_out(s, {"K"});
    CHECK_FALSE(says(s, s.l().t(k_take), k_none));
    s.press(k_take);
    CHECK(says(s, name_of(s, "K"), k_none));
    CHECK_FALSE(says(s, name_of(s, "P"), k_none));
    check(s, "no-number-list." + where);
    s.press("All errands");
    const auto& errands = s.lobby.view()->content->services;
    const auto told = std::count_if(errands.begin(), errands.end(),
                                    [&](const auto& one) { return says(s, s.in(one.second.name), k_none); });
    const kiosk::Lobby lobby(*s.lobby.view(), s.l(), s.clock.wall());
    CHECK(told == static_cast<std::ptrdiff_t>(lobby.services_of(s.lobby.queue("K")).size()));
    CHECK(told > 0);
    check(s, "no-number-errands." + where);
    s.press("Queues");
    s.press_label(name_of(s, "K"));
    CHECK(s.page() == "queue");
    CHECK(s.shows(k_none));
    CHECK(s.shows(k_why));
    CHECK(s.shows(k_desk));
    CHECK_FALSE(offers_number(s));
    check(s, "no-number-queue." + where);
    // The line is back, and cut again; then a number is held.
    set_online(s, true);
    CHECK(offers_number(s));
    CHECK_FALSE(s.shows(k_none));
    set_online(s, false);
    CHECK_FALSE(offers_number(s));
    s.lobby.edit().connection.held_numbers.push_back(
        {s.lobby.queue("K").id, 1, test::k_lobby_now + std::chrono::hours(1)});
    set_online(s, false);
    CHECK(offers_number(s));
    s.press(k_take);
    CHECK(s.page() == "number");
  }
}

TEST_CASE("where no open queue gives a number the home page leads to the words at once") {
  for (const std::string language : {"fi", "sv", "en", "ru", "ar"}) {
    for (const bool wide : {false, true}) {
      INFO(language);
      Stage s(language, wide ? 1920 : 1080, wide ? 1080 : 1920);
      const auto view = s.lobby.view();
      run_out(s);
      CHECK(says(s, s.l().t(k_take), k_none));
      check(s, "no-number-home." + language + (wide ? ".wide" : ""));
      s.press(k_take);
      CHECK(s.page() == "ticket");
      CHECK(s.shows(k_none));
      CHECK(s.shows(k_why));
      CHECK(s.shows(k_desk));
      CHECK(s.harness->tree().find_all(ui::Role::list_item).empty());
      check(s, "no-number-at-all." + language + (wide ? ".wide" : ""));
      set_online(s, true);
      CHECK_FALSE(s.shows(k_none));
      CHECK_FALSE(s.harness->tree().find_all(ui::Role::list_item).empty());
      set_online(s, false);
      s.press("Phone and online service");
      CHECK(s.page() == "guidance");
    }
  }
}

TEST_CASE("a queue that is closed is no reason to offer what the open ones cannot give") {
  Stage s("en");
  const Uuid police = s.lobby.queue("P").id;
  std::erase_if(s.lobby.edit().connection.held_numbers,
                [&](const auto& held) { return held.queue_id != police; });
  set_online(s, false);
  CHECK_FALSE(says(s, k_take, k_none));
  auto& status = s.lobby.edit().queue_status[police];
  status.closed_today = true;
  status.closed_day = "2026-03-05";
  set_online(s, false);
  CHECK(says(s, k_take, k_none));
}

TEST_CASE("a line that is away for a moment hides nothing; the page changes by itself when it stays away") {
  Stage s("en");
  s.lobby.edit().connection.since = s.clock.wall();
  run_out(s);
  s.press(k_take);
  s.press_label("Kela");
  CHECK(offers_number(s));
  s.clock.advance(kiosk::k_flicker);
  CHECK(s.harness->context().next_frame_at() <= s.clock.mono());
  s.settle();
  CHECK_FALSE(offers_number(s));
  CHECK(s.shows(k_none));
}

TEST_CASE("numbers held that have ended are none") {
  Stage s("en");
  for (auto& held : s.lobby.edit().connection.held_numbers) held.until = s.clock.wall() + 30s;
  set_online(s, false);
  s.press(k_take);
  s.press_label("Kela");
  CHECK(offers_number(s));
  s.advance(30s);
  CHECK_FALSE(offers_number(s));
}

TEST_CASE("where a rule of the site leads to another queue it is that one's numbers that count") {
  Stage s("en");
  SegmentRule rule;
  rule.id = Uuid::from_name("test:rule");
  rule.from_queue_ids = {s.lobby.queue("K").id};
  rule.queue_id = s.lobby.queue("P").id;
  s.lobby.edit().rules = {rule};
  run_out(s, {"K"});
  s.press(k_take);
  s.press_label(name_of(s, "K"));
  CHECK(offers_number(s));
  s.press("Back");
  run_out(s, {"P"});
  s.lobby.edit().connection.held_numbers.push_back(
      {s.lobby.queue("K").id, 5, test::k_lobby_now + std::chrono::hours(1)});
  set_online(s, false);
  CHECK(says(s, name_of(s, "K"), k_none));
}

TEST_CASE("a further matter needs no number of its own") {
  Stage s("en");
  run_out(s, {"P"});
  s.press(k_take);
  s.press_label("Kela");
  s.press("I have another matter too");
  CHECK_FALSE(says(s, name_of(s, "P"), k_none));
  s.press_label(name_of(s, "P"));
  CHECK(s.page() == "queue");
  s.press(k_take);
  REQUIRE(s.lobby.taken.size() == 1);
  CHECK(s.lobby.taken[0].errands.size() == 1);
}

TEST_CASE("who asks in the very moment in which the last number goes is told on the same page") {
  Stage s("en");
  set_online(s, false);
  s.press(k_take);
  s.press_label("Kela");
  s.lobby.fail_next = Errc::unavailable;
  s.press_only(k_take);
  CHECK(s.shows("One moment"));
  s.lobby.run_out({"K"});
  s.frames();
  CHECK(s.shows("One moment"));  // what is on its way is answered first
  s.settle();
  CHECK(s.page() == "queue");
  CHECK(s.shows(k_none));
  CHECK_FALSE(offers_number(s));
}

TEST_CASE("without a connection it is not said how many wait when nobody knows it any more") {
  for (const std::string language : {"fi", "sv", "en", "ru", "ar"}) {
    INFO(language);
    Stage s(language);
    const std::string was = said_at(s, s.l().t(k_take));
    s.lobby.edit().connection.last_sync = s.clock.wall() - 20s;
    set_online(s, false);
    CHECK(said_at(s, s.l().t(k_take)) == was);
    s.advance(40s);
    CHECK(said_at(s, s.l().t(k_take)) != was);
    check(s, "away-home." + language);
    s.press(k_take);
    const kiosk::Lobby lobby(*s.lobby.view(), s.l(), s.clock.wall());
    const Queue& kela = s.lobby.queue("K");
    CHECK(said_at(s, name_of(s, "K")) == lobby.opening(lobby.hours_of(kela)));
    s.press_label(name_of(s, "K"));
    CHECK(s.shows(k_not_known));
    CHECK_FALSE(s.shows("Expected wait"));
    check(s, "away-queue." + language);
    s.press(k_take);
    CHECK(s.page() == "number");
    CHECK_FALSE(s.shows("Before you"));
    check(s, "away-number." + language);
    REQUIRE(s.paper.printed.size() == 1);
    for (const auto& item : s.paper.printed[0].items) {
      const auto* line = std::get_if<drivers::TextLine>(&item);
      if (line != nullptr)
        CHECK(line->text != s.l().n("{count} person is before you", "{count} people are before you", 2));
    }
  }
}

TEST_CASE("who has booked and can be given no number is told so, without a way that leads nowhere") {
  for (const std::string language : {"fi", "sv", "en"}) {
    INFO(language);
    Stage s(language);
    s.lobby.add_appointment("7KXM2QRT", test::k_lobby_now + 20min);
    run_out(s);
    s.press("Appointment");
    CHECK(says(s, s.l().t("I have come to my appointment"), k_none));
    check(s, "no-number-appointment." + language);
    s.lobby.fail_next = Errc::unavailable;
    s.scan("7KXM2QRT");
    CHECK(s.page() == "trouble");
    CHECK(s.shows(k_none));
    CHECK(s.shows(k_desk));
    CHECK_FALSE(offers_number(s));
    check(s, "no-number-check-in." + language);
    set_online(s, true);
    s.press("Try again");
    CHECK(s.page() == "number");
  }
}

TEST_CASE("no other page sends a visitor for a number that is not to be had") {
  for (const std::string language : {"fi", "sv", "en"}) {
    INFO(language);
    Stage s(language);
    run_out(s);
    s.press("Appointment");
    s.press("Book a time");
    CHECK(s.shows("Booking needs the connection"));
    CHECK(s.shows(k_desk));
    CHECK_FALSE(offers_number(s));
    check(s, "no-number-booking." + language);
    s.terminal->home();
    s.settle();
    s.terminal->set_language(language);
    s.settle();
    s.press("Advice");
    s.press("Search with your own words");
    const std::string passport = s.in(s.lobby.service("Passport").name);
    s.set_text(s.l().t("Search"), passport);
    s.press_label(passport);
    CHECK(s.page() == "answer");
    CHECK(s.shows(k_none));
    CHECK_FALSE(offers_number(s));
    check(s, "no-number-answer." + language);
  }
}
