#include "core/lobby/wait_range.h"

#include <algorithm>
#include <cmath>

namespace vuoro {
namespace {

/// Minutes at which the next length of wait begins: rounding, and what may happen meanwhile, are other.
constexpr std::array<double, 3> k_lengths{3, 10, 25};
constexpr double k_share_outside = (1 - k_wait_share_held) / 2;
/// One statement's step, in log width; the first ones teach more.
constexpr double k_step = 0.06;
constexpr double k_step_first = 0.25;
constexpr double k_width_least = 0.1;
constexpr double k_width_most = 4;
constexpr double k_minutes_fine = 10;
constexpr double k_minutes_coarse_step = 5;
/// Nobody plans by a longer one.
constexpr double k_minutes_max = 600;

double rounded(double seconds) {
  const double minutes = std::clamp(seconds / 60, 0.0, k_minutes_max);
  if (minutes < k_minutes_fine) return std::round(minutes);
  return std::round(minutes / k_minutes_coarse_step) * k_minutes_coarse_step;
}

}  // namespace

std::optional<WaitRange> shown_wait(double low_s, double high_s) {
  if (!(low_s >= 0) || !(high_s >= low_s)) return std::nullopt;
  double low = rounded(low_s);
  double high = rounded(high_s);
  if (high <= low) {
    // Both ends fell on one figure: a step on the side where more of the range lies.
    const double step = low >= k_minutes_fine ? k_minutes_coarse_step : 1;
    if (low > 0 && low_s + high_s < 2 * 60 * low) {
      low -= low > k_minutes_fine ? step : 1;
    } else {
      high = low + step;
    }
  }
  return WaitRange{static_cast<std::int32_t>(low), static_cast<std::int32_t>(high)};
}

WaitHonesty::Statement WaitHonesty::state(std::span<const float> samples) const {
  const auto at = [&](double share) {
    const double place = share * static_cast<double>(samples.size() - 1);
    const auto index = static_cast<std::size_t>(place);
    const double next = samples[std::min(index + 1, samples.size() - 1)];
    return samples[index] + (next - samples[index]) * (place - static_cast<double>(index));
  };
  Statement out;
  const double middle = at(0.5);
  while (out.length < k_lengths.size() && middle >= k_lengths[out.length] * 60) ++out.length;
  const Length& length = lengths_[out.length];
  out.said.middle = middle;
  // A floor under the distances: where every round says the same, the world may still differ.
  const double least = std::min(30.0, 0.1 * middle);
  out.said.low = std::max(0.0, middle - length.low * std::max(middle - at(k_share_outside), least));
  out.said.high = middle + length.high * std::max(at(1 - k_share_outside) - middle, least);
  return out;
}

void WaitHonesty::learn(const Statement& statement, double seconds) {
  const auto shown = shown_wait(statement.said.low, statement.said.high);
  if (!shown || !(seconds >= 0) || statement.length >= lengths_.size()) return;
  Length& length = lengths_[statement.length];
  const double step = std::max(k_step, k_step_first / std::sqrt(1 + length.lessons));
  length.lessons = std::min(length.lessons + 1, 1e6);
  const auto widen = [&](double& width, bool missed, double share) {
    width = std::clamp(width * std::exp(step * ((missed ? 1 : 0) - share)), k_width_least, k_width_most);
  };
  const bool above = seconds > shown->high_minutes * 60.0;
  const bool below = seconds < shown->low_minutes * 60.0;
  if (shown->low_minutes == 0) {
    // "0-3 min" cannot be missed from below: all that may miss is above.
    widen(length.high, above, 2 * k_share_outside);
  } else {
    widen(length.high, above, k_share_outside);
    widen(length.low, below, k_share_outside);
  }
}

}  // namespace vuoro
