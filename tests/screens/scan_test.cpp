// A code held before the scanner: a booking's, a number's, and one that is read twice.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/screens/stage.h"

using namespace vuoro;
using namespace vuoro::test;
using std::chrono::hours;
using std::chrono::minutes;

TEST_CASE("every outcome of a check-in tells what to do") {
  struct Row {
    std::chrono::minutes from_now;
    AppointmentState state;
    const char* title;
  };
  const Row rows[] = {{minutes(20), AppointmentState::booked, "Your queue number"},
                      {minutes(-15), AppointmentState::booked, "Your queue number"},
                      {minutes(180), AppointmentState::booked, "You are early"},
                      {minutes(-90), AppointmentState::booked, "Your time has passed"},
                      {hours(24), AppointmentState::booked, "Your appointment is on another day"},
                      {hours(-24), AppointmentState::booked, "Your appointment has already been"},
                      {minutes(20), AppointmentState::cancelled, "This appointment has been cancelled"},
                      {minutes(20), AppointmentState::checked_in, "You have already checked in"}};
  for (const Row& row : rows) {
    INFO(row.title << ", " << row.from_now.count() << " min");
    Stage s("en");
    s.lobby.add_appointment("7KXM2QRT", k_lobby_now + row.from_now, row.state);
    s.scan("7kxm 2qrt");
    CHECK(s.shows(row.title));
    CHECK((s.page() == "number" || s.page() == "trouble"));
  }
  Stage late("en");
  late.lobby.add_appointment("7KXM2QRT", k_lobby_now - minutes(15));
  late.scan("7KXM2QRT");
  CHECK(late.shows("You are a little late. You will be served as soon as possible."));
  CHECK(late.paper.printed.size() == 1);
  Stage s("en");
  s.lobby.add_appointment("7KXM2QRT", k_lobby_now + minutes(20)).site_id = Uuid::from_name("elsewhere");
  s.scan("7KXM2QRT");
  CHECK(s.shows("Your appointment is in another place"));
}

TEST_CASE("who checks in reads on the page and on the slip to which appointment") {
  for (const char* language : {"fi", "sv", "en", "ru", "ar"}) {
    INFO(language);
    Stage s(language);
    const Appointment booked = s.lobby.add_appointment("7KXM2QRT", k_lobby_now + minutes(20));
    s.scan("7KXM2QRT");
    REQUIRE(s.page() == "number");
    const kiosk::Lobby lobby = s.terminal->lobby();
    const Service* service = lobby.service(booked.service_id);
    REQUIRE(service != nullptr);
    const std::string text = s.harness->tree_text();
    INFO(text);
    CHECK(text.find(s.l().t("Your appointment")) != std::string::npos);
    CHECK(text.find(s.in(service->name) + std::string(s.l().comma())) != std::string::npos);
    CHECK(text.find("10.40") != std::string::npos);
    REQUIRE(s.paper.printed.size() == 1);
    CHECK(
        std::any_of(s.paper.printed[0].items.begin(), s.paper.printed[0].items.end(), [&](const auto& item) {
          const auto* line = std::get_if<drivers::TextLine>(&item);
          return line != nullptr && line->text.find(s.in(service->name)) != std::string::npos &&
                 line->text.find("10.40") != std::string::npos;
        }));
    check_rules(*s.harness, "number-check-in");
    keep_picture(*s.harness, std::string("number-check-in.") + language);
  }
  Stage plain("en");
  take_kela(plain);
  CHECK_FALSE(plain.shows("Your appointment"));
}

TEST_CASE("a scanned number says where it stands, and can be given up") {
  Stage s("en");
  take_kela(s);
  s.press("Done");
  CHECK(s.l().tag() == "fi");  // the visit is over
  s.scan("https://lobby.example/t/q7XfT2mKpLw9sVbNc4R141");
  CHECK(s.page() == "ticket-state");
  CHECK(s.l().tag() == "en");  // the ticket remembers its visitor's language
  CHECK(s.shows_label("K141"));
  CHECK(s.shows_label("2 people"));
  s.press("I do not want to wait");
  CHECK(s.lobby.cancelled_tickets.empty());
  s.lobby.fail_next = Errc::disk_full;
  s.press("Yes, give up my place");
  CHECK(s.lobby.cancelled_tickets.empty());
  CHECK(s.shows("Your place could not be given up"));
  check_rules(*s.harness, "ticket-state-failed");
  keep_picture(*s.harness, "ticket-state-failed");
  s.press("Yes, give up my place");
  CHECK(s.lobby.cancelled_tickets.size() == 1);
  CHECK_FALSE(s.shows("Your place could not be given up"));
}

TEST_CASE("a code that is scanned twice is answered on one page, and the way back leads behind it") {
  Stage s("en");
  take_kela(s);
  s.press("Done");
  s.press("Appointment");
  const std::string before = s.page();
  REQUIRE(before != "home");
  for (const char* code :
       {"7KXM2QRT", "7KXM2QRT", "https://elsewhere.example/",
        "https://lobby.example/t/q7XfT2mKpLw9sVbNc4R141", "https://lobby.example/t/q7XfT2mKpLw9sVbNc4R141"}) {
    s.scan(code);
    CHECK(s.page() != before);
  }
  CHECK(s.page() == "ticket-state");
  s.press("Back");
  CHECK(s.page() == before);
}
