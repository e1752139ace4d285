#pragma once
// Points, rectangles and colours. Lengths are in pixels of the screen unless a name says otherwise; y grows
// downwards.

#include <algorithm>
#include <cstdint>

namespace vuoro::ui {

struct Point {
  float x = 0, y = 0;
};

/// Which side a line of text begins on. The whole layout follows it.
enum class Direction { left_to_right, right_to_left };

struct Rect {
  float x = 0, y = 0, w = 0, h = 0;

  [[nodiscard]] float right() const { return x + w; }
  [[nodiscard]] float bottom() const { return y + h; }
  [[nodiscard]] Point centre() const { return {x + w / 2, y + h / 2}; }
  [[nodiscard]] bool empty() const { return w <= 0 || h <= 0; }
  [[nodiscard]] bool contains(Point p) const {
    return p.x >= x && p.y >= y && p.x < right() && p.y < bottom();
  }
  [[nodiscard]] Rect inset(float dx, float dy) const {
    return {x + dx, y + dy, std::max(0.0f, w - 2 * dx), std::max(0.0f, h - 2 * dy)};
  }
  [[nodiscard]] Rect inset(float d) const { return inset(d, d); }
  [[nodiscard]] Rect intersect(const Rect& o) const {
    const float l = std::max(x, o.x), t = std::max(y, o.y);
    return {l, t, std::max(0.0f, std::min(right(), o.right()) - l),
            std::max(0.0f, std::min(bottom(), o.bottom()) - t)};
  }
  /// The part of this rectangle's size, in its middle.
  [[nodiscard]] Rect centred(float width, float height) const {
    return {x + (w - width) / 2, y + (h - height) / 2, width, height};
  }

  /// Cuts a strip off this rectangle and returns it; what is left stays here.
  Rect cut_top(float height) {
    const Rect strip{x, y, w, std::min(height, h)};
    y += strip.h;
    h -= strip.h;
    return strip;
  }
  Rect cut_bottom(float height) {
    const float taken = std::min(height, h);
    h -= taken;
    return {x, y + h, w, taken};
  }
  /// The strip where lines begin: left, or right in a right-to-left layout.
  Rect cut_start(float width, Direction direction) {
    const float taken = std::min(width, w);
    w -= taken;
    if (direction == Direction::right_to_left) return {x + w, y, taken, h};
    x += taken;
    return {x - taken, y, taken, h};
  }
  Rect cut_end(float width, Direction direction) {
    return cut_start(
        width, direction == Direction::left_to_right ? Direction::right_to_left : Direction::left_to_right);
  }

  friend bool operator==(const Rect&, const Rect&) = default;
};

struct Colour {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;
  friend bool operator==(const Colour&, const Colour&) = default;
  [[nodiscard]] Colour with_alpha(std::uint8_t alpha) const { return {r, g, b, alpha}; }
};

/// `over` at `share` (0..1) laid on `under`, opaque.
[[nodiscard]] Colour mix(Colour under, Colour over, float share);
/// WCAG 2.2 contrast ratio of two opaque colours, 1..21.
[[nodiscard]] double contrast(Colour a, Colour b);

}  // namespace vuoro::ui
