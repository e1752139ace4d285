#include "tests/bench/wait_world.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <queue>
#include <tuple>

#include "core/base/random.h"

namespace vuoro::bench {
namespace {

using std::chrono::duration_cast;

constexpr double k_opens = 8 * 3600.0;
constexpr double k_last_number = 15.5 * 3600;
constexpr double k_ends = 18 * 3600.0;
constexpr double k_drift_hold = 300;  ///< the hour's drift moves a little every five minutes

class World {
 public:
  World(const WaitLobby& lobby, std::uint64_t seed, WaitWatcher& watcher)
      : lobby_(lobby), random_(seed), watcher_(watcher) {
    for (std::size_t q = 0; q < lobby.queues.size(); ++q) {
      queues_.push_back({id("queue"), {}, {}, {}, 0, 0});
      for (const double mean : lobby.queues[q].service_means) {
        queues_[q].services.push_back(id("service"));
        queues_[q].logs.push_back(std::log(mean * 60) - lobby.queues[q].spread * lobby.queues[q].spread / 2);
      }
      watcher_.queue(queues_[q].id, lobby.queues[q].target_minutes);
    }
    for (const auto& kind : lobby.clerks) {
      Clerk clerk{id("counter"), &kind, normal() * 0.15, random_.unit() < 0.3, {}, 0, 0, 0, 0, {}};
      for (const int q : kind.queues) clerk.queues.push_back(queues_[static_cast<std::size_t>(q)].id);
      clerks_.push_back(clerk);
    }
  }

  void day(int number) {
    base_ = WallTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 2)) + std::chrono::days(number);
    events_ = {};
    visitors_.clear();
    for (auto& queue : queues_) queue.waiting.clear();
    day_log_ = normal() * lobby_.day_drift;
    hour_log_ = normal() * lobby_.hour_drift;
    for (auto& queue : queues_) {
      for (double& log : queue.logs) log += normal() * lobby_.service_drift * 0.4;
    }
    plan_clerks();
    plan_visitors();
    for (double time = k_opens; time < k_ends; time += k_drift_hold) push(time, Event::drift, 0);
    while (!events_.empty()) {
      const Entry entry = events_.top();
      events_.pop();
      if (entry.time > k_ends) break;
      now_ = entry.time;
      happen(entry);
    }
    for (auto& clerk : clerks_) {
      if (clerk.state != Clerk::away) watcher_.counter(wall(), clerk.id, false, clerk.queues);
      clerk.state = Clerk::away;
      clerk.unfinished.reset();
    }
    for (const auto& one : missed_) watcher_.missed(one);
    missed_.clear();
    watcher_.day_ended();
  }

  [[nodiscard]] WaitTruth truth() const {
    WaitTruth out;
    for (const auto& queue : queues_) {
      out.queues.push_back(queue.id);
      out.minutes.push_back(queue.kept > 0 ? queue.kept_s / queue.kept / 60 : 0);
    }
    return out;
  }

 private:
  enum class Event { arrive, free, back, opens, leaves_desk, react, gives_up, ends_call, drift };
  struct Entry {
    double time;
    std::uint64_t order;
    Event event;
    std::size_t who;
    std::uint64_t stamp;
    bool operator<(const Entry& other) const {
      return std::tie(time, order) > std::tie(other.time, other.order);
    }
  };
  struct QueueNow {
    Uuid id;
    std::vector<Uuid> services;
    std::vector<double> logs;
    std::vector<std::size_t> waiting;
    double kept_s;
    double kept;
  };
  struct Clerk {
    enum State { away, idle, busy, pausing };
    Uuid id;
    const WaitLobby::ClerkKind* kind;
    double speed_log;
    bool lets_next_finish;  ///< never presses "start" or "finish"
    std::vector<Uuid> queues;
    int state;
    double away_until;  ///< when going: until when; 0: stays
    std::uint64_t stamp;
    std::size_t visitor;
    std::optional<std::size_t> unfinished;
    double called_at = 0;
    std::size_t called_queue = 0;
  };
  struct Visitor {
    Uuid id;
    std::size_t queue;
    std::size_t service;
    double first_arrival;
    double due;
    std::optional<Uuid> appointment;
    enum { coming, waiting, called, gone } state;
    bool comes;
    bool moves;
  };

  Uuid id(const std::string& what) {
    return Uuid::from_name(fmt::format("{}-{}-{}", what, serial_++, random_.next_u64()));
  }
  double normal() {
    return std::sqrt(-2 * std::log(1 - random_.unit())) * std::cos(2 * std::numbers::pi * random_.unit());
  }
  WallTime wall(double time) const {
    return base_ + std::chrono::milliseconds(static_cast<std::int64_t>(time * 1000));
  }
  WallTime wall() const { return wall(now_); }
  void push(double time, Event event, std::size_t who, std::uint64_t stamp = 0) {
    events_.push({time, order_++, event, who, stamp});
  }

  void plan_clerks() {
    for (std::size_t c = 0; c < clerks_.size(); ++c) {
      Clerk& clerk = clerks_[c];
      clerk.state = Clerk::away;
      clerk.away_until = 0;
      ++clerk.stamp;
      if (random_.unit() > clerk.kind->present) continue;
      push(std::max(k_opens, clerk.kind->from * 3600 + std::abs(normal()) * 240), Event::opens, c);
      if (clerk.kind->lunch > 0) push(clerk.kind->lunch * 3600 + normal() * 400, Event::leaves_desk, c, 1);
      if (clerk.kind->to < 16) push(clerk.kind->to * 3600 + normal() * 500, Event::leaves_desk, c, 2);
    }
  }

  double hours_of_work() const {
    double hours = 0;
    for (const auto& clerk : lobby_.clerks)
      hours += (clerk.to - clerk.from - (clerk.lunch > 0 ? 0.6 : 0)) * clerk.present;
    return hours;
  }

  void plan_visitors() {
    double share = 0;
    double mean = 0;
    for (const auto& queue : lobby_.queues) {
      double own = 0;
      for (const double minutes : queue.service_means)
        own += minutes / static_cast<double>(queue.service_means.size());
      share += queue.share;
      mean += queue.share * (own * 1.12 + 1.2) * (1 - lobby_.no_show * 0.8);
    }
    const double visitors = lobby_.load * hours_of_work() * 60 / (mean / share) * std::exp(normal() * 0.1);
    static constexpr std::array<double, 8> k_hours{1.3, 1.4, 1.2, 1.0, 1.05, 0.95, 0.8, 0.3};
    for (int i = 0; i < lobby_.rush; ++i) add_visitor(k_opens - random_.unit() * 900);
    const double rest = std::max(0.0, visitors - lobby_.rush);
    for (double n = 0; n < rest; ++n) {
      double time = 0;
      do {
        time = k_opens + random_.unit() * (k_last_number - k_opens);
      } while (random_.unit() * 1.4 > k_hours[static_cast<std::size_t>((time - k_opens) / 3600)]);
      add_visitor(time);
    }
  }

  void add_visitor(double time) {
    double all = 0;
    for (const auto& queue : lobby_.queues) all += queue.share;
    double pick = random_.unit() * all;
    std::size_t q = 0;
    while (q + 1 < lobby_.queues.size() && pick >= lobby_.queues[q].share) pick -= lobby_.queues[q++].share;
    const auto& kind = lobby_.queues[q];
    Visitor visitor{id("ticket"),
                    q,
                    static_cast<std::size_t>(random_.below(kind.service_means.size())),
                    time,
                    0,
                    {},
                    Visitor::coming,
                    random_.unit() >= lobby_.no_show,
                    random_.unit() < lobby_.transferred};
    visitor.due = time + kind.target_minutes * 60 * (random_.unit() < 0.04 ? 0.3 : 1);
    if (random_.unit() < kind.booked) {
      // Slots lie on the quarters; one in eight stays away, most come early, some late.
      const double start = std::round(time / 900) * 900;
      visitor.appointment = id("appointment");
      const auto& queue = queues_[q];
      watcher_.booked(*visitor.appointment, queue.id, queue.services[visitor.service], wall(start));
      visitor.first_arrival = std::max(start - 480 + normal() * 300, k_opens - 900);
      visitor.due =
          visitor.first_arrival <= start + 600 ? start : visitor.first_arrival + kind.target_minutes * 60;
      if (random_.unit() < 0.12) return missed_.push_back(*visitor.appointment);
    }
    visitors_.push_back(visitor);
    push(visitor.first_arrival, Event::arrive, visitors_.size() - 1);
    if (random_.unit() < lobby_.leaves)
      push(time + 300 + random_.unit() * 2400, Event::gives_up, visitors_.size() - 1);
  }

  void join(std::size_t v) {
    Visitor& visitor = visitors_[v];
    visitor.state = Visitor::waiting;
    queues_[visitor.queue].waiting.push_back(v);
    for (std::size_t c = 0; c < clerks_.size(); ++c) {
      const auto& served = clerks_[c].kind->queues;
      if (clerks_[c].state == Clerk::idle &&
          std::find(served.begin(), served.end(), static_cast<int>(visitor.queue)) != served.end()) {
        push(now_ + 8 * std::exp(normal() * 0.8), Event::react, c, clerks_[c].stamp);
      }
    }
  }

  void happen(const Entry& entry) {
    switch (entry.event) {
      case Event::drift:
        hour_log_ = hour_log_ * 0.97 + normal() * lobby_.hour_drift * 0.243;
        break;
      case Event::arrive: {
        const Visitor& visitor = visitors_[entry.who];
        const auto& queue = queues_[visitor.queue];
        join(entry.who);
        watcher_.arrived({visitor.id, queue.id, queue.services[visitor.service], visitor.appointment, wall(),
                          wall(visitor.due)});
        break;
      }
      case Event::gives_up:
        if (visitors_[entry.who].state == Visitor::waiting) {
          take_out(entry.who);
          visitors_[entry.who].state = Visitor::gone;
          tell(entry.who, TicketAct::cancel, {});
        }
        break;
      case Event::opens:
      case Event::back:
        open(entry.who);
        break;
      case Event::leaves_desk: {
        Clerk& clerk = clerks_[entry.who];
        if (clerk.state == Clerk::away) break;
        clerk.away_until = entry.stamp == 1 ? 1500 + random_.unit() * 900 : -1;
        if (clerk.state == Clerk::idle) go(entry.who);
        break;
      }
      case Event::react:
        if (clerks_[entry.who].stamp == entry.stamp && clerks_[entry.who].state == Clerk::idle)
          call(entry.who);
        break;
      case Event::ends_call:
        end_call(entry.who);
        break;
      case Event::free:
        if (clerks_[entry.who].stamp == entry.stamp) free(entry.who);
        break;
    }
  }

  void open(std::size_t c) {
    Clerk& clerk = clerks_[c];
    if (clerk.state != Clerk::away) return;
    clerk.state = Clerk::pausing;
    clerk.away_until = 0;
    watcher_.counter(wall(), clerk.id, true, clerk.queues);
    push(now_ + 20 + random_.unit() * 60, Event::free, c, ++clerk.stamp);
  }

  void go(std::size_t c) {
    Clerk& clerk = clerks_[c];
    finish_unfinished(clerk);
    clerk.state = Clerk::away;
    ++clerk.stamp;
    watcher_.counter(wall(), clerk.id, false, clerk.queues);
    if (clerk.away_until > 0) push(now_ + clerk.away_until, Event::back, c);
    clerk.away_until = 0;
  }

  void finish_unfinished(Clerk& clerk) {
    if (!clerk.unfinished) return;
    tell(*clerk.unfinished, TicketAct::finish, clerk.id);
    clerk.unfinished.reset();
  }

  void free(std::size_t c) {
    Clerk& clerk = clerks_[c];
    queues_[clerk.called_queue].kept_s += clerk.called_at > 0 ? now_ - clerk.called_at : 0;
    queues_[clerk.called_queue].kept += clerk.called_at > 0 ? 1 : 0;
    clerk.called_at = 0;
    clerk.state = Clerk::idle;
    ++clerk.stamp;
    if (clerk.away_until != 0) return go(c);
    call(c);
  }

  void call(std::size_t c) {
    Clerk& clerk = clerks_[c];
    std::optional<std::size_t> best;
    for (const int q : clerk.kind->queues) {
      for (const std::size_t v : queues_[static_cast<std::size_t>(q)].waiting) {
        if (!best || std::tie(visitors_[v].due, v) < std::tie(visitors_[*best].due, *best)) best = v;
      }
    }
    if (!best) return;
    finish_unfinished(clerk);
    Visitor& visitor = visitors_[*best];
    take_out(*best);
    visitor.state = Visitor::called;
    clerk.state = Clerk::busy;
    clerk.visitor = *best;
    clerk.called_at = now_;
    clerk.called_queue = visitor.queue;
    ++clerk.stamp;
    tell(*best, TicketAct::call, clerk.id);
    if (!visitor.comes) return push(now_ + 60 + random_.unit() * 90, Event::ends_call, c);
    const auto& queue = queues_[visitor.queue];
    double log = queue.logs[visitor.service] + normal() * lobby_.queues[visitor.queue].spread;
    if (random_.unit() < 0.1) log += 0.8;  // the errand that turns out to be a long one
    const double seconds = 15 + random_.unit() * 25 + std::exp(log + day_log_ + hour_log_ + clerk.speed_log);
    if (!clerk.lets_next_finish) tell(*best, TicketAct::start, clerk.id);
    push(now_ + std::min(seconds, 5400.0), Event::ends_call, c);
  }

  void end_call(std::size_t c) {
    Clerk& clerk = clerks_[c];
    Visitor& visitor = visitors_[clerk.visitor];
    const std::size_t v = clerk.visitor;
    clerk.state = Clerk::pausing;
    double pause = 4 + 15 * std::exp(normal() * 0.7);
    const double kind = random_.unit();
    if (kind < 0.12) pause += 60 + random_.unit() * 120;    // writes it down
    if (kind > 0.975) pause += 300 + random_.unit() * 300;  // coffee
    visitor.state = Visitor::gone;
    if (!visitor.comes) {
      tell(v, TicketAct::no_show, clerk.id);
      pause = 3 + random_.unit() * 5;
    } else if (visitor.moves && queues_.size() > 1) {
      visitor.moves = false;
      visitor.queue = (visitor.queue + 1 + random_.below(queues_.size() - 1)) % queues_.size();
      visitor.service = static_cast<std::size_t>(random_.below(queues_[visitor.queue].services.size()));
      visitor.due = visitor.first_arrival + lobby_.queues[visitor.queue].target_minutes * 60;
      watcher_.acted(
          wall(), {visitor.id, TicketAct::transfer, clerk.id, queues_[visitor.queue].id, wall(visitor.due)});
      join(v);
    } else if (clerk.lets_next_finish) {
      clerk.unfinished = v;
    } else {
      tell(v, TicketAct::finish, clerk.id);
    }
    push(now_ + pause, Event::free, c, ++clerk.stamp);
  }

  void take_out(std::size_t v) {
    auto& waiting = queues_[visitors_[v].queue].waiting;
    waiting.erase(std::find(waiting.begin(), waiting.end(), v));
  }
  void tell(std::size_t v, TicketAct act, const Uuid& counter) {
    watcher_.acted(wall(), {visitors_[v].id, act, counter, {}, {}});
  }

  const WaitLobby& lobby_;
  SeededRandom random_;
  WaitWatcher& watcher_;
  WallTime base_;
  double now_ = 0;
  std::uint64_t order_ = 0;
  std::uint64_t serial_ = 0;
  double day_log_ = 0;
  double hour_log_ = 0;
  std::priority_queue<Entry> events_;
  std::vector<QueueNow> queues_;
  std::vector<Clerk> clerks_;
  std::vector<Visitor> visitors_;
  std::vector<Uuid> missed_;
};

}  // namespace

WaitTruth play_days(const WaitLobby& lobby, std::uint64_t seed, int days, WaitWatcher& watcher) {
  World world(lobby, seed, watcher);
  for (int day = 0; day < days; ++day) world.day(day);
  return world.truth();
}

}  // namespace vuoro::bench
