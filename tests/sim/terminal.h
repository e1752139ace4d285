#pragma once
// A terminal of the simulated world with its printer: the visitor's tickets, and those of the desk.

#include "kiosk/paper/desk_printing.h"
#include "tests/sim/device.h"
#include "tests/sim/paper.h"

namespace vuoro::test {

class SimTerminal final : public SimDevice {
 public:
  /// @param paper  whether it has a printer
  SimTerminal(const Surroundings& around, std::string name, const Uuid& id, const Uuid& site_id, bool paper);

  /// As its screen does it: once, and what is unknown is asked of the visitor and never printed again.
  void print(const kiosk::IssuedTicket& issued);
  [[nodiscard]] SimPaper* paper() { return paper_.get(); }

 private:
  class Port;
  void started() override;
  void turned() override;
  void ended() override;

  std::unique_ptr<SimPaper> paper_;
  std::unique_ptr<kiosk::LobbyPort> port_;
  std::unique_ptr<kiosk::DeskPrinting> desk_;
};

/// The words of all languages, as they are built.
[[nodiscard]] const kiosk::Languages& sim_words();

}  // namespace vuoro::test
