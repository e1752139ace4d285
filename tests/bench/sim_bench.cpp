// How many lobby-hours of the simulated world one core lives through in a minute: 60 visitors, two terminals,
// a display and three clerks each, with their real code, in weather of each seed's own. The checkers are
// asked too. Beside it the baseline: the same commits alone, of one row each, by SQLite on the same simulated
// disk, and nothing else; no world that commits what it promises can be faster.

#include <cstdlib>

#include "core/base/log.h"
#include "core/base/sqlite.h"
#include "tests/bench/sample.h"
#include "tests/sim/plans.h"

namespace vuoro::bench {
namespace {

std::int64_t syncs_of(test::World& world) {
  std::int64_t syncs = world.server().machine().disk.syncs();
  for (auto* device : world.devices()) syncs += device->machine().disk.syncs();
  return syncs;
}

/// Until its disk has synced so often.
/// @return CPU milliseconds
double commits_alone(std::int64_t syncs) {
  const test::SimDisk disk(1);
  auto database = sqlite::Database::open(disk.path("alone.db")).value();
  (void)database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;");
  const std::string text(400, 'x');
  const double from = cpu_ms();
  while (disk.syncs() < syncs) {
    if (!database.run("INSERT INTO t (json) VALUES (?)", text)) std::abort();
  }
  return cpu_ms() - from;
}

}  // namespace
}  // namespace vuoro::bench

int main(int argc, char** argv) {
  using namespace vuoro;
  log::start("sim_bench", log::Level::error);
  const int worlds = argc > 1 ? std::atoi(argv[1]) : 100;
  bench::Sample hours;  // ms each
  bench::Sample alone;
  int broken = 0;
  double lived = 0;
  double committed = 0;
  for (int seed = 1; seed <= worlds; ++seed) {
    const double from = bench::cpu_ms();
    test::World world(test::bad_day(static_cast<std::uint64_t>(seed)));
    world.live(std::chrono::hours(1));
    if (!test::outcome_of(world).empty()) ++broken;
    hours.ms.push_back(bench::cpu_ms() - from);
    alone.ms.push_back(bench::commits_alone(bench::syncs_of(world)));
    lived += hours.ms.back();
    committed += alone.ms.back();
  }
  fmt::print(stderr, "{} worlds, {:.1f} ms each in the middle, {:.1f} of commits alone, {} broken\n", worlds,
             hours.median(), alone.median(), broken);
  const auto print = [&](const char* name, const bench::Sample& sample, double ms) {
    fmt::print(R"({{"name":"{}","value":{:.0f},"unit":"lobby-hours","runs":[{:.0f},{:.0f}]}})"
               "\n",
               name, 60'000.0 * worlds / ms, 60'000 / sample.at(0.9), 60'000 / sample.at(0.1));
  };
  print("sim_lobby_hours_per_cpu_minute", hours, lived);
  print("sim_commits_alone", alone, committed);
  return broken == 0 ? 0 : 1;
}
