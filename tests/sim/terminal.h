#pragma once
// A terminal of the simulated world with its printer: the visitor's tickets, and those of the desk.

#include "kiosk/paper/desk_printing.h"
#include "tests/sim/device.h"
#include "tests/sim/paper.h"

namespace vuoro::test {

class SimScreen;

class SimTerminal final : public SimDevice {
 public:
  /// @param paper    whether it has a printer
  /// @param screens  whether its visitors press its real pages
  SimTerminal(const Surroundings& around, std::string name, const Uuid& id, const Uuid& site_id, bool paper,
              bool screens);
  ~SimTerminal() override;

  /// As its screen does it: once, and what is unknown is asked of the visitor and never printed again.
  void print(const kiosk::IssuedTicket& issued);
  [[nodiscard]] SimPaper* paper() { return paper_.get(); }
  /// Null: none, or the machine is down.
  [[nodiscard]] SimScreen* screen() { return screen_.get(); }
  [[nodiscard]] bool doors_open() const { return doors_open_; }
  void open_doors(bool open) { doors_open_ = open; }

 private:
  class Port;
  void starts() override;
  void started() override;
  void turned() override;
  void ended() override;

  std::unique_ptr<SimPaper> paper_;
  std::unique_ptr<kiosk::LobbyPort> port_;
  std::unique_ptr<kiosk::DeskPrinting> desk_;
  bool has_screen_;
  bool doors_open_ = false;
  std::unique_ptr<SimScreen> screen_;
};

/// The words of all languages, as they are built.
[[nodiscard]] const kiosk::Languages& sim_words();

}  // namespace vuoro::test
