#pragma once
// A keyboard's keys, its rows, and what opens above it. For the folder's own use.

#include <string>
#include <vector>

#include "ui/context.h"
#include "ui/widgets/keyboard_layouts.h"

namespace vuoro::ui::keyboard_parts {

struct KeyCap {
  std::string key;         ///< of the node; the same on the capital and the small page
  std::string label;       ///< what it is called
  std::string types = {};  ///< what it writes; empty: it does something else
  std::string holds = {};  ///< the small letter whose other letters it offers when held
  std::string shown = {};  ///< what is on it when that is not the label
  std::string value = {};  ///< what it stands at now
  Icon icon = Icon::none;  ///< instead of words
  float width = 1;
  bool strong = false;  ///< the key that ends the writing
  bool held = false;    ///< shift that is on
};

struct RowResult {
  const KeyCap* hit = nullptr;   ///< just pressed
  const KeyCap* held = nullptr;  ///< held so long that it offers its other letters
  Rect held_at;
};

[[nodiscard]] float key_height(const Context& context);
/// Lays one row out over the whole width. @param units  how many key widths a full row has.
/// @param hold  after so long a key that is held offers more.
RowResult put_row(Context& context, const std::vector<KeyCap>& row, float units, const Rect& line, float gap,
                  Millis hold);

/// What stands on the keys that lead to the letters and to the accents.
[[nodiscard]] std::string letters_sign(const KeyboardLayout& layout);
[[nodiscard]] std::string accents_sign(const KeyboardLayout& layout);
[[nodiscard]] char32_t code_of(const std::string& letter);

struct OfferResult {
  std::string letter;  ///< just chosen
  bool closed = false;
};
/// The other letters of a key, above it, over all else.
/// @param from  where the key stands. @param panel  the keyboard, which the offer does not leave sideways.
OfferResult offer_letters(Context& context, char32_t letter, bool capital, const Rect& from,
                          const Rect& panel);

inline constexpr int k_offer_open = -2, k_offer_closed = -1;
/// The languages of the keyboard, over it. @return the index just chosen, k_offer_open or k_offer_closed.
int offer_layouts(Context& context, const KeyboardLayout& now, const Rect& panel);

}  // namespace vuoro::ui::keyboard_parts
