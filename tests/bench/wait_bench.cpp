// How good is the expected wait? Simulated days, ours beside the usual method (configured average per
// visitor, divided by open counters) on the same visitors at the same moments. Prints JSON lines; the table
// by lobby goes to standard error. Deterministic, so its figures do not depend on the machine.
//   wait_bench [days] [fresh seeds]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <random>
#include <unordered_map>

#include "core/lobby/wait_model.h"
#include "tests/bench/wait_world.h"

namespace {

using namespace vuoro;
using bench::WaitWatcher;

struct Said {
  Uuid queue;
  WallTime time;
  double middle = 0;
  std::optional<WaitRange> shown;
  double ahead = 0;
  double open = 0;
};

struct Judged {
  Uuid queue;
  double middle = 0;
  double ahead = 0;
  double open = 0;
  double really = 0;
  bool held = false;
  double width = 0;
};

struct Counts {
  std::vector<Judged> judged;    ///< said on arrival
  std::vector<bool> later_held;  ///< said to somebody in the middle of the line
  std::size_t arrivals = 0;
  std::size_t silent = 0;
  std::vector<double> cost_us;
};

class Judge final : public WaitWatcher {
 public:
  void queue(const Uuid& id, double target) override {
    model_.know_queue(id, std::chrono::minutes(static_cast<int>(target)));
  }
  void counter(WallTime now, const Uuid& id, bool open, const std::vector<Uuid>& queues) override {
    model_.know_counter(now, id, open, queues);
    desks_[id] = {open, queues};
  }
  void booked(const Uuid& id, const Uuid& queue, const Uuid& service, WallTime start) override {
    model_.booked(id, queue, service, start);
  }
  void missed(const Uuid& id) override { model_.unbooked(id, true); }
  void day_ended() override {
    model_.end_day();
    said_.clear();
    later_.clear();
    lines_.clear();
  }

  void arrived(const Arrival& arrival) override {
    auto& line = lines_[arrival.queue];
    const auto place =
        std::upper_bound(line.begin(), line.end(), std::pair(arrival.due, arrival.ticket)) - line.begin();
    line.insert(line.begin() + place, {arrival.due, arrival.ticket});
    model_.arrived(arrival.time, {arrival.ticket, arrival.queue, arrival.service, arrival.appointment,
                                  arrival.time, arrival.due});
    ++counts.arrivals;
    const auto before = std::chrono::steady_clock::now();
    const auto waits = model_.waits(arrival.time, arrival.queue).at(arrival.queue);
    counts.cost_us.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - before).count());
    double open = 0;
    for (const auto& [id, desk] : desks_) {
      open +=
          desk.first && std::find(desk.second.begin(), desk.second.end(), arrival.queue) != desk.second.end()
              ? 1
              : 0;
    }
    const auto at = static_cast<std::size_t>(place);
    if (at >= waits.waiting.size() || !waits.waiting[at] || open == 0) {
      ++counts.silent;
      return;
    }
    const auto& spread = *waits.waiting[at];
    said_[arrival.ticket] = {arrival.queue,
                             arrival.time,
                             spread.middle,
                             shown_wait(spread.low, spread.high),
                             static_cast<double>(place),
                             open};
    if (at >= 4 && waits.waiting[at / 2]) {
      const auto& other = *waits.waiting[at / 2];
      later_[line[at / 2].second] = {arrival.queue, arrival.time, 0, shown_wait(other.low, other.high), 0, 0};
    }
  }

  void acted(WallTime now, const Act& act) override {
    for (auto& [id, line] : lines_)
      std::erase_if(line, [&](const auto& one) { return one.second == act.ticket; });
    if (act.act == TicketAct::call) {
      if (const auto found = said_.find(act.ticket); found != said_.end()) {
        const Said& said = found->second;
        const double really = std::chrono::duration<double>(now - said.time).count();
        counts.judged.push_back({said.queue, said.middle, said.ahead, said.open, really, held(said, really),
                                 static_cast<double>(said.shown->high_minutes - said.shown->low_minutes)});
      }
      if (const auto found = later_.find(act.ticket); found != later_.end()) {
        counts.later_held.push_back(
            held(found->second, std::chrono::duration<double>(now - found->second.time).count()));
      }
    }
    said_.erase(act.ticket);
    later_.erase(act.ticket);
    if (act.act == TicketAct::transfer) lines_[act.to_queue].emplace_back(act.due, act.ticket);
    if (act.act == TicketAct::transfer) std::sort(lines_[act.to_queue].begin(), lines_[act.to_queue].end());
    model_.acted(now, {act.ticket, act.act, act.counter,
                       act.to_queue.is_nil() ? std::nullopt : std::optional(act.to_queue),
                       act.act == TicketAct::transfer ? std::optional(act.due) : std::nullopt});
  }

  Counts counts;

 private:
  static bool held(const Said& said, double really) {
    return said.shown && really >= said.shown->low_minutes * 60.0 &&
           really <= said.shown->high_minutes * 60.0;
  }
  WaitModel model_;
  std::unordered_map<Uuid, std::pair<bool, std::vector<Uuid>>> desks_;
  std::unordered_map<Uuid, std::vector<std::pair<WallTime, Uuid>>> lines_;
  std::unordered_map<Uuid, Said> said_;
  std::unordered_map<Uuid, Said> later_;
};

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

struct Errors {
  std::vector<double> ours;
  std::vector<double> usual;       ///< those ahead
  std::vector<double> usual_self;  ///< those ahead, and oneself
  std::size_t held = 0;
  std::vector<double> widths;
  std::vector<double> really;
  std::size_t later = 0;
  std::size_t later_held = 0;
  std::size_t arrivals = 0;
  std::size_t silent = 0;
  std::vector<double> cost_us;

  void add(const Counts& counts, const bench::WaitTruth& truth) {
    for (const auto& one : counts.judged) {
      const auto at = std::find(truth.queues.begin(), truth.queues.end(), one.queue) - truth.queues.begin();
      const double each = truth.minutes[static_cast<std::size_t>(at)] * 60 / one.open;
      ours.push_back(std::abs(one.middle - one.really));
      usual.push_back(std::abs(one.ahead * each - one.really));
      usual_self.push_back(std::abs((one.ahead + 1) * each - one.really));
      held += one.held ? 1 : 0;
      widths.push_back(one.width);
      really.push_back(one.really);
    }
    later += counts.later_held.size();
    later_held +=
        static_cast<std::size_t>(std::count(counts.later_held.begin(), counts.later_held.end(), true));
    arrivals += counts.arrivals;
    silent += counts.silent;
    cost_us.insert(cost_us.end(), counts.cost_us.begin(), counts.cost_us.end());
  }
  /// The better of the two customs.
  [[nodiscard]] double usual_error() const { return std::min(median(usual), median(usual_self)); }
  [[nodiscard]] double coverage() const {
    return static_cast<double>(held) / static_cast<double>(std::max<std::size_t>(1, ours.size()));
  }
  [[nodiscard]] double ratio() const { return median(ours) / usual_error(); }

  void print(const std::string& name) const {
    fmt::print(
        stderr,
        "{:<34} {:>7} {:>6.1f} {:>8.2f} {:>8.2f} {:>6.2f} {:>8.3f} {:>8.3f} {:>6.1f} {:>7.1f} {:>7.0f}\n",
        name, ours.size(), median(really) / 60, median(ours) / 60, usual_error() / 60, ratio(), coverage(),
        static_cast<double>(later_held) / static_cast<double>(std::max<std::size_t>(1, later)),
        median(widths),
        100.0 * static_cast<double>(silent) / static_cast<double>(std::max<std::size_t>(1, arrivals)),
        median(cost_us));
  }
};

}  // namespace

int main(int argc, char** argv) {
  const int days = argc > 1 ? std::atoi(argv[1]) : 20;
  const int fresh = argc > 2 ? std::atoi(argv[2]) : 1;
  std::vector<std::uint64_t> seeds{1, 2, 3};
  for (int i = 0; i < fresh; ++i) seeds.push_back(std::random_device()());
  fmt::print(stderr, "{:<34} {:>7} {:>6} {:>8} {:>8} {:>6} {:>8} {:>8} {:>6} {:>7} {:>7}\n", "lobby", "said",
             "wait", "ours", "usual", "ratio", "held", "later", "width", "silent%", "cost us");
  std::vector<Errors> by_seed(seeds.size());
  Errors all;
  for (const auto& lobby : bench::wait_lobbies()) {
    Errors here;
    for (std::size_t i = 0; i < seeds.size(); ++i) {
      Judge judge;
      const auto truth = bench::play_days(lobby, seeds[i], days, judge);
      here.add(judge.counts, truth);
      all.add(judge.counts, truth);
      by_seed[i].add(judge.counts, truth);
    }
    here.print(lobby.name);
  }
  all.print("all");
  for (std::size_t i = 0; i < seeds.size(); ++i) by_seed[i].print(fmt::format("seed {}", seeds[i]));
  std::string ratios;
  std::string coverages;
  for (const auto& one : by_seed) {
    ratios += fmt::format("{}{:.4f}", ratios.empty() ? "" : ",", one.ratio());
    coverages += fmt::format("{}{:.4f}", coverages.empty() ? "" : ",", one.coverage());
  }
  fmt::print(
      R"({{"name":"wait_error_ratio","value":{:.4f},"unit":"of usual","baseline":"average / counters","baseline_value":{:.3f},"ratio":{:.4f},"runs":[{}]}})"
      "\n",
      all.ratio(), all.usual_error() / 60, all.ratio(), ratios);
  fmt::print(
      R"({{"name":"wait_coverage","value":{:.4f},"unit":"share held","baseline":"claimed","baseline_value":{},"runs":[{}]}})"
      "\n",
      all.coverage(), k_wait_share_held, coverages);
  return 0;
}
