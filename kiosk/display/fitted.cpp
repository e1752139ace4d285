#include "kiosk/display/fitted.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vuoro::kiosk {
namespace {

/// Which source pixels a target pixel is made of along one axis, and how much of each.
struct Taps {
  int first = 0;
  std::vector<float> share;
};

std::vector<Taps> taps_for(int from, int to) {
  std::vector<Taps> out(static_cast<std::size_t>(to));
  const float scale = static_cast<float>(from) / static_cast<float>(to);
  // A tent as wide as two target pixels when shrinking, two source pixels when enlarging.
  const float reach = std::max(1.0f, scale);
  for (int i = 0; i < to; ++i) {
    const float middle = (static_cast<float>(i) + 0.5f) * scale - 0.5f;
    Taps& taps = out[static_cast<std::size_t>(i)];
    const int first = static_cast<int>(std::ceil(middle - reach)),
              last = static_cast<int>(std::floor(middle + reach));
    taps.first = std::clamp(first, 0, from - 1);
    taps.share.assign(static_cast<std::size_t>(std::clamp(last, 0, from - 1) - taps.first + 1), 0.0f);
    float sum = 0;
    for (int at = first; at <= last; ++at) {
      const float weight = std::max(0.0f, 1 - std::abs(static_cast<float>(at) - middle) / reach);
      taps.share[static_cast<std::size_t>(std::clamp(at, 0, from - 1) - taps.first)] += weight;
      sum += weight;
    }
    for (float& share : taps.share) share /= sum;
  }
  return out;
}

using Sum = std::array<float, 4>;

void add(Sum& sum, std::uint32_t px, float share) {
  const float alpha = static_cast<float>(px >> 24) * share;
  sum[0] += alpha;
  sum[1] += static_cast<float>((px >> 16) & 255) * alpha;
  sum[2] += static_cast<float>((px >> 8) & 255) * alpha;
  sum[3] += static_cast<float>(px & 255) * alpha;
}

std::uint32_t pixel_of(const Sum& sum) {
  if (sum[0] <= 0) return 0;
  const auto byte = [](float value) {
    return static_cast<std::uint32_t>(std::clamp(std::lround(value), 0L, 255L));
  };
  return (byte(sum[0]) << 24) | (byte(sum[1] / sum[0]) << 16) | (byte(sum[2] / sum[0]) << 8) |
         byte(sum[3] / sum[0]);
}

}  // namespace

ui::Image fitted(const ui::Image& image, int width_px, int height_px) {
  const float scale = std::min(static_cast<float>(width_px) / static_cast<float>(image.width),
                               static_cast<float>(height_px) / static_cast<float>(image.height));
  ui::Image out;
  out.width = std::max(1, static_cast<int>(std::lround(static_cast<float>(image.width) * scale)));
  out.height = std::max(1, static_cast<int>(std::lround(static_cast<float>(image.height) * scale)));
  if (out.width == image.width && out.height == image.height) return image;
  const auto columns = taps_for(image.width, out.width), rows = taps_for(image.height, out.height);
  out.pixels.reserve(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height));
  for (const Taps& row : rows) {
    for (const Taps& column : columns) {
      Sum sum{};
      for (std::size_t y = 0; y < row.share.size(); ++y) {
        const std::uint32_t* line =
            image.pixels.data() +
            (static_cast<std::size_t>(row.first) + y) * static_cast<std::size_t>(image.width) + column.first;
        for (std::size_t x = 0; x < column.share.size(); ++x)
          add(sum, line[x], row.share[y] * column.share[x]);
      }
      out.pixels.push_back(pixel_of(sum));
    }
  }
  return out;
}

}  // namespace vuoro::kiosk
