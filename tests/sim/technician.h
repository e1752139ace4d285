#pragma once
// Who moves a site's authority in the simulated world: to the box and back, and away from a box that is out
// of service. Whoever moves it also turns the lobby's machines to the server that acts.

#include "tests/sim/site.h"

namespace vuoro::test {

/// How long it takes until the last machine of a lobby is turned to another server.
inline constexpr Millis k_turned_within{20'000};

class SimTechnician {
 public:
  /// Turns every device and desk of the lobby to a server, after a move that began then.
  /// Not all at once: within so much time.
  using TurnLobby = std::function<void(SimServer& server, WallTime since, Millis within)>;
  SimTechnician(Agenda& agenda, const Weather& weather, Mutant& mutant, SimServer& central, SimSite& site,
                const Uuid& site_id, TurnLobby turn_lobby);

  /// Gives the site to the box, looks until it acts, and turns the lobby to it.
  void give();
  /// Now and then something is moved, from here on.
  void begin_work();
  /// Ends what is under way, and begins nothing more.
  void stop() { working_ = false; }
  /// Nothing is under way, and the lobby is turned to the server that acts.
  [[nodiscard]] bool idle() const { return !busy_; }
  [[nodiscard]] int moves() const { return moves_; }
  [[nodiscard]] int lost_boxes() const { return lost_boxes_; }
  /// When a box that lived was declared lost.
  [[nodiscard]] const std::vector<WallTime>& given_up() const { return given_up_; }

 private:
  void next();
  void take_back();
  void lose_box();
  void declare_lost();
  void give_up_living();
  void look(SimServer& wanted, const std::string& name, std::function<void()> then);
  [[nodiscard]] bool decide(Result<void> (*rule)(authority::Context&, const Uuid&));
  [[nodiscard]] bool acts(SimServer& server) const;
  void finish(SimServer& server, Millis within = k_turned_within);

  Agenda& agenda_;
  const Weather& weather_;
  Mutant& mutant_;
  SimServer& central_;
  SimSite& site_;
  Uuid site_id_;
  TurnLobby turn_lobby_;
  bool working_ = false;
  bool busy_ = false;
  int moves_ = 0;
  int lost_boxes_ = 0;
  std::vector<WallTime> given_up_;
  WallTime began_;
};

}  // namespace vuoro::test
