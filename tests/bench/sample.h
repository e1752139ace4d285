#pragma once
// What the benches share: a stopwatch for one core, samples, and a line of JSON for each figure.

#include <fmt/format.h>

#include <time.h>

#include <algorithm>
#include <string>
#include <vector>

namespace vuoro::bench {

/// Processor time of this thread in ms: what one core spends, whoever else uses the machine meanwhile.
[[nodiscard]] inline double cpu_ms() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1000.0 + static_cast<double>(t.tv_nsec) / 1e6;
}

/// Time as a person feels it, ms.
[[nodiscard]] inline double wall_ms() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) * 1000.0 + static_cast<double>(t.tv_nsec) / 1e6;
}

struct Sample {
  std::vector<double> ms;
  [[nodiscard]] double at(double share) const {
    if (ms.empty()) return 0;
    std::vector<double> sorted = ms;
    std::sort(sorted.begin(), sorted.end());
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
  }
  [[nodiscard]] double median() const { return at(0.5); }
};

/// @param value  what is the figure: usually the median, or at(0.95).
inline void report(const std::string& name, const Sample& ours, double value) {
  fmt::print(R"({{"name":"{}","value":{:.3f},"unit":"ms","runs":{},"spread":[{:.3f},{:.3f}],"p95":{:.3f}}})"
             "\n",
             name, value, ours.ms.size(), ours.at(0.1), ours.at(0.9), ours.at(0.95));
}

inline void report_beside(const std::string& name, const Sample& ours, const Sample& baseline,
                          const std::string& what) {
  fmt::print(
      R"({{"name":"{}","value":{:.3f},"unit":"ms","baseline":"{}","baseline_value":{:.3f},"ratio":{:.1f},"runs":{},"spread":[{:.3f},{:.3f}],"p95":{:.3f}}})"
      "\n",
      name, ours.median(), what, baseline.median(), baseline.median() / ours.median(), ours.ms.size(),
      ours.at(0.1), ours.at(0.9), ours.at(0.95));
}

}  // namespace vuoro::bench
