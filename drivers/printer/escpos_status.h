#pragma once
// What an ESC/POS printer says back: real-time status, automatic status, sensor bytes, blocks.

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "drivers/printer/printer.h"

namespace vuoro::drivers {

/// One whole message of the device.
struct EscposReply {
  enum class Kind {
    realtime,    ///< answer to `DLE EOT n`: bits[0]; which n, only the asker knows
    automatic,   ///< automatic status back: bits[0..3]
    sensor,      ///< answer to `GS r n`: bits[0]
    process_id,  ///< answer to `GS ( H` 48: text is the id of 4 characters
    info,        ///< any other block (`GS I` and others): text is what stands between header and NUL
  };
  Kind kind = Kind::realtime;
  std::array<std::uint8_t, 4> bits{};
  std::string text;
};

/// Cuts the byte stream from the device into replies. Outside bytes: whatever comes, it neither fails nor
/// grows without bound; what is none of the forms is dropped. Forms (Epson ESC/POS, "Differentiating the
/// transmission status"): DLE EOT xx01xx10; ASB first byte xxx1xx00 and three of xxx0xxxx; GS r xxx0xxxx;
/// blocks from 0x37 or 0x5F to NUL; XON 0x11 and XOFF 0x13 in between.
class EscposReplyReader {
 public:
  void feed(std::span<const std::byte> bytes);
  [[nodiscard]] std::optional<EscposReply> next();

 private:
  void take(std::uint8_t byte);
  void take_outside(std::uint8_t byte);

  enum class In { nothing, automatic, block };
  In in_ = In::nothing;
  std::uint8_t header_ = 0;
  std::vector<std::uint8_t> partial_;
  std::deque<EscposReply> ready_;
};

/// Adds what the answer to `DLE EOT n` (n = 1 to 4) says. The caller sets `reach`.
void apply_realtime_status(PrinterStatus& status, int n, std::uint8_t bits);

/// The whole status from an automatic status message.
[[nodiscard]] PrinterStatus status_of_automatic(const std::array<std::uint8_t, 4>& bits);

/// The answer a device in this state gives to `DLE EOT n`; the other direction, for the simulator.
[[nodiscard]] std::uint8_t realtime_status_bits(const PrinterStatus& status, int n);

}  // namespace vuoro::drivers
