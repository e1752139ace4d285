#pragma once
// Words on the screen.

#include <string_view>

#include "ui/context.h"

namespace vuoro::ui {

enum class Align { start, centre, end };
enum class Tone { ink, soft, primary, success, warning, error, on_hero, on_hero_soft, on_primary };

struct TextSpec {
  TextStyle style = TextStyle::body;
  Tone tone = Tone::ink;
  Align align = Align::start;
  int lines_max = 0;      ///< 0: as many as it needs; more than this is cut and the node marked clipped
  Live live = Live::off;  ///< polite or assertive: a change is said by itself
  Role role = Role::text;
  std::string_view language{};  ///< when it is not the frame's own
};

/// Text as it is; wraps to the width it gets.
Response text(Context& context, std::string_view key, std::string_view words, const TextSpec& spec = {});
/// A heading of the page or of a part of it (style heading, title or subtitle).
Response heading(Context& context, std::string_view key, std::string_view words,
                 TextStyle style = TextStyle::heading, Align align = Align::start);
/// Body text, with a soft or plain tone.
Response paragraph(Context& context, std::string_view key, std::string_view words, Tone tone = Tone::ink);

struct FactSpec {
  Icon icon = Icon::none;
  std::string label;  ///< "Open today"; small, above or before the value
  std::string value;  ///< "9.00–15.45"
};
/// An icon, a small label and its value: address, opening hours, price.
Response fact(Context& context, std::string_view key, const FactSpec& spec);

struct FigureSpec {
  std::string label;       ///< "Before you": what it is; the node's label
  std::string value;       ///< "2 people": large; the node's value
  Icon icon = Icon::none;  ///< in a disc above
  std::string above = {};  ///< shown instead of the label: a day over its time
  std::string said = {};   ///< the node's value, when it is more than what is large
  TextStyle style = TextStyle::heading;
  Tone tone = Tone::ink;
};
/// The one thing to know, large and in the middle; one node.
Response figure(Context& context, std::string_view key, const FigureSpec& spec);

struct FitSpec {
  Weight weight = Weight::bold;
  Tone tone = Tone::ink;
  Align align = Align::centre;
  Role role = Role::text;
  Live live = Live::off;
  float height_max = 0;  ///< of the letters' line, px; 0: the rectangle's
  float height_min = 0;  ///< smaller than this is marked clipped
};
/// One line as large as fits in the rectangle: numbers on a display.
Response fit_text(Context& context, std::string_view key, std::string_view words, const Rect& rect,
                  const FitSpec& spec = {});

enum class BadgeKind { neutral, primary, success, warning, error };
/// A small rounded label with a colour and, so that colour is never alone, an icon if given.
Response badge(Context& context, std::string_view key, std::string_view words,
               BadgeKind kind = BadgeKind::neutral, Icon icon = Icon::none);

/// An icon by itself, `size` high. Decorative (no node) when the label is empty.
void icon(Context& context, std::string_view key, Icon which, float size, Tone tone,
          std::string_view label = {});

}  // namespace vuoro::ui
