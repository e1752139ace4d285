// Who acts for a lobby with a server of its own, what goes on without the line, and that everything is told
// once.

#include <set>

#include "tests/e2e/site_house.h"

using namespace vuoro;
using test::command;
using test::k_counter;
using test::k_queue;
using test::k_scope;
using test::k_site;
using test::SiteHouse;
using test::take_number;
using test::TakenNumber;
using test::Watched;

TEST_CASE(
    "the lobby goes on without the wide-area network; afterwards the central server has every visitor once") {
  SiteHouse house;
  INFO(house.logs());
  auto central_clerk = house.central->staff("clerk");
  auto clerk = house.box->staff("clerk0");
  REQUIRE(clerk != nullptr);
  CHECK(house.box->staff("boss") == nullptr);  // an account that reaches further than a desk stays at central
  const auto early = command(*clerk, "counter.take", {{"counter_id", k_counter.to_string()}});
  CHECK(early.status == 503);
  CHECK(early.body.find("the central server") != std::string::npos);
  const auto at_central =
      command(*central_clerk, "ticket.issue", {{"queue_id", k_queue.to_string()}, {"language", "fi"}});
  REQUIRE(at_central.status == 200);
  CHECK(at_central.at("/ticket/number") == "A1");

  REQUIRE(house.give().status == 200);
  const auto refused =
      command(*central_clerk, "ticket.issue", {{"queue_id", k_queue.to_string()}, {"language", "fi"}});
  CHECK(refused.status == 503);
  CHECK(refused.body.find("Lobby box") != std::string::npos);
  REQUIRE(SiteHouse::acts(*clerk, true, house.box_id));
  const auto terminal = house.terminal("terminal");
  REQUIRE(command(*clerk, "counter.take", {{"counter_id", k_counter.to_string()}}).status == 200);

  house.cut_line();
  constexpr int k_visitors = 30;
  constexpr int k_served = 12;
  std::vector<TakenNumber> visitors;
  for (int i = 0; i < k_visitors; ++i) visitors.push_back(take_number(*terminal, i + 1));
  CHECK(visitors.front().number == "A2");  // the numbers run on
  for (int i = 0; i < k_served; ++i) {
    const auto called = command(*clerk, "ticket.call_next", {{"counter_id", k_counter.to_string()}});
    REQUIRE(called.status == 200);
    const auto id = called.at("/ticket/id");
    REQUIRE(command(*clerk, "ticket.start", {{"ticket_id", id}}).status == 200);
    REQUIRE(command(*clerk, "ticket.finish", {{"ticket_id", id}}).status == 200);
  }
  const auto offline_clerk = house.box->staff("clerk1");  // a desk that logs in without the line
  CHECK(offline_clerk != nullptr);
  // The same page at both servers: the central one knows less, and says since when.
  const std::string token = at_central.at("/follow_token");
  const auto near = house.box->visitor()->get("/api/v1/follow/" + token);
  CHECK(near.at("/state") == "finished");
  CHECK(near.at("/as_of") == "absent");
  const auto far = house.central->visitor()->get("/api/v1/follow/" + token);
  CHECK(far.at("/state") == "waiting");
  CHECK(far.at("/as_of") != "absent");

  house.mend_line();
  const int told = house.told(*clerk);
  INFO(house.logs());
  REQUIRE(told == k_visitors + 1);
  Watched seen_far(*house.boss, k_scope);
  REQUIRE(seen_far.until([&] { return !seen_far.of("ticket").empty(); }));
  std::set<std::string> numbers;
  for (const auto& [id, ticket] : seen_far.of("ticket"))
    numbers.insert(std::string(ticket.at("number").as_string()));
  CHECK(numbers.size() == k_visitors + 1);
  CHECK(house.central->visitor()->get("/api/v1/follow/" + visitors.back().token).at("/state") == "waiting");
  bool reported = false;
  reported = seen_far.until([&] {
    const auto report = command(*house.boss, "day.report", {{"site_id", k_site.to_string()}});
    return report.at("/report/total/arrived") == std::to_string(k_visitors + 1) &&
           report.at("/report/total/served") == std::to_string(k_served);
  });
  CHECK(reported);
}
