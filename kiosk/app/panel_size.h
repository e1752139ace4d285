#pragma once
// How large the panel is, so that millimetres on the screen are millimetres: from the configuration, from
// what the panel says of itself (EDID), or as the usual panel.

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace vuoro::kiosk {

/// What a panel says of itself; lying, as it is built.
struct PanelSize {
  int width_px = 0, height_px = 0;  ///< of the preferred mode
  int width_mm = 0, height_mm = 0;  ///< of the picture
};

inline constexpr std::size_t k_edid_bytes_max = 32768;  ///< 255 extension blocks and the base
inline constexpr float k_short_side_mm = 398.5f;        ///< of the usual 32-inch panel
inline constexpr float k_wall_short_side_mm = 535.0f;   ///< of a wall display of 43 inches

/// Reads the base block of an EDID (VESA E-EDID 1.4: header, checksum, the first detailed timing with the
/// picture's size in mm, else the size in cm of bytes 21 and 22).
/// @return parse: not an EDID; unsupported: no size, or one that cannot be true (projectors say 0, some
///         televisions say their shape, 16 × 9 or 160 × 90, where a size is wanted).
[[nodiscard]] Result<PanelSize> parse_edid(std::string_view bytes);

/// The panels connected now. @param drm  /sys/class/drm, or a folder like it. A panel whose EDID is of no use
/// is left out.
[[nodiscard]] std::vector<PanelSize> connected_panels(const std::filesystem::path& drm = "/sys/class/drm");

/// @param given  from the configuration; 0: not given.
/// @param panels  the connected ones: the one whose mode has as many pixels as the window is it, whichever
/// way it
///                hangs; without such a one, the only one.
/// @return 1 to 40.
/// @param short_side_mm  of the panel when nothing else is known.
[[nodiscard]] float px_per_mm(double given, const std::vector<PanelSize>& panels, int width_px, int height_px,
                              float short_side_mm = k_short_side_mm);

}  // namespace vuoro::kiosk
