#pragma once
// A world under one seed: a lobby's machines with their real code, on simulated disks, clocks and lines, and
// the people who use them. See docs/offline.md.

#include <list>

#include "tests/sim/clerk.h"
#include "tests/sim/display.h"

namespace vuoro::test {

struct WorldPlan {
  std::uint64_t seed = 1;
  Weather weather;
  Mutation mutation = Mutation::none;
  LobbyPlan lobby;
  int visitors_an_hour = 60;
  /// Of the day, UTC; Helsinki is two hours ahead.
  std::chrono::minutes begins{7 * 60};
};

class World {
 public:
  explicit World(const WorldPlan& plan);

  /// Visitors come, clerks work, and the weather does its worst.
  void live(Millis time);
  /// The weather clears, nobody comes any more; time passes until every act has arrived and every device
  /// knows what the authority knows.
  /// @return how long that took; nothing: not within `bound`.
  std::optional<Millis> settle(Millis bound);

  /// Who does not agree yet, for a failure's message.
  [[nodiscard]] std::string why_not_settled() const { return disagrees_; }

  [[nodiscard]] const Told& told() const { return told_; }
  [[nodiscard]] const Lobby& lobby() const { return lobby_; }
  [[nodiscard]] SimServer& server() { return server_; }
  [[nodiscard]] std::vector<SimDevice*> devices();
  [[nodiscard]] Agenda& agenda() { return agenda_; }
  [[nodiscard]] int device_crashes() const;

 private:
  void visitor_comes();
  void visit(SimDevice& terminal);
  void take_ticket(SimDevice& terminal);
  void book(SimDevice& terminal);
  void check_in(SimDevice& terminal);
  void give_feedback(SimDevice& terminal);
  void change_mind(SimDevice& terminal);
  void announce();
  void do_worst();
  [[nodiscard]] bool all_agree();
  void note_ticket(SimDevice& terminal, const kiosk::IssuedTicket& issued);

  WorldPlan plan_;
  Weather weather_;
  Agenda agenda_;
  Mutant mutant_;
  Told told_;
  SimServer server_;
  Lobby lobby_;
  std::list<SimDevice> terminals_;
  std::list<SimDisplay> displays_;
  std::list<SimClerk> clerks_;
  std::unique_ptr<SimClerk> boss_;
  std::vector<Uuid> announcements_;
  std::string disagrees_;
  bool open_ = false;
};

}  // namespace vuoro::test
