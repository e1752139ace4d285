// The checkers are checked: each of these faults must be found within so many worlds.

#include <catch2/catch.hpp>
#include <iostream>

#include "core/base/log.h"
#include "tests/sim/plans.h"

namespace vuoro::test {
namespace {

using namespace std::chrono_literals;

struct Wanted {
  Mutation mutation;
  std::uint64_t seeds;  ///< found within so many
  enum In {
    rough,
    calm,
    site,
    evening,
    printed_evening,
    lost_box,
    rotting,
    rotting_little,
    paper,
    clocks,
    widened,
    screens
  } in = rough;             ///< calm: in the rough one the wall may be excused
  std::uint64_t first = 1;  ///< where the first that finds it is known, so that CI need not search again
};

constexpr auto k_wanted = std::to_array<Wanted>({
    {Mutation::ack_before_commit, 10},
    {Mutation::server_skips_fsync, 10},
    {Mutation::terminal_skips_fsync, 30},
    {Mutation::command_retry_new_id, 10},
    {Mutation::event_retry_new_id, 10},
    {Mutation::block_leased_twice, 10},
    {Mutation::tombstone_lost, 10},
    {Mutation::revision_skipped, 10},
    {Mutation::outbox_forgets, 20},
    {Mutation::outbox_drops_unanswered, 10},
    {Mutation::wall_replays, 10},
    {Mutation::wall_deaf, 10, Wanted::calm},
    {Mutation::order_ignores_arrival, 10},
    {Mutation::number_forgotten, 10},
    {Mutation::contact_kept, 20, Wanted::rough, 3},
    {Mutation::answers_forgotten, 30},
    {Mutation::evening_forgotten, 10, Wanted::evening},
    {Mutation::numbers_run_on, 10, Wanted::evening},
    {Mutation::clock_believed, 10, Wanted::clocks},
    {Mutation::range_believed, 10, Wanted::widened},
    {Mutation::paper_believed, 10, Wanted::paper},
    {Mutation::paper_believed, 10, Wanted::printed_evening},
    {Mutation::order_ignores_arrival, 10, Wanted::lost_box},
    {Mutation::rot_unnoticed, 100, Wanted::rotting_little, 44},
    {Mutation::loss_unsaid, 20, Wanted::rotting},
    {Mutation::print_begun_forgotten, 20, Wanted::paper, 4},
    {Mutation::screen_shut_offline, 3, Wanted::screens},
    {Mutation::screen_answer_lost, 3, Wanted::screens},
    {Mutation::screen_number_stays, 3, Wanted::screens},
    {Mutation::screen_silent, 6, Wanted::screens},
    {Mutation::screen_untranslated, 6, Wanted::screens},
    {Mutation::screen_never_idle, 6, Wanted::screens},
    {Mutation::screen_invents_number, 6, Wanted::screens, 3},
    {Mutation::handover_forgets_numbers, 40, Wanted::site, 3},
    {Mutation::news_lost, 10, Wanted::site},
    {Mutation::central_acts_on, 10, Wanted::site},
    {Mutation::box_acts_on, 10, Wanted::site},
});

/// Weather in which every kind of fault has its chance.
WorldPlan rough_day(std::uint64_t seed, Mutation mutation) {
  WorldPlan plan;
  plan.seed = seed;
  plan.mutation = mutation;
  plan.weather.lose_request = 40;
  plan.weather.lose_answer = 60;
  plan.weather.duplicate = 40;
  plan.weather.delay_most = 300ms;
  plan.weather.commit_most = 40ms;
  plan.weather.cut = 100;
  plan.weather.half_open = 30;
  plan.weather.device_crash = 200;
  plan.weather.server_crash = 100;
  return plan;
}

std::string first_finding(std::uint64_t seed, Mutation mutation, Wanted::In in = Wanted::rough) {
  WorldPlan plan = rough_day(seed, mutation);
  if (in == Wanted::calm) plan.weather = fair_weather();
  plan.site_server = in == Wanted::site || in == Wanted::lost_box;
  if (in == Wanted::lost_box) plan.weather.box_lost = 1'000;
  if (in == Wanted::rotting) {
    // Much lies unsent.
    plan.weather.rot = plan.weather.cut = 700;
    plan.weather.device_crash = 100;
  }
  // A flip stays only where no worse one makes the whole database begin anew.
  if (in == Wanted::rotting_little) {
    plan.weather.rot = 200;
    plan.weather.cut = 300;
    plan.weather.device_crash = 100;
  }
  if (in == Wanted::paper || in == Wanted::printed_evening) {
    plan.paper = true;
    plan.weather.printer_fault = 300;
  }
  if (in == Wanted::clocks) {
    plan.weather.server_clock = 20;
    plan.weather.server_crash = 300;
  }
  if (in == Wanted::widened) {
    let_ranges_be_widened(plan);
    plan.visitors_an_hour = 120;
    plan.weather.cut = 300;
  }
  if (in == Wanted::evening || in == Wanted::printed_evening) plan.begins = k_evening;
  if (in == Wanted::screens) {
    plan.screens = true;
    plan.lives = 10min;
    plan.visitors_an_hour = 160;
    plan.weather.cut = 300;
    plan.weather.disk_full = 100;
  }
  try {
    World world(plan);
    world.live(plan.screens ? plan.lives : 40min);
    const auto found = outcome_of(world);
    return found.empty() ? "" : found.front();
  } catch (const std::exception& error) {
    return std::string("the world ends: ") + error.what();  // a server that cannot open its database
  }
}

}  // namespace

TEST_CASE("Without a fault the rough days are sound") {
  log::start("sim", log::Level::error);
  for (std::uint64_t seed = 1; seed <= 4; ++seed) CHECK(first_finding(seed, Mutation::none) == "");
  CHECK(first_finding(5, Mutation::none, Wanted::site) == "");
  CHECK(first_finding(7, Mutation::none, Wanted::paper) == "");
  CHECK(first_finding(6, Mutation::none, Wanted::printed_evening) == "");
  CHECK(first_finding(9, Mutation::none, Wanted::rotting) == "");
  CHECK(first_finding(8, Mutation::none, Wanted::screens) == "");
  CHECK(first_finding(10, Mutation::none, Wanted::clocks) == "");
  CHECK(first_finding(11, Mutation::none, Wanted::widened) == "");
}

TEST_CASE("Every fault is found") {
  log::start("sim", log::Level::error);
  for (const auto& wanted : k_wanted) {
    std::string found;
    std::uint64_t seed = wanted.first - 1;
    while (found.empty() && seed < wanted.seeds) found = first_finding(++seed, wanted.mutation, wanted.in);
    INFO(name_of(wanted.mutation) << " within " << wanted.seeds << " worlds");
    CHECK_FALSE(found.empty());
    std::cout << name_of(wanted.mutation) << ": world " << seed << ", " << found.substr(0, 150) << "\n";
  }
}

}  // namespace vuoro::test
