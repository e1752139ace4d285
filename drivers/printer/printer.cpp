#include "drivers/printer/printer.h"

namespace vuoro::drivers {

bool PrinterStatus::ready() const {
  return reach == PrinterReach::answering && online && paper != PaperState::out && !cover_open &&
         !cutter_error && !error && !unrecoverable;
}

std::string_view name_of(const PrinterStatus& status) {
  if (status.reach == PrinterReach::unplugged) return "unplugged";
  if (status.reach == PrinterReach::silent) return "silent";
  if (status.cover_open) return "cover_open";
  if (status.paper == PaperState::out) return "paper_out";
  if (status.cutter_error) return "cutter";
  if (status.error || status.unrecoverable) return "error";
  if (!status.online) return "offline";
  return status.paper == PaperState::near_end ? "near_end" : "ready";
}

}  // namespace vuoro::drivers
