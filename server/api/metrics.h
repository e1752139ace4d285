#pragma once
// Counts for machines, in Prometheus' text form.

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace vuoro::api {

/// Requests and how long their answers took. Used on the server's thread only.
class RequestMetrics {
 public:
  /// @param route  the pattern, never the address itself: that would be endless and may name a visitor's
  /// token.
  /// @param took   nothing for a request that was meant to wait.
  void count(const std::string& route, int status, std::optional<std::chrono::microseconds> took);
  /// Appends vuoro_http_requests_total and vuoro_http_request_seconds.
  void write(std::string& out) const;

 private:
  static constexpr std::array<double, 10> k_bounds_s = {0.001, 0.0025, 0.005, 0.01, 0.025,
                                                        0.05,  0.1,    0.25,  1,    5};
  std::map<std::pair<std::string, int>, std::uint64_t> requests_;
  std::array<std::uint64_t, k_bounds_s.size() + 1> buckets_{};
  double seconds_ = 0;
  std::uint64_t count_ = 0;
};

/// One line of a metric: name{label="value"} number. Labels are ours and need no escaping.
void write_metric(std::string& out, std::string_view name, std::string_view labels, double value);
void write_metric_head(std::string& out, std::string_view name, std::string_view type, std::string_view help);

}  // namespace vuoro::api
