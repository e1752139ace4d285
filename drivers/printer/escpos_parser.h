#pragma once
// ESC/POS bytes → commands: for the simulated printer, and to know which byte of a job first touches paper.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vuoro::drivers {

struct EscposCommand {
  enum class Kind {
    text,     ///< args are characters 0x20 to 0xFF
    control,  ///< one byte below 0x20: `op`
    command,  ///< prefix (DLE, ESC, FS, GS), op, args
    unknown,  ///< args are the bytes that were passed over
  };
  Kind kind = Kind::unknown;
  std::uint8_t prefix = 0;
  std::uint8_t op = 0;
  std::vector<std::uint8_t> args;  ///< everything after the op, headers of lengths included
};

/// Longest single command understood: a page-wide picture of 1 m. A longer one is unknown.
inline constexpr std::size_t k_escpos_command_bytes_max = 1024 * 1024;

/// Takes outside bytes in pieces of any size; never fails, holds at most one unfinished command.
class EscposParser {
 public:
  void feed(std::span<const std::uint8_t> bytes);
  /// The next whole command, in order. Text comes in runs as long as what was fed allows.
  [[nodiscard]] std::optional<EscposCommand> next();
  /// Bytes fed and not yet returned.
  [[nodiscard]] std::size_t pending() const { return buffer_.size() - start_; }
  void clear();

 private:
  std::vector<std::uint8_t> buffer_;
  std::size_t start_ = 0;
};

/// How many bytes at the start of a job only set modes: if no more than these left this machine, nothing of
/// the job can be on paper. Characters count as printing although a printer may hold them until the line's
/// end.
[[nodiscard]] std::size_t harmless_prefix(std::span<const std::byte> job);

/// "1D 76 30", for messages.
[[nodiscard]] std::string hex(std::span<const std::uint8_t> bytes);

}  // namespace vuoro::drivers
