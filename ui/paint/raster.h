#pragma once
// Paints ImGui's draw data on a surface, on the CPU: axis-aligned quads by rows, anything else by triangles.

#include <cstdint>
#include <span>
#include <vector>

#include "ui/paint/surface.h"

struct ImDrawData;

namespace vuoro::ui {

struct RasterVertex {
  float x, y, u, v;
  std::uint32_t argb;
};

/// One thing to paint, decoded from two triangles (a quad) or one.
struct Primitive {
  enum class Kind : std::uint8_t { solid, coverage, picture, triangle };
  Kind kind = Kind::solid;
  PixelRect box;           ///< clipped
  std::uint32_t argb = 0;  ///< colour, or tint
  const Texture* texture = nullptr;
  std::int32_t u = 0, v = 0;    ///< quads: 16.16 texel at the box's first pixel centre
  std::int32_t du = 0, dv = 0;  ///< quads: 16.16 texels a pixel
  std::uint32_t triangle = 0;   ///< index of the first of three vertices
  std::uint64_t hash = 0;       ///< of all that decides its pixels

  /// A rectangle that hides all under it.
  [[nodiscard]] bool opaque() const { return kind == Kind::solid && (argb >> 24) == 255; }
  /// An opaque rectangle over all of the area: what lies under it decides nothing there.
  [[nodiscard]] bool hides(const PixelRect& area) const {
    return opaque() && box.left <= area.left && box.top <= area.top && box.right >= area.right &&
           box.bottom >= area.bottom;
  }
};

/// One frame, decoded. Borrows the textures until the next decode().
class Scene {
 public:
  static constexpr int k_band_px = 64;

  void decode(const ImDrawData& data, int width, int height);
  [[nodiscard]] const std::vector<Primitive>& primitives() const { return primitives_; }
  [[nodiscard]] const std::vector<RasterVertex>& vertices() const { return vertices_; }
  /// Those that touch the rows from band · k_band_px, in the order of painting.
  [[nodiscard]] std::span<const std::uint32_t> in_band(int band) const {
    const auto at = static_cast<std::size_t>(band);
    if (at + 1 >= band_starts_.size()) return {};
    return {band_entries_.data() + band_starts_[at], band_starts_[at + 1] - band_starts_[at]};
  }

 private:
  void sort_into_bands(int height);

  std::vector<Primitive> primitives_;
  std::vector<RasterVertex> vertices_;
  std::vector<std::uint32_t> band_starts_, band_entries_, band_next_;
};

struct Spans;

/// Paints all of the scene that lies within `area`.
void paint(const Scene& scene, const Surface& surface, const PixelRect& area);
/// The same with row operations of the caller's choice (ui/paint/spans.h).
void paint(const Scene& scene, const Surface& surface, const PixelRect& area, const Spans& spans);

}  // namespace vuoro::ui
