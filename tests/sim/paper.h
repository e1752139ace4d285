#pragma once
// A terminal's printer in the simulated world: the real driver, and a device that may fail at any byte.

#include "kiosk/paper/paper_port.h"
#include "tests/sim/machine.h"
#include "tests/sim/mutants.h"
#include "tests/sim/told.h"
#include "tests/support/printer_wire.h"

namespace vuoro::test {

class SimPaper final : public kiosk::PaperPort {
 public:
  SimPaper(Agenda& agenda, const Weather& weather, Mutant& mutant, Told& told, Machine& machine);

  [[nodiscard]] bool has_printer() const override { return true; }
  /// What comes out comes out, whether or not the program lives to hear of it.
  void print(drivers::Receipt receipt, std::function<void(kiosk::PrintAnswer)> answer) override;
  [[nodiscard]] drivers::PrinterStatus status() const override { return {}; }
  /// Somebody puts paper in, closes the cover, plugs the cable in.
  void mend();
  /// Nobody waits for a ticket to come out.
  [[nodiscard]] bool idle() const { return under_way_ == 0; }

 private:
  void look_at_tray();

  Agenda& agenda_;
  const Weather& weather_;
  Mutant& mutant_;
  Told& told_;
  Machine& machine_;
  drivers::PrinterProfile profile_;
  PrinterWire wire_;
  drivers::EscposPrinter printer_;
  int under_way_ = 0;
};

}  // namespace vuoro::test
