#include "drivers/keypad/keypad.h"

#include <fmt/format.h>
#include <linux/input-event-codes.h>

#include <algorithm>

namespace vuoro::drivers {
namespace {

#define VUORO_KEYPAD_NAME(name) #name,
constexpr std::string_view k_names[] = {VUORO_KEYPAD_KEYS(VUORO_KEYPAD_NAME)};
#undef VUORO_KEYPAD_NAME

}  // namespace

std::string_view name_of(KeypadKey key) {
  return k_names[static_cast<std::size_t>(key)];
}

std::optional<KeypadKey> keypad_key_by_name(std::string_view name) {
  for (const KeypadKey key : keypad_keys())
    if (name_of(key) == name) return key;
  return std::nullopt;
}

const std::vector<KeypadKey>& keypad_keys() {
#define VUORO_KEYPAD_VALUE(name) KeypadKey::name,
  static const std::vector<KeypadKey> k_all{VUORO_KEYPAD_KEYS(VUORO_KEYPAD_VALUE)};
#undef VUORO_KEYPAD_VALUE
  return k_all;
}

KeypadMap default_keypad_map() {
  return {{KEY_UP, KeypadKey::up},
          {KEY_DOWN, KeypadKey::down},
          {KEY_LEFT, KeypadKey::back},
          {KEY_RIGHT, KeypadKey::next},
          {KEY_TAB, KeypadKey::next},
          {KEY_ESC, KeypadKey::back},
          {KEY_BACKSPACE, KeypadKey::back},
          {KEY_ENTER, KeypadKey::select},
          {KEY_KPENTER, KeypadKey::select},
          {KEY_SPACE, KeypadKey::select},
          {KEY_F1, KeypadKey::help},
          {KEY_HELP, KeypadKey::help},
          {KEY_VOLUMEUP, KeypadKey::volume_up},
          {KEY_VOLUMEDOWN, KeypadKey::volume_down},
          {KEY_MUTE, KeypadKey::volume}};
}

Result<std::string> keypad_device_path(std::string_view device) {
  constexpr std::string_view k_scheme = "evdev://";
  if (device.starts_with(k_scheme)) device.remove_prefix(k_scheme.size());
  if (!device.starts_with('/'))
    return fail(Errc::invalid_argument, "expected a device like evdev:///dev/input/by-id/…, or its path");
  return std::string(device);
}

std::string learn_keypad(const KeypadTeaching& teaching) {
  constexpr int k_tries = 3;
  std::string out = "[keypad.keys]\n";
  KeypadMap known;
  for (const KeypadKey key : keypad_keys()) {
    for (int tries = 0; tries < k_tries; ++tries) {
      teaching.ask(key);
      const std::optional<int> pressed = teaching.code();
      if (!pressed) break;
      const auto [at, is_new] = known.emplace(*pressed, key);
      if (is_new) {
        out += fmt::format("{} = {}\n", name_of(key), *pressed);
        break;
      }
      // A key that has its meaning already has only one: the configuration would refuse a second.
      teaching.taken(*pressed, at->second);
    }
  }
  return out;
}

}  // namespace vuoro::drivers
