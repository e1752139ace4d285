#include "kiosk/terminal/known_places.h"

#include <algorithm>
#include <cmath>

namespace vuoro::kiosk {

std::vector<KnownPlace> known_places(const Lobby& lobby, double reach_m) {
  const Site& site = lobby.view().site;
  if (!site.latitude || !site.longitude || !lobby.view().content) return {};
  const GeoPoint here{*site.latitude, *site.longitude};
  std::vector<KnownPlace> out;
  for (const auto& [id, channel] : lobby.view().content->channels) {
    if (channel.kind != ChannelKind::location || !channel.latitude || !channel.longitude) continue;
    const Offset offset = offset_between(here, {*channel.latitude, *channel.longitude});
    const double far = std::hypot(offset.east_m, offset.north_m);
    std::string address = lobby.in(channel.address);
    if (far > reach_m || address == lobby.in(site.address)) continue;
    out.push_back({lobby.in(channel.name), std::move(address), offset, far});
  }
  std::sort(out.begin(), out.end(), [](const KnownPlace& a, const KnownPlace& b) {
    return a.far_m != b.far_m ? a.far_m < b.far_m : a.name < b.name;
  });
  const auto same = [](const KnownPlace& a, const KnownPlace& b) {
    return !a.address.empty() && a.address == b.address;
  };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  out.insert(out.begin(), {lobby.in(site.name), lobby.in(site.address), {}, 0});
  return out;
}

}  // namespace vuoro::kiosk
