// The line between a lobby's own server and the central one is bad in every way that a line can be: the lobby
// does not notice, and whatever is told twice, late or in pieces is there once when the line is good again.

#include "tests/e2e/site_house.h"
#include "tests/support/line_faults.h"

using namespace vuoro;
using test::command;
using test::HttpClient;
using test::k_counter;
using test::k_queue;
using test::k_scope;
using test::numbers_of;
using test::SiteHouse;
using test::take_number;
using test::Watched;

namespace {

const Uuid k_next_counter = Uuid::from_name("counter 1");

/// More than what a round of visitors and calls takes on a busy machine. What this finds is who waits for the
/// other server with each of them.
constexpr std::chrono::seconds k_patience{10};

/// A terminal of the lobby that gives feedback.
struct Opinions {
  explicit Opinions(SiteHouse& house) : http(house.terminal("feedback")) {}
  void give() {
    const json::object event{
        {"id", test::fresh_id().to_string()},
        {"sequence", ++given},
        {"type", "feedback.given"},
        {"time", to_unix_ms(SystemClock().wall())},
        {"payload",
         json::object{{"feedback_id", test::fresh_id().to_string()}, {"score", 4}, {"language", "fi"}}}};
    REQUIRE(http->post("/api/v1/events", json::object{{"events", json::array{event}}}).status == 200);
  }
  /// Those that the central server has, for a program that goes on from where it was.
  std::size_t arrived(SiteHouse& house) {
    for (bool more = true; more;) {
      const auto page = house.boss->get("/api/v1/feedback?after=" + std::to_string(next)).json();
      for (const auto& row : page.at("feedback").as_array())
        CHECK(read.emplace(row.at("id").as_string()).second);
      next = page.at("next").as_int64();
      more = page.at("more").as_bool();
    }
    return read.size();
  }
  std::unique_ptr<HttpClient> http;
  std::int64_t given = 0, next = 0;
  std::set<std::string> read;
};

}  // namespace

TEST_CASE("on any bad line to the central server the lobby goes on at once, and all of it arrives once") {
  SiteHouse house;
  auto clerk = house.clerk_at_box();
  auto colleague = house.box->staff("clerk1");
  REQUIRE(colleague != nullptr);
  REQUIRE(command(*clerk, "counter.take", {{"counter_id", k_counter.to_string()}}).status == 200);
  REQUIRE(command(*colleague, "counter.take", {{"counter_id", k_next_counter.to_string()}}).status == 200);
  const auto terminal = house.terminal("terminal");
  Opinions opinions(house);
  std::set<std::string> given;
  std::int64_t sequence = 0;
  for (const auto& fault : test::k_line_faults) {
    INFO(fault.name << "\n" << house.logs());
    fault.begin(*house.line);
    const auto begun = std::chrono::steady_clock::now();
    std::string follow;
    for (int visitor = 0; visitor < 3; ++visitor) {
      const auto taken = take_number(*terminal, ++sequence);
      CHECK(given.insert(taken.number).second);
      follow = "/api/v1/follow/" + taken.token;
    }
    const auto next = [&] {
      return command(*clerk, "ticket.call_next", {{"counter_id", k_counter.to_string()}}).at("/ticket/id");
    };
    const auto served = next();
    CHECK(command(*clerk, "ticket.start", {{"ticket_id", served}}).status == 200);
    CHECK(command(*clerk, "ticket.finish", {{"ticket_id", served}}).status == 200);
    const auto sent_on = command(*clerk, "ticket.transfer",
                                 {{"ticket_id", next()}, {"counter_id", k_next_counter.to_string()}});
    INFO(sent_on.body);
    CHECK(sent_on.at("/ticket/state") == "waiting");
    opinions.give();
    CHECK(opinions.arrived(house) <= static_cast<std::size_t>(opinions.given));
    CHECK(house.box->visitor()->get(follow).status == 200);
    CHECK(std::chrono::steady_clock::now() - begun < k_patience);
    test::mend(*house.line);
    CHECK(house.told(*clerk) == sequence);
  }
  Watched far(*house.boss, k_scope);
  REQUIRE(far.until([&] { return far.of("ticket").size() == given.size(); }));
  CHECK(numbers_of(far.of("ticket")) == given);
  int finished = 0;
  for (const auto& [id, ticket] : far.of("ticket"))
    finished += ticket.at("state").as_string() == "finished" ? 1 : 0;
  CHECK(finished == static_cast<int>(std::size(test::k_line_faults)));
  CHECK(opinions.arrived(house) == static_cast<std::size_t>(opinions.given));
}

TEST_CASE(
    "a lobby that changes hands while the line is bad is served by one, and then by the one it went to") {
  SiteHouse house;
  auto clerk = house.box->staff("clerk0");
  auto central_clerk = house.central->staff("clerk");
  REQUIRE(clerk != nullptr);
  const auto takes = [](HttpClient& http) {
    const auto answer =
        command(http, "ticket.issue", {{"queue_id", k_queue.to_string()}, {"language", "fi"}});
    INFO(answer.body);
    CHECK((answer.status == 200 || answer.status == 503));
    return answer.status == 200 ? 1 : 0;
  };
  int given = 0;
  const auto one_at_most = [&] {
    const int here = takes(*clerk);
    const int there = takes(*central_clerk);
    CHECK(here + there <= 1);
    given += here + there;
  };
  for (const auto& fault : test::k_line_faults) {
    INFO(fault.name << "\n" << house.logs());
    for (const bool to_box : {true, false}) {
      REQUIRE((to_box ? house.give() : house.want_back()).status == 200);
      fault.begin(*house.line);
      one_at_most();
      test::mend(*house.line);
      REQUIRE(SiteHouse::acts(*clerk, to_box, house.box_id));
      REQUIRE(SiteHouse::acts(*house.boss, to_box, house.box_id));
      one_at_most();
    }
  }
  Watched far(*house.boss, k_scope);
  REQUIRE(far.until([&] { return far.of("ticket").size() == static_cast<std::size_t>(given); }));
  CHECK(numbers_of(far.of("ticket")).size() == static_cast<std::size_t>(given));
}
