#pragma once
// A lobby's own server in the simulated world: the real site server's line to the central server, on a box
// that may stop at any step.

#include "server/upstream/site_line.h"
#include "tests/sim/line.h"
#include "tests/sim/lobby.h"
#include "tests/sim/told.h"

namespace vuoro::test {

class SimSite final : public sync::Transport {
 public:
  SimSite(Agenda& agenda, const Weather& weather, Mutant& mutant, Told& told, SimServer& central,
          const Lobby& lobby);

  /// The central server must be up: the box is enrolled there.
  void start();
  [[nodiscard]] SimServer& box() { return box_; }
  [[nodiscard]] const Uuid& device_id() const { return device_id_; }
  /// The wide-area line.
  [[nodiscard]] Line& wide() { return wide_; }
  /// What happened here is known at the central server; nothing: the box is down.
  [[nodiscard]] std::optional<bool> told_everything();

  // ---- sync::Transport
  void send(sync::Request request, Done done) override;

 private:
  void begin();
  void turn();

  Agenda& agenda_;
  Mutant& mutant_;
  SimServer& central_;
  const Lobby& lobby_;
  Uuid device_id_;
  Line wide_;
  SimServer box_;
  std::unique_ptr<upstream::SiteLine> line_;
  bool news_ = false;
  int alarm_ = 0;
};

/// Notes whenever the server's books say another thing of who acts for the site.
void note_hands(SimServer& server, const std::string& name, const Uuid& site_id, Agenda& agenda, Told& told);

}  // namespace vuoro::test
