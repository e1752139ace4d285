#pragma once
// What one model of printer has: paper, resolution, code tables, QR, and how it confirms a job.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "drivers/printer/code_table.h"

namespace vuoro::drivers {

/// How the device can say that a job was printed and not only received.
enum class PrintConfirmation {
  process_id,       ///< `GS ( H` <function 48>: answers with the job's id once all before it is printed
  buffered_status,  ///< `GS r 1`: answered in order, after what came before it
  realtime_only,  ///< only `DLE EOT`: the job counts as printed when the device stays online through `settle`
};

struct CodeTableSlot {
  CodeTable table;
  int number;  ///< n of `ESC t n` on this model
};

struct PrinterProfile {
  std::string name;
  int paper_mm = 80;
  int dpi = 203;
  int width_dots = 576;   ///< printable
  int columns = 48;       ///< of font A, 12 dots wide
  bool native_qr = true;  ///< `GS ( k` function 165 and on
  bool cutter = true;
  int feed_to_cut_dots = 0;  ///< from print head to knife; 0: `GS V 66` feeds there by itself
  PrintConfirmation confirmation = PrintConfirmation::process_id;
  Millis settle{1500};  ///< for realtime_only
  std::vector<CodeTableSlot> code_tables;
};

/// The names known to find_printer_profile(), for help texts.
[[nodiscard]] std::vector<std::string> printer_profile_names();

/// "epson-80", "epson-80-180dpi", "epson-58", "epson-58-180dpi", "generic-80", "generic-58".
/// @return not_found.
[[nodiscard]] Result<PrinterProfile> find_printer_profile(std::string_view name);

}  // namespace vuoro::drivers
