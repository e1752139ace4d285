#include "core/lobby/wait_times.h"

#include <algorithm>
#include <cmath>

namespace vuoro {
namespace {

/// Bounds on what is believed of one visitor: a forgotten "finish" is not a service of a whole afternoon.
constexpr double k_seconds_min = 3;
constexpr double k_seconds_max = 3 * 3600.0;
constexpr double k_pause_seconds_max = 3600;
/// What a service or queue brings of its own weighs as much as what it leans on after this many visitors.
constexpr double k_lean_service = 5;
constexpr double k_lean_queue = 4;
/// Leftovers of the whole site in a service's distribution, in visitors.
constexpr double k_lean_shape = 12;
/// How fast the level of the hour follows: 1/e after that many visitors.
constexpr double k_level_gain = 0.05;
constexpr double k_counter_gain = 0.04;
constexpr double k_counter_keep = 0.985;
/// Before anything was measured one call in twenty is in vain, as much as this many calls would say.
constexpr double k_share_lean = 10;
constexpr double k_share_before = 0.05;
constexpr double k_share_keep = 0.985;
/// Services, queues and counters told apart; a site has tens.
constexpr std::size_t k_names_max = 2000;

RecentValues of_service() {
  return {48, 24};
}
RecentValues of_queue() {
  return {96, 40};
}

template <class Map, class Value>
typename Map::mapped_type* entry(Map& map, const Uuid& id, Value&& value) {
  const auto found = map.find(id);
  if (found != map.end()) return &found->second;
  if (map.size() >= k_names_max) return nullptr;
  return &map.emplace(id, std::forward<Value>(value)).first->second;
}

}  // namespace

void WaitQuantiles::set(std::vector<std::pair<double, double>>& weighted) {
  double total = 0;
  for (const auto& [value, weight] : weighted) total += weight;
  if (weighted.empty() || total <= 0) return;
  std::sort(weighted.begin(), weighted.end());
  std::size_t at = 0;
  double below = 0;
  for (std::size_t i = 0; i < k_values; ++i) {
    const double target = (static_cast<double>(i) + 0.5) / k_values * total;
    while (at + 1 < weighted.size() && below + weighted[at].second < target) below += weighted[at++].second;
    values_[i] = weighted[at].first;
  }
  known_ = true;
}

double WaitQuantiles::at(double chance) const {
  const double place = chance * (k_values - 1);
  const auto low = std::min<std::size_t>(static_cast<std::size_t>(place), k_values - 2);
  return values_[low] + (values_[low + 1] - values_[low]) * (place - static_cast<double>(low));
}

std::optional<double> WaitQuantiles::above(double floor, double chance) const {
  const auto from = std::upper_bound(values_.begin(), values_.end(), floor);
  const auto left = static_cast<std::size_t>(values_.end() - from);
  // The last value seen is not the longest there can be: one part in left + 1 lies beyond it.
  const auto index = static_cast<std::size_t>(chance * static_cast<double>(left + 1));
  if (index >= left) return std::nullopt;
  return from[static_cast<std::ptrdiff_t>(index)];
}

RecentValues::RecentValues(std::size_t capacity, double half_life)
    : capacity_(capacity), decay_(std::exp2(-1 / half_life)) {}

void RecentValues::add(double value) {
  if (values_.size() < capacity_) {
    values_.push_back(value);
  } else {
    values_[next_] = value;
  }
  next_ = (next_ + 1) % capacity_;
  sum_ = sum_ * decay_ + value;
  weight_ = weight_ * decay_ + 1;
}

void RecentValues::append(std::vector<std::pair<double, double>>& out, double shift,
                          double weight_sum) const {
  if (values_.empty()) return;
  const std::size_t count = values_.size();
  double total = 0;
  double weight = 1;
  for (std::size_t age = 0; age < count; ++age, weight *= decay_) total += weight;
  weight = weight_sum / total;
  for (std::size_t age = 0; age < count; ++age, weight *= decay_) {
    out.emplace_back(values_[(next_ + capacity_ * 2 - 1 - age) % capacity_] + shift, weight);
  }
}

CounterTimes::CounterTimes()
    : site_(256, 80), leftover_(160, 80), vain_(48, 24), pause_(160, 60), reaction_(64, 32) {}

void CounterTimes::count_call(const Uuid& queue, bool vain) {
  for (QueueShare* share : {&site_share_, entry(shares_, queue, QueueShare{})}) {
    if (share == nullptr) continue;
    share->vain = share->vain * k_share_keep + (vain ? 1 : 0);
    share->all = share->all * k_share_keep + 1;
  }
}

void CounterTimes::served(const Uuid& service, const Uuid& queue, const Uuid& counter, double seconds) {
  if (!(seconds >= 0) || seconds > k_seconds_max) return;
  count_call(queue, false);
  const double value = std::log(std::max(seconds, k_seconds_min)) - habit(counter);
  if (site_.size() > 0) {
    const double leftover = std::clamp(value - mean_of(service, queue), -2.5, 2.5);
    leftover_.add(leftover);
    // One visitor of an hour says little of the hour's level: the surprise is bounded.
    const double step = std::clamp(leftover, -1.2, 1.2);
    level_ += k_level_gain * step;
    if (double* own = entry(counters_, counter, 0.0)) *own = *own * k_counter_keep + k_counter_gain * step;
  }
  site_.add(value);
  if (auto* own = entry(queues_, queue, of_queue())) own->add(value);
  if (auto* own = entry(services_, service, Part{of_service(), {}, 0})) own->values.add(value);
  ++lessons_;
}

void CounterTimes::not_served(const Uuid& queue, double seconds) {
  if (!(seconds >= 0) || seconds > k_seconds_max) return;
  count_call(queue, true);
  vain_.add(seconds);
  std::vector<std::pair<double, double>> weighted;
  vain_.append(weighted, 0, 1);
  vain_quantiles_.set(weighted);
}

void CounterTimes::paused(double seconds, bool idle) {
  if (!(seconds >= 0) || seconds > k_pause_seconds_max) return;
  auto& values = idle ? reaction_ : pause_;
  values.add(seconds);
  std::vector<std::pair<double, double>> weighted;
  values.append(weighted, 0, 1);
  (idle ? reaction_quantiles_ : pause_quantiles_).set(weighted);
}

std::size_t CounterTimes::known_of_queue(const Uuid& queue) const {
  const auto found = queues_.find(queue);
  return found == queues_.end() ? 0 : found->second.size();
}

double CounterTimes::mean_of_queue(const Uuid& queue) const {
  const auto found = queues_.find(queue);
  if (found == queues_.end()) return site_.mean();
  const auto& own = found->second;
  return (own.mean() * own.weight() + site_.mean() * k_lean_queue) / (own.weight() + k_lean_queue);
}

double CounterTimes::mean_of(const Uuid& service, const Uuid& queue) const {
  const double base = mean_of_queue(queue);
  const auto found = services_.find(service);
  if (found == services_.end()) return base;
  const auto& own = found->second.values;
  return (own.mean() * own.weight() + base * k_lean_service) / (own.weight() + k_lean_service);
}

const WaitQuantiles& CounterTimes::service_time(const Uuid& service, const Uuid& queue) const {
  auto found = services_.find(service);
  // A service never met is kept apart by its queue, whose habit it takes.
  if (found == services_.end()) {
    if (services_.size() >= k_names_max)
      found = services_.begin();
    else
      found = services_.emplace(service, Part{of_service(), {}, 0}).first;
  }
  Part& part = found->second;
  if (part.quantiles_of == lessons_) return part.quantiles;
  const double mean = mean_of(service, queue);
  std::vector<std::pair<double, double>> weighted;
  if (leftover_.size() > 0) {
    leftover_.append(weighted, mean - leftover_.mean(), k_lean_shape);
  } else {
    weighted.emplace_back(mean, k_lean_shape);
  }
  part.values.append(weighted, mean - part.values.mean(), part.values.weight());
  part.quantiles.set(weighted);
  part.quantiles_of = lessons_;
  return part.quantiles;
}

double CounterTimes::habit(const Uuid& counter) const {
  const auto found = counters_.find(counter);
  return level_ + (found == counters_.end() ? 0 : found->second);
}

double CounterTimes::share_not_served(const Uuid& queue) const {
  const double site = (site_share_.vain + k_share_before * k_share_lean) / (site_share_.all + k_share_lean);
  const auto found = shares_.find(queue);
  if (found == shares_.end()) return site;
  return (found->second.vain + site * k_share_lean) / (found->second.all + k_share_lean);
}

}  // namespace vuoro
