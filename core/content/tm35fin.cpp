#include "core/content/tm35fin.h"

#include <array>
#include <cmath>
#include <numbers>

namespace vuoro::content {

// Krüger's series in the third flattening n, to n⁴: exact to well under a millimetre within the zone.
// Formulas as in JHS 197, appendix 2 (and EPSG Guidance Note 7-2, "Transverse Mercator, JHS formulas").
std::optional<Degrees> from_tm35fin(double north, double east) {
  if (!(north >= 6.4e6 && north <= 7.9e6 && east >= 0 && east <= 0.9e6)) return std::nullopt;
  constexpr double k_semi_major_m = 6378137.0;
  constexpr double k_flattening = 1 / 298.257222101;
  constexpr double k_scale = 0.9996;
  constexpr double k_degree = std::numbers::pi / 180;
  constexpr double k_central = 27 * k_degree;
  constexpr double n = k_flattening / (2 - k_flattening);
  constexpr double n2 = n * n;
  constexpr double n3 = n2 * n;
  constexpr double n4 = n3 * n;
  constexpr double k_radius_m = k_semi_major_m / (1 + n) * (1 + n2 / 4 + n4 / 64);
  constexpr std::array<double, 4> beta = {n / 2 - 2 * n2 / 3 + 37 * n3 / 96 - n4 / 360,
                                          n2 / 48 + n3 / 15 - 437 * n4 / 1440, 17 * n3 / 480 - 37 * n4 / 840,
                                          4397 * n4 / 161280};

  const double xi = north / (k_radius_m * k_scale);
  const double eta = (east - 500000) / (k_radius_m * k_scale);
  double xi0 = xi;
  double eta0 = eta;
  for (std::size_t i = 0; i < beta.size(); ++i) {
    const double k = 2 * (static_cast<double>(i) + 1);
    xi0 -= beta[i] * std::sin(k * xi) * std::cosh(k * eta);
    eta0 -= beta[i] * std::cos(k * xi) * std::sinh(k * eta);
  }
  const double conformal = std::asin(std::sin(xi0) / std::cosh(eta0));
  const double longitude = k_central + std::atan2(std::sinh(eta0), std::cos(xi0));

  const double eccentricity = std::sqrt(2 * k_flattening - k_flattening * k_flattening);
  const double isometric = std::asinh(std::tan(conformal));
  double q = isometric;
  for (int i = 0; i < 6; ++i) q = isometric + eccentricity * std::atanh(eccentricity * std::tanh(q));
  return Degrees{std::atan(std::sinh(q)) / k_degree, longitude / k_degree};
}

}  // namespace vuoro::content
