#pragma once
// Drawing for widgets: every shape becomes axis-aligned quads of ImGui's draw lists. Positions snap to whole
// pixels.

#include <cstdint>

#include "ui/geometry.h"
#include "ui/icons.h"
#include "ui/image.h"
#include "ui/paint/atlas.h"
#include "ui/text/text.h"
#include "ui/theme.h"

struct ImDrawList;

namespace vuoro::ui {

class Painter {
 public:
  /// Both borrowed; must outlive the painter.
  Painter(TextEngine& text, Atlas& atlas) : text_(text), atlas_(atlas) {}

  // For the context.
  void set_list(ImDrawList* list) { list_ = list; }
  [[nodiscard]] ImDrawList* list() const { return list_; }
  void set_mirrored(bool mirrored) { mirrored_ = mirrored; }

  void fill(const Rect& rect, Colour colour);
  void fill_round(const Rect& rect, float radius, Colour colour);
  void ring(const Rect& rect, float radius, float thickness, Colour colour);
  /// The soft shadow of a rounded rectangle; drawn before it.
  void shadow(const Rect& rect, float radius, float blur, float drop, Colour colour, float alpha);
  void disc(Point centre, float radius, Colour colour) {
    fill_round({centre.x - radius, centre.y - radius, 2 * radius, 2 * radius}, radius, colour);
  }
  /// The layout with its top left corner at `at`.
  void text(const TextLayout& layout, Point at, Colour colour);
  /// Mirrors itself in a right-to-left view when the icon does.
  void icon(Icon which, const Rect& square, Colour colour);
  /// @param texture  must stay until the frame is painted.
  void picture(const Texture& texture, const Rect& rect);
  void line(Point a, Point b, float thickness, Colour colour);

 private:
  void quad(float x, float y, float w, float h, float u0, float v0, float u1, float v1, Colour colour);
  void slot_quad(const AtlasSlot& slot, float x, float y, Colour colour);
  void nine(const AtlasSlot& slot, const Rect& rect, float corner, bool middle, Colour colour);

  TextEngine& text_;
  Atlas& atlas_;
  ImDrawList* list_ = nullptr;
  bool mirrored_ = false;
};

}  // namespace vuoro::ui
