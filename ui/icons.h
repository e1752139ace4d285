#pragma once
// The icon set: drawn by us on a 24-unit grid, one stroke weight, round ends; the paths are in icons.cpp.

#include <cstdint>
#include <optional>
#include <string_view>

namespace vuoro::ui {

#define VUORO_UI_ICONS(X)                                                                                   \
  X(ticket)                                                                                                 \
  X(calendar)                                                                                               \
  X(guidance)                                                                                               \
  X(feedback)                                                                                               \
  X(home)                                                                                                   \
  X(back)                                                                                                   \
  X(forward) X(close) X(accessibility) X(language) X(search) X(phone) X(pin) X(clock) X(euro) X(web)        \
      X(printer) X(printer_trouble) X(warning) X(info) X(error) X(check) X(chevron_left) X(chevron_right)   \
          X(chevron_up) X(chevron_down) X(arrow_up) X(arrow_down) X(arrow_left) X(arrow_right) X(backspace) \
              X(shift) X(enter) X(space_bar) X(people) X(person) X(counter) X(speaker) X(speaker_off)       \
                  X(no_network) X(wrench) X(face_1) X(face_2) X(face_3) X(face_4) X(face_5) X(qr)           \
                      X(document) X(building) X(agency) X(family) X(health) X(housing) X(work) X(education) \
                          X(immigration) X(money) X(police) X(transport) X(mail) X(announcement) X(lock)    \
                              X(settings) X(plus) X(minus) X(star) X(image) X(wheelchair) X(contrast)       \
                                  X(text_size) X(scan) X(keyboard) X(play) X(leaf) X(culture) X(key)        \
                                      X(passport)

enum class Icon : std::uint8_t {
  none,
#define VUORO_UI_ENUMERATOR(name) name,
  VUORO_UI_ICONS(VUORO_UI_ENUMERATOR)
#undef VUORO_UI_ENUMERATOR
};

/// Whether the icon points along the line of text and is mirrored in a right-to-left layout (back,
/// chevrons…).
[[nodiscard]] bool mirrors(Icon icon);
[[nodiscard]] std::string_view name_of(Icon icon);
/// Content may name an icon; nullopt for a name not in the set.
[[nodiscard]] std::optional<Icon> icon_of(std::string_view name);
/// The same, with a sign to stand for what is not in the set; each such name is logged once. UI thread.
[[nodiscard]] Icon icon_or(std::string_view name, Icon instead);

}  // namespace vuoro::ui
