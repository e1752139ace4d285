#pragma once
// What a Linux input device sends: records of fixed size, in whatever pieces they are read.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vuoro::drivers {

/// A key or a switch that changed; all else (motion, scan codes, lights) is left out.
struct EvdevEvent {
  bool is_switch = false;
  int code = 0;
  int value = 0;  ///< key: 0 released, 1 pressed, 2 repeated; switch: 0 or 1
};

/// Keeps what is left of a record until its rest comes. After SYN_DROPPED (the kernel's buffer ran over)
/// everything up to the next SYN_REPORT is stale and left out (kernel Documentation/input/event-codes.rst).
class EvdevParser {
 public:
  [[nodiscard]] std::vector<EvdevEvent> feed(std::span<const std::byte> bytes);
  /// Events were lost since the last call: the switches must be asked for anew.
  [[nodiscard]] bool take_lost();

 private:
  std::vector<std::byte> rest_;
  bool dropping_ = false, lost_ = false;
};

}  // namespace vuoro::drivers
