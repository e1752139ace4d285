// Many small worlds, each from one seed. VUORO_SIM_SEED=n lives through that one alone, VUORO_SIM_TRACE=1
// tells what happens in it; VUORO_SIM_SECONDS=n goes on with fresh seeds for that long, VUORO_SIM_WORLDS=n
// with so many, the first of them VUORO_SIM_FIRST or the time of day.

#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "core/base/log.h"
#include "tests/sim/kept_seeds.h"
#include "tests/sim/plans.h"

namespace vuoro::test {
namespace {

using namespace std::chrono_literals;

/// So many failing worlds are enough to look at.
constexpr std::size_t k_failing_most = 5;

std::uint64_t from_outside(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// What all worlds of a test saw together: the weather must really have tried them.
struct Sum {
  int hours = 0, screens = 0, presses = 0, tickets = 0, offline = 0, bookings = 0, calls = 0, said = 0,
      crashes = 0, server_crashes = 0, moves = 0;

  void add(World& world, const WorldPlan& plan) {
    plan.screens ? ++screens : ++hours;
    presses += world.told().screens.presses;
    tickets += static_cast<int>(world.told().tickets.size());
    offline += world.told().offline;
    bookings += static_cast<int>(world.told().bookings.size());
    said += static_cast<int>(world.told().said.size());
    crashes += world.device_crashes();
    server_crashes += world.server().crashes();
    moves += world.moves();
    for (const auto& press : world.told().presses) {
      if (press.type == "ticket.call_next" && press.got) ++calls;
    }
  }
  [[nodiscard]] std::string text() const {
    return fmt::format(
        "{} lobby-hours and {} quarters before the screens ({} presses): {} tickets ({} offline), {} "
        "bookings, {} calls, {} said aloud, {} crashes of devices, {} of the server, {} moves of a site",
        hours, screens, presses, tickets, offline, bookings, calls, said, crashes, server_crashes, moves);
  }
};

Findings live_through(std::uint64_t seed, Sum& sum) {
  const WorldPlan plan = plan_of(seed);
  World world(plan);
  world.agenda().tell_notes(std::getenv("VUORO_SIM_TRACE") != nullptr);
  world.live_through();
  auto found = outcome_of(world);
  sum.add(world, plan);
  return found;
}

void report(std::uint64_t seed, const Findings& found) {
  std::string all;
  for (std::size_t i = 0; i < found.size() && i < 12; ++i) all += "\n  " + found[i];
  INFO("failing seed: VUORO_SIM_SEED=" << seed << all);
  CHECK(found.empty());
}

}  // namespace

TEST_CASE("The worlds that were kept") {
  log::start("sim", log::Level::error);
  Sum sum;
  if (std::getenv("VUORO_SIM_SEED") != nullptr) {
    const auto seed = from_outside("VUORO_SIM_SEED", 1);
    return report(seed, live_through(seed, sum));
  }
  for (const auto seed : k_kept_seeds) report(seed, live_through(seed, sum));
  CHECK(sum.tickets > 0);
  CHECK(sum.offline > 0);
  CHECK(sum.offline < sum.tickets);
  CHECK(sum.bookings > 0);
  CHECK(sum.presses > 0);
  CHECK(sum.calls > 0);
  CHECK(sum.said > 0);
  CHECK(sum.crashes > 0);
  CHECK(sum.server_crashes > 0);
}

TEST_CASE("Worlds that nobody has seen before") {
  if (std::getenv("VUORO_SIM_SEED") != nullptr) return;
  log::start("sim", log::Level::error);
  const auto began = std::chrono::steady_clock::now();
  const auto end = began + std::chrono::seconds(from_outside("VUORO_SIM_SECONDS", 0));
  const auto least = from_outside("VUORO_SIM_WORLDS", 0);
  const auto now = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch() / 1ms);
  const auto first = from_outside("VUORO_SIM_FIRST", now * 1'000);
  auto seed = first;
  Sum sum;
  std::vector<std::uint64_t> failing;
  while ((seed - first < least || std::chrono::steady_clock::now() < end) &&
         failing.size() < k_failing_most) {
    const auto found = live_through(++seed, sum);
    report(seed, found);
    if (!found.empty()) failing.push_back(seed);
  }
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - began).count();
  std::cout << "simulated world: " << seconds << " s of fresh seeds, " << first + 1 << " to " << seed << ", "
            << sum.text() << "\n";
  for (const auto one : failing)
    std::cout << "simulated world: failing, again with VUORO_SIM_SEED=" << one << " tests/lobby_sim\n";
}

TEST_CASE("The same seed is the same world") {
  log::start("sim", log::Level::error);
  const auto run = [](const WorldPlan& plan) {
    World world(plan);
    world.live(plan.screens ? 10min : 20min);
    (void)world.settle(k_agree_within);
    return world.agenda().trace();
  };
  for (const WorldPlan& plan : {bad_day(11), bad_day(12), bad_screens(13)}) CHECK(run(plan) == run(plan));
  CHECK(run(bad_day(11)) != run(bad_day(12)));
}

TEST_CASE("In fair weather everybody is served at once, and nobody is refused") {
  log::start("sim", log::Level::error);
  WorldPlan plan;
  plan.seed = 7;
  World world(plan);
  world.live(1h);
  report(7, outcome_of(world));
  CHECK(world.told().tickets.size() > 20);
  CHECK(world.told().offline == 0);
  // Every call was said once.
  CHECK(world.told().said.size() > 15);
}

}  // namespace vuoro::test
