#include "kiosk/app/machine.h"

#include <sodium.h>

#include <algorithm>

namespace vuoro::kiosk {

Machine::~Machine() {
  if (pin_check_.joinable()) pin_check_.join();
}

MachineFacts Machine::facts() const {
  MachineFacts out;
  out.version = VUORO_VERSION;
  out.server = parts_.config.server.device_url;
  out.printer = parts_.paper.has_printer() ? std::string(drivers::name_of(parts_.paper.status())) : "none";
  out.scanner = parts_.scanner == nullptr                                 ? "none"
                : parts_.scanner->state() == drivers::ScannerState::ready ? "ready"
                                                                          : "absent";
  out.keypad = keypad_state();
  out.troubles = parts_.troubles;
  out.speech = parts_.speaker.available() ? "ready" : "absent";
  return out;
}

/// "ready"; "absent" when any of those configured is not there; "none".
std::string Machine::keypad_state() const {
  const KioskConfig::Keypad& asked = parts_.config.keypad;
  const std::size_t wanted = (asked.device.empty() ? 0u : 1u) + (asked.headset.empty() ? 0u : 1u);
  if (wanted == 0) return "none";
  const auto there = std::ranges::count_if(parts_.keypads, [](const auto& one) { return one->connected(); });
  return static_cast<std::size_t>(there) == wanted ? "ready" : "absent";
}

void Machine::check_pin(const std::string& pin, std::function<void(bool)> answer) {
  if (pin_check_.joinable()) pin_check_.join();
  pin_check_ = std::thread(
      [pin, hash = parts_.config.service.pin_hash, post = parts_.post, answer = std::move(answer)] {
        const bool right =
            sodium_init() >= 0 && crypto_pwhash_str_verify(hash.c_str(), pin.data(), pin.size()) == 0;
        post([answer, right] { answer(right); });
      });
}

void Machine::say_test(const std::string& text, const std::string& language) {
  parts_.speaker.say(
      {.text = text, .language = language, .priority = drivers::SpeechPriority::normal, .interrupt = true});
}

}  // namespace vuoro::kiosk
