#pragma once
// The machine behind the terminal's service panel: what its devices say, the technician's PIN, restart.

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "drivers/keypad/keypad.h"
#include "drivers/scanner/scanner.h"
#include "drivers/speech/speaker.h"
#include "kiosk/app/config.h"
#include "kiosk/paper/paper_port.h"
#include "kiosk/terminal/service_port.h"

namespace vuoro::kiosk {

/// UI thread only. All borrowed; scanner may be null.
struct MachineParts {
  const KioskConfig& config;
  PaperPort& paper;
  drivers::Speaker& speaker;
  drivers::Scanner* scanner = nullptr;
  std::function<void(std::function<void()>)> post;  ///< thread-safe
  std::function<void()> restart;
  /// As configured: the keypad, then the headset's jack; those that could not be made are left out.
  const std::vector<std::unique_ptr<drivers::Keypad>>& keypads;
  const std::vector<std::string>& troubles;  ///< of the start
};

class Machine final : public ServicePort {
 public:
  explicit Machine(MachineParts parts) : parts_(std::move(parts)) {}
  ~Machine() override;

  [[nodiscard]] MachineFacts facts() const override;
  [[nodiscard]] bool has_pin() const override { return !parts_.config.service.pin_hash.empty(); }
  /// argon2id takes some hundred milliseconds: on a thread of its own, one check at a time.
  void check_pin(const std::string& pin, std::function<void(bool)> answer) override;
  void say_test(const std::string& text, const std::string& language) override;
  void restart() override { parts_.restart(); }

 private:
  [[nodiscard]] std::string keypad_state() const;

  MachineParts parts_;
  std::thread pin_check_;
};

}  // namespace vuoro::kiosk
