#include "drivers/printer/escpos_status.h"

namespace vuoro::drivers {
namespace {

constexpr std::uint8_t k_xon = 0x11, k_xoff = 0x13;
constexpr std::uint8_t k_block_info = 0x5f, k_block_other = 0x37;
constexpr std::uint8_t k_process_id = 0x22;  // second byte of the block that answers GS ( H 48
constexpr std::size_t k_block_bytes_max = 256;
constexpr std::size_t k_replies_max = 256;  // nobody asks that much: the oldest are dropped

bool is_realtime(std::uint8_t byte) {
  return (byte & 0x93) == 0x12;
}
bool is_automatic_first(std::uint8_t byte) {
  return (byte & 0x93) == 0x10;
}
bool is_automatic_rest(std::uint8_t byte) {
  return (byte & 0x90) == 0x00;
}

}  // namespace

void EscposReplyReader::feed(std::span<const std::byte> bytes) {
  for (const std::byte byte : bytes) take(static_cast<std::uint8_t>(byte));
  while (ready_.size() > k_replies_max) ready_.pop_front();
}

std::optional<EscposReply> EscposReplyReader::next() {
  if (ready_.empty()) return std::nullopt;
  EscposReply reply = std::move(ready_.front());
  ready_.pop_front();
  return reply;
}

void EscposReplyReader::take(std::uint8_t byte) {
  if (byte == k_xon || byte == k_xoff) return;
  switch (in_) {
    case In::nothing:
      return take_outside(byte);
    case In::automatic:
      if (!is_automatic_rest(byte)) {  // the rest never came: what this byte begins is read on its own
        in_ = In::nothing;
        return take_outside(byte);
      }
      partial_.push_back(byte);
      if (partial_.size() == 4) {
        ready_.push_back(
            {EscposReply::Kind::automatic, {partial_[0], partial_[1], partial_[2], partial_[3]}, {}});
        in_ = In::nothing;
      }
      return;
    case In::block:
      // Nothing else can be told apart inside a block: '2' also looks like an answer to DLE EOT.
      if (byte != 0) {
        if (partial_.size() < k_block_bytes_max)
          partial_.push_back(byte);
        else
          in_ = In::nothing;
        return;
      }
      in_ = In::nothing;
      EscposReply reply{EscposReply::Kind::info, {}, {partial_.begin(), partial_.end()}};
      if (header_ == k_block_other && partial_.size() == 5 && partial_[0] == k_process_id) {
        reply.kind = EscposReply::Kind::process_id;
        reply.text.erase(0, 1);
      }
      ready_.push_back(std::move(reply));
      return;
  }
}

void EscposReplyReader::take_outside(std::uint8_t byte) {
  partial_.clear();
  if (byte == k_block_info || byte == k_block_other) {
    in_ = In::block;
    header_ = byte;
  } else if (is_realtime(byte)) {
    ready_.push_back({EscposReply::Kind::realtime, {byte}, {}});
  } else if (is_automatic_first(byte)) {
    in_ = In::automatic;
    partial_.push_back(byte);
  } else if (is_automatic_rest(byte)) {
    ready_.push_back({EscposReply::Kind::sensor, {byte}, {}});
  }
}

// Epson ESC/POS DLE EOT: printer status, offline cause, error cause, roll paper sensor.
void apply_realtime_status(PrinterStatus& status, int n, std::uint8_t bits) {
  const auto has = [bits](int mask) { return (bits & mask) != 0; };
  switch (n) {
    case 1:
      status.drawer_high = has(0x04);
      status.online = !has(0x08);
      break;
    case 2:
      status.cover_open = has(0x04);
      status.fed_by_button = has(0x08);
      if (has(0x20)) status.paper = PaperState::out;
      if (has(0x40)) status.error = true;
      break;
    case 3:
      status.cutter_error = has(0x08);
      status.unrecoverable = has(0x20);
      if (has(0x04) || has(0x20) || has(0x40)) status.error = true;
      // The error named by n = 2 is the cutter's when nothing else is.
      if (status.cutter_error && !has(0x04) && !has(0x20) && !has(0x40)) status.error = false;
      break;
    case 4:
      if (has(0x60))
        status.paper = PaperState::out;
      else if (status.paper != PaperState::out)
        status.paper = has(0x0c) ? PaperState::near_end : PaperState::ok;
      break;
    default:
      break;
  }
}

// Epson ESC/POS GS a: basic ASB status of 4 bytes.
PrinterStatus status_of_automatic(const std::array<std::uint8_t, 4>& bits) {
  const auto has = [&](std::size_t byte, int mask) { return (bits[byte] & mask) != 0; };
  PrinterStatus status;
  status.reach = PrinterReach::answering;
  status.drawer_high = has(0, 0x04);
  status.online = !has(0, 0x08);
  status.cover_open = has(0, 0x20);
  status.fed_by_button = has(0, 0x40);
  status.cutter_error = has(1, 0x08);
  status.unrecoverable = has(1, 0x20);
  status.error = has(1, 0x04) || has(1, 0x20) || has(1, 0x40);
  status.paper = has(2, 0x0c) ? PaperState::out : has(2, 0x03) ? PaperState::near_end : PaperState::ok;
  return status;
}

std::uint8_t realtime_status_bits(const PrinterStatus& status, int n) {
  const bool paper_out = status.paper == PaperState::out;
  const bool any_error = status.error || status.unrecoverable || status.cutter_error;
  int bits = 0x12;
  switch (n) {
    case 1:
      bits |= (status.drawer_high ? 0x04 : 0) | (status.online ? 0 : 0x08);
      break;
    case 2:
      bits |= (status.cover_open ? 0x04 : 0) | (status.fed_by_button ? 0x08 : 0) | (paper_out ? 0x20 : 0) |
              (any_error ? 0x40 : 0);
      break;
    case 3:
      bits |= (status.error && !status.unrecoverable ? 0x04 : 0) | (status.cutter_error ? 0x08 : 0) |
              (status.unrecoverable ? 0x20 : 0);
      break;
    case 4:
      bits |= paper_out ? 0x6c : status.paper == PaperState::near_end ? 0x0c : 0;
      break;
    default:
      break;
  }
  return static_cast<std::uint8_t>(bits);
}

}  // namespace vuoro::drivers
