#include "ui/paint/atlas.h"

#include <algorithm>

namespace vuoro::ui {
namespace {
constexpr int k_white_block = 4;
constexpr int k_padding = 1;  // bilinear samplers (SDL's) look one texel further
}  // namespace

Atlas::Atlas() {
  clear(k_height_first);
}

void Atlas::clear(int height) {
  bytes_.assign(static_cast<std::size_t>(k_width) * static_cast<std::size_t>(height), 0);
  for (int y = 0; y < k_white_block; ++y)
    std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(y) * k_width, k_white_block, std::uint8_t{255});
  slots_.clear();
  shelves_.clear();
  next_shelf_y_ = k_white_block + k_padding;
  overflowed_ = false;
  texture_ = {Texture::Kind::coverage, k_width, height, bytes_.data(), nullptr, texture_.serial + 1, 0};
}

const AtlasSlot* Atlas::find(std::uint64_t key) const {
  const auto at = slots_.find(key);
  return at == slots_.end() ? nullptr : &at->second;
}

const AtlasSlot* Atlas::add(std::uint64_t key, const Coverage& coverage) {
  if (slots_.size() >= k_slots_max) {
    overflowed_ = true;
    return nullptr;
  }
  AtlasSlot slot;
  slot.left = static_cast<std::int16_t>(coverage.left);
  slot.top = static_cast<std::int16_t>(coverage.top);
  if (coverage.w <= 0 || coverage.h <= 0) return &(slots_[key] = slot);  // a space: remembered, takes no room

  const int w = coverage.w + k_padding, h = coverage.h + k_padding;
  Shelf* best = nullptr;
  for (Shelf& shelf : shelves_) {
    const bool fits = shelf.height >= h && shelf.x + w <= k_width && shelf.height <= h + h / 4 + 4;
    if (fits && (best == nullptr || shelf.height < best->height)) best = &shelf;
  }
  if (best == nullptr) {
    if (w > k_width || next_shelf_y_ + h > texture_.height) {
      overflowed_ = true;
      return nullptr;
    }
    shelves_.push_back({next_shelf_y_, h, 0});
    next_shelf_y_ += h;
    best = &shelves_.back();
  }
  slot.x = static_cast<std::int16_t>(best->x);
  slot.y = static_cast<std::int16_t>(best->y);
  slot.w = static_cast<std::int16_t>(coverage.w);
  slot.h = static_cast<std::int16_t>(coverage.h);
  best->x += w;
  ++texture_.revision;
  for (int y = 0; y < coverage.h; ++y)
    std::copy_n(coverage.bytes.begin() + static_cast<std::ptrdiff_t>(y) * coverage.w, coverage.w,
                bytes_.begin() + static_cast<std::ptrdiff_t>(slot.y + y) * k_width + slot.x);
  return &(slots_[key] = slot);
}

bool Atlas::make_room(bool grow) {
  const int height = grow ? std::min(texture_.height * 2, k_height_max) : texture_.height;
  const bool grown = height > texture_.height;
  clear(height);
  return grown || !grow;
}

void Atlas::shrink() {
  if (texture_.height == k_height_first) return;
  bytes_ = {};
  clear(k_height_first);
}

}  // namespace vuoro::ui
