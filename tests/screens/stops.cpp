#include "tests/screens/stops.h"

#include <catch2/catch.hpp>

namespace vuoro::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

void open_queue(Stage& s, const char* prefix) {
  s.press("Take a queue number");
  s.press_label(s.in(s.lobby.queue(prefix).name));
}

void take(Stage& s) {
  open_queue(s, "K");
  s.press("Take a queue number");
}

/// Kela first, then the police and the city's services.
void name_matters(Stage& s) {
  open_queue(s, "K");
  for (const char* prefix : {"P", "A"}) {
    s.press("I have another matter too");
    s.press_label(s.in(s.lobby.queue(prefix).name));
  }
}

void close_queue(Stage& s, const char* prefix) {
  auto& status = s.lobby.edit().queue_status[s.lobby.queue(prefix).id];
  status.closed_today = true;
  status.closed_day = "2026-03-05";
  s.lobby.publish();
  s.settle();
}

void run_out(Stage& s, std::initializer_list<std::string_view> prefixes) {
  s.lobby.run_out(prefixes);
  s.settle();
}

void choose_passport_time(Stage& s) {
  s.press("Appointment");
  s.press("Book a time");
  const auto& service = s.lobby.service("Passport");
  s.press_label(s.in(service.name));
}

/// The first time offered.
void press_first(Stage& s, ui::Role group) {
  const auto groups = s.harness->tree().find_all(group);
  INFO(s.harness->tree_text());
  REQUIRE_FALSE(groups.empty());
  for (const ui::Node& node : s.harness->tree().nodes()) {
    if (node.parent == groups.back()->id && node.actions.has(ui::Action::press)) {
      REQUIRE(s.harness->act(node.id, ui::Action::press).has_value());
      return s.settle();
    }
  }
  FAIL("nothing to choose");
}

void hold_time(Stage& s) {
  choose_passport_time(s);
  press_first(s, ui::Role::choice_group);
}

void type_code(Stage& s, const std::string& code) {
  s.press("Appointment");
  s.press("I have come to my appointment");
  for (const char letter : code) s.press_label(std::string(1, letter));
  s.press("Continue");
}

void rate(Stage& s) {
  s.press("Give feedback");
  s.press("Very well");
}

void open_panel(Stage& s) {
  auto& link = s.lobby.edit().connection;
  link.held_numbers.clear();
  link.numbers_held = 0;
  link.clock_known = true;
  for (const Queue& queue : s.lobby.edit().queues) {
    link.held_numbers.push_back({queue.id, 12, link.since + std::chrono::hours(6)});
    *link.numbers_held += 12;
  }
  for (const std::string day : {"2026-03-06", "2026-03-09"}) {
    for (const Queue& queue : s.lobby.edit().queues)
      link.held_numbers.push_back({queue.id, 20, link.since + std::chrono::hours(30), day});
  }
  s.lobby.publish();
  s.settle();
  for (int i = 0; i < 5; ++i) s.press("For the technician");
  s.set_text("PIN", "2580");
  s.press("Continue");
}

}  // namespace

const std::vector<Stop>& stops() {
  static const std::vector<Stop> k_stops = {
      {"home", [](Stage&) {}},
      {"home-announcement",
       [](Stage& s) {
         Announcement one;
         one.id = Uuid::from_name("test:announcement");
         one.text = {{"fi", "Poliisin palvelu on tänään suljettu klo 13–14."},
                     {"sv", "Polisens service är stängd i dag kl. 13–14."},
                     {"en", "The police counter is closed today 13–14."}};
         one.severity = Severity::warning;
         s.lobby.edit().announcements.push_back(one);
         s.lobby.publish();
         s.settle();
       }},
      {"home-no-number", [](Stage& s) { run_out(s, {}); }},
      {"accessibility", [](Stage& s) { s.press("Accessibility"); }},
      {"ticket", [](Stage& s) { s.press("Take a queue number"); }},
      {"ticket-errands",
       [](Stage& s) {
         s.press("Take a queue number");
         s.press("All errands");
       }},
      {"queue", [](Stage& s) { open_queue(s, "K"); }},
      {"ticket-no-number",
       [](Stage& s) {
         run_out(s, {});
         s.press("Take a queue number");
       }},
      {"ticket-away",
       [](Stage& s) {
         run_out(s, {"K"});
         s.press("Take a queue number");
       }},
      {"queue-no-number",
       [](Stage& s) {
         run_out(s, {"K"});
         open_queue(s, "K");
       }},
      {"queue-away",
       [](Stage& s) {
         run_out(s, {"K"});
         open_queue(s, "P");
       }},
      {"queue-closed",
       [](Stage& s) {
         close_queue(s, "P");
         open_queue(s, "P");
       }},
      {"matter",
       [](Stage& s) {
         close_queue(s, "P");
         open_queue(s, "K");
         s.press("I have another matter too");
       }},
      {"queue-matters", name_matters},
      {"number", take},
      {"number-matters",
       [](Stage& s) {
         name_matters(s);
         s.press("Take a queue number");
       }},
      {"number-paper-out",
       [](Stage& s) {
         s.paper.next = {kiosk::PrintOutcome::nothing, Errc::paper_out};
         take(s);
       }},
      {"number-unknown",
       [](Stage& s) {
         s.paper.next = {kiosk::PrintOutcome::unknown, Errc::unknown_outcome};
         take(s);
       }},
      {"number-exhausted",
       [](Stage& s) {
         s.lobby.fail_next = Errc::unavailable;  // cut in this moment: the page did not know it yet
         take(s);
       }},
      {"ticket-state",
       [](Stage& s) {
         take(s);
         s.press("Done");
         s.scan("https://lobby.example/t/q7XfT2mKpLw9sVbNc4R141");
       }},
      {"appointment", [](Stage& s) { s.press("Appointment"); }},
      {"booking",
       [](Stage& s) {
         s.press("Appointment");
         s.press("Book a time");
       }},
      {"time", choose_passport_time},
      {"confirm", hold_time},
      {"confirm-phone",
       [](Stage& s) {
         hold_time(s);
         s.press("Add a phone number (optional)");
       }},
      {"booked",
       [](Stage& s) {
         hold_time(s);
         s.press("Book this time");
       }},
      {"code",
       [](Stage& s) {
         s.press("Appointment");
         s.press("I have come to my appointment");
       }},
      {"check-in-early",
       [](Stage& s) {
         s.lobby.add_appointment("7KXM2QRT", k_lobby_now + hours(3));
         type_code(s, "7KXM2QRT");
       }},
      {"check-in-another-day",
       [](Stage& s) {
         s.lobby.add_appointment("7KXM2QRT", k_lobby_now + hours(25));
         s.scan("7KXM-2QRT");
       }},
      {"check-in-unknown", [](Stage& s) { type_code(s, "222222ZZ"); }},
      {"cancel",
       [](Stage& s) {
         s.lobby.add_appointment("7KXM2QRT", k_lobby_now + hours(25));
         s.settle();
         s.press("Appointment");
         s.press("Cancel my appointment");
         s.set_text(s.l().t("Booking code"), "7KXM2QRT");
         s.press("Continue");
       }},
      {"guidance", [](Stage& s) { s.press("Advice"); }},
      {"topic",
       [](Stage& s) {
         s.press("Advice");
         s.press_label(s.in(s.lobby.view()->content->topics.front().name));
       }},
      {"search",
       [](Stage& s) {
         s.press("Advice");
         s.press("Search with your own words");
         s.set_text(s.l().t("Search"), "pas");
       }},
      {"answer",
       [](Stage& s) {
         s.press("Advice");
         s.press("Search with your own words");
         const std::string name = s.in(s.lobby.service("Passport").name);
         s.set_text(s.l().t("Search"), name);
         s.press_label(name);
       }},
      {"answer-phone",
       [](Stage& s) {
         s.press("Advice");
         s.press("Search with your own words");
         const std::string name = s.in(s.lobby.service("Passport").name);
         s.set_text(s.l().t("Search"), name);
         s.press_label(name);
         s.press("To my phone");
       }},
      {"feedback", [](Stage& s) { s.press("Give feedback"); }},
      {"thanks", rate},
      {"feedback-words",
       [](Stage& s) {
         rate(s);
         s.press("Write in your own words");
       }},
      {"feedback-map",
       [](Stage& s) {
         rate(s);
         s.press("Show the place on a map");
       }},
      {"feedback-contact",
       [](Stage& s) {
         rate(s);
         s.press("Leave your contact for a reply");
       }},
      {"idle",
       [](Stage& s) {
         s.press("Take a queue number");
         s.advance(std::chrono::seconds(61));
       }},
      {"scan-unknown", [](Stage& s) { s.scan("https://elsewhere.example/"); }},
      {"starting",
       [](Stage& s) {
         s.lobby.edit().ready = false;
         s.lobby.publish();
         s.settle();
       }},
      {"pin",
       [](Stage& s) {
         for (int i = 0; i < 5; ++i) s.press("For the technician");
       }},
      {"service", open_panel},
      {"service-no-time",
       [](Stage& s) {
         open_panel(s);
         s.lobby.edit().connection.clock_known = false;
         s.lobby.publish();
         s.settle();
       }},
  };
  return k_stops;
}

}  // namespace vuoro::test
