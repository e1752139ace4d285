#include "ui/paint/presenter.h"

#include "ui/image.h"

namespace vuoro::ui {

const std::vector<PixelRect>& Damage::update(const Scene& scene, int width, int height) {
  const int columns = (width + k_tile_width - 1) / k_tile_width,
            rows = (height + k_tile_height - 1) / k_tile_height;
  const auto count = static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
  next_.assign(count, 1);
  for (const Primitive& p : scene.primitives()) {
    const int left = p.box.left / k_tile_width, right = (p.box.right - 1) / k_tile_width;
    const int top = p.box.top / k_tile_height, bottom = (p.box.bottom - 1) / k_tile_height;
    // Of the tiles it touches, those from `whole` on are hidden by it whole, when it is opaque.
    PixelRect whole{(p.box.left + k_tile_width - 1) / k_tile_width,
                    (p.box.top + k_tile_height - 1) / k_tile_height,
                    p.box.right >= width ? columns : p.box.right / k_tile_width,
                    p.box.bottom >= height ? rows : p.box.bottom / k_tile_height};
    if (!p.opaque() || whole.left >= whole.right) whole = {};
    for (int ty = top; ty <= bottom; ++ty) {
      std::uint64_t* row = next_.data() + static_cast<std::ptrdiff_t>(ty) * columns;
      const auto touch = [&](int from, int to) {
        for (int tx = from; tx < to; ++tx) {
          const std::uint64_t h = (row[tx] ^ p.hash) * 0xff51afd7ed558ccdull;
          row[tx] = h ^ (h >> 31);
        }
      };
      if (ty < whole.top || ty >= whole.bottom) {
        touch(left, right + 1);
        continue;
      }
      touch(left, whole.left);
      // What lies under it, and how large it is elsewhere, decides nothing here.
      std::fill(row + whole.left, row + whole.right, std::uint64_t{p.argb});
      touch(whole.right, right + 1);
    }
  }
  rects_.clear();
  const bool fresh = hashes_.size() != count;
  if (fresh) {
    if (width > 0 && height > 0) rects_.push_back({0, 0, width, height});
    hashes_ = next_;
    return rects_;
  }
  // Runs of damaged tiles in each row of tiles; a run grows downwards while the row below has the same.
  std::size_t above_from = 0;
  for (int ty = 0; ty < rows; ++ty) {
    const std::size_t row_from = rects_.size();
    for (int tx = 0; tx < columns;) {
      const auto at = [&](int x) {
        return static_cast<std::size_t>(ty) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(x);
      };
      if (hashes_[at(tx)] == next_[at(tx)]) {
        ++tx;
        continue;
      }
      int end = tx + 1;
      while (end < columns && hashes_[at(end)] != next_[at(end)]) ++end;
      const PixelRect run{tx * k_tile_width, ty * k_tile_height, std::min(width, end * k_tile_width),
                          std::min(height, (ty + 1) * k_tile_height)};
      bool grown = false;
      for (std::size_t i = above_from; i < row_from && !grown; ++i) {
        if (rects_[i].left == run.left && rects_[i].right == run.right && rects_[i].bottom == run.top) {
          rects_[i].bottom = run.bottom;
          grown = true;
        }
      }
      if (!grown) rects_.push_back(run);
      tx = end;
    }
    if (rects_.size() - above_from > 64) above_from = row_from;
  }
  hashes_.swap(next_);
  return rects_;
}

const std::vector<PixelRect>& Presenter::paint(const ImDrawData& data, const Surface& surface) {
  scene_.decode(data, surface.width, surface.height);
  const auto& rects = damage_.update(scene_, surface.width, surface.height);
  for (const PixelRect& r : rects) ui::paint(scene_, surface, r);
  return rects;
}

void Canvas::resize(int width, int height) {
  if (width == width_ && height == height_) return;
  width_ = width;
  height_ = height;
  pixels_.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0xff000000u);
  presenter_.forget();
}

Surface Canvas::surface() {
  return {pixels_.data(), width_, height_, width_};
}

std::uint64_t Canvas::paint(const ImDrawData& data) {
  std::uint64_t painted = 0;
  for (const PixelRect& r : presenter_.paint(data, surface()))
    painted += static_cast<std::uint64_t>(r.width()) * static_cast<std::uint64_t>(r.height());
  return painted;
}

std::uint32_t Canvas::pixel(int x, int y) const {
  return pixels_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                 static_cast<std::size_t>(x)];
}

Result<void> Canvas::save_png(const std::filesystem::path& file) const {
  return ui::save_png(file, width_, height_, pixels_, width_);
}

}  // namespace vuoro::ui
