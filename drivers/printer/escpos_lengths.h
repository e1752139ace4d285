#pragma once
// How long each ESC/POS command is.

#include <cstddef>
#include <cstdint>
#include <span>

namespace vuoro::drivers {

struct EscposLength {
  enum class State { known, incomplete, unknown };
  State state = State::unknown;
  std::size_t bytes = 0;  ///< of the whole command, prefix included, when known
};

/// @param bytes  starts with DLE, ESC, FS or GS and holds at least 2 bytes; may hold more than the command,
/// or less. Facts: Epson ESC/POS command reference; makers' additions that are in wide use (ESC i, ESC m).
[[nodiscard]] EscposLength escpos_command_length(std::span<const std::uint8_t> bytes);

}  // namespace vuoro::drivers
