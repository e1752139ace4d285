#pragma once
// A visitor who holds still is read once.

#include <map>
#include <string>

#include "drivers/scanner/scanner.h"

namespace vuoro::drivers {

class ScanFilter {
 public:
  explicit ScanFilter(const Clock& clock) : clock_(clock) {}

  /// Called for each code seen. @return it was not in view within the last k_scan_repeat.
  [[nodiscard]] bool is_new(const Scan& scan);

 private:
  const Clock& clock_;
  std::map<std::string, MonoTime> seen_;
};

}  // namespace vuoro::drivers
