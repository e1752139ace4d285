// The numbers of a lobby whose box is declared lost: there are some at once, and none is given twice.

#include <catch2/catch.hpp>

#include "server/store/sqlite_schema.h"
#include "server/store/sqlite_session.h"
#include "tests/unit/numbered_lobby.h"

using namespace vuoro;
using namespace vuoro::test;

TEST_CASE("when a box is lost the narrow queues have numbers, and all of them when it has been heard of") {
  NumberedLobby lobby;
  auto& central = lobby.central;
  auto& box = lobby.box;
  CHECK(lobby.singles(central, 3) == 3);
  lobby.give_and_tell(30);
  // Blocks that went out are told of although nobody has come for a number of theirs.
  CHECK(lobby.block(box, 20) == 20);
  lobby.tell();
  // What is not heard of.
  CHECK(lobby.singles(box, 10) == 10);
  CHECK(lobby.block(box, 10) == 10);
  lobby.declare_lost();
  CHECK(lobby.block(central, 10) == 10);
  lobby.at_desk(central);
  CHECK(lobby.singles(central, 200) >= 70);
  while (lobby.block(central, 10) > 0) continue;
  CHECK(lobby.given.size() >= 160);
  CHECK(lobby.given.size() < 200);
  lobby.hear();
  // What the box did not give is there for whoever comes, at the desk too.
  lobby.at_desk(central);
  CHECK(lobby.singles(central, 200) > 0);
  while (lobby.block(central, 10) > 0) continue;
  CHECK(lobby.given.size() == 200);
}

TEST_CASE("no number is given twice when a box is lost while one clock says tomorrow") {
  const auto central_wrong = GENERATE(true, false);
  NumberedLobby lobby;
  auto& central = lobby.central;
  auto& box = lobby.box;
  if (central_wrong) CHECK(lobby.singles(central, 3) == 3);
  lobby.give();
  auto& ahead = central_wrong ? central.clock : box.clock;
  if (!central_wrong) ahead.jump_wall(std::chrono::hours(15));
  CHECK(lobby.singles(box, 5) == 5);
  lobby.tell();
  // What is not heard of.
  CHECK(lobby.singles(box, 2) == 2);
  if (central_wrong) ahead.jump_wall(std::chrono::hours(15));
  lobby.declare_lost();
  // The clock is set right, or tomorrow comes.
  central.clock.jump_wall(std::chrono::hours(central_wrong ? -15 : 15));
  CHECK(lobby.singles(central, 10) == 10);
}

TEST_CASE("numbers of tomorrow that a lost box gave to its terminals are given to nobody else") {
  const bool told = GENERATE(true, false);
  NumberedLobby lobby;
  lobby.give();
  CHECK(lobby.block_of_tomorrow(lobby.box, 20) == 20);
  if (told) lobby.tell();
  CHECK(lobby.block_of_tomorrow(lobby.box, 10) == 10);
  lobby.declare_lost();
  CHECK(lobby.block_of_tomorrow(lobby.central, 5) == 5);
  lobby.central.advance(std::chrono::hours(24));
  CHECK(lobby.block(lobby.central, 10) == 10);
}

TEST_CASE("no number is given twice when a box that was declared lost lives on into another day") {
  NumberedLobby lobby;
  auto& central = lobby.central;
  auto& box = lobby.box;
  lobby.give();
  CHECK(lobby.singles(box, 5) == 5);
  lobby.tell();
  lobby.declare_lost();
  lobby.given.clear();
  for (auto* server : {&central, &box}) server->clock.jump_wall(std::chrono::hours(15));
  CHECK(lobby.singles(box, 20) == 20);
  CHECK(lobby.block(box, 10) == 10);
  CHECK(lobby.singles(central, 20) == 20);
  CHECK(lobby.block(central, 10) == 10);
  // When it has told, all others are there.
  lobby.hear();
  (void)lobby.singles(central, 200);
  while (lobby.block(central, 10) > 0) continue;
  CHECK(lobby.given.size() == 200);
}

TEST_CASE("no number is given twice when a box gives the site back while its clock says another day") {
  NumberedLobby lobby;
  lobby.give();
  CHECK(lobby.singles(lobby.box, 5) == 5);
  lobby.box.clock.jump_wall(std::chrono::hours(15));
  lobby.give_back();
  CHECK(lobby.singles(lobby.central, 10) == 10);
}

TEST_CASE("the numbers that were stepped over go along to a box, and come back") {
  NumberedLobby lobby;
  auto& central = lobby.central;
  auto& box = lobby.box;
  lobby.give_and_tell(30);
  lobby.declare_lost();
  CHECK(lobby.singles(central, 5) == 5);
  lobby.hear();
  lobby.give();
  CHECK(lobby.singles(box, 60) == 60);
  CHECK(lobby.block(box, 15) == 15);
  lobby.give_back();
  CHECK(lobby.singles(central, 200) == 200 - 30 - 1 - 5 - 60 - 15);
  CHECK(lobby.block(central, 10) == 0);
}

TEST_CASE("a lost box that gave more than was stepped over, and one that was put back, free no number") {
  NumberedLobby lobby;
  auto& central = lobby.central;
  auto& box = lobby.box;
  lobby.give_and_tell(30);
  const auto moved_to = [&](int next) {
    auto cursor = lobby.numbers(box);
    cursor.next_single = next;
    lobby.set_numbers(box, cursor);
  };
  lobby.declare_lost();
  const auto stepped = lobby.numbers(central);
  REQUIRE(stepped.spare_single.size() == 2);
  CHECK(stepped.spare_single.front().first == 131);
  CHECK(stepped.spare_single.front().held == 131);
  CHECK(stepped.next_single == stepped.spare_single.back().end);
  SECTION("more") {
    moved_to(stepped.next_single + 7);
    lobby.hear();
    CHECK(lobby.numbers(central).next_single == stepped.next_single + 7);
    CHECK(lobby.numbers(central).spare_single.empty());
  }
  SECTION("put back") {
    moved_to(110);
    lobby.hear();
    CHECK(lobby.numbers(central).spare_single == stepped.spare_single);
    CHECK(lobby.numbers(central).next_single == stepped.next_single);
  }
}

TEST_CASE("a box that is lost a second time had its part of what was stepped over") {
  NumberedLobby lobby;
  auto& central = lobby.central;
  auto& box = lobby.box;
  lobby.give_and_tell(10);
  lobby.declare_lost();
  lobby.at_desk(central);
  lobby.hear();
  // So many that it has begun with those that were stepped over.
  lobby.give_and_tell(70);
  // What is not heard of.
  CHECK(lobby.singles(box, 5) == 5);
  lobby.declare_lost();
  lobby.at_desk(central);
  CHECK(lobby.singles(central, 10) == 10);
  lobby.hear();
  CHECK(lobby.singles(central, 200) > 0);
  CHECK(lobby.given.size() == 200);
}

TEST_CASE("however often a box is lost on a day, every number is given in the end, and none twice") {
  NumberedLobby lobby;
  auto& central = lobby.central;
  auto& box = lobby.box;
  for (int loss = 0; loss < 6; ++loss) {
    INFO(loss);
    lobby.give_and_tell(3);
    // What is not heard of.
    CHECK(lobby.singles(box, 4) == 4);
    CHECK(lobby.block(box, 5) > 0);
    lobby.declare_lost();
    CHECK(lobby.singles(central, 2) == 2);
    lobby.at_desk(central);
    CHECK(lobby.block(central, 3) > 0);
    lobby.hear();
  }
  lobby.give();
  // Some of them go out at the box, others at the central server.
  CHECK(lobby.singles(box, 40) == 40);
  lobby.give_back();
  lobby.use_up(central);
  CHECK(lobby.given.size() == 200);
}

TEST_CASE("a lost box that lived on into a day of its own has given more of it than it has told so far") {
  NumberedLobby lobby;
  auto& central = lobby.central;
  auto& box = lobby.box;
  lobby.give();
  lobby.declare_lost();
  for (auto* server : {&central, &box}) server->clock.jump_wall(std::chrono::hours(15));
  CHECK(lobby.singles(box, 5) == 5);
  lobby.at_desk(box);
  lobby.tell();
  // What is not heard of.
  CHECK(lobby.singles(box, 5) == 5);
  CHECK(lobby.block(box, 5) == 5);
  CHECK(lobby.singles(central, 5) == 5);
  CHECK(lobby.block(central, 5) == 5);
  lobby.hear();
  (void)lobby.singles(central, 200);
  while (lobby.block(central, 10) > 0) continue;
  CHECK(lobby.given.size() == 200);
}

TEST_CASE("what was stepped over before there were several ranges of it is taken along") {
  auto db = sqlite::Database::open(":memory:").value();
  REQUIRE(sqlite::migrate(db, store::sqlite_migrations().first(15)));
  const Uuid queue = Uuid::from_name("queue");
  REQUIRE(
      db.run("INSERT INTO number_cursor (queue_id, service_day, next_single, next_block, spare_single_from,"
             " spare_single_first, spare_single_end) VALUES (?, '2026-03-05', 165, 234, 131, 148, 165)",
             queue));
  REQUIRE(sqlite::migrate(db, store::sqlite_migrations()));
  store::SqliteSession session(db);
  const auto cursor = session.number_cursor(queue, "2026-03-05").value().value();
  CHECK(cursor.next_block == 234);
  CHECK(cursor.spare_single == std::vector<store::NumberSpare>{{131, 148, 131}, {148, 165}});
  CHECK(cursor.spare_block.empty());
}
