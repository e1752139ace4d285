#include "tests/sim/plans.h"

namespace vuoro::test {

namespace {
/// Worlds with a smaller number were chosen by somebody; fresh ones have theirs from the clock or the tree.
constexpr std::uint64_t k_by_hand = 1'000'000;
/// From this number to twice that, servers' clocks are wrong in every world.
constexpr std::uint64_t k_with_clocks = 5'000'000;
}  // namespace

WorldPlan bad_day(std::uint64_t seed) {
  SeededRandom random(seed * 7919 + 1);
  WorldPlan plan;
  plan.seed = seed;
  plan.weather = bad_weather(random);
  return plan;
}

WorldPlan bad_site_day(std::uint64_t seed) {
  WorldPlan plan = bad_day(seed);
  SeededRandom random(seed * 6007 + 5);
  plan.site_server = true;
  plan.weather.wide_cut = static_cast<int>(random.below(120));
  plan.weather.box_lost = random.below(2) == 0 ? 300 : 0;
  return plan;
}

WorldPlan bad_days(std::uint64_t seed) {
  WorldPlan plan = bad_day(seed);
  plan.days = plan.lobby.days = 3;
  plan.lives = std::chrono::minutes(50);
  // The last Sundays of March and October.
  if (seed / 20 % 4 == 1) plan.day = std::chrono::year(2026) / 3 / 28;
  if (seed / 20 % 4 == 3) plan.day = std::chrono::year(2026) / 10 / 24;
  // Until late, so that the night begins with the last visitor.
  if (seed / 20 % 2 == 0) plan.begins = std::chrono::minutes(21 * 60);
  return plan;
}

void let_disks_be_slow(WorldPlan& plan) {
  SeededRandom random(plan.seed * 3001 + 7);
  plan.weather.slow_device = 1 + static_cast<int>(random.below(200));
}

void let_rot(WorldPlan& plan) {
  SeededRandom random(plan.seed * 4001 + 3);
  plan.weather.rot = 1 + static_cast<int>(random.below(150));
}

void let_server_clocks_be_wrong(WorldPlan& plan) {
  SeededRandom random(plan.seed * 2011 + 13);
  plan.weather.server_clock = 5 + static_cast<int>(random.below(60));
}

/// Declared lost while it lives.
void let_boxes_be_given_up(WorldPlan& plan) {
  if (!plan.site_server) return;
  SeededRandom random(plan.seed * 3203 + 17);
  plan.weather.box_given_up = 200 + static_cast<int>(random.below(500));
}

void let_ranges_be_widened(WorldPlan& plan) {
  // Where a day's numbers begin is looked at by the range of the end.
  if (plan.days > 1 || plan.begins == k_evening || plan.weather.server_clock > 0) return;
  plan.editor = true;
  plan.lobby.number_last = 112;
}

WorldPlan bad_evening(std::uint64_t seed) {
  WorldPlan plan = bad_day(seed);
  plan.begins = k_evening;
  return plan;
}

WorldPlan bad_screens(std::uint64_t seed) {
  WorldPlan plan = bad_day(seed);
  plan.screens = true;
  plan.lives = std::chrono::minutes(15);
  plan.visitors_an_hour = 160;
  SeededRandom random(seed * 5003 + 11);
  const auto up_to = [&](std::uint64_t most) { return static_cast<int>(random.below(most + 1)); };
  plan.weather.cut = up_to(120);
  plan.weather.half_open = up_to(60);
  plan.weather.device_crash = up_to(100);
  plan.weather.disk_full = random.below(3) == 0 ? 60 : 0;
  plan.paper = random.below(2) == 0;
  plan.weather.printer_fault = plan.paper ? up_to(300) : 0;
  return plan;
}

WorldPlan plan_of(std::uint64_t seed) {
  // Small numbers were kept before there was more than one kind.
  if (seed < 1'000) {
    auto plan = bad_day(seed);
    plan.weather.disk_full = plan.weather.slow_disk = 0;
    return plan;
  }
  if (seed % 8 == 7) {
    auto screens = bad_screens(seed);
    if (seed % 7 == 0) let_disks_be_slow(screens);
    return screens;
  }
  auto plan = seed % 20 == 10 ? bad_days(seed)
              : seed % 3 == 0 ? bad_site_day(seed)
              : seed % 6 == 1 ? bad_evening(seed)
                              : bad_day(seed);
  plan.paper = seed % 4 == 0;
  plan.weather.printer_fault = plan.paper ? static_cast<int>(seed / 4 % 5) * 80 : 0;
  if (const auto last = seed % 10; last == 1 || last == 6 || last == 9) let_rot(plan);
  if (seed % 7 == 0) let_disks_be_slow(plan);
  if (seed >= k_by_hand && (seed % 5 == 1 || seed % 5 == 2)) let_boxes_be_given_up(plan);
  const bool now_and_then = seed % 13 == 7 || seed % 13 == 12;
  const bool always = seed >= k_with_clocks && seed < 2 * k_with_clocks;
  if (now_and_then || always) let_server_clocks_be_wrong(plan);
  if (seed >= k_by_hand && seed % 11 == 4) let_ranges_be_widened(plan);
  return plan;
}

Findings outcome_of(World& world) {
  const auto settled = world.settle(k_agree_within);
  if (!settled) return {"agreement: not within the bound: " + world.why_not_settled()};
  return check_all(world.told(), read_books(world));
}

}  // namespace vuoro::test
