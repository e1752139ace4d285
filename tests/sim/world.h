#pragma once
// A world under one seed: a lobby's machines with their real code, on simulated disks, clocks and lines, and
// the people who use them. See docs/offline.md.

#include <list>

#include "tests/sim/clerk.h"
#include "tests/sim/display.h"
#include "tests/sim/editor.h"
#include "tests/sim/server_rot.h"
#include "tests/sim/technician.h"
#include "tests/sim/terminal.h"
#include "tests/sim/timekeeper.h"

namespace vuoro::test {

struct WorldPlan {
  std::uint64_t seed = 1;
  Weather weather;
  Mutation mutation = Mutation::none;
  LobbyPlan lobby;
  int visitors_an_hour = 60;
  Millis lives{3'600'000};
  bool screens = false;      ///< visitors press the real pages of the terminals
  bool paper = false;        ///< terminals have printers, and the desk prints at them
  bool site_server = false;  ///< the lobby has a server of its own, and its authority is moved about
  bool editor = false;       ///< somebody makes the queues' ranges of numbers wider now and then
  int days = 1;              ///< of one after the other; each is open for `lives`
  std::chrono::year_month_day day = std::chrono::year(2026) / 3 / 3;
  /// Of the day, UTC; Helsinki is two hours ahead.
  std::chrono::minutes begins{7 * 60};
};

class World {
 public:
  explicit World(const WorldPlan& plan);

  /// Visitors come, clerks work, and the weather does its worst.
  void live(Millis time);
  /// So many days of that, as the plan has them, and the nights between them.
  void live_through();
  /// The weather clears, nobody comes any more; time passes until every act has arrived and every device
  /// knows what the authority knows.
  /// @return how long that took; nothing: not within `bound`.
  std::optional<Millis> settle(Millis bound);

  /// Who does not agree yet, for a failure's message.
  [[nodiscard]] std::string why_not_settled() const { return disagrees_; }

  [[nodiscard]] const Told& told() const { return told_; }
  [[nodiscard]] const Lobby& lobby() const { return lobby_; }
  [[nodiscard]] SimServer& server() { return server_; }  ///< the central one
  /// The one that the lobby is turned to.
  [[nodiscard]] SimServer& lobby_server() { return *lobby_server_; }
  [[nodiscard]] SimSite* site() { return site_.get(); }
  [[nodiscard]] int moves() const { return technician_ ? technician_->moves() : 0; }
  [[nodiscard]] std::vector<SimDevice*> devices();
  [[nodiscard]] Agenda& agenda() { return agenda_; }
  [[nodiscard]] int device_crashes() const;

 private:
  void visitor_comes();
  void visit(SimTerminal& terminal);
  void take_ticket(SimTerminal& terminal);
  void book(SimTerminal& terminal);
  void check_in(SimTerminal& terminal);
  void give_feedback(SimTerminal& terminal);
  void change_mind(SimTerminal& terminal);
  void give_at_desk();
  void announce();
  void do_worst();
  void do_worst_to(SimServer& server);
  void fill_disk(Machine& machine);
  void slow_down(SimDevice& device);
  void rot_disk(Machine& machine);
  void sleep_till(WallTime morning);
  void note_troubles_of(SimServer& server);
  void found_site();
  void turn_lobby(SimServer& server, WallTime since, Millis within);
  void end_moves();
  void begin_clocks();
  [[nodiscard]] bool all_agree();
  void note_ticket(SimTerminal& terminal, const kiosk::IssuedTicket& issued);

  const bool one_thread_ = take_sqlite_for_one_thread();
  WorldPlan plan_;
  Weather weather_;
  Agenda agenda_;
  Mutant mutant_;
  ServerRot server_rot_;
  Told told_;
  SimServer server_;
  SimServer* lobby_server_ = &server_;
  Lobby lobby_;
  std::unique_ptr<SimSite> site_;
  std::unique_ptr<SimTechnician> technician_;
  std::unique_ptr<SimEditor> editor_;
  std::unique_ptr<SimTimekeeper> timekeeper_;  ///< in a world where servers' clocks are wrong at times
  int turning_ = 0;  ///< machines that have not been turned to the lobby's server yet
  std::list<SimTerminal> terminals_;
  std::list<SimDisplay> displays_;
  std::list<SimClerk> clerks_;
  std::unique_ptr<SimClerk> boss_;
  std::vector<Uuid> announcements_;
  std::string disagrees_;
  bool open_ = false;
};

}  // namespace vuoro::test
