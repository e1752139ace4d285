// Decodes draw data: finds the quads among the triangles, clips them and gives each a hash.

#include <imgui.h>

#include <cmath>

#include "ui/paint/raster.h"

namespace vuoro::ui {
namespace {

std::uint32_t to_argb(ImU32 abgr) {
  return (abgr & 0xff00ff00u) | ((abgr & 0xffu) << 16) | ((abgr >> 16) & 0xffu);
}

void stir(std::uint64_t& hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15ull;
  hash ^= hash >> 29;
}

std::uint64_t pair(std::int64_t a, std::int64_t b) {
  return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(a)) << 32) | static_cast<std::uint32_t>(b);
}

std::uint64_t hash_of(const Primitive& p) {
  std::uint64_t h = static_cast<std::uint64_t>(p.kind) + 1;
  stir(h, pair(p.box.left, p.box.top));
  stir(h, pair(p.box.right, p.box.bottom));
  stir(h, p.argb);
  if (p.texture != nullptr) {
    stir(h, p.texture->serial);
    stir(h, pair(p.u, p.v));
    stir(h, pair(p.du, p.dv));
  }
  return h;
}

/// ImGui's order of a rectangle: a, b, c, a, c, d with a the first and c the opposite corner.
bool is_quad(const ImDrawVert& a, const ImDrawVert& b, const ImDrawVert& c, const ImDrawVert& d) {
  return a.pos.y == b.pos.y && b.pos.x == c.pos.x && c.pos.y == d.pos.y && d.pos.x == a.pos.x &&
         a.col == b.col && b.col == c.col && c.col == d.col && a.uv.y == b.uv.y && b.uv.x == c.uv.x &&
         c.uv.y == d.uv.y && d.uv.x == a.uv.x && a.pos.x <= c.pos.x && a.pos.y <= c.pos.y;
}

std::int32_t fixed(double v) {
  return static_cast<std::int32_t>(std::lround(v * 65536.0));
}

bool make_quad(const ImDrawVert& a, const ImDrawVert& c, const Texture* texture, const PixelRect& clip,
               Primitive& p) {
  const PixelRect whole{static_cast<int>(std::lround(a.pos.x)), static_cast<int>(std::lround(a.pos.y)),
                        static_cast<int>(std::lround(c.pos.x)), static_cast<int>(std::lround(c.pos.y))};
  p.box = whole.intersect(clip);
  p.argb = to_argb(a.col);
  if (p.box.empty() || (p.argb >> 24) == 0) return false;
  const bool plain = texture == nullptr ||
                     (texture->kind == Texture::Kind::coverage && a.uv.x == c.uv.x && a.uv.y == c.uv.y);
  if (plain) {
    p.kind = Primitive::Kind::solid;
    return true;
  }
  p.kind = texture->kind == Texture::Kind::coverage ? Primitive::Kind::coverage : Primitive::Kind::picture;
  p.texture = texture;
  const double du = (static_cast<double>(c.uv.x) - a.uv.x) * texture->width / whole.width();
  const double dv = (static_cast<double>(c.uv.y) - a.uv.y) * texture->height / whole.height();
  p.du = fixed(du);
  p.dv = fixed(dv);
  p.u = fixed(a.uv.x * static_cast<double>(texture->width) + du * (p.box.left - whole.left + 0.5));
  p.v = fixed(a.uv.y * static_cast<double>(texture->height) + dv * (p.box.top - whole.top + 0.5));
  if (p.kind == Primitive::Kind::coverage) {
    // One texel stretched over all of it: said as such, it is painted row by row or not sampled at all.
    const auto same = [](std::int64_t from, std::int64_t step, int count) {
      return (from >> 16) == ((from + step * (count - 1)) >> 16);
    };
    if (same(p.u, p.du, p.box.width())) p.du = 0;
    if (same(p.v, p.dv, p.box.height())) p.dv = 0;
  }
  return true;
}

}  // namespace

void Scene::decode(const ImDrawData& data, int width, int height) {
  primitives_.clear();
  vertices_.clear();
  const PixelRect all{0, 0, width, height};
  for (int n = 0; n < data.CmdListsCount; ++n) {
    const ImDrawList& list = *data.CmdLists[n];
    for (const ImDrawCmd& command : list.CmdBuffer) {
      if (command.UserCallback != nullptr) continue;
      const PixelRect clip =
          PixelRect{static_cast<int>(command.ClipRect.x), static_cast<int>(command.ClipRect.y),
                    static_cast<int>(command.ClipRect.z), static_cast<int>(command.ClipRect.w)}
              .intersect(all);
      if (clip.empty()) continue;
      const auto* texture = static_cast<const Texture*>(command.GetTexID());
      const ImDrawVert* v = list.VtxBuffer.Data + command.VtxOffset;
      const ImDrawIdx* i = list.IdxBuffer.Data + command.IdxOffset;
      for (unsigned at = 0; at + 3 <= command.ElemCount;) {
        Primitive p;
        if (at + 6 <= command.ElemCount && i[at] == i[at + 3] && i[at + 2] == i[at + 4] &&
            is_quad(v[i[at]], v[i[at + 1]], v[i[at + 2]], v[i[at + 5]])) {
          if (make_quad(v[i[at]], v[i[at + 2]], texture, clip, p)) {
            p.hash = hash_of(p);
            primitives_.push_back(p);
          }
          at += 6;
          continue;
        }
        p.kind = Primitive::Kind::triangle;
        p.texture = texture;
        p.triangle = static_cast<std::uint32_t>(vertices_.size());
        float left = 1e9f, top = 1e9f, right = -1e9f, bottom = -1e9f;
        std::uint64_t shape = 7;
        for (unsigned k = 0; k < 3; ++k) {
          const ImDrawVert& w = v[i[at + k]];
          const RasterVertex rv{w.pos.x, w.pos.y, w.uv.x, w.uv.y, to_argb(w.col)};
          vertices_.push_back(rv);
          left = std::min(left, rv.x), right = std::max(right, rv.x);
          top = std::min(top, rv.y), bottom = std::max(bottom, rv.y);
          stir(shape, pair(std::lround(rv.x * 256.0f), std::lround(rv.y * 256.0f)));
          stir(shape, pair(std::lround(rv.u * 65536.0f), std::lround(rv.v * 65536.0f)));
          stir(shape, rv.argb);
        }
        p.box = PixelRect{static_cast<int>(std::floor(left)), static_cast<int>(std::floor(top)),
                          static_cast<int>(std::ceil(right)), static_cast<int>(std::ceil(bottom))}
                    .intersect(clip);
        if (!p.box.empty()) {
          p.hash = hash_of(p);
          stir(p.hash, shape);
          primitives_.push_back(p);
        }
        at += 3;
      }
    }
  }
  sort_into_bands(height);
}

void Scene::sort_into_bands(int height) {
  const auto bands = static_cast<std::size_t>((std::max(height, 0) + k_band_px - 1) / k_band_px);
  band_starts_.assign(bands + 1, 0);
  const auto first = [](const Primitive& p) { return static_cast<std::size_t>(p.box.top / k_band_px); };
  const auto last = [](const Primitive& p) {
    return static_cast<std::size_t>((p.box.bottom - 1) / k_band_px);
  };
  for (const Primitive& p : primitives_)
    for (std::size_t band = first(p); band <= last(p); ++band) ++band_starts_[band + 1];
  for (std::size_t band = 0; band < bands; ++band) band_starts_[band + 1] += band_starts_[band];
  band_entries_.resize(band_starts_[bands]);
  band_next_.assign(band_starts_.begin(), band_starts_.end());
  for (std::size_t i = 0; i < primitives_.size(); ++i) {
    const Primitive& p = primitives_[i];
    for (std::size_t band = first(p); band <= last(p); ++band)
      band_entries_[band_next_[band]++] = static_cast<std::uint32_t>(i);
  }
}

}  // namespace vuoro::ui
