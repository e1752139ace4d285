#include "tests/sim/screen_ports.h"

namespace vuoro::test {

using namespace std::chrono_literals;

namespace {

/// From a page to the engine's thread, and back between two frames.
constexpr Millis k_on_the_way{1};
/// A PIN is checked slowly on purpose.
constexpr Millis k_pin_check{300};
/// Fewer characters, pressed at random, are found in anything.
constexpr std::size_t k_secret_least = 8;

void note_secret(Told& told, const std::string& text) {
  if (text.size() >= k_secret_least) told.secrets.push_back(text);
}

}  // namespace

template <class T, class Call>
void ScreenPort::act(const char* name, Answer<T> answer, Call call) {
  screen_.soon(k_on_the_way, [this, name, answer = std::move(answer), call = std::move(call)] {
    auto done = [this, name, answer](Result<T> result) {
      if (!screen_.mutant().answer_reaches_screen(name)) return;
      screen_.soon(k_on_the_way, [this, name, answer, result = std::move(result)] {
        if (!result) screen_.refused(name, result.error());
        answer(result);
      });
    };
    if (!screen_.terminal().is_up()) return done(fail(Errc::io, "the database cannot be opened"));
    call(screen_.terminal().core(), done);
    screen_.terminal().turn();
  });
}

void ScreenPort::take_ticket(const kiosk::TakeTicket& ask, Answer<kiosk::IssuedTicket> answer) {
  act<kiosk::IssuedTicket>(
      "take_ticket",
      [this, answer = std::move(answer)](Result<kiosk::IssuedTicket> issued) {
        screen_.mutant().ticket_answered(issued);
        if (issued) screen_.answered(*issued, false);
        answer(std::move(issued));
      },
      [ask](kiosk::LobbyCore& core, auto done) { core.take_ticket(ask, std::move(done)); });
}

void ScreenPort::cancel_ticket(const Uuid& id, Answer<void> answer) {
  screen_.asked_to_cancel(id);
  act<void>("cancel_ticket", std::move(answer),
            [id](kiosk::LobbyCore& core, auto done) { core.cancel_ticket(id, std::move(done)); });
}

void ScreenPort::hold_slot(const Uuid& id, Answer<Uuid> answer) {
  act<Uuid>("hold_slot", std::move(answer),
            [id](kiosk::LobbyCore& core, auto done) { core.hold_slot(id, std::move(done)); });
}

void ScreenPort::release_slot(const Uuid& id) {
  screen_.soon(k_on_the_way, [this, id] {
    if (!screen_.terminal().is_up()) return;
    screen_.terminal().core().release_slot(id);
    screen_.terminal().turn();
  });
}

void ScreenPort::book(const kiosk::BookAppointment& ask, Answer<Appointment> answer) {
  if (ask.phone) note_secret(screen_.told(), *ask.phone);
  act<Appointment>(
      "book",
      [this, answer = std::move(answer)](Result<Appointment> booked) {
        if (booked) screen_.answered(*booked);
        answer(std::move(booked));
      },
      [ask](kiosk::LobbyCore& core, auto done) { core.book(ask, std::move(done)); });
}

void ScreenPort::cancel_appointment(const Uuid& id, Answer<void> answer) {
  screen_.asked_to_cancel(id);
  screen_.told().let_go.insert(id);
  act<void>("cancel_appointment", std::move(answer),
            [id](kiosk::LobbyCore& core, auto done) { core.cancel_appointment(id, std::move(done)); });
}

void ScreenPort::check_in(const std::string& code, const std::string& language,
                          Answer<kiosk::CheckedIn> answer) {
  act<kiosk::CheckedIn>(
      "check_in",
      [this, answer = std::move(answer)](Result<kiosk::CheckedIn> checked) {
        if (checked && checked->ticket)
          screen_.answered(*checked->ticket, checked->verdict == CheckIn::already_done);
        answer(std::move(checked));
      },
      [code, language](kiosk::LobbyCore& core, auto done) {
        core.check_in(code, language, std::move(done));
      });
}

void ScreenPort::give_feedback(const kiosk::GiveFeedback& ask, Answer<Uuid> answer) {
  if (ask.contact) note_secret(screen_.told(), *ask.contact);
  act<Uuid>(
      "give_feedback",
      [this, answer = std::move(answer)](Result<Uuid> id) {
        if (id) screen_.answered_feedback(*id);
        answer(std::move(id));
      },
      [ask](kiosk::LobbyCore& core, auto done) { core.give_feedback(ask, std::move(done)); });
}

void ScreenPort::search(const std::string& text, const std::string& language,
                        Answer<std::vector<kiosk::Found>> answer) {
  screen_.soon(k_on_the_way, [this, text, language, answer = std::move(answer)] {
    if (screen_.guidance() == nullptr || !screen_.terminal().is_up())
      return answer(fail(Errc::io, "the database cannot be opened"));
    answer(screen_.guidance()->search(text, language));
  });
}

std::optional<Uuid> ScreenPort::ticket_of_follow_url(const std::string& url) const {
  const std::string& start = screen_.view()->site.follow_url;
  if (!screen_.terminal().is_up() || start.empty() || !url.starts_with(start)) return std::nullopt;
  const auto tokens = screen_.terminal().core().follow_tokens();
  const auto found = tokens->find(url.substr(start.size()));
  return found == tokens->end() ? std::nullopt : std::optional(found->second);
}

void ScreenPaper::print(drivers::Receipt receipt, std::function<void(kiosk::PrintAnswer)> answer) {
  screen_.prints();
  paper_->print(std::move(receipt), [this, answer = std::move(answer)](const kiosk::PrintAnswer& outcome) {
    screen_.soon(k_on_the_way, [answer, outcome] { answer(outcome); });
  });
}

void ScreenService::check_pin(const std::string& pin, std::function<void(bool)> answer) {
  screen_.soon(k_pin_check, [right = pin == k_sim_pin, answer = std::move(answer)] { answer(right); });
}

void ScreenService::restart() {
  screen_.soon(0ms, [&terminal = screen_.terminal()] { terminal.crash(false); });
}

}  // namespace vuoro::test
