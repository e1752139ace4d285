#pragma once
// How long a visitor keeps a counter busy, learned from what happened lately. Pure; one thread.

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/base/clock.h"
#include "core/base/ids.h"

namespace vuoro {

/// Walk-ins are counted over about this many seconds.
inline constexpr double k_arrivals_memory_s = 2400;

/// Negative when `to` is earlier.
[[nodiscard]] inline double seconds_between(WallTime from, WallTime to) {
  return std::chrono::duration<double>(to - from).count();
}

/// A distribution as equally likely values, ascending.
class WaitQuantiles {
 public:
  static constexpr std::size_t k_values = 64;

  /// @param weighted  value and weight, in any order; reordered. Nothing in it leaves the distribution as it
  /// is.
  void set(std::vector<std::pair<double, double>>& weighted);
  /// @param chance  uniform in [0, 1)
  [[nodiscard]] double at(double chance) const;
  /// A value given that it is more than `floor`; nothing when chance says that it is beyond everything seen.
  [[nodiscard]] std::optional<double> above(double floor, double chance) const;
  [[nodiscard]] bool known() const { return known_; }

 private:
  std::array<double, k_values> values_{};
  bool known_ = false;
};

/// The newest values of something; the newest weighs most.
class RecentValues {
 public:
  /// @param half_life  how many values later a value weighs half
  RecentValues(std::size_t capacity, double half_life);
  void add(double value);
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  /// The weighted mean; 0 when empty.
  [[nodiscard]] double mean() const { return weight_ > 0 ? sum_ / weight_ : 0; }
  [[nodiscard]] double weight() const { return weight_; }
  /// Appends every value moved by `shift`, with weights of the given sum.
  void append(std::vector<std::pair<double, double>>& out, double shift, double weight_sum) const;

 private:
  std::size_t capacity_;
  double decay_;
  std::size_t next_ = 0;
  std::vector<double> values_;  ///< a ring
  double sum_ = 0;
  double weight_ = 0;
};

/// Times at the counters of one site. A served visitor's time is taken as
///   log seconds = level of the hour + habit of the counter + habit of the service + chance,
/// where the service's habit leans on its queue's and the queue's on the site's while little is known of it,
/// and chance is drawn from what was left over lately. So a slow hour at one service teaches of the others
/// too.
class CounterTimes {
 public:
  CounterTimes();

  /// A visitor was served. @param seconds  from the call until the counter was free
  void served(const Uuid& service, const Uuid& queue, const Uuid& counter, double seconds);
  /// Somebody was called and not served: nobody came, or the call was taken back.
  void not_served(const Uuid& queue, double seconds);
  /// How long a free counter let people wait before it called. @param idle  nobody waited when it became free
  void paused(double seconds, bool idle);

  /// Served or called in vain at this site so far; at most a few hundred are told apart.
  [[nodiscard]] std::size_t known_of_site() const { return site_.size(); }
  [[nodiscard]] std::size_t known_of_queue(const Uuid& queue) const;

  /// log seconds without level and counter; kept until the next visitor is served.
  [[nodiscard]] const WaitQuantiles& service_time(const Uuid& service, const Uuid& queue) const;
  /// What to add to service_time() at this counter now, in log seconds.
  [[nodiscard]] double habit(const Uuid& counter) const;
  /// The share of calls in vain.
  [[nodiscard]] double share_not_served(const Uuid& queue) const;
  [[nodiscard]] const WaitQuantiles& vain_time() const { return vain_quantiles_; }
  [[nodiscard]] const WaitQuantiles& pause() const { return pause_quantiles_; }
  [[nodiscard]] const WaitQuantiles& reaction() const { return reaction_quantiles_; }

 private:
  struct Part {
    RecentValues values;
    WaitQuantiles quantiles;
    std::uint64_t quantiles_of = 0;
  };
  struct QueueShare {
    double vain = 0;
    double all = 0;
  };
  [[nodiscard]] double mean_of_queue(const Uuid& queue) const;
  [[nodiscard]] double mean_of(const Uuid& service, const Uuid& queue) const;
  void count_call(const Uuid& queue, bool vain);

  RecentValues site_;
  RecentValues leftover_;
  RecentValues vain_;
  RecentValues pause_;
  RecentValues reaction_;
  WaitQuantiles vain_quantiles_;
  WaitQuantiles pause_quantiles_;
  WaitQuantiles reaction_quantiles_;
  std::unordered_map<Uuid, RecentValues> queues_;
  mutable std::unordered_map<Uuid, Part> services_;  ///< quantiles are made when asked for
  std::unordered_map<Uuid, double> counters_;
  std::unordered_map<Uuid, QueueShare> shares_;
  QueueShare site_share_;
  double level_ = 0;
  std::uint64_t lessons_ = 1;
};

}  // namespace vuoro
