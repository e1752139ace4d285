#pragma once
// Paints ImGui's draw data on a surface, on the CPU: axis-aligned quads by rows, anything else by triangles.

#include <cstdint>
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
};

/// One frame, decoded. Borrows the textures until the next decode().
class Scene {
 public:
  void decode(const ImDrawData& data, int width, int height);
  [[nodiscard]] const std::vector<Primitive>& primitives() const { return primitives_; }
  [[nodiscard]] const std::vector<RasterVertex>& vertices() const { return vertices_; }

 private:
  std::vector<Primitive> primitives_;
  std::vector<RasterVertex> vertices_;
};

/// Paints all of the scene that lies within `area`.
void paint(const Scene& scene, const Surface& surface, const PixelRect& area);

}  // namespace vuoro::ui
