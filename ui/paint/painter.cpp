#include "ui/paint/painter.h"

#include <imgui.h>

#include <cmath>

#include "ui/paint/shapes.h"

namespace vuoro::ui {
namespace {

ImU32 to_abgr(Colour c) {
  return IM_COL32(c.r, c.g, c.b, c.a);
}

// The top byte tells kinds apart; glyphs (made by Fonts::key) have 1.
std::uint64_t shape_key(unsigned kind, std::uint64_t a, std::uint64_t b) {
  return (static_cast<std::uint64_t>(kind) << 56) | (a << 24) | b;
}
constexpr unsigned k_kind_icon = 2, k_kind_icon_mirrored = 3, k_kind_round = 4, k_kind_shadow = 5;

Coverage mirror(Coverage c) {
  for (int y = 0; y < c.h; ++y) {
    const auto row = c.bytes.begin() + static_cast<std::ptrdiff_t>(y) * c.w;
    std::reverse(row, row + c.w);
  }
  return c;
}

}  // namespace

void Painter::quad(float x, float y, float w, float h, float u0, float v0, float u1, float v1,
                   Colour colour) {
  if (w <= 0 || h <= 0) return;
  const auto& t = atlas_.texture();
  const auto tw = static_cast<float>(t.width), th = static_cast<float>(t.height);
  list_->PrimReserve(6, 4);
  list_->PrimRectUV({x, y}, {x + w, y + h}, {u0 / tw, v0 / th}, {u1 / tw, v1 / th}, to_abgr(colour));
}

void Painter::slot_quad(const AtlasSlot& s, float x, float y, Colour colour) {
  quad(x, y, s.w, s.h, s.x, s.y, static_cast<float>(s.x + s.w), static_cast<float>(s.y + s.h), colour);
}

void Painter::fill(const Rect& rect, Colour colour) {
  const float x = std::round(rect.x), y = std::round(rect.y);
  const float w = Atlas::white();
  quad(x, y, std::round(rect.right()) - x, std::round(rect.bottom()) - y, w, w, w, w, colour);
}

void Painter::nine(const AtlasSlot& s, const Rect& rect, float corner, bool middle, Colour colour) {
  const float x0 = std::round(rect.x), y0 = std::round(rect.y), x3 = std::round(rect.right()),
              y3 = std::round(rect.bottom());
  const float c = std::min({corner, std::floor((x3 - x0) / 2), std::floor((y3 - y0) / 2)});
  const float x1 = x0 + c, x2 = x3 - c, y1 = y0 + c, y2 = y3 - c;
  // Corners are cut from the shape's own corners; edges stretch its middle row or column, which is one texel.
  const auto u0 = static_cast<float>(s.x), v0 = static_cast<float>(s.y);
  const float u3 = u0 + s.w, v3 = v0 + s.h;
  const float um = u0 + std::floor(static_cast<float>(s.w) / 2),
              vm = v0 + std::floor(static_cast<float>(s.h) / 2);
  quad(x0, y0, c, c, u0, v0, u0 + c, v0 + c, colour);
  quad(x2, y0, c, c, u3 - c, v0, u3, v0 + c, colour);
  quad(x0, y2, c, c, u0, v3 - c, u0 + c, v3, colour);
  quad(x2, y2, c, c, u3 - c, v3 - c, u3, v3, colour);
  if (middle) {
    // Straight sides end on whole pixels: plain rectangles, which hide what lies under them.
    fill({x1, y0, x2 - x1, c}, colour);
    fill({x0, y1, x3 - x0, y2 - y1}, colour);
    fill({x1, y2, x2 - x1, c}, colour);
    return;
  }
  quad(x1, y0, x2 - x1, c, um, v0, um + 1, v0 + c, colour);
  quad(x1, y2, x2 - x1, c, um, v3 - c, um + 1, v3, colour);
  quad(x0, y1, c, y2 - y1, u0, vm, u0 + c, vm + 1, colour);
  quad(x2, y1, c, y2 - y1, u3 - c, vm, u3, vm + 1, colour);
}

void Painter::fill_round(const Rect& rect, float radius, Colour colour) {
  const float r = std::round(std::min({radius, rect.w / 2, rect.h / 2}));
  if (r < 1) return fill(rect, colour);
  const std::uint64_t key = shape_key(k_kind_round, static_cast<std::uint64_t>(std::lround(r * 4)), 0);
  const AtlasSlot* s = atlas_.find(key);
  if (s == nullptr) s = atlas_.add(key, round_coverage(r, 0));
  if (s != nullptr) nine(*s, rect, r, true, colour);
}

void Painter::ring(const Rect& rect, float radius, float thickness, Colour colour) {
  const float r = std::round(std::max(2.0f, std::min({radius, rect.w / 2, rect.h / 2})));
  const float t = std::min(r, std::max(1.0f, std::round(thickness)));
  const std::uint64_t key = shape_key(k_kind_round, static_cast<std::uint64_t>(std::lround(r * 4)),
                                      static_cast<std::uint64_t>(std::lround(t * 4)));
  const AtlasSlot* s = atlas_.find(key);
  if (s == nullptr) s = atlas_.add(key, round_coverage(r, t));
  if (s != nullptr) nine(*s, rect, r, false, colour);
}

void Painter::shadow(const Rect& rect, float radius, float blur, float drop, Colour colour, float alpha) {
  const int r = std::max(1, static_cast<int>(std::lround(radius))), b = static_cast<int>(std::lround(blur));
  if (b <= 0 || alpha <= 0) return;
  const std::uint64_t key =
      shape_key(k_kind_shadow, static_cast<std::uint64_t>(r), static_cast<std::uint64_t>(b));
  const AtlasSlot* s = atlas_.find(key);
  if (s == nullptr) s = atlas_.add(key, shadow_coverage(r, b));
  if (s == nullptr) return;
  const auto bf = static_cast<float>(b);
  const Rect outer{rect.x - bf, rect.y - bf + drop, rect.w + 2 * bf, rect.h + 2 * bf};
  nine(*s, outer, static_cast<float>(r + 2 * b), false,
       colour.with_alpha(static_cast<std::uint8_t>(std::lround(alpha * 255))));
}

void Painter::text(const TextLayout& layout, Point at, Colour colour) {
  const float ox = std::round(at.x), oy = std::round(at.y);
  for (const GlyphAt& g : layout.glyphs) {
    const AtlasSlot* s = atlas_.find(g.key);
    if (s == nullptr) s = atlas_.add(g.key, text_.rasterise(g.key));
    if (s == nullptr || s->w == 0) continue;
    slot_quad(*s, std::round(ox + g.x) + s->left, std::round(oy + g.y) + s->top, colour);
  }
}

void Painter::icon(Icon which, const Rect& square, Colour colour) {
  if (which == Icon::none) return;
  const int size = static_cast<int>(std::lround(std::min(square.w, square.h)));
  const bool turned = mirrored_ && mirrors(which);
  const std::uint64_t key = shape_key(turned ? k_kind_icon_mirrored : k_kind_icon,
                                      static_cast<std::uint64_t>(which), static_cast<std::uint64_t>(size));
  const AtlasSlot* s = atlas_.find(key);
  if (s == nullptr)
    s = atlas_.add(key, turned ? mirror(icon_coverage(which, size)) : icon_coverage(which, size));
  if (s == nullptr || s->w == 0) return;
  const Point c = square.centre();
  slot_quad(*s, std::round(c.x - static_cast<float>(s->w) / 2),
            std::round(c.y - static_cast<float>(s->h) / 2), colour);
}

void Painter::picture(const Texture& texture, const Rect& rect) {
  list_->AddImage(const_cast<Texture*>(&texture), {std::round(rect.x), std::round(rect.y)},
                  {std::round(rect.right()), std::round(rect.bottom())});
}

void Painter::line(Point a, Point b, float thickness, Colour colour) {
  list_->AddLine({a.x, a.y}, {b.x, b.y}, to_abgr(colour), thickness);
}

}  // namespace vuoro::ui
