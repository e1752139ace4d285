#include "ui/paint/shapes.h"

#include <algorithm>
#include <cmath>

#include "core/base/json.h"
#include "core/base/log.h"
#include "ui/paint/path.h"

namespace vuoro::ui {
namespace {

/// One stroke weight for the whole set, in grid units.
constexpr float k_icon_stroke = 1.8f;

std::uint8_t to_byte(float share) {
  return static_cast<std::uint8_t>(std::lround(std::clamp(share, 0.0f, 1.0f) * 255.0f));
}

/// Distance from the edge of a box of half side `half` with rounded corners, at (x, y) from its middle;
/// inside < 0.
float box_distance(float x, float y, float half, float radius) {
  const float qx = std::max(std::abs(x) - (half - radius), 0.0f),
              qy = std::max(std::abs(y) - (half - radius), 0.0f);
  return std::hypot(qx, qy) - radius;
}

/// A square of coverage that is the same from all four sides: `share` is asked for one quarter only.
template <class Share>
Coverage four_sided(int half, Share share) {
  Coverage out;
  out.w = out.h = 2 * half + 1;
  const auto width = static_cast<std::size_t>(out.w);
  out.bytes.resize(width * width);
  for (int y = 0; y <= half; ++y) {
    const auto row = out.bytes.begin() + static_cast<std::ptrdiff_t>(y) * out.w;
    for (int x = 0; x <= half; ++x) row[x] = row[2 * half - x] = to_byte(share(x - half, y - half));
    std::copy_n(row, width, out.bytes.begin() + static_cast<std::ptrdiff_t>(2 * half - y) * out.w);
  }
  return out;
}

}  // namespace

Coverage icon_coverage(Icon icon, int size_px) {
  const std::string_view path = path_of(icon);
  if (path.empty() || size_px <= 0) return {};
  Result<Coverage> made = stroke_path(path, size_px, k_icon_stroke);
  if (!made) {
    log::error("icon_broken",
               {{"icon", json::value(name_of(icon))}, {"why", json::value(made.error().to_string())}});
    return {};
  }
  return std::move(*made);
}

Coverage round_coverage(float radius_px, float thickness_px) {
  const int reach = static_cast<int>(std::ceil(radius_px));
  // Corner centres lie at `reach` from each side; the one middle row and column is the stretchable part.
  return four_sided(reach, [&](int x, int y) {
    const float dx = std::abs(static_cast<float>(x)) - 0.5f, dy = std::abs(static_cast<float>(y)) - 0.5f;
    const float d =
        std::hypot(std::max(dx, 0.0f), std::max(dy, 0.0f)) + (static_cast<float>(reach) - radius_px);
    const float from_edge = static_cast<float>(reach) - d;  // > 0 inside
    const float share = from_edge + 0.5f;
    return thickness_px > 0 ? std::min(share, thickness_px - from_edge + 0.5f) : share;
  });
}

Coverage shadow_coverage(int radius_px, int blur_px) {
  const int reach = radius_px + blur_px;
  const auto box = static_cast<float>(reach), blur = static_cast<float>(blur_px);
  return four_sided(blur_px + reach, [&](int x, int y) {
    const float d = box_distance(static_cast<float>(x), static_cast<float>(y), box,
                                 static_cast<float>(radius_px) + blur / 2);
    const float t = std::clamp((blur - d) / (2 * blur), 0.0f, 1.0f);
    return t * t * t * (t * (6 * t - 15) + 10);  // smooth at both ends, close to a Gaussian's
  });
}

}  // namespace vuoro::ui
