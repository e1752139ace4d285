#include "tests/e2e/tour.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <regex>

#include "core/base/clock.h"
#include "drivers/image/image_file.h"
#include "drivers/scanner/code_reader.h"
#include "tests/e2e/lobby_slots.h"

namespace vuoro::test {
namespace fs = std::filesystem;

namespace {

bool is_number(const std::string& text) {
  static const std::regex k_number("[A-Z][0-9]{1,4}");
  return std::regex_match(text, k_number);
}

}  // namespace

Tour::Tour(LobbyFile lobby, fs::path out, const kiosk::Language& language)
    : lobby_(std::move(lobby)),
      out_(std::move(out)),
      language_(language),
      terminal_(lobby_.terminal_socket, std::chrono::seconds(20)),
      display_(lobby_.display_socket, std::chrono::seconds(20)),
      clerk_(lobby_.url, lobby_.ca_file) {
  fs::remove_all(out_);
  fs::create_directories(out_);
  clerk_.log_in("supervisor", lobby_.password);
  scope_ = clerk_.site_scope();
}

void Tour::keep(Hand& hand, const std::string& name) {
  hand.wait_idle();
  hand.picture(out_ / fmt::format("{:02}-{}.png", ++pictures_, name));
}

std::string Tour::number_on_screen() {
  // One visitor who takes number after number is asked whether they have one already.
  const std::string still = t("I still need a number");
  const std::string seen = terminal_.wait_text(
      "a queue number", [&](const std::string& text) { return text == still || is_number(text); });
  if (seen != still) return seen;
  terminal_.press(still);
  return terminal_.wait_text("a queue number", is_number);
}

void Tour::go_home() {
  terminal_.press(t("Done"));
  terminal_.wait_label(t("Take a queue number"));
}

std::size_t Tour::printed() const {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(lobby_.paper_dir))
    count += entry.path().extension() == ".png";
  return count;
}

fs::path Tour::printed_after(std::size_t before) {
  expect(soon([&] { return printed() > before; }), "a printed ticket");
  fs::path newest;
  for (const auto& entry : fs::directory_iterator(lobby_.paper_dir)) {
    if (entry.path().extension() == ".png" && entry.path() > newest) newest = entry.path();
  }
  return newest;
}

std::string Tour::qr_in(const fs::path& picture) {
  const auto image = drivers::read_picture(picture);
  expect(image.has_value(), "a picture at " + picture.string());
  const auto codes = drivers::read_codes(*image);
  expect(!codes.empty(), "a readable QR code in " + picture.string());
  return codes.front().text;
}

void Tour::printer(const std::string& line) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(lobby_.printer_control_port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const std::string sent = line + "\n";
  char answer[256] = {};
  const bool told = connected && ::send(fd, sent.data(), sent.size(), MSG_NOSIGNAL) > 0 &&
                    ::recv(fd, answer, sizeof answer - 1, 0) > 0;
  ::close(fd);
  expect(told && std::string(answer).starts_with("ok"),
         "the printer takes \"" + line + "\", it said " + answer);
}

json::object Tour::at_authority(const std::string& number) {
  json::object found;
  const bool there = soon([&] {
    for (auto& record : clerk_.records(scope_, "ticket")) {
      if (record.at("number").as_string() != number) continue;
      found = record.as_object();
      return true;
    }
    return false;
  });
  expect(there, number + " at the authority");
  return found;
}

std::string Tour::take_number(const std::string& queue) {
  terminal_.press(t("Take a queue number"));
  terminal_.press(queue);
  terminal_.press(t("Take a queue number"));
  const std::string number = number_on_screen();
  expect(std::find(numbers_.begin(), numbers_.end(), number) == numbers_.end(),
         number + " was not given before");
  numbers_.push_back(number);
  return number;
}

void Tour::home() {
  terminal_.wait_label(t("Take a queue number"));
  keep(terminal_, "home");
  keep(display_, "display-quiet");
}

void Tour::ticket() {
  const std::size_t before = printed();
  terminal_.press(t("Take a queue number"));
  terminal_.wait_label(queue_);
  keep(terminal_, "ticket-queues");
  terminal_.press(queue_);
  terminal_.wait_label(t("Where to wait"));
  keep(terminal_, "ticket-queue");
  terminal_.press(t("Take a queue number"));
  const std::string number = number_on_screen();
  numbers_.push_back(number);
  terminal_.wait_label(t("Take your number from the printer"));
  keep(terminal_, "ticket-number");
  const fs::path paper = printed_after(before);
  fs::copy_file(paper, out_ / fmt::format("{:02}-ticket-on-paper.png", ++pictures_));
  const std::string on_paper = qr_in(paper);
  expect(on_paper.starts_with(lobby_.url + "/t/"),
         "the ticket's code leads to the follow page, it says " + on_paper);
  expect(qr_in(out_ / "05-ticket-number.png") == on_paper, "the same code on the screen and on paper");
  follow_token_ = on_paper.substr((lobby_.url + "/t/").size());
  (void)at_authority(number);
  const auto followed = clerk_.get("/api/v1/follow/" + follow_token_);
  expect(followed.status == 200 && followed.body.at("number").as_string() == number,
         "the phone follows " + number);
  go_home();
}

void Tour::called_by_a_clerk() {
  const auto counters = clerk_.records(scope_, "counter");
  const auto ticket = at_authority(numbers_.front());
  const auto serves = [&](const json::value& counter) {
    const auto* queues = counter.as_object().if_contains("queue_ids");
    return queues != nullptr &&
           std::any_of(queues->as_array().begin(), queues->as_array().end(),
                       [&](const json::value& id) { return id == ticket.at("queue_id"); });
  };
  const auto counter = std::find_if(counters.begin(), counters.end(), serves);
  expect(counter != counters.end(), "a counter for the queue");
  const json::value& id = counter->at("id");
  (void)clerk_.command("counter.take", {{"counter_id", id}});
  const auto called = clerk_.command("ticket.call_next", {{"counter_id", id}});
  const std::string number(called.at("ticket").at("number").as_string());
  expect(number == numbers_.front(), "the first visitor is called first, not " + number);
  display_.wait_label(number);
  keep(display_, "display-called");
  const auto followed = clerk_.get("/api/v1/follow/" + follow_token_);
  expect(followed.body.at("state").as_string() == "called", "the phone knows of the call");
  (void)clerk_.command("ticket.start", {{"ticket_id", ticket.at("id")}});
  (void)clerk_.command("ticket.finish", {{"ticket_id", ticket.at("id")}});
}

void Tour::guidance() {
  terminal_.press(t("Advice"));
  terminal_.wait_label(t("Search with your own words"));
  keep(terminal_, "guidance");
  terminal_.press(t("Search with your own words"));
  terminal_.set_text(t("Search"), "passi");
  terminal_.wait_label(t("Search results"));
  terminal_.wait_text("a passport among the results",
                      [](const std::string& text) { return text.find("Passi") != std::string::npos; });
  keep(terminal_, "guidance-search");
  terminal_.press_first_in("scroll_area");
  terminal_.wait_label(t("What to do"));
  keep(terminal_, "guidance-answer");
  terminal_.press(t("To my phone"));
  keep(terminal_, "guidance-to-phone");
  terminal_.press(t("Close"));
  terminal_.press(t("Home"));
  terminal_.wait_label(t("Take a queue number"));
}

void Tour::booking_and_check_in() {
  // A free time within the hour, as an editor would add it: then one can book and check in on the same visit.
  const auto slots = clerk_.records(scope_, "slot");
  expect(!slots.empty(), "free times in the demo");
  const json::object slot = slots.front().as_object();
  add_slots(lobby_, slot, {soon_today(SystemClock().wall(), std::chrono::minutes(20))}, 1);
  std::string service;
  for (const auto& record : clerk_.records("global", "service")) {
    if (record.at("id") == slot.at("service_id"))
      service = std::string(record.at("name").at(language_.tag()).as_string());
  }

  terminal_.press(t("Appointment"));
  terminal_.wait_label(t("Book a time"));
  keep(terminal_, "appointment");
  terminal_.press(t("Book a time"));
  terminal_.wait_label(service);
  keep(terminal_, "booking-service");
  terminal_.press(service);
  terminal_.wait_label(t("When would you like to come?"));
  const std::string today = language_.t("Time");
  terminal_.wait_label(today);
  keep(terminal_, "booking-time");
  terminal_.press_first_in("choice_group");
  terminal_.wait_label(t("Book this time"));
  keep(terminal_, "booking-confirm");
  terminal_.press(t("Book this time"));
  terminal_.wait_label(t("Print"));
  keep(terminal_, "booking-done");
  // The code is the visitor's alone: no remote look shows it, in words or in pixels. It is on the slip.
  const auto afar = drivers::read_picture(out_ / fmt::format("{:02}-booking-done.png", pictures_));
  expect(afar && drivers::read_codes(*afar).empty(), "no booking code in a remote picture");
  const std::size_t slips = printed();
  terminal_.press(t("Print"));
  const fs::path slip = printed_after(slips);
  fs::copy_file(slip, out_ / fmt::format("{:02}-booking-on-paper.png", ++pictures_));
  terminal_.press(t("Done"));

  const std::size_t before = printed();
  terminal_.scan(qr_in(slip));
  const std::string number = number_on_screen();
  numbers_.push_back(number);
  keep(terminal_, "checked-in");
  (void)printed_after(before);
  const auto ticket = at_authority(number);
  expect(ticket.contains("appointment_id"), "the number of a checked-in visitor belongs to the appointment");
  go_home();
}

void Tour::feedback() {
  terminal_.press(t("Give feedback"));
  terminal_.wait_label(t("Very well"));
  keep(terminal_, "feedback");
  terminal_.press(t("Very well"));
  terminal_.wait_label(t("Your answer has been saved"));
  keep(terminal_, "feedback-thanks");
  terminal_.press(t("Show the place on a map"));
  keep(terminal_, "feedback-map");
  terminal_.press(t("Home"));
  terminal_.wait_label(t("Take a queue number"));
}

void Tour::printer_troubles() {
  printer("paper out");
  const std::string without_paper = take_number(queue_);
  terminal_.wait_label(t("The number was not printed"));
  keep(terminal_, "paper-out");
  go_home();
  printer("paper ok");
  printer("silent on");
  const std::string silent = take_number(queue_);
  keep(terminal_, "printer-silent");
  printer("silent off");
  go_home();
  (void)at_authority(without_paper);
  (void)at_authority(silent);
}

void Tour::without_the_server() {
  Program& server = lobby_.program("server");
  server.kill_now();
  for (int i = 0; i < 3; ++i) {
    const std::size_t before = printed();
    const std::string number = take_number(queue_);
    (void)printed_after(before);
    if (i == 0) {
      keep(terminal_, "number-without-server");
      fs::copy_file(printed_after(before),
                    out_ / fmt::format("{:02}-ticket-without-server.png", ++pictures_));
    }
    terminal_.wait_idle();
    go_home();
    std::cout << "  without a server: " << number << std::endl;
  }
  keep(terminal_, "home-without-server");
  keep(display_, "display-without-server");
}

void Tour::power_cut() {
  // The server is still away; now the terminal loses power too, right after a number was given.
  const std::string number = take_number(queue_);
  Program& terminal = lobby_.program("terminal");
  terminal.kill_now();
  terminal.start();
  terminal_.reconnect(std::chrono::seconds(20));
  terminal_.wait_label(t("Take a queue number"));
  const std::string next = take_number(queue_);
  terminal_.wait_idle();
  go_home();
  lobby_.program("server").start();
  expect(soon([&] {
           try {
             return clerk_.get("/healthz").status == 200;
           } catch (const Stuck&) {
             return false;
           }
         }),
         "the server back again");
  clerk_.log_in("supervisor", lobby_.password);
  (void)at_authority(number);
  (void)at_authority(next);
}

void Tour::nothing_lost_nothing_twice() {
  for (const auto& number : numbers_) (void)at_authority(number);
  const auto tickets = clerk_.records(scope_, "ticket");
  std::vector<std::string> known;
  for (const auto& record : tickets) known.emplace_back(record.at("number").as_string());
  std::sort(known.begin(), known.end());
  expect(std::adjacent_find(known.begin(), known.end()) == known.end(), "every number once at the authority");
  expect(known.size() == numbers_.size(),
         fmt::format("{} visitors at the authority, it has {}", numbers_.size(), known.size()));
}

}  // namespace vuoro::test
