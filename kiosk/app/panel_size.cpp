#include "kiosk/app/panel_size.h"

#include <algorithm>
#include <utility>

#include "core/base/file.h"
#include "core/base/text.h"

namespace vuoro::kiosk {
namespace {

constexpr std::size_t k_block_bytes = 128;
constexpr std::size_t k_panels_max = 16;
/// A smaller or larger picture is no kiosk's; nor are so few or so many pixels on a millimetre.
constexpr int k_side_mm_min = 100, k_side_mm_max = 3000;
constexpr double k_density_min = 0.5, k_density_max = 40;
/// Shapes that are given for sizes.
constexpr std::pair<int, int> k_shapes[] = {{160, 90}, {160, 100}, {160, 120}, {1600, 900}, {1600, 1000}};

bool is_true_size(const PanelSize& panel) {
  if (std::min(panel.width_mm, panel.height_mm) < k_side_mm_min) return false;
  if (std::max(panel.width_mm, panel.height_mm) > k_side_mm_max) return false;
  if (std::ranges::find(k_shapes, std::pair(panel.width_mm, panel.height_mm)) != std::end(k_shapes))
    return false;
  const double across = static_cast<double>(panel.width_px) / panel.width_mm;
  const double down = static_cast<double>(panel.height_px) / panel.height_mm;
  // Pixels are square within what rounding to whole centimetres allows.
  return across > k_density_min && across < k_density_max && across / down > 0.85 && across / down < 1.18;
}

}  // namespace

Result<PanelSize> parse_edid(std::string_view bytes) {
  if (bytes.size() < k_block_bytes || bytes.size() > k_edid_bytes_max)
    return fail(Errc::parse, "EDID: wrong length");
  const auto at = [&](std::size_t i) { return static_cast<int>(static_cast<unsigned char>(bytes[i])); };
  constexpr std::string_view k_header("\x00\xff\xff\xff\xff\xff\xff\x00", 8);
  if (!bytes.starts_with(k_header)) return fail(Errc::parse, "EDID: no header");
  int sum = 0;
  for (std::size_t i = 0; i < k_block_bytes; ++i) sum += at(i);
  if (sum % 256 != 0) return fail(Errc::parse, "EDID: wrong checksum");
  // The first descriptor is the preferred mode's detailed timing, unless its pixel clock is 0.
  constexpr std::size_t k_timing = 54;
  if (at(k_timing) == 0 && at(k_timing + 1) == 0) return fail(Errc::unsupported, "EDID: no preferred mode");
  PanelSize panel;
  panel.width_px = at(k_timing + 2) | (at(k_timing + 4) & 0xf0) << 4;
  panel.height_px = at(k_timing + 5) | (at(k_timing + 7) & 0xf0) << 4;
  panel.width_mm = at(k_timing + 12) | (at(k_timing + 14) & 0xf0) << 4;
  panel.height_mm = at(k_timing + 13) | (at(k_timing + 14) & 0x0f) << 8;
  if (is_true_size(panel)) return panel;
  panel.width_mm = at(21) * 10;
  panel.height_mm = at(22) * 10;
  if (is_true_size(panel)) return panel;
  return fail(Errc::unsupported, "EDID: the panel does not say its size");
}

std::vector<PanelSize> connected_panels(const std::filesystem::path& drm) {
  std::vector<PanelSize> panels;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(drm, none)) {
    const auto status = read_file(entry.path() / "status", 64);
    if (!status || trim(*status) != "connected") continue;
    const auto edid = read_file(entry.path() / "edid", k_edid_bytes_max);
    if (!edid) continue;
    if (const auto panel = parse_edid(*edid)) panels.push_back(*panel);
    if (panels.size() == k_panels_max) break;
  }
  return panels;
}

float px_per_mm(double given, const std::vector<PanelSize>& panels, int width_px, int height_px,
                float short_side_mm) {
  if (given > 0) return static_cast<float>(std::clamp(given, 1.0, 40.0));
  const int shorter = std::min(width_px, height_px);
  const int longer = std::max(width_px, height_px);
  const auto fits = [&](const PanelSize& p) {
    return std::min(p.width_px, p.height_px) == shorter && std::max(p.width_px, p.height_px) == longer;
  };
  auto panel = std::ranges::find_if(panels, fits);
  if (panel == panels.end() && panels.size() == 1) panel = panels.begin();
  if (panel == panels.end()) return std::clamp(static_cast<float>(shorter) / short_side_mm, 1.0f, 40.0f);
  // Another mode than the preferred one fills the same glass.
  const auto glass = static_cast<float>(std::max(panel->width_mm, panel->height_mm));
  return std::clamp(static_cast<float>(longer) / glass, 1.0f, 40.0f);
}

}  // namespace vuoro::kiosk
