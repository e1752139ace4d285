#pragma once
// One coverage texture holds every glyph, icon, corner and shadow on the screen, each rasterised once.

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "ui/paint/surface.h"

namespace vuoro::ui {

/// Where a shape lies in the atlas, and how its origin lies to it.
struct AtlasSlot {
  std::int16_t x = 0, y = 0, w = 0, h = 0;
  std::int16_t left = 0;  ///< from the pen position to the shape's left edge, px
  std::int16_t top = 0;   ///< from the baseline down to the shape's top edge, px (usually negative)
};

/// Rasterised coverage, rows without padding.
struct Coverage {
  int w = 0, h = 0, left = 0, top = 0;
  std::vector<std::uint8_t> bytes;
};

/// Bounded: 1024 px wide, 512 px high at first, doubled to at most k_height_max (4 MiB), and k_slots_max
/// shapes. When full it is emptied between two runs of the same frame, and grown only when that one frame
/// does not fit: what was shown an hour ago keeps no room, and no slot in use ever changes under a painted
/// frame.
class Atlas {
 public:
  static constexpr int k_width = 1024;
  static constexpr int k_height_first = 512;
  static constexpr int k_height_max = 4096;
  static constexpr std::size_t k_slots_max = 16'384;  ///< also of those that take no room, as spaces

  Atlas();
  Atlas(const Atlas&) = delete;
  Atlas& operator=(const Atlas&) = delete;

  /// @return nullptr when it is not there yet.
  [[nodiscard]] const AtlasSlot* find(std::uint64_t key) const;
  /// @return nullptr when there is no room; overflowed() is then true and the frame is to be run again.
  const AtlasSlot* add(std::uint64_t key, const Coverage& coverage);
  [[nodiscard]] bool overflowed() const { return overflowed_; }
  /// Makes room. @param grow  true when emptying alone has not helped. @return false when it is at its
  /// largest.
  bool make_room(bool grow);
  /// To its first size again, and empty; nothing when it has not grown.
  void shrink();

  [[nodiscard]] const Texture& texture() const { return texture_; }
  [[nodiscard]] std::size_t slots() const { return slots_.size(); }
  /// The middle of a fully covered block, in texels.
  [[nodiscard]] static constexpr float white() { return 2.0f; }

 private:
  void clear(int height);

  std::vector<std::uint8_t> bytes_;
  std::unordered_map<std::uint64_t, AtlasSlot> slots_;
  struct Shelf {
    int y, height, x;
  };
  std::vector<Shelf> shelves_;
  int next_shelf_y_ = 0;
  bool overflowed_ = false;
  Texture texture_;
};

}  // namespace vuoro::ui
