#pragma once
// Clerks of the simulated world: people at desks whose presses are real commands over a line. What is not
// answered is pressed again, with the same id, as the console does.

#include <deque>

#include "tests/sim/line.h"
#include "tests/sim/lobby.h"
#include "tests/sim/told.h"

namespace vuoro::test {

class SimClerk {
 public:
  SimClerk(Agenda& agenda, const Weather& weather, SimServer& server, Told& told, Mutant& mutant,
           const Lobby& lobby, store::StaffRow staff, std::optional<Uuid> counter_id);

  /// Comes to work: takes the counter, and goes on with whatever is to be done.
  void begin_work();
  /// Finishes the press under way and calls nobody any more.
  void stop() { working_ = false; }
  /// The desk's browser is turned to another server: a new log-in, and what was not answered is let go.
  void turn_to(SimServer& server);
  /// Whoever sits elsewhere is told that the site is not here, and presses no more.
  void gives_up_after(int tries) { tries_most_ = tries; }
  /// @param then  called with the answer, once; never when the session ended
  void press(json::object fields, std::function<void(int status, const json::value& answer)> then);
  [[nodiscard]] Line& line() { return line_; }
  [[nodiscard]] bool idle() const { return waiting_for_answer_ == 0; }

 private:
  using Then = std::function<void(int, const json::value&)>;
  void send(std::size_t press, std::shared_ptr<const json::object> body, const Then& then, int tries);
  [[nodiscard]] Result<void> log_in();
  void arrive(bool works);
  void take_counter();
  void call_next();
  void await(const Uuid& ticket_id);
  [[nodiscard]] bool go_on_with_who_is_here();
  void serve(const Uuid& ticket_id);
  void end_service(const Uuid& ticket_id);
  void nobody_came(const Uuid& ticket_id, int tries);
  /// Unless the desk was turned to another server meanwhile.
  void here_after(Millis delay, std::function<void()> call);
  void later(Millis delay, void (SimClerk::*next)());

  Agenda& agenda_;
  Told& told_;
  Mutant& mutant_;
  const Lobby& lobby_;
  SimServer* server_;
  Line line_;
  store::StaffRow staff_;
  std::optional<Uuid> counter_id_;
  authority::Session session_;
  SeededRandom random_;
  bool working_ = false;
  int waiting_for_answer_ = 0;
  int tries_most_ = 0;  ///< 0: until there is an answer
  int shift_ = 0;       ///< before which server; what was pressed before an earlier one is let go
};

}  // namespace vuoro::test
