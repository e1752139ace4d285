#pragma once
// A receipt printer without sockets and in its own time, whose way can break at any byte.

#include <deque>
#include <optional>
#include <vector>

#include "drivers/printer/byte_link.h"
#include "drivers/printer/escpos_printer.h"
#include "drivers/printer/escpos_sim_device.h"

namespace vuoro::test {

/// What goes wrong once the device has got its n-th byte.
enum class PrinterFault {
  line_cut,   ///< and the system knows which bytes it could not send
  line_lost,  ///< the system took every byte, the device got n of them
  paper_out,
  cover_open,
  silent,
};

/// The simulated device and the line to it. Each byte has its place.
struct PrinterWire {
  ManualClock clock{WallTime{}};
  drivers::EscposSimDevice device{drivers::EscposSimOptions{}, nullptr};
  std::size_t taken = 0;                ///< bytes that came to the device
  std::optional<std::size_t> fault_at;  ///< of `taken`; none: all is well
  PrinterFault fault = PrinterFault::line_cut;
  bool broken = false;
  std::deque<char> answers;

  void strike();
  /// The paper is put in, the cover closed, the cable plugged in again.
  void mend();
  void hear(const std::string& bytes) { answers.insert(answers.end(), bytes.begin(), bytes.end()); }
  /// Sheets since the last call.
  [[nodiscard]] std::vector<drivers::EscposSimJob> paper();
  /// The driver over this line.
  [[nodiscard]] drivers::EscposPrinter printer(const drivers::PrinterProfile& profile);
};

}  // namespace vuoro::test
