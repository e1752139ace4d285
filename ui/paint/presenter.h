#pragma once
// Frame to frame: finds what changed and paints only that.

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/base/result.h"
#include "ui/paint/raster.h"
#include "ui/paint/surface.h"

namespace vuoro::ui {

/// Divides the screen into tiles and keeps a hash of everything that touches each; a tile is damaged when its
/// hash is not what it was.
class Damage {
 public:
  static constexpr int k_tile_width = 32;  ///< px; wide and low, as lines of text are
  static constexpr int k_tile_height = 16;
  /// @return rectangles that cover every damaged tile, none overlapping; empty when nothing changed.
  [[nodiscard]] const std::vector<PixelRect>& update(const Scene& scene, int width, int height);
  /// The next update reports everything.
  void forget() { hashes_.clear(); }

 private:
  std::vector<std::uint64_t> hashes_, next_;
  std::vector<PixelRect> rects_;
};

/// Paints frames on a surface that keeps its pixels in between.
class Presenter {
 public:
  /// @return what was painted; empty when nothing changed. Valid until the next call.
  const std::vector<PixelRect>& paint(const ImDrawData& data, const Surface& surface);
  /// The surface lost its pixels or its size.
  void forget() { damage_.forget(); }
  [[nodiscard]] const Scene& scene() const { return scene_; }

 private:
  Scene scene_;
  Damage damage_;
};

/// A picture of its own to paint frames on, without any window.
class Canvas {
 public:
  void resize(int width, int height);
  /// @return pixels painted.
  std::uint64_t paint(const ImDrawData& data);
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] std::uint32_t pixel(int x, int y) const;
  [[nodiscard]] Surface surface();
  void forget() { presenter_.forget(); }
  [[nodiscard]] Result<void> save_png(const std::filesystem::path& file) const;

 private:
  int width_ = 0, height_ = 0;
  std::vector<std::uint32_t> pixels_;
  Presenter presenter_;
};

}  // namespace vuoro::ui
