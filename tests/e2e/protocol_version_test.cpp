// A device one protocol version ahead of the server is understood; one that is two ahead is told so, and
// loses nothing.

#include <catch2/catch.hpp>

#include "tests/e2e/server_client.h"

using namespace vuoro;
using test::LivingServer;
using test::new_id;

TEST_CASE("what a newer terminal says besides is passed over, and what it means is done once") {
  LivingServer server;
  auto terminal = server.device("terminal");
  auto event = test::issue_event(new_id(), 1, new_id(), server.queue, "A1");
  event.as_object()["weather"] = "fog";
  event.as_object()["payload"].as_object()["mood"] = "fine";
  const json::object batch{{"events", json::array{event}}, {"sent_by", "a newer program"}};
  const json::object leases{
      {"request_id", new_id().to_string()},
      {"why", "news"},
      {"asks", json::array{json::object{
                   {"kind", "number"}, {"queue_id", server.queue.to_string()}, {"count", 1}, {"floor", 2}}}}};
  const json::object status{{"version", "2"},   {"printer", "ok"}, {"outbox_waiting", 0},
                            {"revision", 0},    {"uptime_s", 1},   {"troubles", json::array()},
                            {"temperature", 21}};
  const auto all = [&](int events, int others, int reports) {
    CHECK(terminal.http->post("/api/v1/events", batch).status == events);
    CHECK(terminal.http->post("/api/v1/leases", leases).status == others);
    CHECK(terminal.http->post("/api/v1/status", status).status == reports);
  };
  // Of our own version these would be mistakes.
  all(400, 400, 400);
  terminal.http->protocol = std::to_string(protocol::k_version);
  all(400, 400, 400);
  terminal.http->protocol = std::to_string(protocol::k_version + 2);
  all(426, 426, 426);
  const auto refused = terminal.http->get("/api/v1/changes?scope=global&since=0");
  CHECK(refused.status == 426);
  CHECK(refused.headers.at("vuoro-protocol") == std::to_string(protocol::k_version));
  for (const char* nonsense : {"0", "-1", "two", "1.5"}) {
    terminal.http->protocol = nonsense;
    all(426, 426, 426);
  }
  terminal.http->protocol = std::to_string(protocol::k_version + 1);
  all(200, 200, 200);
  const auto again = terminal.http->post("/api/v1/events", batch);
  CHECK(again.at("/answers/0/status") == "repeated");
  CHECK(terminal.http->get("/api/v1/changes?scope=global&since=0").status == 200);
  // A mistake stays one.
  auto broken = test::issue_event(new_id(), 2, new_id(), server.queue, "A2");
  broken.as_object()["payload"].as_object().erase("follow_token");
  const auto rejected = terminal.http->post("/api/v1/events", json::object{{"events", json::array{broken}}});
  CHECK(rejected.status == 422);
  const auto page =
      server.staff("boss")->get("/api/v1/changes?scope=site:" + server.site.to_string() + "&since=0");
  int tickets = 0;
  const auto changes = page.json();
  for (const auto& change : changes.at("changes").as_array())
    tickets += change.at("collection") == "ticket" ? 1 : 0;
  CHECK(tickets == 1);
}

TEST_CASE(
    "an act that only a newer terminal knows waits there for a newer server, with what is about the same") {
  LivingServer server;
  auto terminal = server.device("terminal");
  const auto ticket = new_id();
  auto newer = test::issue_event(new_id(), 1, ticket, server.queue, "A1");
  newer.as_object()["type"] = "ticket.lent";
  auto same = test::issue_event(new_id(), 2, ticket, server.queue, "A1");
  same.as_object()["type"] = "ticket.printed";
  const auto other = test::issue_event(new_id(), 3, new_id(), server.queue, "A2");
  const json::object batch{{"events", json::array{newer, same, other}}};
  terminal.http->protocol = std::to_string(protocol::k_version + 1);
  const auto answer = terminal.http->post("/api/v1/events", batch);
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  const auto answers = answer.json();
  REQUIRE(answers.at("answers").as_array().size() == 1);
  CHECK(answers.at("answers").at(0).at("id") == other.at("id"));
  CHECK(answers.at("answers").at(0).at("status") == "accepted");
  // Nothing of it is remembered as refused, and the server itself is well.
  CHECK(server.staff("boss")->get("/healthz").status == 200);
  // Of the server's own version it is a mistake.
  terminal.http->protocol = std::to_string(protocol::k_version);
  const auto refused = terminal.http->post("/api/v1/events", json::object{{"events", json::array{newer}}});
  CHECK(refused.at("/answers/0/status") == "rejected");
}
