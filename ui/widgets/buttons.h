#pragma once
// Things to press.

#include <span>
#include <string>
#include <vector>

#include "ui/context.h"

namespace vuoro::ui {

enum class ButtonKind {
  primary,    ///< the one thing to do here; at most one on a page
  secondary,  ///< outlined
  quiet,      ///< no outline
  danger,
};

struct ButtonSpec {
  std::string label;
  Icon icon = Icon::none;
  ButtonKind kind = ButtonKind::primary;
  bool disabled = false;
  bool large = false;  ///< higher, with larger letters
  bool icon_at_end = false;
  std::string description = {};  ///< read aloud, not shown
};
Response button(Context& context, std::string_view key, const ButtonSpec& spec);
/// A round button with only an icon; `label` is its name for those who do not see it.
Response icon_button(Context& context, std::string_view key, Icon icon, std::string_view label,
                     const Rect& rect);

struct TileSpec {
  Icon icon = Icon::none;
  std::string title;
  std::string subtitle = {};
  std::string status = {};  ///< "6 waiting, about 15–25 min"
  bool primary = false;     ///< filled with the theme's main colour
  bool disabled = false;
  bool wide = false;  ///< icon beside the text instead of above it
  float height = 0;   ///< 0: the grid cell's, else what the text needs
};
/// A large choice: a home screen's job.
Response tile(Context& context, std::string_view key, const TileSpec& spec);

struct ListRowSpec {
  Icon icon = Icon::none;
  std::string title;
  std::string subtitle = {};
  std::string badge = {};  ///< at the end of the row
  bool chevron = true;
  bool disabled = false;
  bool selected = false;
  bool large = false;  ///< with larger letters
  float height = 0;    ///< px, at least
};
/// One choice in a list.
Response list_row(Context& context, std::string_view key, const ListRowSpec& spec);

struct ChoiceSpec {
  std::string key;
  std::string label;
  std::string language = {};  ///< of the label, when not the frame's own
  Icon icon = Icon::none;
  bool disabled = false;
};
/// One of a few, side by side. @param selected  index of the chosen one, or -1; @return the index just
/// chosen, or -1.
int segmented(Context& context, std::string_view key, std::string_view label,
              std::span<const ChoiceSpec> choices, int selected);
/// Any of several, as chips that wrap. @return the index just pressed, or -1.
int chips(Context& context, std::string_view key, std::string_view label, std::span<const ChoiceSpec> choices,
          const std::vector<bool>& selected);
/// Every language in its own name. @param choices  key is the language tag. @return the index just chosen, or
/// -1.
int language_bar(Context& context, std::string_view key, std::span<const ChoiceSpec> choices, int selected);

/// A box to tick. @return whether it was just switched.
bool checkbox(Context& context, std::string_view key, std::string_view label, bool checked);

}  // namespace vuoro::ui
