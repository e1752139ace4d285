// The authority of a site changes hands: there are never two, whatever is killed in between, and a box that
// was given up is history only.

#include <thread>

#include "tests/e2e/site_house.h"
#include "tests/support/eventually.h"

using namespace vuoro;
using test::command;
using test::HttpClient;
using test::k_counter;
using test::k_queue;
using test::k_scope;
using test::k_site;
using test::numbers_of;
using test::run_server_command;
using test::SiteHouse;
using test::take_number;
using test::TakenNumber;
using test::Watched;

namespace {

json::object a_ticket() {
  return {{"queue_id", k_queue.to_string()}, {"language", "fi"}};
}

/// Whether the server takes an act for the site: a queue is closed and opened again, or refused.
bool takes_acts(HttpClient& clerk) {
  const auto answer = command(clerk, "ticket.issue", a_ticket());
  INFO(answer.body);
  CHECK((answer.status == 200 || answer.status == 503));
  return answer.status == 200;
}

}  // namespace

TEST_CASE("a site goes to its box and back: numbers run on, feedback and calls arrive, and the box stops") {
  SiteHouse house;
  auto central_clerk = house.central->staff("clerk");
  auto clerk = house.box->staff("clerk0");
  REQUIRE(clerk != nullptr);
  REQUIRE(house.give().status == 200);
  CHECK(house.give().status == 409);
  REQUIRE(SiteHouse::acts(*clerk, true, house.box_id));
  const auto terminal = house.terminal("terminal");
  house.cut_line();
  for (int i = 0; i < 5; ++i) (void)take_number(*terminal, i + 1);
  const json::object feedback{
      {"id", test::fresh_id().to_string()},
      {"sequence", 6},
      {"type", "feedback.given"},
      {"time", to_unix_ms(SystemClock().wall())},
      {"payload",
       json::object{{"feedback_id", test::fresh_id().to_string()}, {"score", 5}, {"language", "fi"}}}};
  REQUIRE(terminal->post("/api/v1/events", json::object{{"events", json::array{feedback}}}).status == 200);
  REQUIRE(command(*clerk, "counter.take", {{"counter_id", k_counter.to_string()}}).status == 200);
  REQUIRE(command(*clerk, "ticket.call_next", {{"counter_id", k_counter.to_string()}}).status == 200);

  // Asked for while the box cannot hear it: the box goes on, the central server does not begin.
  REQUIRE(house.want_back().status == 200);
  CHECK(takes_acts(*clerk));
  CHECK_FALSE(takes_acts(*central_clerk));
  house.mend_line();
  INFO(house.logs());
  REQUIRE(SiteHouse::acts(*house.boss, false, house.box_id));
  const auto refused = command(*clerk, "ticket.issue", a_ticket());
  CHECK(refused.status == 503);
  const auto next = command(*central_clerk, "ticket.issue", a_ticket());
  REQUIRE(next.status == 200);
  CHECK(next.at("/ticket/number") == "A7");
  Watched far(*house.boss, k_scope);
  REQUIRE(far.until([&] { return far.of("ticket").size() == 7; }));
  CHECK(numbers_of(far.of("ticket")).size() == 7);
  CHECK(far.of("counter").at(k_counter.to_string()).at("staff_name").as_string() == "Clerk");
  const auto given = house.boss->get("/api/v1/feedback");
  CHECK(given.at("/feedback/0/score") == "5");
  // A second process on the same folder would act beside it.
  CHECK_THROWS(test::run_server_command({"--state", (house.box_folder / "state").string(), "--public-port",
                                         "0", "--device-port", "0", "serve"}));
  // The called visitor is served at the central server's desk as if nothing had been.
  REQUIRE(house.central->staff("clerk0") != nullptr);
  const auto central_clerk0 = house.central->staff("clerk0");
  std::string called;
  for (const auto& [id, ticket] : far.of("ticket")) {
    if (ticket.at("state").as_string() == "called") called = id;
  }
  CHECK(command(*central_clerk0, "ticket.start", {{"ticket_id", called}}).status == 200);
  // And once more to the box, which learns what happened in between.
  REQUIRE(house.give().status == 200);
  REQUIRE(SiteHouse::acts(*clerk, true, house.box_id));
  CHECK(command(*clerk, "ticket.finish", {{"ticket_id", called}}).status == 200);
  CHECK(command(*clerk, "ticket.issue", a_ticket()).at("/ticket/number") == "A8");
  CHECK(house.told(*clerk) == 8);
}

TEST_CASE("a box that was given up is history: its tickets stay true, and it stops when it hears of it") {
  SiteHouse house;
  auto central_clerk = house.central->staff("clerk");
  auto clerk = house.clerk_at_box();
  const auto terminal = house.terminal("terminal");
  const auto known = take_number(*terminal, 1);
  REQUIRE(house.told(*clerk) == 1);
  house.cut_line();
  const auto unknown = take_number(*terminal, 2);
  CHECK(house.central->visitor()->get("/api/v1/follow/" + unknown.token).status == 404);

  REQUIRE(house.declare_lost().status == 200);
  const auto taken_over = command(*central_clerk, "ticket.issue", a_ticket());
  REQUIRE(taken_over.status == 200);
  // A box that does not hear cannot know: its numbers are its own, and no number is given twice.
  const auto beyond = take_number(*terminal, 3);
  const auto central_clerk0 = house.central->staff("clerk0");
  REQUIRE(command(*central_clerk0, "counter.take", {{"counter_id", k_counter.to_string()}}).status == 200);
  const auto called = command(*central_clerk0, "ticket.call_next", {{"counter_id", k_counter.to_string()}});
  REQUIRE(called.at("/ticket/id") == known.ticket);
  house.box->end(SIGKILL);
  house.mend_line();
  house.box->start();
  auto clerk_again = house.box->staff("clerk0");
  REQUIRE(clerk_again != nullptr);
  INFO(house.logs());
  REQUIRE(SiteHouse::acts(*clerk_again, false, house.box_id));
  CHECK_FALSE(takes_acts(*clerk_again));
  Watched far(*house.boss, k_scope);
  REQUIRE(far.until([&] { return far.of("ticket").size() == 4; }));
  const auto numbers = numbers_of(far.of("ticket"));
  CHECK(numbers == std::set<std::string>{known.number, unknown.number, beyond.number,
                                         std::string(taken_over.at("/ticket/number"))});
  CHECK(far.of("ticket").at(unknown.ticket).at("state").as_string() == "waiting");
  CHECK(far.of("ticket").at(known.ticket).at("state").as_string() == "called");
  CHECK(house.central->visitor()->get("/api/v1/follow/" + unknown.token).at("/state") == "waiting");
  CHECK(takes_acts(*central_clerk));
}

TEST_CASE("terminals and displays are let in at either server of their site, wherever they were enrolled") {
  SiteHouse house;
  const std::string lobby = "/api/v1/changes?scope=" + k_scope + "&since=0&wait=0";
  const auto wall = house.at_central("wall", "display");
  auto clerk = house.clerk_at_box();
  const auto wall_at_box = test::turned(*wall, *house.box);
  CHECK(test::eventually([&] { return wall_at_box->get(lobby).status == 200; }, std::chrono::seconds(20)));
  CHECK(wall_at_box->post("/api/v1/events", json::object{{"events", json::array{}}}).status == 403);

  const auto terminal = house.terminal("terminal");
  const auto wall_of_box = house.at_box("wall of the box", "display");
  const auto first = take_number(*terminal, 1);
  REQUIRE(house.told(*clerk) == 1);
  INFO(house.logs());
  const auto at_central = test::turned(*terminal, *house.central);
  // Known by its certificate, as soon as the box has told of it; who acts is another matter.
  CHECK(at_central->get(lobby).status == 200);
  REQUIRE(house.want_back().status == 200);
  REQUIRE(SiteHouse::acts(*house.boss, false, house.box_id));
  CHECK(take_number(*at_central, 2).number == "A2");
  CHECK(test::turned(*wall_of_box, *house.central)->get(lobby).status == 200);

  // A device of another house is told what is the matter.
  const auto elsewhere = house.folder.path() / "elsewhere";
  std::filesystem::create_directories(elsewhere);
  test::seed_lobby(elsewhere / "state", 1);
  const test::ServerProgram other(elsewhere);
  const auto code = parse_json(run_server_command(
      {"--state", (elsewhere / "state").string(), "device-code", "--role", "terminal", "--name", "another"}));
  const auto another = other.enrol(std::string(code.value().at("code").as_string()), "another");
  REQUIRE(another->get(lobby).status == 200);
  const auto refused = test::turned(*another, *house.central)->get(lobby);
  CHECK(refused.status == 401);
  CHECK(refused.body.find("enrolled at another server") != std::string::npos);

  // And who is shut out at the central server is out at both.
  Watched far(*house.boss, k_scope);
  std::string id;
  REQUIRE(far.until([&] {
    for (const auto& [key, device] : far.of("device"))
      if (device.at("name").as_string() == "terminal") id = key;
    return !id.empty();
  }));
  REQUIRE(command(*house.boss, "device.revoke", {{"device_id", id}}).status == 200);
  CHECK(at_central->get(lobby).status == 403);
  CHECK(test::eventually([&] { return terminal->get(lobby).status == 403; }, std::chrono::seconds(20)));
}

// A test of its own, site_moves_kill_test. VUORO_KILLS: how many times, 4 when not said.
TEST_CASE("whatever is killed while a site changes hands, in the end one acts and nothing is lost",
          "[.][kill]") {
  SiteHouse house;
  auto central_clerk = house.central->staff("clerk");
  auto clerk = house.box->staff("clerk0");
  REQUIRE(clerk != nullptr);
  // So much that the handover has many pieces.
  for (int i = 0; i < 150; ++i) REQUIRE(command(*central_clerk, "ticket.issue", a_ticket()).status == 200);
  SystemRandom random;
  const char* wanted = std::getenv("VUORO_KILLS");
  const int rounds = (wanted != nullptr ? std::atoi(wanted) : 4) / 2;
  // Killed after so many bytes have passed: somewhere in the middle of the move.
  const auto kill = [&](test::ServerProgram& victim, std::int64_t after) {
    const auto until = house.line->bytes() + after;
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (house.line->bytes() < until && std::chrono::steady_clock::now() < give_up)
      std::this_thread::yield();
    victim.end(SIGKILL);
    victim.start();
    clerk = house.box->staff("clerk0");
    house.boss = house.central->staff("boss");
    central_clerk = house.central->staff("clerk");
    REQUIRE(clerk != nullptr);
  };
  for (int round = 0; round < rounds; ++round) {
    auto& victim = round % 2 == 0 ? *house.box : *house.central;
    REQUIRE(house.give().status == 200);
    kill(victim, static_cast<std::int64_t>(random.below(150'000)));
    INFO("round " << round << "\n" << house.logs());
    REQUIRE(SiteHouse::acts(*clerk, true, house.box_id));
    CHECK_FALSE(takes_acts(*central_clerk));
    REQUIRE(takes_acts(*clerk));
    REQUIRE(house.want_back().status == 200);
    kill(victim, static_cast<std::int64_t>(random.below(20'000)));
    REQUIRE(SiteHouse::acts(*house.boss, false, house.box_id));
    CHECK_FALSE(takes_acts(*clerk));
    REQUIRE(takes_acts(*central_clerk));
  }
  Watched far(*house.boss, k_scope);
  REQUIRE(far.until([&] { return !far.of("ticket").empty(); }));
  CHECK(numbers_of(far.of("ticket")).size() == 150 + 2 * static_cast<std::size_t>(rounds));
}
