#include "ui/paint/raster.h"

#include <array>
#include <cmath>

namespace vuoro::ui {
namespace {

/// source over destination, both opaque at the end; two channels at a time, rounded exactly.
inline std::uint32_t blend(std::uint32_t under, std::uint32_t over, std::uint32_t alpha) {
  const std::uint32_t rest = 255 - alpha;
  std::uint32_t rb = (over & 0xff00ffu) * alpha + (under & 0xff00ffu) * rest + 0x800080u;
  rb = ((rb + ((rb >> 8) & 0xff00ffu)) >> 8) & 0xff00ffu;
  std::uint32_t g = ((over >> 8) & 0xffu) * alpha + ((under >> 8) & 0xffu) * rest + 0x80u;
  g = ((g + (g >> 8)) >> 8) & 0xffu;
  return 0xff000000u | rb | (g << 8);
}

inline std::uint32_t times(std::uint32_t a, std::uint32_t b) {
  const std::uint32_t t = a * b + 128;
  return (t + (t >> 8)) >> 8;
}

void fill_row(std::uint32_t* row, int count, std::uint32_t argb, std::uint32_t alpha) {
  if (alpha == 255) {
    std::fill_n(row, count, argb | 0xff000000u);
  } else if (alpha != 0) {
    for (int x = 0; x < count; ++x) row[x] = blend(row[x], argb, alpha);
  }
}

void paint_solid(const Primitive& p, const Surface& s, const PixelRect& r) {
  for (int y = r.top; y < r.bottom; ++y) fill_row(s.row(y) + r.left, r.width(), p.argb, p.argb >> 24);
}

inline int texel(std::int64_t fixed, int size) {
  return std::clamp(static_cast<int>(fixed >> 16), 0, size - 1);
}

void paint_coverage(const Primitive& p, const Surface& s, const PixelRect& r) {
  const Texture& t = *p.texture;
  const std::uint32_t alpha = p.argb >> 24, colour = p.argb | 0xff000000u;
  for (int y = r.top; y < r.bottom; ++y) {
    const int ty = texel(p.v + static_cast<std::int64_t>(p.dv) * (y - p.box.top), t.height);
    const std::uint8_t* source = t.coverage + static_cast<std::ptrdiff_t>(ty) * t.width;
    std::uint32_t* row = s.row(y) + r.left;
    const std::int64_t u = p.u + static_cast<std::int64_t>(p.du) * (r.left - p.box.left);
    if (p.du == 0) {
      fill_row(row, r.width(), colour, times(source[texel(u, t.width)], alpha));
      continue;
    }
    if (p.du == 65536) {
      const int first = texel(u, t.width);
      const int count = std::min(r.width(), t.width - first);
      source += first;
      for (int x = 0; x < count; ++x) {
        if (source[x] == 0) continue;
        const std::uint32_t a = alpha == 255 ? source[x] : times(source[x], alpha);
        row[x] = a == 255 ? colour : blend(row[x], colour, a);
      }
      continue;
    }
    for (int x = 0; x < r.width(); ++x) {
      const std::uint32_t a = times(source[texel(u + static_cast<std::int64_t>(p.du) * x, t.width)], alpha);
      if (a != 0) row[x] = blend(row[x], colour, a);
    }
  }
}

/// Bilinear: u and v are 16.16 texels of the sample, with texel centres at one half.
std::uint32_t sample(const Texture& t, std::int64_t u, std::int64_t v) {
  const std::int64_t fu = u - 32768, fv = v - 32768;
  const int x0 = texel(fu, t.width), x1 = texel(fu + 65536, t.width);
  const int y0 = texel(fv, t.height), y1 = texel(fv + 65536, t.height);
  const auto ax = static_cast<std::uint32_t>((fu >> 8) & 0xff),
             ay = static_cast<std::uint32_t>((fv >> 8) & 0xff);
  const std::uint32_t* r0 = t.picture + static_cast<std::ptrdiff_t>(y0) * t.width;
  const std::uint32_t* r1 = t.picture + static_cast<std::ptrdiff_t>(y1) * t.width;
  std::uint32_t out = 0;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    const auto c = [shift](std::uint32_t px) { return (px >> shift) & 0xffu; };
    const std::uint32_t top = c(r0[x0]) * (256 - ax) + c(r0[x1]) * ax;
    const std::uint32_t low = c(r1[x0]) * (256 - ax) + c(r1[x1]) * ax;
    out |= ((top * (256 - ay) + low * ay + 32768) >> 16) << shift;
  }
  return out;
}

void paint_picture(const Primitive& p, const Surface& s, const PixelRect& r) {
  const Texture& t = *p.texture;
  const std::uint32_t tint = p.argb >> 24;
  const bool exact = p.du == 65536 && p.dv == 65536;
  for (int y = r.top; y < r.bottom; ++y) {
    const std::int64_t v = p.v + static_cast<std::int64_t>(p.dv) * (y - p.box.top);
    std::uint32_t* row = s.row(y) + r.left;
    for (int x = 0; x < r.width(); ++x) {
      const std::int64_t u = p.u + static_cast<std::int64_t>(p.du) * (r.left - p.box.left + x);
      const std::uint32_t px =
          exact ? t.picture[static_cast<std::ptrdiff_t>(texel(v, t.height)) * t.width + texel(u, t.width)]
                : sample(t, u, v);
      const std::uint32_t a = times(px >> 24, tint);
      if (a != 0) row[x] = a == 255 ? px : blend(row[x], px, a);
    }
  }
}

/// Colour, coverage and texture coordinates vary linearly over the triangle; a pixel belongs to it when its
/// centre does.
void paint_triangle(const Primitive& p, const RasterVertex* v, const Surface& s, const PixelRect& r) {
  const float area = (v[1].x - v[0].x) * (v[2].y - v[0].y) - (v[2].x - v[0].x) * (v[1].y - v[0].y);
  if (std::abs(area) < 1e-6f) return;
  const float inverse = 1.0f / area;
  const bool flat = v[0].argb == v[1].argb && v[1].argb == v[2].argb;
  const bool textured =
      p.texture != nullptr && !(v[0].u == v[1].u && v[1].u == v[2].u && v[0].v == v[1].v && v[1].v == v[2].v);
  for (int y = r.top; y < r.bottom; ++y) {
    const float cy = static_cast<float>(y) + 0.5f;
    // The span is where this row crosses two of the edges; half-open, so that neighbours share no pixel.
    float from = 1e9f, to = -1e9f;
    for (unsigned e = 0; e < 3; ++e) {
      const RasterVertex &a = v[e], &b = v[(e + 1) % 3];
      if ((a.y <= cy) == (b.y <= cy)) continue;
      const float x = a.x + (cy - a.y) * (b.x - a.x) / (b.y - a.y);
      from = std::min(from, x);
      to = std::max(to, x);
    }
    if (from >= to) continue;
    const int first = std::max(r.left, static_cast<int>(std::ceil(from - 0.5f)));
    const int last = std::min(r.right, static_cast<int>(std::ceil(to - 0.5f)));
    if (first >= last) continue;
    std::uint32_t* row = s.row(y);
    if (flat && !textured) {
      fill_row(row + first, last - first, v[0].argb, v[0].argb >> 24);
      continue;
    }
    for (int x = first; x < last; ++x) {
      const float cx = static_cast<float>(x) + 0.5f;
      const float w1 = ((cx - v[0].x) * (v[2].y - v[0].y) - (v[2].x - v[0].x) * (cy - v[0].y)) * inverse;
      const float w2 = ((v[1].x - v[0].x) * (cy - v[0].y) - (cx - v[0].x) * (v[1].y - v[0].y)) * inverse;
      const float w0 = 1.0f - w1 - w2;
      std::uint32_t argb = 0;
      for (unsigned shift = 0; shift < 32; shift += 8) {
        const auto c = [shift](std::uint32_t px) { return static_cast<float>((px >> shift) & 0xffu); };
        const float value = c(v[0].argb) * w0 + c(v[1].argb) * w1 + c(v[2].argb) * w2;
        argb |= static_cast<std::uint32_t>(std::clamp(value + 0.5f, 0.0f, 255.0f)) << shift;
      }
      std::uint32_t alpha = argb >> 24;
      if (textured) {
        const Texture& t = *p.texture;
        const float tu = (v[0].u * w0 + v[1].u * w1 + v[2].u * w2) * static_cast<float>(t.width);
        const float tv = (v[0].v * w0 + v[1].v * w1 + v[2].v * w2) * static_cast<float>(t.height);
        const int tx = std::clamp(static_cast<int>(tu), 0, t.width - 1);
        const int ty = std::clamp(static_cast<int>(tv), 0, t.height - 1);
        const auto at = static_cast<std::ptrdiff_t>(ty) * t.width + tx;
        if (t.kind == Texture::Kind::coverage) {
          alpha = times(t.coverage[at], alpha);
        } else {
          argb = t.picture[at];
          alpha = times(argb >> 24, alpha);
        }
      }
      row[x] = blend(row[x], argb, alpha);
    }
  }
}

}  // namespace

namespace {

/// Painted at a time: such a block stays in the nearest caches while layer upon layer is laid on it, and is
/// small enough that a card often hides all that lies under it.
constexpr int k_block_rows = 64;
constexpr int k_block_columns = 544;

void paint_block(const Scene& scene, const Surface& surface, const PixelRect& block) {
  const std::vector<Primitive>& all = scene.primitives();
  // Nothing under an opaque rectangle that covers the whole block needs painting.
  std::size_t first = all.size();
  while (first > 0) {
    const Primitive& p = all[--first];
    if (p.kind == Primitive::Kind::solid && (p.argb >> 24) == 255 && p.box.intersect(block) == block) break;
  }
  for (std::size_t i = first; i < all.size(); ++i) {
    const Primitive& p = all[i];
    const PixelRect r = p.box.intersect(block);
    if (r.empty()) continue;
    switch (p.kind) {
      case Primitive::Kind::solid:
        paint_solid(p, surface, r);
        break;
      case Primitive::Kind::coverage:
        paint_coverage(p, surface, r);
        break;
      case Primitive::Kind::picture:
        paint_picture(p, surface, r);
        break;
      case Primitive::Kind::triangle:
        paint_triangle(p, scene.vertices().data() + p.triangle, surface, r);
        break;
    }
  }
}

}  // namespace

void paint(const Scene& scene, const Surface& surface, const PixelRect& area) {
  const PixelRect within = area.intersect({0, 0, surface.width, surface.height});
  for (int top = within.top; top < within.bottom; top += k_block_rows)
    for (int left = within.left; left < within.right; left += k_block_columns)
      paint_block(scene, surface,
                  {left, top, std::min(within.right, left + k_block_columns),
                   std::min(within.bottom, top + k_block_rows)});
}

}  // namespace vuoro::ui
