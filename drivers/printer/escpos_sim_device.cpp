#include "drivers/printer/escpos_sim_device.h"

#include <utility>

#include "drivers/printer/escpos_status.h"

namespace vuoro::drivers {

EscposSimDevice::EscposSimDevice(const EscposSimOptions& options, SimFont* font)
    : options_(options), interpreter_(options, font) {}

void EscposSimDevice::set_faults(const EscposSimFaults& faults) {
  faults_ = faults;
  if (!faults.cutter_stuck) cutter_error_ = false;
}

PrinterStatus EscposSimDevice::status() const {
  PrinterStatus status;
  status.reach = faults_.dead     ? PrinterReach::unplugged
                 : faults_.silent ? PrinterReach::silent
                                  : PrinterReach::answering;
  status.paper = faults_.paper;
  status.cover_open = faults_.cover_open;
  status.cutter_error = cutter_error_;
  status.online = can_print();
  return status;
}

bool EscposSimDevice::can_print() const {
  return faults_.paper != PaperState::out && !faults_.cover_open && !cutter_error_;
}

std::string EscposSimDevice::receive(std::span<const std::uint8_t> bytes) {
  if (faults_.silent) return {};
  line_closed_ = false;
  wants_bytes_ = false;
  parser_.feed(bytes);
  std::string answers;
  for (const std::uint8_t byte : bytes) {
    // DLE EOT n is seen wherever it stands, also within other commands' data (Epson ESC/POS, DLE EOT, notes).
    const std::size_t length = realtime_.size();
    if (length == 2 && byte >= 1 && byte <= 4)
      answers.push_back(static_cast<char>(realtime_status_bits(status(), byte)));
    if (length == 1 && byte == 0x04)
      realtime_.push_back(byte);
    else
      realtime_.assign(byte == 0x10 ? 1 : 0, byte);
  }
  return answers;
}

void EscposSimDevice::line_closed() {
  line_closed_ = true;
  wants_bytes_ = false;
  realtime_.clear();
}

std::optional<MonoTime> EscposSimDevice::due() const {
  if (!can_print() || faults_.silent || wants_bytes_) return std::nullopt;
  return next_line_;
}

std::string EscposSimDevice::work(MonoTime now) {
  std::string answers;
  while (can_print() && !faults_.silent && now >= next_line_) {
    std::optional<EscposCommand> command = parser_.next();
    if (!command) {
      wants_bytes_ = true;
      if (line_closed_) {
        parser_.clear();
        if (interpreter_.dirty()) finish(false);
      }
      break;
    }
    execute(*command, now, answers);
  }
  return answers;
}

void EscposSimDevice::execute(const EscposCommand& command, MonoTime now, std::string& answers) {
  const SimEffect effect = interpreter_.execute(command);
  if (effect.lines > 0) {
    next_line_ = now + Millis(faults_.delay_ms_per_line * effect.lines);
    if (faults_.paper_out_after_lines) {
      *faults_.paper_out_after_lines -= effect.lines;
      if (*faults_.paper_out_after_lines <= 0) {
        faults_.paper_out_after_lines.reset();
        faults_.paper = PaperState::out;
      }
    }
  }
  if (effect.cut) {
    cutter_error_ = faults_.cutter_stuck;
    finish(!cutter_error_);
  }
  answer_in_order(command, answers);
}

// GS r n, GS I n and GS ( H 48, in their place among the printing commands.
void EscposSimDevice::answer_in_order(const EscposCommand& command, std::string& answers) const {
  if (command.kind != EscposCommand::Kind::command || command.prefix != 0x1d || command.args.empty()) return;
  const int n = command.args[0];
  if (command.op == 'r') {
    const bool paper_sensor = n == 1 || n == 49;
    answers.push_back(paper_sensor && faults_.paper == PaperState::near_end ? '\x03' : '\x00');
  } else if (command.op == 'I') {
    if (n == 65) answers += std::string("_1.0") + '\0';
    if (n == 66) answers += std::string("_VUORO") + '\0';
    if (n == 67) answers += std::string("_escpos-sim") + '\0';
    if (n == 1 || n == 49) answers.push_back('\x20');
    if (n == 2 || n == 50) answers.push_back('\x02');
  } else if (command.op == '(' && n == 'H' && options_.process_id && command.args.size() == 9 &&
             command.args[3] == 48) {
    answers += "\x37\x22" + std::string(command.args.begin() + 5, command.args.end()) + '\0';
  }
}

void EscposSimDevice::finish(bool cut) {
  finished_.push_back(interpreter_.take_sheet(!options_.out.empty()));
  finished_.back().job.cut = cut;
}

std::vector<EscposInterpreter::Sheet> EscposSimDevice::take_finished() {
  return std::exchange(finished_, {});
}

}  // namespace vuoro::drivers
