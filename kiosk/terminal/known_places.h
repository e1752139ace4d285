#pragma once
// Places around the service point that its own content knows: what a visitor can choose by name.

#include <string>
#include <vector>

#include "kiosk/facts/lobby_facts.h"
#include "kiosk/terminal/area_map.h"

namespace vuoro::kiosk {

struct KnownPlace {
  std::string name;
  std::string address;
  Offset offset;     ///< from the service point
  double far_m = 0;  ///< the same as a distance
};

/// The service point itself, then every place with coordinates within `reach_m`, the nearest first; places of
/// one address are one. Empty when the site has no coordinates.
[[nodiscard]] std::vector<KnownPlace> known_places(const Lobby& lobby, double reach_m);

}  // namespace vuoro::kiosk
