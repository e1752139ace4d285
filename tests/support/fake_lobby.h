#pragma once
// A lobby in memory, on the demo content and a clock that stands: the screen tests' port. Answers come when
// asked for with deliver(), in order, as the real engine's come between frames.

#include <deque>
#include <filesystem>
#include <map>

#include "core/base/random.h"
#include "kiosk/lobby_port.h"
#include "kiosk/paper/paper_port.h"
#include "kiosk/terminal/service_port.h"

namespace vuoro::test {

/// Thursday 5.3.2026 at 10.20 in Helsinki: the demo lobby is open.
inline constexpr WallTime k_lobby_now{std::chrono::milliseconds(1'772'698'800'000)};

class FakeLobby final : public kiosk::LobbyPort {
 public:
  /// Loads assets/demo; throws when it cannot be read. A few people wait, two are called; the terminal holds
  /// numbers of every queue.
  explicit FakeLobby(const Clock& clock);

  /// The picture to change before the next frame; publish() makes it the view.
  kiosk::LobbyView& edit() { return picture_; }
  void publish();
  /// The line is cut for minutes, and the numbers of these queues have been used; of all where none is named.
  void run_out(std::initializer_list<std::string_view> prefixes = {});
  /// Gives the answers of what was asked so far. @return how many.
  std::size_t deliver();

  /// The next take_ticket, hold or booking fails with this.
  std::optional<Errc> fail_next;
  std::vector<kiosk::GiveFeedback> feedback;
  std::vector<kiosk::TakeTicket> taken;
  std::vector<kiosk::BookAppointment> booked;
  std::vector<Uuid> released;
  std::vector<Uuid> cancelled_tickets;

  [[nodiscard]] const Queue& queue(std::string_view prefix) const;
  [[nodiscard]] const Service& service(std::string_view english_name) const;
  /// A booking with this code that starts at `start`.
  Appointment& add_appointment(const std::string& code, WallTime start,
                               AppointmentState state = AppointmentState::booked);
  Ticket& add_ticket(const std::string& number, const Queue& queue, TicketState state, Millis ago);
  void call(const std::string& number, const std::string& counter);

  // ---- LobbyPort
  [[nodiscard]] kiosk::LobbyViewPtr view() const override { return view_; }
  void take_ticket(const kiosk::TakeTicket& ask, Answer<kiosk::IssuedTicket> answer) override;
  void cancel_ticket(const Uuid& ticket_id, Answer<void> answer) override;
  void hold_slot(const Uuid& slot_id, Answer<Uuid> answer) override;
  void release_slot(const Uuid& hold_id) override;
  void book(const kiosk::BookAppointment& ask, Answer<Appointment> answer) override;
  void cancel_appointment(const Uuid& appointment_id, Answer<void> answer) override;
  void check_in(const std::string& code, const std::string& language,
                Answer<kiosk::CheckedIn> answer) override;
  void give_feedback(const kiosk::GiveFeedback& ask, Answer<Uuid> answer) override;
  void search(const std::string& text, const std::string& language,
              Answer<std::vector<kiosk::Found>> answer) override;
  [[nodiscard]] std::optional<Uuid> ticket_of_follow_url(const std::string& url) const override;

 private:
  template <class T>
  void later(Answer<T> answer, Result<T> result);
  [[nodiscard]] std::optional<Errc> refusal() { return std::exchange(fail_next, std::nullopt); }
  Uuid next_id();
  kiosk::IssuedTicket issue(const Queue& queue, const std::string& language, std::optional<Uuid> appointment,
                            std::vector<Errand> errands = {});

  const Clock& clock_;
  kiosk::LobbyView picture_;
  kiosk::LobbyViewPtr view_;
  std::deque<std::function<void()>> answers_;
  std::map<std::string, Uuid> follow_urls_;
  std::map<Uuid, Uuid> holds_;  ///< hold to slot
  std::int32_t numbers_given_ = 0;
  int ids_given_ = 0;
};

/// A printer that does as it is told.
class FakePaper final : public kiosk::PaperPort {
 public:
  bool present = true;
  kiosk::PrintAnswer next;
  std::vector<drivers::Receipt> printed;

  [[nodiscard]] bool has_printer() const override { return present; }
  void print(drivers::Receipt receipt, std::function<void(kiosk::PrintAnswer)> answer) override;
  [[nodiscard]] drivers::PrinterStatus status() const override;
  std::size_t deliver();

 private:
  std::deque<std::function<void()>> answers_;
};

class FakeService final : public kiosk::ServicePort {
 public:
  bool pin_set = true;
  int restarts = 0;
  std::vector<std::string> said;
  kiosk::MachineFacts machine = {
      "0.1.0", "https://lobby.example:8444", "ready", "ready", "ready", "", "ready", {}};

  [[nodiscard]] kiosk::MachineFacts facts() const override { return machine; }
  [[nodiscard]] bool has_pin() const override { return pin_set; }
  /// "2580" is right.
  void check_pin(const std::string& pin, std::function<void(bool)> answer) override;
  void say_test(const std::string& text, const std::string&) override { said.push_back(text); }
  void restart() override { ++restarts; }
  std::size_t deliver();

 private:
  std::deque<std::function<void()>> answers_;
};

}  // namespace vuoro::test
