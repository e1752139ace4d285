#pragma once
// The simulated printer without its sockets: bytes in, answers out, faults, finished jobs.

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "drivers/printer/escpos_sim.h"
#include "drivers/printer/escpos_sim_interpreter.h"

namespace vuoro::drivers {

/// One thread. Like a real device it answers real-time requests on arrival, and works through the rest in
/// order; while it cannot print, the rest stays in its memory, also when the line is closed.
class EscposSimDevice {
 public:
  /// @param font  borrowed; may be null.
  EscposSimDevice(const EscposSimOptions& options, SimFont* font);

  void set_faults(const EscposSimFaults& faults);
  [[nodiscard]] const EscposSimFaults& faults() const { return faults_; }
  [[nodiscard]] PrinterStatus status() const;

  /// @return what the device answers at once.
  [[nodiscard]] std::string receive(std::span<const std::uint8_t> bytes);
  /// The line is gone: an unfinished command is dropped.
  void line_closed();
  /// Executes what is due at `now`. @return what the device answers in order.
  [[nodiscard]] std::string work(MonoTime now);
  /// When work() has something to do again; nothing when it waits for bytes or for a person.
  [[nodiscard]] std::optional<MonoTime> due() const;
  [[nodiscard]] std::size_t waiting_bytes() const { return parser_.pending(); }

  /// Sheets that were finished since the last call: cut, or the line closed with something on them.
  [[nodiscard]] std::vector<EscposInterpreter::Sheet> take_finished();

 private:
  [[nodiscard]] bool can_print() const;
  void execute(const EscposCommand& command, MonoTime now, std::string& answers);
  void answer_in_order(const EscposCommand& command, std::string& answers) const;
  void finish(bool cut);

  EscposSimOptions options_;
  EscposSimFaults faults_;
  EscposInterpreter interpreter_;
  EscposParser parser_;
  std::vector<std::uint8_t> realtime_;  ///< the start of a possible real-time request
  std::vector<EscposInterpreter::Sheet> finished_;
  bool cutter_error_ = false;
  bool line_closed_ = false;
  bool wants_bytes_ = true;  ///< the parser holds no whole command
  MonoTime next_line_{};
};

}  // namespace vuoro::drivers
