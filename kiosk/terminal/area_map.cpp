#include "kiosk/terminal/area_map.h"

#include <array>
#include <cmath>
#include <numbers>

namespace vuoro::kiosk {
namespace {

constexpr double k_metres_per_degree = 111'320.0;  ///< of latitude, on a sphere of 6371 km

std::uint32_t argb(ui::Colour c) {
  return (std::uint32_t{c.a} << 24) | (std::uint32_t{c.r} << 16) | (std::uint32_t{c.g} << 8) | c.b;
}

double metres_per_px(const MapWindow& window, int width, int height) {
  return 2 * window.half_m / std::max(1, std::min(width, height));
}

}  // namespace

Offset offset_at(const MapWindow& window, int width, int height, ui::Point place) {
  const double scale = metres_per_px(window, width, height);
  return {window.east_m + (static_cast<double>(place.x) - 0.5) * width * scale,
          window.north_m - (static_cast<double>(place.y) - 0.5) * height * scale};
}

ui::Point place_of(const MapWindow& window, int width, int height, Offset offset) {
  const double scale = metres_per_px(window, width, height);
  return {static_cast<float>((offset.east_m - window.east_m) / scale / width + 0.5),
          static_cast<float>(0.5 - (offset.north_m - window.north_m) / scale / height)};
}

Offset offset_between(const GeoPoint& from, const GeoPoint& to) {
  const double narrow = std::cos(from.latitude * std::numbers::pi / 180);
  return {(to.longitude - from.longitude) * k_metres_per_degree * narrow,
          (to.latitude - from.latitude) * k_metres_per_degree};
}

GeoPoint moved(const GeoPoint& from, Offset by) {
  const double narrow = std::cos(from.latitude * std::numbers::pi / 180);
  return {from.latitude + by.north_m / k_metres_per_degree,
          from.longitude + by.east_m / (k_metres_per_degree * std::max(0.01, narrow))};
}

int compass(Offset offset) {
  const double turn = std::atan2(offset.east_m, offset.north_m) / (std::numbers::pi / 4);
  return (static_cast<int>(std::lround(turn)) + 8) % 8;
}

ui::ImagePtr draw_map(const MapWindow& window, int width, int height, const MapColours& colours,
                      std::span<const Offset> places) {
  auto out = std::make_shared<ui::Image>();
  out->width = width;
  out->height = height;
  out->pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  const double scale = metres_per_px(window, width, height);
  const double grid = window.half_m <= 600 ? 100 : 500;
  const double half_line = scale * 0.75, half_ring = scale * 1.5, disc = scale * 14;
  const auto near_line = [&](double metres) {
    return std::abs(metres - std::round(metres / grid) * grid) <= half_line;
  };
  std::size_t at = 0;
  for (int y = 0; y < height; ++y) {
    const double north = window.north_m + (height / 2.0 - y) * scale;
    for (int x = 0; x < width; ++x, ++at) {
      const double east = window.east_m + (x - width / 2.0) * scale;
      const double far = std::hypot(east, north);
      ui::Colour colour = colours.ground;
      if (near_line(east) || near_line(north)) colour = colours.line;
      for (const double ring : k_map_rings_m) {
        if (std::abs(far - ring) <= half_ring) colour = colours.ring;
      }
      if (far <= disc) colour = colours.site;
      out->pixels[at] = argb(colour);
    }
  }
  const auto dab = [&](Offset middle, double radius_px, ui::Colour colour) {
    const ui::Point place = place_of(window, width, height, middle);
    const double cx = static_cast<double>(place.x) * width, cy = static_cast<double>(place.y) * height;
    for (int y = std::max(0, static_cast<int>(cy - radius_px)); y < std::min<double>(height, cy + radius_px);
         ++y) {
      for (int x = std::max(0, static_cast<int>(cx - radius_px)); x < std::min<double>(width, cx + radius_px);
           ++x) {
        if (std::hypot(x - cx, y - cy) <= radius_px)
          out->pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                      static_cast<std::size_t>(x)] = argb(colour);
      }
    }
  };
  for (const Offset& place : places) {
    dab(place, 11, colours.ground);
    dab(place, 8, colours.place);
  }
  for (int i = -14; i <= 14; ++i) {  // the cross
    for (int thick = -1; thick <= 1; ++thick) {
      const auto put = [&](int x, int y) {
        if (x >= 0 && y >= 0 && x < width && y < height)
          out->pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                      static_cast<std::size_t>(x)] = argb(colours.place);
      };
      if (std::abs(i) < 5) continue;
      put(width / 2 + i, height / 2 + thick);
      put(width / 2 + thick, height / 2 + i);
    }
  }
  return out;
}

}  // namespace vuoro::kiosk
