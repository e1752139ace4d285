#pragma once
// Paper, as the screens see it.

#include <functional>

#include "core/base/result.h"
#include "drivers/printer/printer.h"
#include "drivers/printer/receipt.h"

namespace vuoro::kiosk {

enum class PrintOutcome {
  printed,
  nothing,  ///< nothing came out and nothing will: `why` says what is the matter; safe to ask again
  unknown,  ///< it may have come out: ask the visitor, never print again by oneself
};

struct PrintAnswer {
  PrintOutcome outcome = PrintOutcome::printed;
  Errc why = Errc::offline;  ///< paper_out, cover_open, cutter, offline, unsupported, internal
};

/// UI thread only; nothing here waits. Answers come later, on the UI thread, exactly once.
class PaperPort {
 public:
  virtual ~PaperPort() = default;
  /// A printer is configured at all.
  [[nodiscard]] virtual bool has_printer() const = 0;
  virtual void print(drivers::Receipt receipt, std::function<void(PrintAnswer)> answer) = 0;
  /// What the printer said last; asked for by the desk itself now and then.
  [[nodiscard]] virtual drivers::PrinterStatus status() const = 0;
};

}  // namespace vuoro::kiosk
