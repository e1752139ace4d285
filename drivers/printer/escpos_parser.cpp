#include "drivers/printer/escpos_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "drivers/printer/escpos_lengths.h"

namespace vuoro::drivers {
namespace {

constexpr std::uint8_t k_dle = 0x10, k_esc = 0x1b, k_fs = 0x1c, k_gs = 0x1d;

bool is_prefix(std::uint8_t byte) {
  return byte == k_dle || byte == k_esc || byte == k_fs || byte == k_gs;
}

bool is_lone_control(std::uint8_t byte) {
  // NUL (ends no command, printers pass over it), HT, LF, FF, CR, and CAN of page mode.
  return byte == 0x00 || byte == 0x09 || byte == 0x0a || byte == 0x0c || byte == 0x0d || byte == 0x18;
}

/// Sets modes only: moves no paper, draws nothing.
bool is_harmless(const EscposCommand& command) {
  if (command.kind == EscposCommand::Kind::control) return command.op == 0x00;
  if (command.kind != EscposCommand::Kind::command) return false;
  const std::string_view ops = command.prefix == k_esc  ? "@!-23 EGMRSTt{a"
                               : command.prefix == k_fs ? ".&!-S"
                               : command.prefix == k_gs ? "!BHLPWfhwb"
                                                        : "\x04";
  return ops.find(static_cast<char>(command.op)) != std::string_view::npos;
}

}  // namespace

void EscposParser::feed(std::span<const std::uint8_t> bytes) {
  if (start_ > 0 && start_ >= buffer_.size() / 2) {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(start_));
    start_ = 0;
  }
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

void EscposParser::clear() {
  buffer_.clear();
  start_ = 0;
}

std::optional<EscposCommand> EscposParser::next() {
  const std::span<const std::uint8_t> left = std::span(buffer_).subspan(start_);
  if (left.empty()) return std::nullopt;
  EscposCommand command;
  std::size_t length = 1;
  if (left[0] >= 0x20) {
    command.kind = EscposCommand::Kind::text;
    while (length < left.size() && left[length] >= 0x20) ++length;
    command.args.assign(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(length));
  } else if (is_prefix(left[0])) {
    if (left.size() < 2) return std::nullopt;
    const EscposLength found = escpos_command_length(left);
    if (found.state == EscposLength::State::incomplete) return std::nullopt;
    if (found.state == EscposLength::State::known) {
      length = found.bytes;
      if (left.size() < length) return std::nullopt;
      command = {EscposCommand::Kind::command,
                 left[0],
                 left[1],
                 {left.begin() + 2, left.begin() + static_cast<std::ptrdiff_t>(length)}};
    } else {
      length = 2;
      command.args.assign(left.begin(), left.begin() + 2);
    }
  } else if (is_lone_control(left[0])) {
    command.kind = EscposCommand::Kind::control;
    command.op = left[0];
  } else {
    command.args.assign(1, left[0]);
  }
  start_ += length;
  return command;
}

std::size_t harmless_prefix(std::span<const std::byte> job) {
  // Far enough to find the first printing byte of any job of ours; a longer prefix would only be claimed
  // shorter.
  const std::size_t looked_at = std::min<std::size_t>(job.size(), 4096);
  EscposParser parser;
  parser.feed({reinterpret_cast<const std::uint8_t*>(job.data()), looked_at});
  std::size_t prefix = 0;
  while (auto command = parser.next()) {
    if (!is_harmless(*command)) break;
    prefix = looked_at - parser.pending();
  }
  return prefix;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  return fmt::format("{:02X}", fmt::join(bytes, " "));
}

}  // namespace vuoro::drivers
