#include "drivers/keypad/keypad.h"

#include <linux/input-event-codes.h>

#include <array>

namespace vuoro::drivers {
namespace {

constexpr std::array k_keys{KeypadKey::up,     KeypadKey::down, KeypadKey::back,  KeypadKey::next,
                            KeypadKey::select, KeypadKey::help, KeypadKey::volume};

}  // namespace

std::string_view name_of(KeypadKey key) {
  switch (key) {
    case KeypadKey::up:
      return "up";
    case KeypadKey::down:
      return "down";
    case KeypadKey::back:
      return "back";
    case KeypadKey::next:
      return "next";
    case KeypadKey::select:
      return "select";
    case KeypadKey::help:
      return "help";
    case KeypadKey::volume:
      return "volume";
  }
  return "select";
}

std::optional<KeypadKey> keypad_key_by_name(std::string_view name) {
  for (const KeypadKey key : k_keys)
    if (name_of(key) == name) return key;
  return std::nullopt;
}

KeypadMap default_keypad_map() {
  return {{KEY_UP, KeypadKey::up},           {KEY_DOWN, KeypadKey::down},
          {KEY_LEFT, KeypadKey::back},       {KEY_RIGHT, KeypadKey::next},
          {KEY_TAB, KeypadKey::next},        {KEY_ESC, KeypadKey::back},
          {KEY_BACKSPACE, KeypadKey::back},  {KEY_ENTER, KeypadKey::select},
          {KEY_KPENTER, KeypadKey::select},  {KEY_SPACE, KeypadKey::select},
          {KEY_F1, KeypadKey::help},         {KEY_HELP, KeypadKey::help},
          {KEY_VOLUMEUP, KeypadKey::volume}, {KEY_VOLUMEDOWN, KeypadKey::volume},
          {KEY_MUTE, KeypadKey::volume}};
}

}  // namespace vuoro::drivers
