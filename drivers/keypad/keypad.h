#pragma once
// An assistive keypad: a few large keys with which everything on the screen can be reached, and the headset's
// jack.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace vuoro::drivers {

// What a key means. `volume` goes round through all levels, for keypads with one volume key. `speech` turns
// speech on and off where there is no jack to plug into. The last two are no keys of a person: many keypads
// send a code of their own when the headset is plugged in and out.
#define VUORO_KEYPAD_KEYS(X)                                                                                \
  X(up)                                                                                                     \
  X(down)                                                                                                   \
  X(back) X(next) X(select) X(help) X(repeat) X(volume) X(volume_up) X(volume_down) X(speech) X(headset_in) \
      X(headset_out)

#define VUORO_KEYPAD_ENUMERATOR(name) name,
enum class KeypadKey { VUORO_KEYPAD_KEYS(VUORO_KEYPAD_ENUMERATOR) };
#undef VUORO_KEYPAD_ENUMERATOR

[[nodiscard]] std::string_view name_of(KeypadKey key);
[[nodiscard]] std::optional<KeypadKey> keypad_key_by_name(std::string_view name);
/// Every meaning, in the order of the list.
[[nodiscard]] const std::vector<KeypadKey>& keypad_keys();

/// Linux input key code (KEY_UP is 103, …) → what it means.
using KeypadMap = std::map<int, KeypadKey>;

/// Arrow keys, Enter, Backspace or Escape, Tab, F1 and the volume keys: what common keypads send. Assistive
/// ones often send F13–F24 (codes 183–194), each make in its own order: they are learned, see learn_keypad().
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

/// One evdev device, found again when it was unplugged; a device that may not be read is said once and tried
/// again. With keys in the map it is taken for itself (EVIOCGRAB), so that its keys do not reach the desktop
/// too. The switch of its headphone jack (SW_HEADPHONE_INSERT) is told as headset_in and headset_out, also as
/// it stands when the device is opened.
/// @param uri  "evdev:///dev/input/by-id/…-event-kbd"; "evdev://jack": the first device with such a switch.
/// @param map  empty: only the jack is listened to.
/// @return invalid_argument.
[[nodiscard]] Result<std::unique_ptr<Keypad>> make_keypad(std::string_view uri, KeypadMap map);

/// The device's path out of what a technician writes: the configuration's form or the bare path.
/// @param device  "evdev:///dev/input/…" or "/dev/input/…". @return invalid_argument, also for
/// "evdev://jack": a jack has no keys.
[[nodiscard]] Result<std::string> keypad_device_path(std::string_view device);

/// What a technician is told while a keypad is learned.
struct KeypadTeaching {
  std::function<void(KeypadKey)> ask;        ///< before each press, with what to press
  std::function<std::optional<int>()> code;  ///< the next key code; nothing when this keypad has no such key
  /// The key pressed means `has` already; what was asked for is asked again, and left out after the third
  /// time.
  std::function<void(int code, KeypadKey has)> taken;
};
/// Waits for one press of each key and gives the configuration's lines.
[[nodiscard]] std::string learn_keypad(const KeypadTeaching& teaching);
/// Reads key presses of the device. @return the code of the next key pressed within `wait_ms`; timeout;
/// not_found, forbidden, io: the device.
[[nodiscard]] Result<int> read_key_code(const std::string& path, int wait_ms);

/// Keys pressed by a program.
class SimKeypad final : public Keypad {
 public:
  void start(OnKey on_key) override { on_key_ = std::move(on_key); }
  void stop() override { on_key_ = nullptr; }
  [[nodiscard]] bool connected() const override { return connected_; }
  /// Plugs it out and in again; keys pressed meanwhile go nowhere.
  void plug(bool in) { connected_ = in; }
  /// Calls back on the caller's thread.
  void press(KeypadKey key, bool repeat = false) {
    if (on_key_ && connected_) on_key_(key, repeat);
  }

 private:
  OnKey on_key_;
  bool connected_ = true;
};

}  // namespace vuoro::drivers
