#include "core/lobby/wait_play.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace vuoro {
namespace {

constexpr double k_never = std::numeric_limits<double>::infinity();
/// Calls played in all rounds together, and rounds at least.
constexpr std::size_t k_calls_played_max = 8000;
constexpr std::size_t k_rounds_min = 32;
/// Visitors of the future in one line and round that can still come before somebody.
constexpr std::size_t k_coming_max = 40;
/// Before the first pause was measured.
constexpr double k_pause_before = 15;
/// Nobody came: how long a call in vain takes before the first was measured.
constexpr double k_vain_before = 90;

/// Chances by name instead of in a row: what one counter draws does not move when another one opens.
double chance(std::uint64_t round, std::uint64_t who, std::uint64_t what) {
  std::uint64_t z =
      round * 0x9E3779B97F4A7C15ULL ^ (who + 1) * 0xD1B54A32D192ED03ULL ^ (what + 1) * 0x94D049BB133111EBULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  z ^= z >> 31;
  return static_cast<double>(z >> 11) * 0x1.0p-53;
}

enum What : std::uint64_t {
  k_first = 1000,
  k_first_pause,
  k_first_vain,
  k_day,
  k_reaction,
  k_arrival = 10'000,
  k_call = 1'000'000
};

struct Coming {
  double arrives = 0;
  double due = 0;
  std::uint32_t service = 0;
  bool taken = false;
};

class Round {
 public:
  Round(const WaitScene& scene, double due_last, WaitPlayed& out)
      : scene_(scene), due_last_(due_last), out_(out) {
    ready_.resize(scene.desks.size());
    away_.resize(scene.desks.size());
    next_.resize(scene.lines.size());
    coming_.resize(scene.lines.size());
    asked_.resize(scene.lines.size());
  }

  void play(std::uint64_t round) {
    round_ = round;
    calls_ = 0;
    open_ = 0;
    stayed_ = false;
    last_time_ = 0;
    for (std::size_t i = 0; i < scene_.lines.size(); ++i) begin_line(i);
    for (std::size_t i = 0; i < scene_.desks.size(); ++i) begin_desk(i);
    while (open_ > 0 && !ready_.empty()) {
      const auto desk =
          static_cast<std::size_t>(std::min_element(ready_.begin(), ready_.end()) - ready_.begin());
      if (ready_[desk] == k_never && !bring_back_last()) break;
      if (ready_[desk] != k_never) serve_next(desk);
    }
    for (std::size_t i = 0; i < scene_.lines.size(); ++i) finish_line(i);
  }

 private:
  void begin_line(std::size_t line) {
    const auto& about = scene_.lines[line];
    next_[line] = 0;
    asked_[line] = false;
    open_ += played(line) + 1;
    auto& coming = coming_[line];
    coming.clear();
    for (std::size_t i = 0; i < about.booked.size() && coming.size() < k_coming_max; ++i) {
      const auto& booked = about.booked[i];
      if (booked.due > due_last_ || chance(round_, line * 1000 + i, k_arrival) > booked.comes) continue;
      // Most come a little before their time, some late.
      const double late = (chance(round_, line * 1000 + i, k_arrival + 1) - 0.75) * 900;
      coming.push_back({std::max(0.0, booked.arrives + late), booked.due, booked.service});
    }
    // Walk-ins who come later go first only where their queue's target is shorter.
    double at = 0;
    for (std::size_t i = 0; about.arrivals > 0 && coming.size() < k_coming_max; ++i) {
      at -= std::log(1 - chance(round_, line * 1000 + i, k_arrival + 2)) / about.arrivals;
      if (at + about.target >= due_last_) break;
      coming.push_back({at, at + about.target, about.usual_service});
    }
    std::sort(coming.begin(), coming.end(), [](const Coming& a, const Coming& b) { return a.due < b.due; });
  }

  void begin_desk(std::size_t desk) {
    const auto& about = scene_.desks[desk];
    away_[desk] = about.days.empty()
                      ? nullptr
                      : &about.days[static_cast<std::size_t>(chance(round_, about.key, k_day) *
                                                             static_cast<double>(about.days.size()))];
    const double first = chance(round_, about.key, k_first);
    const double second = chance(round_, about.key, k_first_pause);
    switch (about.state) {
      case WaitScene::Desk::State::busy: {
        const bool vain = scene_.vain->known() && chance(round_, about.key, k_first_vain) < about.share_vain;
        const double left = vain ? rest(*scene_.vain, about.since, first) : rest_of_service(about, first);
        ready_[desk] = left > 0 ? left + drawn_pause(second) : reaction(first);
        break;
      }
      case WaitScene::Desk::State::pausing:
        ready_[desk] =
            scene_.pause->known() ? rest(*scene_.pause, about.since, first) : k_pause_before * first;
        break;
      case WaitScene::Desk::State::idle:
        ready_[desk] = reaction(first);
        break;
      case WaitScene::Desk::State::closed:
        ready_[desk] = k_never;
        break;
    }
    if (about.state == WaitScene::Desk::State::closed) {
      // It opens when it opened on that day.
      if (away_[desk] != nullptr && !away_[desk]->empty() && away_[desk]->front().to > 0)
        ready_[desk] = away_[desk]->front().to;
    } else {
      ready_[desk] = when_there(desk, ready_[desk]);
    }
  }

  /// Whoever of the idle reacts first: what was measured is the first already.
  [[nodiscard]] double reaction(double part) const {
    return scene_.reaction->known() ? scene_.reaction->at(chance(round_, 0, k_reaction))
                                    : k_pause_before * part;
  }

  /// What is left of something that has lasted `since`, in seconds. Beyond everything seen: what has lasted
  /// long lasts on.
  static double rest(const WaitQuantiles& seconds, double since, double part) {
    const auto whole = seconds.above(since, part);
    return whole ? *whole - since : tail(since, part);
  }
  [[nodiscard]] double rest_of_service(const WaitScene::Desk& about, double part) const {
    const auto& times = *scene_.services[about.service];
    if (!times.known()) return 0;
    const auto whole = times.above(std::log(std::max(about.surely, 1.0)) - about.habit, part);
    return whole ? std::exp(*whole + about.habit) - about.since : tail(about.since, part);
  }
  static double tail(double since, double part) {
    return -std::max(20.0, 0.4 * since) * std::log(1.0001 - std::fmod(part * 64, 1.0));
  }

  double drawn_pause(double part) const {
    return scene_.pause->known() ? scene_.pause->at(part) : k_pause_before * part;
  }

  /// `time`, or when the counter is back if it is away then.
  double when_there(std::size_t desk, double time) const {
    if (away_[desk] == nullptr || time == k_never) return time;
    for (const auto& away : *away_[desk]) {
      if (time >= away.from && (away.to <= 0 || time < away.to)) return away.to <= 0 ? k_never : away.to;
    }
    return time;
  }

  /// Everybody went home while people wait: in truth somebody stays until the last is served.
  bool bring_back_last() {
    if (std::exchange(stayed_, true)) return false;
    for (std::size_t i = 0; i < ready_.size(); ++i) {
      away_[i] = nullptr;
      if (scene_.desks[i].state != WaitScene::Desk::State::closed) ready_[i] = last_time_;
    }
    return true;
  }

  [[nodiscard]] std::size_t played(std::size_t line) const {
    return std::min(scene_.lines[line].waiting.size(), k_wait_played_max);
  }

  /// The first of one line who could be called now.
  struct First {
    double due = k_never;
    std::size_t line = 0;
    Coming* later = nullptr;
  };

  /// How a counter looks at a line: 0 first, its own and those of others who are long overdue; see
  /// next_visitor().
  enum Rank { k_overdue, k_of_own, k_help };
  [[nodiscard]] static Rank rank(const WaitScene::Desk& about, std::size_t place, double due, double now) {
    const double after = about.help_after.empty() ? WaitScene::Desk::k_own : about.help_after[place];
    if (after == WaitScene::Desk::k_own) return k_of_own;
    return now - due >= after ? k_overdue : k_help;
  }
  /// Whether somebody of this rank and due time goes before `first`.
  [[nodiscard]] static bool goes_before(Rank rank, double due, Rank first_rank, double first_due) {
    if (first_due == k_never) return true;
    return rank != first_rank ? rank < first_rank : due < first_due;
  }

  void serve_next(std::size_t desk) {
    const double now = ready_[desk];
    last_time_ = std::max(last_time_, now);
    const auto& about = scene_.desks[desk];
    First first;
    Rank first_rank = k_help;
    double next_arrival = k_never;
    for (std::size_t place = 0; place < about.lines.size(); ++place) {
      const auto index = about.lines[place];
      const auto take = [&](double due, Coming* later) {
        const Rank its = rank(about, place, due, now);
        if (!goes_before(its, due, first_rank, first.due)) return;
        first = {due, index, later};
        first_rank = its;
      };
      const auto& waiting = scene_.lines[index].waiting;
      if (next_[index] < played(index)) take(waiting[next_[index]].due, nullptr);
      for (auto& one : coming_[index]) {
        if (one.taken) continue;
        if (one.arrives > now) {
          next_arrival = std::min(next_arrival, one.arrives);
        } else {
          take(one.due, &one);
        }
      }
    }
    const double due = first.due;
    const std::size_t line = first.line;
    Coming* const later = first.later;
    for (std::size_t place = 0; place < about.lines.size(); ++place) {
      const auto index = about.lines[place];
      const double target = scene_.lines[index].target;
      const bool turn = goes_before(rank(about, place, target, now), target, first_rank, due);
      if (!asked_[index] && turn) {
        asked_[index] = true;
        out_.lines[index].newcomer.push_back(static_cast<float>(now));
        --open_;
      }
    }
    if (due == k_never) {
      ready_[desk] = next_arrival == k_never ? k_never : when_there(desk, next_arrival + 5);
      return;
    }
    std::uint32_t service = 0;
    if (later != nullptr) {
      later->taken = true;
      service = later->service;
    } else {
      service = scene_.lines[line].waiting[next_[line]].service;
      const double gone = -std::expm1(-scene_.lines[line].gives_up * now);
      const bool left = chance(round_, line * 1000 + next_[line], k_arrival + 3) < gone;
      out_.lines[line].waiting[next_[line]++].push_back(static_cast<float>(now));
      --open_;
      // Whoever has left by then keeps no counter; the same counter takes the next.
      if (left) return;
    }
    ready_[desk] = when_there(desk, now + time_of(line, service, about.habit));
  }

  double time_of(std::size_t line, std::uint32_t service, double habit) {
    const std::uint64_t call = calls_++;
    const double first = chance(round_, call, k_call);
    const double pause = drawn_pause(chance(round_, call, k_call + 1));
    if (chance(round_, call, k_call + 2) < scene_.lines[line].share_vain) {
      return pause + (scene_.vain->known() ? scene_.vain->at(first) : k_vain_before);
    }
    const auto& times = *scene_.services[service];
    return pause + (times.known() ? std::exp(times.at(first) + habit) : 0);
  }

  void finish_line(std::size_t line) {
    // Nobody serves them in this round: as late as the last who was called.
    for (; next_[line] < played(line); ++next_[line]) {
      out_.lines[line].waiting[next_[line]].push_back(static_cast<float>(last_time_));
    }
    if (!asked_[line]) out_.lines[line].newcomer.push_back(static_cast<float>(last_time_));
  }

  const WaitScene& scene_;
  const double due_last_;
  WaitPlayed& out_;
  std::uint64_t round_ = 0;
  bool stayed_ = false;
  std::uint64_t calls_ = 0;
  std::size_t open_ = 0;  ///< waiting visitors and newcomers whose call is not known yet
  double last_time_ = 0;
  std::vector<double> ready_;
  std::vector<const std::vector<WaitScene::Desk::Away>*> away_;
  std::vector<std::size_t> next_;
  std::vector<std::vector<Coming>> coming_;
  std::vector<bool> asked_;
};

}  // namespace

WaitPlayed play_waits(const WaitScene& scene, std::uint32_t rounds_max) {
  WaitPlayed out;
  out.lines.resize(scene.lines.size());
  double due_last = -k_never;
  std::size_t visitors = scene.desks.size() + 1;
  for (std::size_t i = 0; i < scene.lines.size(); ++i) {
    const auto& line = scene.lines[i];
    const std::size_t played = std::min(line.waiting.size(), k_wait_played_max);
    out.lines[i].waiting.resize(played);
    visitors += played;
    due_last = std::max(due_last, line.target);
    for (std::size_t place = 0; place < played; ++place)
      due_last = std::max(due_last, line.waiting[place].due);
  }
  const std::size_t rounds =
      std::min<std::size_t>(rounds_max, std::max(k_rounds_min, k_calls_played_max / visitors));
  Round round(scene, due_last, out);
  for (std::size_t i = 0; i < rounds; ++i) round.play(i);
  for (auto& line : out.lines) {
    for (auto& samples : line.waiting) std::sort(samples.begin(), samples.end());
    std::sort(line.newcomer.begin(), line.newcomer.end());
  }
  return out;
}

}  // namespace vuoro
