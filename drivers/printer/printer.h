#pragma once
// A receipt printer, as the rest of the program sees it.

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/result.h"

namespace vuoro::drivers {

/// Longest job accepted: four A4-long raster tickets; anything larger is a mistake.
inline constexpr std::size_t k_print_job_bytes_max = 2 * 1024 * 1024;

/// How far the device could be reached, before anything it says about itself.
enum class PrinterReach {
  unplugged,  ///< connection refused or no route, no such device node, cable pulled
  silent,     ///< the line is open, yet nothing answers
  answering,
};

enum class PaperState { unknown, ok, near_end, out };

/// What the device says about itself. Fields after `reach` mean something only when it is `answering`.
struct PrinterStatus {
  PrinterReach reach = PrinterReach::unplugged;
  bool online = false;  ///< the device's own word: it takes and prints data now
  PaperState paper = PaperState::unknown;
  bool cover_open = false;
  bool cutter_error = false;
  bool error = false;          ///< any other mechanical, electrical or temperature error
  bool unrecoverable = false;  ///< an error that only switching off (or a technician) ends
  bool drawer_high = false;    ///< level of the drawer connector's pin 3
  bool fed_by_button = false;  ///< somebody is feeding paper by the button

  /// A ticket sent now would come out. Near end still prints.
  [[nodiscard]] bool ready() const;
  friend bool operator==(const PrinterStatus&, const PrinterStatus&) = default;
};

/// One stable word for logs and the service panel: "ready", "near_end", "paper_out", "cover_open", "cutter",
/// "error", "offline", "silent", "unplugged"; the worst that holds.
[[nodiscard]] std::string_view name_of(const PrinterStatus& status);

/// Prints whole tickets. One call at a time; call only from the printer's thread: every call may block up to
/// its timeout.
class Printer {
 public:
  virtual ~Printer() = default;

  /// Sends one encoded job (see escpos_encoder.h) and waits until the device says that it was printed and
  /// cut.
  /// @param job      device bytes, at most k_print_job_bytes_max; borrowed for the call.
  /// @param timeout  bound on the whole call, monotonic. A ticket takes 2 s; 10 s is a fair bound.
  /// @return paper_out, cover_open, cutter, offline: nothing was printed, safe to try again.
  ///         unknown_outcome: it may have printed, whole or in part. Ask the visitor; never print again by
  ///         yourself. too_large, invalid_argument: the job was not sent.
  [[nodiscard]] virtual Result<void> print(std::span<const std::byte> job, Millis timeout) = 0;

  /// Asks the device now. Prints nothing.
  [[nodiscard]] virtual PrinterStatus status(Millis timeout) = 0;
};

struct PrinterProfile;

/// Opens nothing yet: a printer may be plugged in later.
/// @param uri  "tcp://192.0.2.7:9100", "file:///dev/usb/lp0" (usblp), "serial:///dev/ttyUSB0?baud=38400".
/// @param clock  borrowed for the printer's life; its monotonic time bounds the calls.
/// @return invalid_argument for a text that is none of these.
[[nodiscard]] Result<std::unique_ptr<Printer>> make_printer(std::string_view uri,
                                                            const PrinterProfile& profile,
                                                            const Clock& clock);

}  // namespace vuoro::drivers
