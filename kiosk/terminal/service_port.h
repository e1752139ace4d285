#pragma once
// What the service panel may see of the machine and do to it.

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace vuoro::kiosk {

struct MachineFacts {
  std::string version;
  std::string server;   ///< address
  std::string printer;  ///< name_of(PrinterStatus), or "none"
  std::string scanner;  ///< "ready", "absent", "none"
  std::string speech;   ///< "ready", "absent"
  std::string last_scan_at;
  std::string keypad = "none";        ///< "ready", "absent", "none"; with the headset's jack
  std::vector<std::string> troubles;  ///< what of the configuration could not be had, English
};

/// UI thread only; nothing here waits.
class ServicePort {
 public:
  virtual ~ServicePort() = default;
  [[nodiscard]] virtual MachineFacts facts() const = 0;
  /// No PIN in the configuration: the panel cannot be opened at all.
  [[nodiscard]] virtual bool has_pin() const = 0;
  /// The answer comes later, on the UI thread.
  virtual void check_pin(const std::string& pin, std::function<void(bool)> answer) = 0;
  virtual void say_test(const std::string& text, const std::string& language) = 0;
  virtual void restart() = 0;
};

}  // namespace vuoro::kiosk
