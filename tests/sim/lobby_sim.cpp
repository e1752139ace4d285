// Many small worlds, each from one seed. VUORO_SIM_SEED=n runs that one alone; VUORO_SIM_SEEDS=n runs n of
// them.

#include <catch2/catch.hpp>
#include <cstdlib>

#include "tests/sim/checkers.h"

namespace vuoro::test {
namespace {

using namespace std::chrono_literals;

std::vector<std::uint64_t> seeds(std::uint64_t usual) {
  if (const char* one = std::getenv("VUORO_SIM_SEED")) return {std::strtoull(one, nullptr, 10)};
  if (const char* many = std::getenv("VUORO_SIM_SEEDS")) usual = std::strtoull(many, nullptr, 10);
  std::vector<std::uint64_t> out;
  for (std::uint64_t seed = 1; seed <= usual; ++seed) out.push_back(seed);
  return out;
}

void check(World& world, std::uint64_t seed) {
  INFO("failing seed: VUORO_SIM_SEED=" << seed);
  const bool settled = world.settle();
  CHECK(settled);
  const auto broken = broken_promises(world.told(), world.authority(), world.crashes() > 0);
  for (const auto& what : broken) {
    INFO(what);
    CHECK(broken.empty());
  }
}

}  // namespace

TEST_CASE("A bad day: delay, loss, duplicates, cuts, crashes and wrong clocks") {
  int tickets = 0;
  int offline = 0;
  int bookings = 0;
  int crashes = 0;
  for (const auto seed : seeds(40)) {
    World world(seed, 3, Weather{});
    world.pass(20s);
    world.visitors(60);
    check(world, seed);
    tickets += static_cast<int>(world.told().tickets.size());
    bookings += static_cast<int>(world.told().bookings.size());
    crashes += world.crashes();
    for (const auto& ticket : world.told().tickets) offline += ticket.online ? 0 : 1;
  }
  // The weather must really have tried it.
  CHECK(tickets > 0);
  CHECK(offline > 0);
  CHECK(offline < tickets);
  CHECK(bookings > 0);
  CHECK(crashes > 0);
}

TEST_CASE("Over midnight numbers start again, offline too") {
  for (const auto seed : seeds(6)) {
    World world(seed, 2, Weather{});
    world.pass(14h + 50min);  // 23:50 in Helsinki
    world.visitors(200);
    world.pass(15min);
    world.visitors(100);
    check(world, seed);
    std::size_t days = 0;
    std::string last;
    for (const auto& ticket : world.told().tickets) {
      if (ticket.ticket.service_day != last) ++days;
      last = ticket.ticket.service_day;
    }
    INFO("seed " << seed);
    CHECK(days >= 2);
  }
}

TEST_CASE("In fair weather everybody is served at once, without gaps") {
  World world(7, 3, Weather{0, 0, 0, 20ms, 0, 0ms, 0, 0});
  world.pass(20s);
  world.visitors(100);
  check(world, 7);
  std::int32_t most = 0;
  std::size_t of_queue_a = 0;
  for (const auto& ticket : world.told().tickets) CHECK(ticket.online);
  for (const auto& ticket : world.authority().tickets()) {
    if (ticket.queue_id != world.lobby().queue_a) continue;
    ++of_queue_a;
    most = std::max(most, ticket.number_value);
  }
  CHECK(most == static_cast<std::int32_t>(100 + of_queue_a));
}

TEST_CASE("The same seed is the same world") {
  const auto run = [] {
    World world(11, 2, Weather{});
    world.visitors(40);
    (void)world.settle();
    std::vector<std::string> numbers;
    for (const auto& ticket : world.told().tickets) numbers.push_back(ticket.ticket.number);
    return numbers;
  };
  const auto first = run();
  CHECK_FALSE(first.empty());
  CHECK(first == run());
}

}  // namespace vuoro::test
