#include "server/api/metrics.h"

#include <fmt/format.h>

namespace vuoro::api {

void RequestMetrics::count(const std::string& route, int status,
                           std::optional<std::chrono::microseconds> took) {
  ++requests_[{route, status}];
  if (!took) return;
  const double seconds = std::chrono::duration<double>(*took).count();
  std::size_t bucket = 0;
  while (bucket < k_bounds_s.size() && seconds > k_bounds_s[bucket]) ++bucket;
  ++buckets_[bucket];
  seconds_ += seconds;
  ++count_;
}

void RequestMetrics::write(std::string& out) const {
  write_metric_head(out, "vuoro_http_requests_total", "counter", "Requests answered");
  for (const auto& [key, count] : requests_) {
    write_metric(out, "vuoro_http_requests_total",
                 fmt::format("route=\"{}\",status=\"{}\"", key.first, key.second),
                 static_cast<double>(count));
  }
  write_metric_head(out, "vuoro_http_request_seconds", "histogram",
                    "Time to the answer, long waits left out");
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    sum += buckets_[i];
    const std::string bound = i < k_bounds_s.size() ? fmt::format("{}", k_bounds_s[i]) : "+Inf";
    write_metric(out, "vuoro_http_request_seconds_bucket", fmt::format("le=\"{}\"", bound),
                 static_cast<double>(sum));
  }
  write_metric(out, "vuoro_http_request_seconds_sum", "", seconds_);
  write_metric(out, "vuoro_http_request_seconds_count", "", static_cast<double>(count_));
}

void write_metric(std::string& out, std::string_view name, std::string_view labels, double value) {
  if (labels.empty()) {
    fmt::format_to(std::back_inserter(out), "{} {}\n", name, value);
  } else {
    fmt::format_to(std::back_inserter(out), "{}{{{}}} {}\n", name, labels, value);
  }
}

void write_metric_head(std::string& out, std::string_view name, std::string_view type,
                       std::string_view help) {
  fmt::format_to(std::back_inserter(out), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

}  // namespace vuoro::api
