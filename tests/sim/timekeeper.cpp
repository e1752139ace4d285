#include "tests/sim/timekeeper.h"

namespace vuoro::test {

using namespace std::chrono_literals;

namespace {

/// A wrong clock is noticed, or the network's time is heard, after some minutes.
constexpr int k_set_right = 120;
/// Nobody is served at all: somebody comes.
constexpr int k_looked_to = 300;
/// Of those that lost their power.
constexpr int k_starts_wrong = 400;
/// Books note the time once an hour, and refuse half a day: so far behind them it is certain.
constexpr std::chrono::hours k_surely_another_day{14};
/// So long a clock must have been right that the books say so.
constexpr std::chrono::minutes k_noted_within{2};
constexpr Millis k_tend_every{5'000};

}  // namespace

SimTimekeeper::SimTimekeeper(Agenda& agenda, const Weather& weather, Told& told, std::uint64_t seed)
    : agenda_(agenda), weather_(weather), told_(told), random_(seed * 2017 + 29) {}

void SimTimekeeper::keep(SimServer& server) {
  Kept& kept = kept_[server.machine().name];
  kept.server = &server;
  kept.right_since = agenda_.wall();
  server.on_boot = [this, &kept] { boots(kept); };
}

bool SimTimekeeper::is_right(const Kept& kept) {
  return kept.server->machine().clock.wrong_by == Millis(0);
}

bool SimTimekeeper::refuses(const Kept& kept) {
  return kept.server->is_up() && !kept.server->authority().need_clock();
}

/// A day, some hours, some minutes; either way.
Millis SimTimekeeper::some_jump() {
  const auto how_far = random_.below(3);
  const Millis jump = how_far == 0 ? Millis(24h) : how_far == 1 ? 1h + up_to(5h) : 1min + up_to(40min);
  return random_.below(2) == 0 ? jump : -jump;
}

void SimTimekeeper::set(Kept& kept, Millis wrong_by) {
  const std::string& name = kept.server->machine().name;
  agenda_.note(name, "clock is set", fmt::format("wrong by {} min", wrong_by.count() / 60'000));
  if (kept.mad && !told_.mad_clocks.empty()) {
    for (auto& mad : told_.mad_clocks) {
      if (mad.who == name) mad.to = std::min(mad.to, agenda_.wall());
    }
  }
  kept.mad = false;
  if (is_right(kept) != (wrong_by == Millis(0))) kept.right_since = agenda_.wall();
  kept.server->machine().clock.wrong_by = wrong_by;
  told_.clocks.push_back({name, agenda_.wall(), wrong_by});
  // Who was just called looks as if that had been long ago, or is to be.
  told_.troubles.push_back({"server", agenda_.wall(), agenda_.wall()});
}

void SimTimekeeper::boots(Kept& kept) {
  if (weather_.server_clock == 0 || !chance(k_starts_wrong)) return;
  // By the battery, or by the network, which was there first.
  if (!is_right(kept)) return chance(500) ? set(kept, 0ms) : set(kept, some_jump());
  const bool noted = agenda_.wall() - kept.right_since > k_noted_within;
  const auto how = random_.below(3);
  const Millis wrong_by = how == 0   ? -Millis(to_unix_ms(agenda_.wall()))  // 1970
                          : how == 1 ? -(14h + up_to(34h))
                                     : some_jump();
  set(kept, wrong_by);
  if (!noted || wrong_by > -k_surely_another_day) return;
  kept.mad = true;
  told_.mad_clocks.push_back({kept.server->machine().name, agenda_.wall(), WallTime::max()});
}

void SimTimekeeper::do_worst() {
  for (auto& [name, kept] : kept_) {
    if (refuses(kept)) {
      told_.troubles.push_back({"server", agenda_.wall() - 1min, agenda_.wall() + 1min});
      if (chance(k_looked_to)) is_right(kept) ? convince(kept) : set(kept, 0ms);
    } else if (!is_right(kept)) {
      if (chance(k_set_right)) set(kept, 0ms);
    } else if (chance(weather_.server_clock)) {
      set(kept, some_jump());
    }
  }
}

/// `vuoro-server clock-is-right`.
void SimTimekeeper::convince(Kept& kept) {
  const auto said = kept.server->act<int>([](authority::Context& context) -> Result<int> {
    VUORO_TRY(authority::trust_clock(context.tx, context.now));
    return 0;
  });
  if (said && is_right(kept))
    told_.unsaid_times.push_back({kept.server->machine().name, kept.right_since, agenda_.wall()});
  agenda_.note(kept.server->machine().name, said ? "is told that its clock is right" : "is told in vain");
}

void SimTimekeeper::set_all_right() {
  for (auto& [name, kept] : kept_) {
    if (!is_right(kept)) set(kept, 0ms);
  }
  tend();
}

/// Until every one is up and acts by its clock, or the weather is bad again.
void SimTimekeeper::tend() {
  bool all = true;
  for (auto& [name, kept] : kept_) {
    if (refuses(kept)) convince(kept);
    all = all && kept.server->is_up() && !refuses(kept);
  }
  if (all || weather_.server_clock > 0) return;
  agenda_.after(k_tend_every, [this] { tend(); });
}

}  // namespace vuoro::test
