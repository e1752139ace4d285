#pragma once
// The simulator's control lines.

#include <string>
#include <string_view>
#include <vector>

#include "drivers/printer/escpos_sim.h"

namespace vuoro::drivers {

/// Applies a line that sets something. @return false when the line is no such command.
[[nodiscard]] bool apply_control_line(std::string_view line, EscposSimFaults& faults);

/// One line of JSON: {"state":"ready","paper":…,"jobs":n,…}.
[[nodiscard]] std::string describe(const PrinterStatus& status, std::size_t jobs);
[[nodiscard]] std::string describe(const EscposSimJob& job);

}  // namespace vuoro::drivers
