// Bad acts at the desk, over HTTPS: each gets a clear sentence, and nothing is changed by it.

#include <catch2/catch.hpp>

#include "core/base/sqlite.h"
#include "tests/e2e/server_client.h"
#include "tests/support/midday.h"

using namespace vuoro;
using test::HttpAnswer;
using test::HttpClient;
using test::LivingServer;
using test::new_id;

namespace {

/// A lobby with two visitors, "A1" and "A2", and two clerks at counters 1 and 2.
struct Desk {
  Desk() : device(server.device("terminal")), one(server.staff("clerk0")), two(server.staff("clerk1")) {
    for (const auto* number : {"A1", "A2"}) tickets.push_back(issue(number, 0));
    REQUIRE(act(*one, "counter.take", {{"counter_id", at(0)}}).status == 200);
    REQUIRE(act(*two, "counter.take", {{"counter_id", at(1)}}).status == 200);
  }

  /// @param days_ago  of the service day on the ticket
  std::string issue(const std::string& number, int days_ago) {
    const Uuid ticket = new_id();
    auto event = test::issue_event(new_id(), ++sequence, ticket, server.queue, number);
    const auto today = service_day(TimeZone::create(test::zone_of_tests()).value(), SystemClock().wall());
    event.as_object()["payload"].as_object()["service_day"] =
        to_iso(LocalDate(std::chrono::sys_days(today) - std::chrono::days(days_ago)));
    const auto answer = device.http->post("/api/v1/events", json::object{{"events", json::array{event}}});
    REQUIRE(answer.at("/answers/0/status") == "accepted");
    return ticket.to_string();
  }

  static HttpAnswer send(HttpClient& who, const json::object& command) {
    return who.post("/api/v1/commands", command);
  }
  static json::object command(const std::string& type, json::object fields) {
    fields["id"] = new_id().to_string();
    fields["type"] = type;
    return fields;
  }
  static HttpAnswer act(HttpClient& who, const std::string& type, json::object fields) {
    return send(who, command(type, std::move(fields)));
  }
  [[nodiscard]] std::string at(std::size_t counter) const { return server.counters[counter].to_string(); }

  /// Everything that staff can read of the site, without the moment at which it was read.
  std::string state() {
    auto page = two->get("/api/v1/changes?scope=site:" + server.site.to_string() + "&since=0").json();
    page.as_object().erase("server_time");
    return json::serialize(page);
  }

  /// Lines of the audit log about acts that were not allowed.
  [[nodiscard]] std::int64_t refusals_noted() const {
    auto database =
        sqlite::Database::open(server.folder() / "state" / "vuoro.db", {.read_only = true}).value();
    auto rows = database.query("SELECT count(*) FROM audit WHERE allowed = 0").value();
    REQUIRE(rows.step().value());
    return rows.integer(0);
  }

  LivingServer server;
  LivingServer::DeviceClient device;
  std::unique_ptr<HttpClient> one, two;
  std::vector<std::string> tickets;
  std::int64_t sequence = 0;
};

/// The sentence of the refusal; what it wrote, when it was none.
std::string refusal(const HttpAnswer& answer) {
  return std::to_string(answer.status) + " " + answer.at("/error/code") + ": " + answer.at("/error/message");
}

}  // namespace

TEST_CASE("bad acts of clerks: each a clear sentence, nothing changed") {
  Desk desk;
  const std::string yesterday = desk.issue("A9", 1);
  const auto first =
      Desk::command("ticket.call", {{"counter_id", desk.at(0)}, {"ticket_id", desk.tickets[0]}});
  const auto called = Desk::send(*desk.one, first);
  REQUIRE(called.status == 200);
  const std::string nowhere = new_id().to_string();
  auto other_content = first;
  other_content["ticket_id"] = desk.tickets[1];
  auto repeated_by_other = first;

  struct Bad {
    std::string name;
    HttpClient* who;
    json::object command;
    std::string expected;
  };
  const std::vector<Bad> bad = {
      {"calling whom another called a moment ago", desk.two.get(),
       Desk::command("ticket.call", {{"counter_id", desk.at(1)}, {"ticket_id", desk.tickets[0]}}),
       "409 conflict: call is not allowed: ticket A1 is called"},
      {"calling with the picture of a moment ago", desk.two.get(),
       Desk::command(
           "ticket.call",
           {{"counter_id", desk.at(1)}, {"ticket_id", desk.tickets[0]}, {"expected_state", "waiting"}}),
       "409 conflict: ticket A1 is called, not waiting"},
      {"a second visitor while the first was called and has not come", desk.one.get(),
       Desk::command("ticket.call_next", {{"counter_id", desk.at(0)}}),
       "409 conflict: A1 was called to counter 1 and is neither started nor ended"},
      {"a page of yesterday", desk.one.get(), Desk::command("ticket.bring_back", {{"ticket_id", yesterday}}),
       "409 conflict: ticket A9 is of an earlier day: "},
      {"calling at a counter of somebody else", desk.one.get(),
       Desk::command("ticket.call_next", {{"counter_id", desk.at(1)}}),
       "409 conflict: take the counter first: 2 is not yours"},
      {"sitting down where somebody sits", desk.one.get(),
       Desk::command("counter.take", {{"counter_id", desk.at(1)}}),
       "409 conflict: counter 2 is taken by Clerk"},
      {"leaving a visitor alone", desk.one.get(),
       Desk::command("counter.leave", {{"counter_id", desk.at(0)}}),
       "409 conflict: counter 1 still has a visitor"},
      {"pausing somebody else's counter", desk.one.get(),
       Desk::command("counter.pause", {{"counter_id", desk.at(1)}}),
       "409 conflict: counter 2 is taken by Clerk"},
      {"a supervisor's act", desk.one.get(), Desk::command("counter.close", {{"counter_id", desk.at(1)}}),
       "403 forbidden: needs the role supervisor"},
      {"moving a counter to other queues", desk.one.get(),
       Desk::command("counter.set_queues",
                     {{"counter_id", desk.at(0)}, {"queue_ids", json::array{desk.server.queue.to_string()}}}),
       "403 forbidden: needs the role supervisor"},
      {"an editor's act", desk.one.get(),
       Desk::command("content.import", {{"source", "x"}, {"records", json::array()}, {"prune", true}}),
       "403 forbidden: needs the role editor"},
      {"a technician's act", desk.one.get(),
       Desk::command("device.revoke", {{"device_id", desk.device.id.to_string()}}),
       "403 forbidden: needs the role technician"},
      {"a forged ticket", desk.one.get(), Desk::command("ticket.finish", {{"ticket_id", nowhere}}),
       "404 not_found: ticket " + nowhere},
      {"a ticket's id as a counter", desk.one.get(),
       Desk::command("counter.take", {{"counter_id", desk.tickets[0]}}),
       "404 not_found: counter " + desk.tickets[0]},
      {"a forged queue", desk.one.get(), Desk::command("queue.close_today", {{"queue_id", nowhere}}),
       "404 not_found: queue " + nowhere},
      {"a forged profile", desk.one.get(),
       Desk::command("counter.set_profile", {{"counter_id", desk.at(0)}, {"profile_id", nowhere}}),
       "404 not_found: counter_profile " + nowhere},
      {"an id that is none", desk.one.get(), Desk::command("ticket.finish", {{"ticket_id", "A1"}}),
       "400 invalid_argument: ticket_id: "},
      {"a field that nobody asked for", desk.one.get(),
       Desk::command("ticket.finish", {{"ticket_id", desk.tickets[0]}, {"state", "finished"}}),
       "400 invalid_argument: state: unknown field"},
      {"an act that does not exist", desk.one.get(), Desk::command("ticket.swallow", {}),
       "400 invalid_argument: type: not one of the known commands"},
      {"a request's id with another content", desk.one.get(), other_content,
       "409 conflict: id: used before with another content"},
      {"another's request sent again", desk.two.get(), repeated_by_other,
       "409 conflict: id: used before with another content"},
  };
  const std::string before = desk.state();
  std::int64_t noted = desk.refusals_noted();
  for (const auto& one : bad) {
    INFO(one.name);
    const std::string said = refusal(Desk::send(*one.who, one.command));
    CHECK(said.substr(0, one.expected.size()) == one.expected);
    CHECK(desk.state() == before);
    // Whoever reaches for what is not theirs leaves a line.
    if (said.substr(0, 3) == "403") ++noted;
    CHECK(desk.refusals_noted() == noted);
  }

  // The same request again is no second act: the stored answer, word for word.
  const auto again = Desk::send(*desk.one, first);
  CHECK(again.status == 200);
  CHECK(again.body == called.body);
  CHECK(desk.state() == before);
}

TEST_CASE("requests that nobody's session carries change nothing") {
  Desk desk;
  const std::string before = desk.state();
  const auto call = Desk::command("ticket.call_next", {{"counter_id", desk.at(0)}});
  const auto stranger = desk.server.visitor();
  CHECK(refusal(Desk::send(*stranger, call)) == "401 unauthorized: not logged in");
  stranger->cookie = std::string(43, 'x');
  stranger->csrf = desk.one->csrf;
  CHECK(refusal(Desk::send(*stranger, call)).substr(0, 16) == "401 unauthorized");
  // A page of another site can send the cookie, and not the token.
  stranger->cookie = desk.one->cookie;
  stranger->csrf.clear();
  CHECK(refusal(Desk::send(*stranger, call)) == "403 forbidden: X-CSRF-Token is missing or wrong");
  stranger->csrf = desk.two->csrf;
  CHECK(refusal(Desk::send(*stranger, call)) == "403 forbidden: X-CSRF-Token is missing or wrong");
  // A session that has ended.
  const auto gone = desk.server.staff("clerk2");
  const std::string cookie = gone->cookie;
  REQUIRE(gone->post("/api/v1/logout", "").status == 204);
  gone->cookie = cookie;
  CHECK(refusal(Desk::send(*gone, call)).substr(0, 16) == "401 unauthorized");
  // A device is no clerk.
  CHECK(desk.device.http->post("/api/v1/commands", call).status == 404);
  CHECK(desk.state() == before);
}
