#pragma once
// What the screens of a simulated terminal reach: the lobby, the printer, the machine. Answers come later, as
// the engine's come between frames.

#include "kiosk/terminal/service_port.h"
#include "tests/sim/screen.h"

namespace vuoro::test {

class ScreenPort final : public kiosk::LobbyPort {
 public:
  explicit ScreenPort(SimScreen& screen) : screen_(screen) {}
  [[nodiscard]] kiosk::LobbyViewPtr view() const override { return screen_.view(); }
  void take_ticket(const kiosk::TakeTicket& ask, Answer<kiosk::IssuedTicket> answer) override;
  void cancel_ticket(const Uuid& id, Answer<void> answer) override;
  void hold_slot(const Uuid& id, Answer<Uuid> answer) override;
  void release_slot(const Uuid& id) override;
  void book(const kiosk::BookAppointment& ask, Answer<Appointment> answer) override;
  void cancel_appointment(const Uuid& id, Answer<void> answer) override;
  void check_in(const std::string& code, const std::string& language,
                Answer<kiosk::CheckedIn> answer) override;
  void give_feedback(const kiosk::GiveFeedback& ask, Answer<Uuid> answer) override;
  void search(const std::string& text, const std::string& language,
              Answer<std::vector<kiosk::Found>> answer) override;
  [[nodiscard]] std::optional<Uuid> ticket_of_follow_url(const std::string& url) const override;

 private:
  template <class T, class Call>
  void act(const char* name, Answer<T> answer, Call call);

  SimScreen& screen_;
};

class ScreenPaper final : public kiosk::PaperPort {
 public:
  ScreenPaper(SimScreen& screen, SimPaper* paper) : screen_(screen), paper_(paper) {}
  [[nodiscard]] bool has_printer() const override { return paper_ != nullptr; }
  void print(drivers::Receipt receipt, std::function<void(kiosk::PrintAnswer)> answer) override;
  [[nodiscard]] drivers::PrinterStatus status() const override { return {}; }

 private:
  SimScreen& screen_;
  SimPaper* paper_;
};

class ScreenService final : public kiosk::ServicePort {
 public:
  explicit ScreenService(SimScreen& screen) : screen_(screen) {}
  [[nodiscard]] kiosk::MachineFacts facts() const override { return {}; }
  [[nodiscard]] bool has_pin() const override { return true; }
  void check_pin(const std::string& pin, std::function<void(bool)> answer) override;
  void say_test(const std::string&, const std::string&) override {}
  void restart() override;

 private:
  SimScreen& screen_;
};

/// The technician's.
inline constexpr const char* k_sim_pin = "480153";

}  // namespace vuoro::test
