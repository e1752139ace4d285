#include "kiosk/display/figures.h"

#include <algorithm>

namespace vuoro::kiosk {

double viewing_distance_m(const DisplaySettings& settings) {
  return std::clamp(settings.viewing_distance_m.value_or(k_viewing_distance_m), k_viewing_distance_min_m,
                    k_viewing_distance_max_m);
}

Figures figures_for(double distance_m, double px_per_mm) {
  const auto distance_px = static_cast<float>(distance_m * 1000 * px_per_mm);
  return {distance_px * k_call_share, distance_px * k_number_share, distance_px * k_word_share,
          distance_px * k_code_share};
}

}  // namespace vuoro::kiosk
