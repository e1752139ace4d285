#pragma once
// ETRS-TM35FIN plane coordinates (EPSG:3067), as Finnish registers give them, to degrees.

#include <optional>

namespace vuoro::content {

struct Degrees {
  double latitude = 0;
  double longitude = 0;
};

/// Inverse transverse Mercator on GRS 80, central meridian 27° E, scale 0.9996, false easting 500 km (JHS
/// 197). ETRS89 and WGS 84 differ by less than a metre, which is nothing on a map of a town.
/// @param north,east  metres; @return nothing outside Finland's surroundings (N 6.4–7.9 million, E 0–0.9
/// million).
[[nodiscard]] std::optional<Degrees> from_tm35fin(double north, double east);

}  // namespace vuoro::content
