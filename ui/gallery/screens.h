#pragma once
// The gallery's pages: every widget, as a kiosk would use it. What they say is example text.

#include <span>
#include <string_view>

#include "ui/context.h"
#include "ui/widgets/entry.h"

namespace vuoro::ui::gallery {

/// What the pages remember between frames.
struct State {
  int language = 0;
  int segment = 0;
  int rating = 0;
  int day = 1;
  int time = 2;
  bool checked = true;
  bool dialog = false;
  float share = 0.4f;
  std::optional<Point> pin;
  TextEdit search;
  TextEdit words;
  TextEdit pin_code;
};

struct Page {
  std::string_view name;
  void (*draw)(Context& context, State& state);
};

[[nodiscard]] std::span<const Page> pages();

}  // namespace vuoro::ui::gallery
