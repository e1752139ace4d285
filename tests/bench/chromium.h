#pragma once
// What a browser in kiosk mode takes for the same home screen: the baseline of start and memory.

#include <optional>
#include <vector>

namespace vuoro::test {

struct ChromiumFigures {
  std::vector<double> start_ms;  ///< from exec to the first contentful paint, as the page itself tells it
  double pss_mb = 0;             ///< of all its processes, some seconds later
  int processes = 0;
  bool headless = false;  ///< no Xvfb here
};

/// Runs the system's Chromium some times, full screen under Xvfb where that is installed.
/// @return nothing when Chromium is not installed or does not paint.
[[nodiscard]] std::optional<ChromiumFigures> measure_chromium();

/// The proportional memory of a process, in MB. Throws Stuck.
[[nodiscard]] double pss_mb(int pid);

}  // namespace vuoro::test
