#include "tests/sim/terminal.h"

#include "kiosk/facts/lobby_facts.h"
#include "kiosk/paper/slips.h"
#include "tests/sim/screen.h"

namespace vuoro::test {

/// The core as the screens' side sees it.
class SimTerminal::Port final : public kiosk::LobbyPort {
 public:
  explicit Port(SimTerminal& terminal) : terminal_(terminal) {}
  kiosk::LobbyViewPtr view() const override { return core().view(); }
  void take_ticket(const kiosk::TakeTicket& ask, Answer<kiosk::IssuedTicket> answer) override {
    core().take_ticket(ask, std::move(answer));
  }
  void cancel_ticket(const Uuid& id, Answer<void> answer) override {
    core().cancel_ticket(id, std::move(answer));
  }
  void hold_slot(const Uuid& id, Answer<Uuid> answer) override { core().hold_slot(id, std::move(answer)); }
  void release_slot(const Uuid& id) override { core().release_slot(id); }
  void book(const kiosk::BookAppointment& ask, Answer<Appointment> answer) override {
    core().book(ask, std::move(answer));
  }
  void cancel_appointment(const Uuid& id, Answer<void> answer) override {
    core().cancel_appointment(id, std::move(answer));
  }
  void check_in(const std::string& code, const std::string& language,
                Answer<kiosk::CheckedIn> answer) override {
    core().check_in(code, language, std::move(answer));
  }
  void begin_print(const Uuid& id, Answer<kiosk::IssuedTicket> answer) override {
    core().begin_print(id, std::move(answer));
  }
  void end_print(const Uuid& id, PrintJobState outcome, const std::string& why,
                 Answer<void> answer) override {
    core().end_print(id, outcome, why, std::move(answer));
    terminal_.turn();
  }
  void give_feedback(const kiosk::GiveFeedback& ask, Answer<Uuid> answer) override {
    core().give_feedback(ask, std::move(answer));
  }
  void search(const std::string&, const std::string&, Answer<std::vector<kiosk::Found>> answer) override {
    answer(fail(Errc::unsupported, "nobody searches here"));
  }

 private:
  [[nodiscard]] kiosk::LobbyCore& core() const { return terminal_.core(); }
  SimTerminal& terminal_;
};

SimTerminal::SimTerminal(const Surroundings& around, std::string name, const Uuid& id, const Uuid& site_id,
                         bool paper, bool screens)
    : SimDevice(around, std::move(name), id, site_id, true), has_screen_(screens) {
  if (!paper) return;
  paper_ = std::make_unique<SimPaper>(around.agenda, around.weather, around.mutant, around.told, machine());
  port_ = std::make_unique<Port>(*this);
}

SimTerminal::~SimTerminal() = default;

void SimTerminal::starts() {
  if (has_screen_ && !screen_)
    screen_ = std::make_unique<SimScreen>(agenda(), around_.told, around_.mutant, *this);
}

void SimTerminal::started() {
  if (screen_) screen_->core_started();
  if (paper_) desk_ = std::make_unique<kiosk::DeskPrinting>(*port_, *paper_, sim_words());
}

void SimTerminal::turned() {
  if (desk_ && core().view_changed()) desk_->look();
  if (screen_) screen_->look_at_lobby();
}

void SimTerminal::ended() {
  desk_.reset();
  screen_.reset();
}

void SimTerminal::print(const kiosk::IssuedTicket& issued) {
  if (!paper_) return;
  const auto view = core().view();
  const kiosk::Lobby lobby(*view, sim_words().of(issued.ticket.language), issued.ticket.issued_at);
  auto& prints = around_.told.prints;
  prints.push_back({name(), issued.ticket.number, issued.ticket.service_day, std::nullopt});
  paper_->print(kiosk::ticket_slip(lobby, issued),
                [&prints, at = prints.size() - 1](const kiosk::PrintAnswer& answer) {
                  prints[at].told = answer.outcome;
                });
}

}  // namespace vuoro::test
