#include "ui/paint/raster.h"

#include <array>
#include <cmath>

#include "ui/paint/spans.h"

namespace vuoro::ui {
namespace {

Patch patch(const Surface& s, const PixelRect& r) {
  return {s.row(r.top) + r.left, s.stride_px, r.width(), r.height()};
}

void tint(const Spans& spans, const Patch& to, std::uint32_t argb, std::uint32_t alpha) {
  if (alpha == 255) {
    spans.fill(to, argb | 0xff000000u);
  } else if (alpha != 0) {
    spans.blend(to, argb, alpha);
  }
}

inline int texel(std::int64_t fixed, int size) {
  return std::clamp(static_cast<int>(fixed >> 16), 0, size - 1);
}

void paint_coverage(const Spans& spans, const Primitive& p, const Surface& s, const PixelRect& r) {
  const Texture& t = *p.texture;
  const std::uint32_t alpha = p.argb >> 24, colour = p.argb | 0xff000000u;
  const std::int64_t u = p.u + static_cast<std::int64_t>(p.du) * (r.left - p.box.left);
  const int first = texel(u, t.width);
  const auto source = [&](int y) {
    const int ty = texel(p.v + static_cast<std::int64_t>(p.dv) * (y - p.box.top), t.height);
    return t.coverage + static_cast<std::ptrdiff_t>(ty) * t.width;
  };
  if (p.du == 65536 && (p.dv == 65536 || p.dv == 0)) {
    // Glyphs and corners, and what is stretched downwards: one call.
    Patch to = patch(s, r);
    to.width = std::min(to.width, t.width - first);
    return spans.cover(to, source(r.top) + first, p.dv == 0 ? 0 : t.width, colour, alpha);
  }
  for (int y = r.top; y < r.bottom; ++y) {
    const std::uint8_t* shares = source(y);
    Patch row = patch(s, {r.left, y, r.right, y + 1});
    if (p.du == 0) {
      tint(spans, row, colour, over_255(shares[first] * alpha));
    } else if (p.du == 65536) {
      row.width = std::min(row.width, t.width - first);
      spans.cover(row, shares + first, 0, colour, alpha);
    } else {
      for (int x = 0; x < row.width; ++x) {
        const std::uint8_t share = shares[texel(u + static_cast<std::int64_t>(p.du) * x, t.width)];
        if (share != 0) row.pixels[x] = blend(row.pixels[x], colour, over_255(share * alpha));
      }
    }
  }
}

// Two channels of a pixel at once, 32 bits for each: room for 8 bits of colour and two weights of 8.
inline std::uint64_t two(std::uint32_t px) {
  return (px & 0xffu) | (static_cast<std::uint64_t>(px & 0xff0000u) << 16);
}
inline std::uint32_t joined(std::uint64_t sum) {
  sum += 0x0000800000008000u;
  return static_cast<std::uint32_t>((sum >> 16) & 0xffu) |
         static_cast<std::uint32_t>((sum >> 32) & 0xff0000u);
}

/// Bilinear: u and v are 16.16 texels of the first sample, with texel centres at one half.
void sample_row(const Texture& t, std::int64_t u, std::int64_t du, std::int64_t v,
                std::span<std::uint32_t> out) {
  const std::int64_t fv = v - 32768;
  const std::uint32_t* r0 = t.picture + static_cast<std::ptrdiff_t>(texel(fv, t.height)) * t.width;
  const std::uint32_t* r1 = t.picture + static_cast<std::ptrdiff_t>(texel(fv + 65536, t.height)) * t.width;
  const auto down = static_cast<std::uint64_t>((fv >> 8) & 0xff);
  for (std::uint32_t& px : out) {
    const std::int64_t fu = u - 32768;
    const int x0 = texel(fu, t.width), x1 = texel(fu + 65536, t.width);
    const auto across = static_cast<std::uint64_t>((fu >> 8) & 0xff);
    const auto mixed = [&](unsigned shift) {
      const std::uint64_t top = two(r0[x0] >> shift) * (256 - across) + two(r0[x1] >> shift) * across;
      const std::uint64_t low = two(r1[x0] >> shift) * (256 - across) + two(r1[x1] >> shift) * across;
      return joined(top * (256 - down) + low * down);
    };
    px = mixed(0) | (mixed(8) << 8);
    u += du;
  }
}

void paint_picture(const Spans& spans, const Primitive& p, const Surface& s, const PixelRect& r) {
  const Texture& t = *p.texture;
  const std::uint32_t alpha = p.argb >> 24;
  const std::int64_t u = p.u + static_cast<std::int64_t>(p.du) * (r.left - p.box.left);
  for (int y = r.top; y < r.bottom; ++y) {
    const std::int64_t v = p.v + static_cast<std::int64_t>(p.dv) * (y - p.box.top);
    Patch row = patch(s, {r.left, y, r.right, y + 1});
    if (p.du == 65536 && p.dv == 65536) {
      const int first = texel(u, t.width);
      row.width = std::min(row.width, t.width - first);
      spans.picture(row, t.picture + static_cast<std::ptrdiff_t>(texel(v, t.height)) * t.width + first, 0,
                    alpha);
      continue;
    }
    std::array<std::uint32_t, 256> sampled;
    for (int x = 0; x < r.width(); x += static_cast<int>(sampled.size())) {
      const int count = std::min(static_cast<int>(sampled.size()), r.width() - x);
      sample_row(t, u + static_cast<std::int64_t>(p.du) * x, p.du, v,
                 std::span(sampled).first(static_cast<std::size_t>(count)));
      spans.picture({row.pixels + x, 0, count, 1}, sampled.data(), 0, alpha);
    }
  }
}

/// Colour, coverage and texture coordinates vary linearly over the triangle; a pixel belongs to it when its
/// centre does.
void paint_triangle(const Spans& spans, const Primitive& p, const RasterVertex* v, const Surface& s,
                    const PixelRect& r) {
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
      tint(spans, {row + first, 0, last - first, 1}, v[0].argb, v[0].argb >> 24);
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
          alpha = over_255(t.coverage[at] * alpha);
        } else {
          argb = t.picture[at];
          alpha = over_255((argb >> 24) * alpha);
        }
      }
      row[x] = blend(row[x], argb, alpha);
    }
  }
}

/// Painted at a time, with the rows of a band: such a block stays in the nearest caches while layer upon
/// layer is laid on it, and is small enough that a card often hides all that lies under it.
constexpr int k_block_columns = 1088;

void paint_one(const Scene& scene, const Primitive& p, const Surface& surface, const PixelRect& r,
               const Spans& spans) {
  if (r.empty()) return;
  switch (p.kind) {
    case Primitive::Kind::solid:
      tint(spans, patch(surface, r), p.argb, p.argb >> 24);
      break;
    case Primitive::Kind::coverage:
      paint_coverage(spans, p, surface, r);
      break;
    case Primitive::Kind::picture:
      paint_picture(spans, p, surface, r);
      break;
    case Primitive::Kind::triangle:
      paint_triangle(spans, p, scene.vertices().data() + p.triangle, surface, r);
      break;
  }
}

/// Smaller things are painted faster than what hides them is found.
constexpr int k_worth_looking_px = 2048;

/// What of `r` is hidden by one opaque rectangle of the block: the one that hides most.
PixelRect hidden_part(const PixelRect& r, std::span<const PixelRect> opaque_later) {
  PixelRect most;
  int most_px = 0;
  for (const PixelRect& q : opaque_later) {
    const PixelRect both = q.intersect(r);
    if (both.empty() || both.width() * both.height() <= most_px) continue;
    most = both;
    most_px = both.width() * both.height();
  }
  return most;
}

void paint_block(const Scene& scene, std::span<const std::uint32_t> band, const Surface& surface,
                 const PixelRect& block, const Spans& spans) {
  const std::vector<Primitive>& all = scene.primitives();
  // Nothing under an opaque rectangle that covers the whole block needs painting.
  std::size_t first = band.size();
  std::array<PixelRect, 16> opaque;  // the last ones of the block, the very last first
  std::array<std::size_t, 16> opaque_at;
  std::size_t opaque_count = 0;
  while (first > 0) {
    const Primitive& p = all[band[--first]];
    if (p.hides(block)) break;
    if (!p.opaque() || opaque_count == opaque.size()) continue;
    const PixelRect part = p.box.intersect(block);
    if (part.width() < 32 || part.height() < 8) continue;
    opaque[opaque_count] = part;
    opaque_at[opaque_count++] = first;
  }
  for (std::size_t i = first; i < band.size(); ++i) {
    const Primitive& p = all[band[i]];
    const PixelRect r = p.box.intersect(block);
    if (r.empty()) continue;
    while (opaque_count > 0 && opaque_at[opaque_count - 1] <= i) --opaque_count;
    PixelRect hidden;
    if (opaque_count > 0 && r.width() * r.height() >= k_worth_looking_px)
      hidden = hidden_part(r, {opaque.data(), opaque_count});
    if (hidden.empty()) {
      paint_one(scene, p, surface, r, spans);
      continue;
    }
    paint_one(scene, p, surface, {r.left, r.top, r.right, hidden.top}, spans);
    paint_one(scene, p, surface, {r.left, hidden.top, hidden.left, hidden.bottom}, spans);
    paint_one(scene, p, surface, {hidden.right, hidden.top, r.right, hidden.bottom}, spans);
    paint_one(scene, p, surface, {r.left, hidden.bottom, r.right, r.bottom}, spans);
  }
}

}  // namespace

void paint(const Scene& scene, const Surface& surface, const PixelRect& area) {
  paint(scene, surface, area, best_spans());
}

void paint(const Scene& scene, const Surface& surface, const PixelRect& area, const Spans& spans) {
  constexpr int k_rows = Scene::k_band_px;
  const PixelRect within = area.intersect({0, 0, surface.width, surface.height});
  for (int band = within.top / k_rows; band * k_rows < within.bottom; ++band) {
    const int top = std::max(within.top, band * k_rows),
              bottom = std::min(within.bottom, (band + 1) * k_rows);
    for (int left = within.left; left < within.right; left += k_block_columns)
      paint_block(scene, scene.in_band(band), surface,
                  {left, top, std::min(within.right, left + k_block_columns), bottom}, spans);
  }
}

}  // namespace vuoro::ui
