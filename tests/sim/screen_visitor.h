#pragma once
// A person before a simulated terminal: reads the page, thinks, presses; hesitates, presses twice, presses at
// random, walks away in the middle.

#include "tests/sim/screen.h"

namespace vuoro::test {

class ScreenVisitor : public std::enable_shared_from_this<ScreenVisitor> {
 public:
  enum class Job { ticket, book, check_in, feedback, cancel, look_up, wander, technician };

  /// Goes to the terminal and does what people do, by chance.
  static void come(Agenda& agenda, Told& told, SimTerminal& terminal);

  ScreenVisitor(Agenda& agenda, Told& told, SimTerminal& terminal, Job job);

 private:
  void arrive(int tries);
  void later();
  void step();
  void leave();
  void act(SimScreen& screen);
  bool answer_idle(SimScreen& screen);
  void wander(SimScreen& screen);
  void start(SimScreen& screen);
  bool on_ticket_pages(SimScreen& screen);
  bool on_booking_pages(SimScreen& screen);
  bool on_feedback_pages(SimScreen& screen);
  bool on_service_pages(SimScreen& screen);
  void type_code(SimScreen& screen);
  void look_for_paper(SimScreen& screen);
  /// @return whether it was there to be pressed.
  bool press(SimScreen& screen, std::string_view key);
  bool press_one(SimScreen& screen, const std::function<bool(const ui::Node&)>& which);
  void give_up(SimScreen& screen);
  [[nodiscard]] bool on(SimScreen& screen, std::string_view page) const { return screen.page() == page; }
  [[nodiscard]] int percent() { return agenda_.below(100); }

  Agenda& agenda_;
  Told& told_;
  SimTerminal& terminal_;
  int run_;
  Job job_;
  std::string code_;        ///< of a booking
  std::string follow_url_;  ///< of a ticket
  std::string number_;      ///< of the same
  std::size_t typed_ = 0;   ///< letters of the code
  int steps_ = 0;
  int wanders_ = 0;  ///< presses at random still to come
  int door_ = 0;     ///< presses on the service door
  bool hurries_ = false;
  bool chose_language_ = false;
  bool hesitated_ = false;
  bool done_ = false;  ///< what they came for
};

}  // namespace vuoro::test
