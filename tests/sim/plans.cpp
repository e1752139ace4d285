#include "tests/sim/plans.h"

namespace vuoro::test {

WorldPlan bad_day(std::uint64_t seed) {
  SeededRandom random(seed * 7919 + 1);
  WorldPlan plan;
  plan.seed = seed;
  plan.weather = bad_weather(random);
  return plan;
}

Findings outcome_of(World& world) {
  const auto settled = world.settle(k_agree_within);
  if (!settled) return {"agreement: not within the bound: " + world.why_not_settled()};
  return check_all(world.told(), read_books(world));
}

}  // namespace vuoro::test
