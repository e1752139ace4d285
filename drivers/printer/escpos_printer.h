#pragma once
// A Printer that speaks ESC/POS over any line.

#include <cstdint>
#include <string>

#include "drivers/printer/byte_link.h"
#include "drivers/printer/escpos_status.h"
#include "drivers/printer/printer.h"
#include "drivers/printer/printer_profile.h"

namespace vuoro::drivers {

/// Opens the line anew for every call: many printers serve one connection at a time, and close an idle one.
///
/// When "nothing was printed" is claimed (paper_out, cover_open, cutter, offline):
///  1. the line could not be opened, or the device did not answer, or refused by its status, before any byte
///  of the
///     job was written; or
///  2. the line broke while at most harmless_prefix() bytes of the job had been handed to the operating
///  system.
///     What it took counts as received by the device, though it may have been lost on the way.
/// From the first byte after that prefix until the device's confirmation, every failure is unknown_outcome.
class EscposPrinter final : public Printer {
 public:
  /// @param clock  borrowed for the printer's life.
  EscposPrinter(LinkOpener open, PrinterProfile profile, const Clock& clock);

  Result<void> print(std::span<const std::byte> job, Millis timeout) override;
  PrinterStatus status(Millis timeout) override;

 private:
  PrinterStatus ask(ByteLink& link, const Deadline& deadline);
  Result<std::uint8_t> ask_one(ByteLink& link, int n, const Deadline& deadline);
  Result<EscposReply> wait_for(ByteLink& link, EscposReply::Kind kind, const Deadline& deadline);
  Result<void> confirm(ByteLink& link, const Deadline& deadline);
  Result<void> confirm_in_order(ByteLink& link, const Deadline& deadline);
  Result<void> confirm_by_settling(ByteLink& link, const Deadline& deadline);
  std::string next_id();

  LinkOpener open_;
  PrinterProfile profile_;
  const Clock& clock_;
  EscposReplyReader replies_;
  std::uint32_t jobs_ = 0;
};

}  // namespace vuoro::drivers
