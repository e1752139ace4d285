// How many lobby-hours of the simulated world one core lives through in a minute: 60 visitors, two terminals,
// a display and three clerks each, with their real code, in weather of each seed's own. The checkers are
// asked too.

#include <cstdlib>

#include "core/base/log.h"
#include "tests/bench/sample.h"
#include "tests/sim/plans.h"

int main(int argc, char** argv) {
  using namespace vuoro;
  log::start("sim_bench", log::Level::error);
  const int worlds = argc > 1 ? std::atoi(argv[1]) : 100;
  bench::Sample hours;  // ms each
  const double began = bench::cpu_ms();
  int broken = 0;
  for (int seed = 1; seed <= worlds; ++seed) {
    const double from = bench::cpu_ms();
    test::World world(test::bad_day(static_cast<std::uint64_t>(seed)));
    world.live(std::chrono::hours(1));
    if (!test::outcome_of(world).empty()) ++broken;
    hours.ms.push_back(bench::cpu_ms() - from);
  }
  const double a_minute = 60'000.0 * worlds / (bench::cpu_ms() - began);
  fmt::print(stderr, "{} worlds, {:.1f} ms each in the middle, {} broken\n", worlds, hours.median(), broken);
  fmt::print(
      R"({{"name":"sim_lobby_hours_per_cpu_minute","value":{:.0f},"unit":"lobby-hours","runs":[{:.0f},{:.0f}]}})"
      "\n",
      a_minute, 60'000 / hours.at(0.9), 60'000 / hours.at(0.1));
  return broken == 0 ? 0 : 1;
}
