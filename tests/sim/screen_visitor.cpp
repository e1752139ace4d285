#include "tests/sim/screen_visitor.h"

#include <algorithm>

#include "tests/sim/screen_ports.h"

namespace vuoro::test {

using namespace std::chrono_literals;

namespace {

/// Nobody stands there longer.
constexpr int k_steps_most = 80;
/// Whoever finds a page left by somebody else presses so often to come to the start.
constexpr int k_tries = 6;

struct Share {
  ScreenVisitor::Job job;
  int percent;
};
constexpr std::array<Share, 8> k_jobs = {{{ScreenVisitor::Job::ticket, 40},
                                          {ScreenVisitor::Job::book, 16},
                                          {ScreenVisitor::Job::check_in, 11},
                                          {ScreenVisitor::Job::feedback, 10},
                                          {ScreenVisitor::Job::cancel, 6},
                                          {ScreenVisitor::Job::look_up, 6},
                                          {ScreenVisitor::Job::wander, 9},
                                          {ScreenVisitor::Job::technician, 2}}};

bool is_row(const ui::Node& node) {
  return node.role == ui::Role::list_item;
}

}  // namespace

void ScreenVisitor::come(Agenda& agenda, Told& told, SimTerminal& terminal) {
  SimScreen* screen = terminal.screen();
  if (screen == nullptr || screen->somebody()) return;  // somebody else was faster
  int chance = agenda.below(100);
  Job job = Job::ticket;
  for (const auto& share : k_jobs) {
    job = share.job;
    if ((chance -= share.percent) < 0) break;
  }
  std::make_shared<ScreenVisitor>(agenda, told, terminal, job)->arrive(0);
}

ScreenVisitor::ScreenVisitor(Agenda& agenda, Told& told, SimTerminal& terminal, Job job)
    : agenda_(agenda), told_(told), terminal_(terminal), run_(terminal.run()), job_(job) {
  hurries_ = percent() < 30;
  if (job == Job::wander) wanders_ = 8 + agenda.below(30);
  if ((job == Job::check_in || job == Job::cancel) && !told.bookings.empty()) {
    const auto which = static_cast<std::size_t>(agenda.below(static_cast<int>(told.bookings.size())));
    code_ = told.bookings[which].code;
    // Some read it wrong.
    if (percent() < 8) code_.back() = code_.back() == 'A' ? 'B' : 'A';
  } else if (job == Job::check_in || job == Job::cancel) {
    code_ = "WXYZ6789";
  }
  if (job == Job::look_up && !told.tickets.empty()) {
    const auto which = static_cast<std::size_t>(agenda.below(static_cast<int>(told.tickets.size())));
    follow_url_ = told.tickets[which].issued.follow_url;
    number_ = told.tickets[which].issued.ticket.number;
  }
}

/// The former visitor's page may still be there: one leads it to its end first.
void ScreenVisitor::arrive(int tries) {
  SimScreen* screen = terminal_.screen();
  if (screen == nullptr || !terminal_.alive(run_) || tries > k_tries) return;
  if (!screen->is_free()) {
    for (const char* key : {"end", "has", "done", "no", "home", "back", "fi"}) {
      const auto* way = screen->pressable(key);
      if (way == nullptr) continue;
      screen->press(ui::Node(*way));
      break;
    }
    agenda_.after(agenda_.between(300ms, 3s),
                  [self = shared_from_this(), tries] { self->arrive(tries + 1); });
    return;
  }
  if (screen->somebody()) return;
  screen->begin_visit();
  if (!code_.empty()) screen->note_item(code_);
  if (!number_.empty()) screen->note_item(number_);
  later();
}

void ScreenVisitor::later() {
  Millis thinks = hurries_ || typed_ > 0 ? agenda_.between(120ms, 1200ms) : agenda_.between(600ms, 6s);
  if (!hesitated_ && percent() < 3) {
    hesitated_ = true;  // a telephone rings
    thinks = agenda_.between(30s, 110s);
  }
  agenda_.after(thinks, [self = shared_from_this()] { self->step(); });
}

void ScreenVisitor::step() {
  SimScreen* screen = terminal_.screen();
  if (screen == nullptr || !terminal_.alive(run_)) return;  // a dark screen
  if (!terminal_.doors_open() || ++steps_ > k_steps_most || agenda_.chance(15)) return leave();
  if (done_ && on(*screen, "home")) return leave();
  act(*screen);
  // What was pressed may have ended the program.
  if (terminal_.screen() != nullptr && terminal_.alive(run_) && terminal_.screen()->somebody()) later();
}

void ScreenVisitor::leave() {
  if (terminal_.screen() != nullptr && terminal_.alive(run_)) terminal_.screen()->end_visit();
}

bool ScreenVisitor::press(SimScreen& screen, std::string_view key) {
  const auto* node = screen.pressable(key);
  if (node == nullptr) return false;
  const ui::Node copy = *node;  // the tree is another one after the press
  percent() < 6 ? screen.tap_twice(copy) : screen.press(copy);
  return true;
}

bool ScreenVisitor::press_one(SimScreen& screen, const std::function<bool(const ui::Node&)>& which) {
  std::vector<const ui::Node*> all;
  for (const auto& node : screen.nodes()) {
    if (screen.can_press(node) && which(node)) all.push_back(&node);
  }
  if (all.empty()) return false;
  screen.press(ui::Node(*all[static_cast<std::size_t>(agenda_.below(static_cast<int>(all.size())))]));
  return true;
}

void ScreenVisitor::give_up(SimScreen& screen) {
  if (press(screen, "done") || press(screen, "home") || press(screen, "back")) done_ = true;
}

bool ScreenVisitor::answer_idle(SimScreen& screen) {
  if (screen.pressable("stay") == nullptr) return false;
  const int what = percent();
  if (what < 70) press(screen, "stay");
  if (what >= 90) press(screen, "end");
  return true;
}

void ScreenVisitor::act(SimScreen& screen) {
  if (answer_idle(screen)) return;
  if (wanders_ > 0) return wander(screen);
  if (on(screen, "home")) return start(screen);
  if (on(screen, "trouble")) {
    // Those who came for something else do that first.
    if (percent() < 60 || !press(screen, "action")) give_up(screen);
    return;
  }
  if (on_ticket_pages(screen) || on_booking_pages(screen) || on_feedback_pages(screen) ||
      on_service_pages(screen))
    return;
  if (on(screen, "out-of-service")) return leave();
  give_up(screen);
}

void ScreenVisitor::start(SimScreen& screen) {
  if (!chose_language_) {
    chose_language_ = true;
    const int which = percent();
    if (which < 30) {
      press(screen, which < 18 ? "sv" : "en");
      return;
    }
  }
  switch (job_) {
    case Job::ticket:
    case Job::wander:
      press(screen, "ticket");
      break;
    case Job::book:
    case Job::check_in:
    case Job::cancel:
      press(screen, "appointment");
      break;
    case Job::feedback:
      press(screen, "feedback");
      break;
    case Job::look_up:
      done_ = true;
      screen.scan(follow_url_.empty() ? "4006381333931" : follow_url_);
      break;
    case Job::technician:
      hurries_ = true;
      if (++door_ > 7 || !press(screen, "service-door")) job_ = Job::ticket;
      break;
  }
}

/// Anything that can be pressed or written, as children and drunkards do.
void ScreenVisitor::wander(SimScreen& screen) {
  --wanders_;
  hurries_ = true;
  if (percent() < 5) return screen.scan(percent() < 50 ? "https://example.org/" : "WXYZ6789");
  if (percent() < 10) {
    const std::string mail = fmt::format("visitor{}@example.fi", agenda_.below(10'000'000));
    for (const auto& node : screen.nodes()) {
      if (node.role != ui::Role::text_field || node.obscured || node.key != "text") continue;
      screen.note_item(mail);
      return screen.write("text", mail);
    }
  }
  press_one(screen, [](const ui::Node& node) { return node.key != "again"; });
}

// ---- Pages
// ------------------------------------------------------------------------------------------------------

bool ScreenVisitor::on_ticket_pages(SimScreen& screen) {
  if (on(screen, "ticket")) {
    if (percent() < 20 && press(screen, "errands")) return true;
    if (!press_one(screen, [](const ui::Node& node) { return is_row(node) && node.key != "unsure"; }))
      give_up(screen);
    return true;
  }
  if (on(screen, "matter")) {
    if (!press_one(screen, is_row)) press(screen, "back");
    return true;
  }
  if (on(screen, "queue")) {
    if (screen.pressable("more") != nullptr) return press(screen, percent() < 70 ? "more" : "has");
    if (percent() < 10 && press(screen, "more-matters")) return true;
    if (press(screen, "take")) return true;
    if (const auto* book = screen.pressable("book"); book != nullptr) {
      job_ = Job::book;
      return press(screen, percent() < 50 ? "book" : "other");
    }
    if (percent() < 50) give_up(screen);  // others wait for what comes
    return true;
  }
  if (on(screen, "number")) {
    done_ = true;
    look_for_paper(screen);
    if (terminal_.screen() == nullptr || !on(screen, "number")) return true;
    if (percent() < 25) {
      leave();
    } else if (percent() < 70) {
      give_up(screen);
    }
    return true;
  }
  if (on(screen, "ticket-state")) {
    done_ = true;
    if (percent() < 60 && press(screen, "leave")) return true;
    give_up(screen);
    return true;
  }
  return false;
}

void ScreenVisitor::look_for_paper(SimScreen& screen) {
  if (screen.pressable("again") == nullptr) return;
  // The newest at this terminal: others print, too.
  const auto found = std::find_if(told_.prints.rbegin(), told_.prints.rend(),
                                  [&](const Print& one) { return one.device == terminal_.name(); });
  if (found == told_.prints.rend()) return;
  const auto& print = *found;
  const bool out = std::any_of(told_.sheets.begin(), told_.sheets.end(), [&](const Sheet& sheet) {
    return sheet.device == terminal_.name() && sheet.text.find(print.number) != std::string::npos;
  });
  if (out || percent() < 50) return;
  told_.screens.asked_again.emplace(terminal_.name(), print.number);
  press(screen, "again");
}

bool ScreenVisitor::on_booking_pages(SimScreen& screen) {
  if (on(screen, "appointment")) {
    press(screen, job_ == Job::check_in ? "check-in" : job_ == Job::cancel ? "cancel" : "book");
    return true;
  }
  if (on(screen, "booking") || on(screen, "time")) {
    const auto offered = [](const ui::Node& node) {
      // A time; another day now and then.
      return is_row(node) || (node.role == ui::Role::choice && !node.state.has(ui::State::selected));
    };
    if (press_one(screen, offered)) return true;
    if (press(screen, "number")) return true;
    if (percent() < 50) press(screen, "back");
    return true;
  }
  if (on(screen, "confirm")) {
    if (percent() < 35 && press(screen, "add-phone")) {
      const std::string phone = fmt::format("+35850{:07}", agenda_.below(10'000'000));
      screen.note_item(phone);
      screen.write("phone", percent() < 10 ? phone.substr(0, 4) : phone);
      return true;
    }
    if (percent() < 85) press(screen, "book");
    return true;
  }
  if (on(screen, "booked")) {
    done_ = true;
    if (percent() < 30 && press(screen, "print")) return true;
    percent() < 25 ? leave() : give_up(screen);
    return true;
  }
  if (on(screen, "code")) {
    type_code(screen);
    return true;
  }
  if (on(screen, "cancel")) {
    if (press(screen, "done")) {
      done_ = true;
    } else if (!press(screen, percent() < 75 ? "yes" : "no")) {
      give_up(screen);
    }
    return true;
  }
  return on(screen, "check-in");
}

void ScreenVisitor::type_code(SimScreen& screen) {
  if (typed_ < code_.size()) {
    press(screen, "key-" + code_.substr(typed_++, 1));
  } else if (typed_ > code_.size() || code_.empty() || !press(screen, "go")) {
    typed_ = 0;
    give_up(screen);
  } else {
    ++typed_;  // a second look at this page finds that the code was wrong
  }
}

bool ScreenVisitor::on_feedback_pages(SimScreen& screen) {
  if (on(screen, "feedback")) {
    press_one(screen, [](const ui::Node& node) { return node.role == ui::Role::choice; });
    return true;
  }
  if (on(screen, "thanks")) {
    if (percent() < 30 && press(screen, percent() < 60 ? "contact" : "words")) return true;
    percent() < 25 ? leave() : give_up(screen);
    return true;
  }
  if (on(screen, "feedback-contact") || on(screen, "feedback-words")) {
    if (press(screen, "send")) return true;
    const std::string mail = fmt::format("visitor{}@example.fi", agenda_.below(10'000'000));
    if (on(screen, "feedback-contact")) screen.note_item(mail);
    screen.write("text", on(screen, "feedback-contact") ? mail : "Kiitos hyvästä palvelusta.");
    return true;
  }
  return false;
}

bool ScreenVisitor::on_service_pages(SimScreen& screen) {
  if (!on(screen, "pin")) return false;
  if (percent() < 60 && press(screen, "open")) return true;
  if (++door_ > 12) return give_up(screen), true;
  const std::string pin = percent() < 40 ? k_sim_pin : fmt::format("9{:05}", agenda_.below(100'000));
  told_.screens.pins.push_back(pin);
  screen.write("pin", pin);
  return true;
}

}  // namespace vuoro::test
