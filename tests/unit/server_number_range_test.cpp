// A queue's range of numbers on one day: all of it is given, whoever asks, and what an editor makes of it
// meanwhile gives no number twice.

#include <catch2/catch.hpp>
#include <random>

#include "tests/unit/numbered_lobby.h"

using namespace vuoro;
using namespace vuoro::test;

namespace {

constexpr int k_first = NumberedLobby::k_first;
constexpr int k_last = NumberedLobby::k_last;

/// Singles and blocks of any size, as chance has it, until none of either are left.
void give_any(NumberedLobby& lobby, ServerWorld& at, std::mt19937& chance, int turns) {
  for (int turn = 0; turn < turns; ++turn) {
    if (chance() % 3 == 0)
      (void)lobby.block(at, 1 + static_cast<int>(chance() % 25));
    else
      (void)lobby.singles(at, 1 + static_cast<int>(chance() % 25));
  }
}

}  // namespace

TEST_CASE("blocks go on in the usual numbers when theirs are used up, at most half of what is left") {
  NumberedLobby lobby;
  auto& central = lobby.central;
  CHECK(lobby.singles(central, 34) == 34);
  while (lobby.given.size() < 34 + 66) REQUIRE(lobby.block(central, 50) > 0);
  CHECK(lobby.lease(central, protocol::LeaseKind::number_block, 20) == NumberRange{134, 153});
  CHECK(lobby.at_desk(central) == 154);
  CHECK(lobby.lease(central, protocol::LeaseKind::number_block, 50) == NumberRange{155, 194});
  CHECK(lobby.single(central) == 195);
  while (lobby.block(central, 50) > 0) continue;
  CHECK(lobby.given.size() == 200);
  CHECK_FALSE(lobby.single(central));
}

TEST_CASE("the usual numbers go on in those for blocks when theirs are used up") {
  NumberedLobby lobby;
  auto& central = lobby.central;
  REQUIRE(lobby.block(central, 10) == 10);
  for (int number = k_first; number <= k_last; ++number) {
    if (number < 234 || number > 243) CHECK(lobby.single(central) == number);
  }
  CHECK(lobby.block(central, 10) == 0);
  CHECK(lobby.given.size() == 200);
}

TEST_CASE("a block of the usual numbers is told of although nobody has come for one of them") {
  NumberedLobby lobby;
  auto& box = lobby.box;
  lobby.give();
  while (lobby.given.size() < 66) REQUIRE(lobby.block(box, 50) > 0);
  lobby.tell();
  CHECK(lobby.lease(box, protocol::LeaseKind::number_block, 50) == NumberRange{100, 149});
  lobby.tell();
  CHECK(lobby.numbers(lobby.central).next_single == 150);
}

TEST_CASE("every number of the range is given in the end, each once, whichever mix asks") {
  const int seed = GENERATE(range(0, 12));
  INFO(seed);
  std::mt19937 chance(static_cast<std::uint32_t>(seed));
  NumberedLobby lobby;
  auto& central = lobby.central;
  auto& box = lobby.box;
  SECTION("at one server") {
    give_any(lobby, central, chance, 6);
  }
  SECTION("there and back") {
    for (int move = 0; move < 2; ++move) {
      give_any(lobby, central, chance, 2);
      lobby.give();
      give_any(lobby, box, chance, 2);
      lobby.give_back();
    }
  }
  SECTION("at a box that is lost, and heard of") {
    lobby.give();
    give_any(lobby, box, chance, 3);
    lobby.at_desk(box);
    lobby.tell();
    // What is not heard of: less than is stepped over.
    CHECK(lobby.singles(box, 3) <= 3);
    CHECK(lobby.block(box, 2) <= 2);
    lobby.declare_lost();
    give_any(lobby, central, chance, 2);
    lobby.hear();
  }
  while (lobby.single(central) || lobby.block(central, 1 + static_cast<int>(chance() % 9)) > 0) continue;
  CHECK(lobby.given.size() == 200);
}

TEST_CASE("a queue whose range is widened at noon goes on behind its numbers, and gives none twice") {
  NumberedLobby lobby;
  auto& central = lobby.central;
  // At a terminal without a line: nobody knows which of these have been given.
  REQUIRE(lobby.block(central, 10) == 10);
  REQUIRE(lobby.block(central, 10) == 10);
  CHECK(lobby.single(central) == k_first);
  lobby.set_range(k_first, 999);
  SECTION("at once") {
    // The day's own numbers first: nobody sees a jump.
    CHECK(lobby.at_desk(central) == k_first + 1);
  }
  SECTION("when all have been given") {
    while (lobby.given.size() < 200 && lobby.block(central, 10) > 0) continue;
  }
  lobby.use_up(central);
  // Every one of them.
  CHECK(lobby.given.size() == 900);
  CHECK(lobby.single(central) == std::nullopt);
  // Widened once more.
  lobby.set_range(k_first, 1'050);
  lobby.at_desk(central);
  lobby.use_up(central);
  CHECK(lobby.given.size() == 951);
}

TEST_CASE("a range that is moved or made narrower counts from the next day") {
  NumberedLobby lobby;
  auto& central = lobby.central;
  CHECK(lobby.single(central) == k_first);
  REQUIRE(lobby.block(central, 10) == 10);
  const auto [first, last] = GENERATE(table<int, int>({{1, 99}, {150, 200}, {250, 299}}));
  lobby.set_range(first, last);
  CHECK(lobby.at_desk(central) == k_first + 1);
  lobby.given.clear();
  central.clock.jump_wall(std::chrono::hours(15));
  CHECK(lobby.single(central) == first);
}

TEST_CASE("a range that was set too small is mended on the same day") {
  NumberedLobby lobby;
  lobby.set_range(1, 1);
  CHECK(lobby.single(lobby.central) == 1);
  CHECK(lobby.single(lobby.central) == std::nullopt);
  lobby.set_range(500, 599);
  CHECK(lobby.single(lobby.central) == 500);
  REQUIRE(lobby.block(lobby.central, 10) == 10);
}

TEST_CASE("no number is given twice when a range is widened at a box that is lost, moved or given back") {
  NumberedLobby lobby;
  auto& central = lobby.central;
  auto& box = lobby.box;
  REQUIRE(lobby.block(central, 10) == 10);
  CHECK(lobby.single(central) == k_first);
  lobby.give();
  REQUIRE(lobby.block(box, 10) == 10);
  CHECK(lobby.single(box) == k_first + 1);
  lobby.set_range(k_first, 699);
  const bool beyond = GENERATE(false, true);
  if (beyond) {
    for (int number = k_first + 2; number <= k_last - 66; ++number) CHECK(lobby.single(box) == number);
    lobby.tell();
    CHECK(lobby.single(box) == k_last + 1);
    REQUIRE(lobby.block(box, 10) == 10);
  }
  SECTION("given back") {
    lobby.give_back();
  }
  SECTION("lost and heard of") {
    lobby.tell();
    CHECK(lobby.single(box));
    lobby.declare_lost();
    CHECK(lobby.single(central));
    CHECK(lobby.block(central, 10) == 10);
    lobby.hear();
  }
  SECTION("lost before it has told that it went on") {
    lobby.declare_lost();
    CHECK(lobby.single(central));
    CHECK(lobby.block(central, 10) == 10);
    lobby.hear();
  }
  lobby.use_up(central);
  CHECK(*lobby.given.rbegin() == 699);
}

TEST_CASE("a day that a version before began has the queue's own range") {
  NumberedLobby lobby;
  auto& central = lobby.central;
  CHECK(lobby.single(central) == k_first);
  auto cursor = lobby.numbers(central);
  cursor.range = {};
  lobby.set_numbers(central, cursor);
  CHECK(lobby.single(central) == k_first + 1);
  lobby.set_range(k_first, 699);
  lobby.use_up(central);
  CHECK(*lobby.given.rbegin() == 699);
}

TEST_CASE("a box and a central server that began a day with different ranges give no number twice") {
  NumberedLobby lobby;
  auto& central = lobby.central;
  auto& box = lobby.box;
  lobby.give();
  lobby.tell();
  lobby.declare_lost();
  // Of which the box does not hear.
  lobby.set_range(central, k_first, 999);
  for (auto* server : {&central, &box}) server->clock.jump_wall(std::chrono::hours(15));
  CHECK(lobby.single(box) == k_first);
  REQUIRE(lobby.block(box, 10) == 10);
  CHECK(lobby.single(central));
  REQUIRE(lobby.block(central, 10) == 10);
  lobby.hear();
  lobby.use_up(central);
  CHECK(*lobby.given.rbegin() == 999);
}
