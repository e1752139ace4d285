#pragma once
// A plain picture of the surroundings of the service point: distance rings and a grid, no outside map. North
// is up.

#include <array>
#include <span>

#include "ui/ui.h"

namespace vuoro::kiosk {

struct GeoPoint {
  double latitude = 0;  ///< WGS 84 degrees
  double longitude = 0;
};

/// What part of the surroundings the picture shows.
struct MapWindow {
  double east_m = 0;  ///< middle of the picture, from the service point
  double north_m = 0;
  double half_m = 500;  ///< from the middle to the nearer edge
};

struct MapColours {
  ui::Colour ground, line, ring, site, place;
};

/// Distances at which a ring is drawn around the service point.
inline constexpr std::array k_map_rings_m = {250.0, 500.0, 1000.0, 2000.0};

/// Metres east and north of the service point, of a place given as 0..1 of the picture.
struct Offset {
  double east_m = 0;
  double north_m = 0;
};
/// Grid lines every 100 m or 500 m, rings at 250 m, 500 m, 1 km and 2 km, the service point as a filled disc,
/// other places as smaller ones, and a small cross in the middle, where "mark the middle" puts the pin.
[[nodiscard]] ui::ImagePtr draw_map(const MapWindow& window, int width_px, int height_px,
                                    const MapColours& colours, std::span<const Offset> places);
[[nodiscard]] Offset offset_at(const MapWindow& window, int width_px, int height_px, ui::Point place);
[[nodiscard]] ui::Point place_of(const MapWindow& window, int width_px, int height_px, Offset offset);
/// The other way round: how far `to` lies from `from`.
[[nodiscard]] Offset offset_between(const GeoPoint& from, const GeoPoint& to);
[[nodiscard]] GeoPoint moved(const GeoPoint& from, Offset by);
/// 0 north, 1 north-east … 7 north-west.
[[nodiscard]] int compass(Offset offset);

}  // namespace vuoro::kiosk
