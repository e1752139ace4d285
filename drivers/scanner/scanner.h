#pragma once
// A code reader: camera, keyboard-wedge or serial scanner, or pictures in a folder.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/result.h"

namespace vuoro::drivers {

struct Scan {
  std::string text;       ///< passed check_scan_text(); still outside bytes: parse with care
  std::string symbology;  ///< "QRCode", "Aztec", "DataMatrix", "Code128", …; "" where the device does not say
};

enum class ScannerState {
  absent,  ///< no device now; tried again by itself
  ready,
};

/// Delivers each code once when it comes into view; the same text again only after it was out of view for
/// k_scan_repeat, so that a visitor who holds still is read once.
class Scanner {
 public:
  using OnScan = std::function<void(const Scan&)>;
  virtual ~Scanner() = default;

  /// Starts reading; calls `on_scan` from the scanner's own thread. Call once.
  virtual void start(OnScan on_scan) = 0;
  /// Ends reading and joins the thread; no call of `on_scan` after this. Safe to call twice.
  virtual void stop() = 0;
  /// Reading costs a core's time with a camera: switch it off while no screen wants a code. Starts on.
  /// Thread-safe.
  virtual void set_active(bool active) = 0;
  /// Thread-safe.
  [[nodiscard]] virtual ScannerState state() const = 0;
};

inline constexpr std::size_t k_scan_bytes_max = 512;  ///< our own codes are below 200; a vCard is not for us
inline constexpr Millis k_scan_repeat{2000};

/// What every scanner lets through: 1 to k_scan_bytes_max bytes of valid UTF-8 without control characters and
/// bidirectional overrides; white space around it is dropped.
/// @return the text; parse, too_large.
[[nodiscard]] Result<std::string> check_scan_text(std::string_view raw);

/// @param uri  "v4l2:///dev/video0" (camera), "images:///folder" (pictures put there; tests and demo),
///             "serial:///dev/ttyACM0?baud=9600" (a scanner that sends lines).
/// @return invalid_argument.
[[nodiscard]] Result<std::unique_ptr<Scanner>> make_scanner(std::string_view uri, const Clock& clock);

}  // namespace vuoro::drivers
