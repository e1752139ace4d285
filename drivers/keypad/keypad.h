#pragma once
// An assistive keypad: a few large keys with which everything on the screen can be reached.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace vuoro::drivers {

enum class KeypadKey { up, down, back, next, select, help, volume };

[[nodiscard]] std::string_view name_of(KeypadKey key);
[[nodiscard]] std::optional<KeypadKey> keypad_key_by_name(std::string_view name);

/// Linux input key code (KEY_UP is 103, …) → what it means.
using KeypadMap = std::map<int, KeypadKey>;

/// Arrow keys, Enter, Backspace or Escape, Tab, F1 and the volume keys: what common assistive keypads send.
[[nodiscard]] KeypadMap default_keypad_map();

class Keypad {
 public:
  /// `repeat`: the key is held down and repeats.
  using OnKey = std::function<void(KeypadKey key, bool repeat)>;
  virtual ~Keypad() = default;
  /// Starts reading; calls `on_key` from the keypad's own thread. Call once.
  virtual void start(OnKey on_key) = 0;
  /// No call of `on_key` after this. Safe to call twice.
  virtual void stop() = 0;
  /// The keypad is plugged in. Thread-safe.
  [[nodiscard]] virtual bool connected() const = 0;
};

/// One evdev device, taken for itself (EVIOCGRAB) so that its keys do not reach the desktop too; found again
/// when it was unplugged.
/// @param uri  "evdev:///dev/input/by-id/…-event-kbd".
/// @return invalid_argument.
[[nodiscard]] Result<std::unique_ptr<Keypad>> make_keypad(std::string_view uri, KeypadMap map);

/// Keys pressed by a program.
class SimKeypad final : public Keypad {
 public:
  void start(OnKey on_key) override { on_key_ = std::move(on_key); }
  void stop() override { on_key_ = nullptr; }
  [[nodiscard]] bool connected() const override { return true; }
  /// Calls back on the caller's thread.
  void press(KeypadKey key, bool repeat = false) {
    if (on_key_) on_key_(key, repeat);
  }

 private:
  OnKey on_key_;
};

}  // namespace vuoro::drivers
