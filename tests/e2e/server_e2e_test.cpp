// The server over real TLS on loopback: what is let in, what is refused and how, and races.

#include <catch2/catch.hpp>

#include <future>
#include <set>

#include "core/base/file.h"
#include "server/authority/x509.h"
#include "tests/e2e/server_client.h"

using namespace vuoro;
using test::HttpClient;
using test::LivingServer;
using test::new_id;

namespace {

json::object command(const std::string& type, json::object fields = {}) {
  fields["id"] = new_id().to_string();
  fields["type"] = type;
  return fields;
}

json::value batch(const json::value& event) {
  return json::object{{"events", json::array{event}}};
}

}  // namespace

TEST_CASE("only what speaks TLS with the right certificate comes in") {
  LivingServer server;
  const auto device = server.device("terminal");
  CHECK(device.http->get("/healthz").status == 200);

  HttpClient no_certificate(server.device_url(), server.ca_file());
  CHECK(no_certificate.get("/healthz").status == 0);

  // A certificate with the device's name, signed by somebody else's authority.
  namespace x509 = authority::x509;
  const auto key = x509::make_key().value();
  const auto foreign = x509::sign(key.get(), {device.id.to_string(), ""}, x509::Usage::device, nullptr,
                                  key.get(), SystemClock().wall(), std::chrono::hours(1))
                           .value();
  HttpClient forged(server.device_url(), server.ca_file());
  forged.certificate_file = (server.folder() / "forged.pem").string();
  forged.key_file = (server.folder() / "forged.key").string();
  REQUIRE(write_file_durably(forged.certificate_file, x509::to_pem(foreign.get()).value()));
  REQUIRE(write_file_durably(forged.key_file, x509::to_pem(key.get()).value(), 0600));
  const auto look = forged.get("/healthz");
  CHECK(look.status == 401);
  CHECK(look.body.find("enrolled at another server") != std::string::npos);
  CHECK(forged.post("/api/v1/events", json::object{{"events", json::array{}}}).status == 401);
  CHECK(device.http->get("/healthz").status == 200);

  HttpClient unverified(server.public_url(), "");
  CHECK(unverified.get("/healthz").curl == CURLE_PEER_FAILED_VERIFICATION);

  HttpClient plain("http" + server.public_url().substr(5), "");
  const auto told = plain.get("/");
  CHECK(told.status == 400);
  CHECK(told.at("/error/message") == "this port speaks HTTPS only");
}

TEST_CASE("addresses, methods and headers") {
  LivingServer server;
  const auto visitor = server.visitor();
  CHECK(visitor->get("/api/v1/nothing").at("/error/code") == "not_found");
  CHECK(visitor->get("/%zz").status == 400);
  CHECK(visitor->get("/../../etc/passwd").status == 404);
  const auto wrong = visitor->get("/api/v1/login");
  CHECK(wrong.status == 405);
  CHECK(wrong.headers.at("allow") == "POST, OPTIONS");
  CHECK(visitor->request("OPTIONS", "/api/v1/login", nullptr).status == 204);
  const auto head = visitor->request("HEAD", "/healthz", nullptr);
  CHECK(head.status == 200);
  CHECK(head.body.empty());
  CHECK(head.headers.at("x-content-type-options") == "nosniff");
  CHECK(head.headers.at("content-security-policy").find("frame-ancestors 'none'") != std::string::npos);
  CHECK(head.headers.contains("strict-transport-security"));
  // `vuoroctl self-test` compares clocks by it.
  CHECK(curl_getdate(head.headers.at("date").c_str(), nullptr) >= 1'700'000'000);
  // Devices' addresses are not at the public port, and the other way round.
  CHECK(visitor->post("/api/v1/events", "{}").status == 404);
  const auto device = server.device("terminal");
  CHECK(device.http->post("/api/v1/login", "{}").status == 404);
  const auto metrics = visitor->get("/metrics");
  CHECK(metrics.body.find("vuoro_store_commits_total") != std::string::npos);
  CHECK(metrics.body.find("route=\"/api/v1/login\"") != std::string::npos);
}

TEST_CASE("malformed, oversized, replayed, forged: each a clear answer, and the server lives on") {
  LivingServer server;
  const auto device = server.device("terminal");
  auto& http = *device.http;
  CHECK(http.post("/api/v1/events", "{\"events\":[").at("/error/code") == "parse");
  CHECK(http.post("/api/v1/events", "{\"events\":[],\"more\":1}").at("/error/message") ==
        "more: unknown field");
  CHECK(http.post("/api/v1/events", std::string("\xff\xfe")).status == 400);
  CHECK(http.post("/api/v1/leases", R"({"request_id":"x","asks":[]})").at("/error/message") ==
        "request_id: expected a UUID");
  const auto large = http.post("/api/v1/events", std::string((1 << 20) + 1, ' '));
  CHECK(large.status == 413);
  CHECK(large.at("/error/code") == "too_large");
  http.cookie = std::string(20'000, 'x');
  CHECK(http.get("/healthz").status == 413);
  http.cookie.clear();
  json::array many;
  for (int i = 0; i < 101; ++i)
    many.push_back(test::issue_event(new_id(), i + 1, new_id(), server.queue, "A1"));
  CHECK(http.post("/api/v1/events", json::object{{"events", many}}).status == 413);

  const auto event = test::issue_event(new_id(), 1, new_id(), server.queue, "A1");
  CHECK(http.post("/api/v1/events", batch(event)).at("/answers/0/status") == "accepted");
  CHECK(http.post("/api/v1/events", batch(event)).at("/answers/0/status") == "repeated");
  auto other = event;
  other.as_object()["sequence"] = 2;
  CHECK(http.post("/api/v1/events", batch(other)).status == 409);
  // Another device that sends the same id is not told what the first one sent.
  const auto second = server.device("second");
  CHECK(second.http->post("/api/v1/events", batch(event)).status == 409);
  auto stranger = test::issue_event(new_id(), 7, new_id(), Uuid::from_name("no queue"), "A2");
  CHECK(http.post("/api/v1/events", batch(stranger)).status == 422);
  auto unknown = test::issue_event(new_id(), 8, new_id(), server.queue, "A3");
  unknown.as_object()["payload"].as_object()["extra"] = true;
  CHECK(http.post("/api/v1/events", batch(unknown)).at("/answers/0/message") ==
        "payload.extra: unknown field");
  CHECK(http.get("/api/v1/changes?scope=site:" + Uuid::from_name("elsewhere").to_string()).status == 403);
  CHECK(http.get("/api/v1/changes?scope=site:" + server.site.to_string() + "&since=99999999").status == 410);
  CHECK(http.get("/api/v1/changes?scope=global&since=-1").status == 400);
  CHECK(http.get("/api/v1/changes?scope=global&wait=26").status == 400);
}

TEST_CASE("staff: sessions, CSRF, roles, and a log-in that slows down") {
  LivingServer server;
  const auto visitor = server.visitor();
  CHECK(visitor->get("/api/v1/session").status == 401);
  const auto clerk = server.staff("clerk");
  CHECK(clerk->get("/api/v1/session").at("/user/username") == "clerk");
  CHECK(clerk
            ->post("/api/v1/commands",
                   command("device.code",
                           {{"site_id", server.site.to_string()}, {"role", "terminal"}, {"name", "x"}}))
            .status == 403);
  const std::string csrf = std::exchange(clerk->csrf, "");
  CHECK(clerk
            ->post("/api/v1/commands",
                   command("counter.take", {{"counter_id", server.counters[0].to_string()}}))
            .status == 403);
  clerk->csrf = csrf;
  CHECK(clerk
            ->post("/api/v1/commands",
                   command("counter.take", {{"counter_id", server.counters[0].to_string()}}))
            .status == 200);
  CHECK(clerk->post("/api/v1/commands", command("counter.take", {{"counter_id", 7}}))
            .at("/error/message")
            .find("counter_id") == 0);
  CHECK(clerk
            ->post("/api/v1/commands",
                   command("counter.take", {{"counter_id", server.counters[0].to_string()}, {"odd", 1}}))
            .status == 400);
  CHECK(clerk->get("/api/v1/feedback").status == 403);
  CHECK(clerk->post("/api/v1/logout", "").status == 204);
  CHECK(clerk->get("/api/v1/session").status == 401);

  visitor->content_type = "text/plain";  // what a page of another site could send
  CHECK(
      visitor
          ->post("/api/v1/login", json::object{{"username", "clerk"}, {"password", LivingServer::k_password}})
          .status == 400);
  visitor->content_type = "application/json";
  int refused = 0;
  for (int i = 0; i < 5; ++i) {
    const auto answer =
        visitor->post("/api/v1/login", json::object{{"username", "boss"}, {"password", "guess"}});
    if (answer.status == 401) ++refused;
  }
  CHECK(refused == 5);
  // Also the right password waits now, and is told how long.
  const auto throttled = visitor->post(
      "/api/v1/login", json::object{{"username", "boss"}, {"password", LivingServer::k_password}});
  CHECK(throttled.status == 429);
  CHECK(std::stoi(throttled.headers.at("retry-after")) >= 1);
  CHECK(visitor
            ->post("/api/v1/login",
                   json::object{{"username", "clerk1"}, {"password", LivingServer::k_password}})
            .status == 200);
}

TEST_CASE("what a terminal kept of feedback comes to a program that has read what was given later") {
  LivingServer server;
  const auto boss = server.staff("boss");
  const auto give = [](const LivingServer::DeviceClient& terminal, std::chrono::hours ago) {
    const auto id = new_id();
    const json::object event{
        {"id", new_id().to_string()},
        {"sequence", 1},
        {"type", "feedback.given"},
        {"time", to_unix_ms(SystemClock().wall() - ago)},
        {"payload", json::object{{"feedback_id", id.to_string()}, {"score", 4}, {"language", "fi"}}}};
    CHECK(terminal.http->post("/api/v1/events", batch(event)).status == 200);
    return id.to_string();
  };
  std::string next = "0";
  const auto read = [&] {
    const auto page = boss->get("/api/v1/feedback?after=" + next);
    REQUIRE(page.status == 200);
    next = page.at("/next");
    return page.json().at("feedback").as_array();
  };
  const auto at_twelve = give(server.device("on the line"), std::chrono::hours(2));
  const auto first = read();
  REQUIRE(first.size() == 1);
  CHECK(first.at(0).at("id").as_string() == at_twelve);
  const auto at_ten = give(server.device("without a line"), std::chrono::hours(4));
  const auto second = read();
  REQUIRE(second.size() == 1);
  CHECK(second.at(0).at("id").as_string() == at_ten);
  CHECK(read().empty());
}

TEST_CASE("a wrong enrolment code is refused and slows down") {
  LivingServer server;
  const auto visitor = server.visitor();
  const auto made = test::make_request();
  std::set<long> statuses;
  for (int i = 0; i < 8; ++i) {
    statuses.insert(
        visitor->post("/api/v1/enrol", json::object{{"code", "ABCD2345"}, {"csr_pem", made.csr_pem}}).status);
  }
  CHECK(statuses == std::set<long>{401, 429});
}

TEST_CASE("a change wakes who waits; a revoked device is out at once, also while it waits") {
  LivingServer server;
  const auto device = server.device("terminal");
  auto& http = *device.http;
  const std::string feed = "/api/v1/changes?scope=site:" + server.site.to_string() + "&since=";
  const std::string since = http.get(feed + "0").at("/revision");
  auto waiting = std::async(std::launch::async, [&] { return http.get(feed + since + "&wait=25"); });
  const auto second = server.device("second");  // enrolling is a change of the site
  const auto woken = waiting.get();
  CHECK(woken.status == 200);
  CHECK(woken.at("/changes/0/collection") == "device");
  auto revoked =
      std::async(std::launch::async, [&] { return http.get(feed + woken.at("/revision") + "&wait=25"); });
  const auto boss = server.staff("boss");
  REQUIRE(boss->post("/api/v1/commands", command("device.revoke", {{"device_id", device.id.to_string()}}))
              .status == 200);
  const auto out = revoked.get();
  CHECK(out.status == 403);
  CHECK(http.post("/api/v1/events", batch(test::issue_event(new_id(), 1, new_id(), server.queue, "A1")))
            .status == 403);
  CHECK(second.http->get("/healthz").status == 200);
}

TEST_CASE("a display reads and reports, and gives no numbers") {
  LivingServer server;
  const auto display = server.device("wall", "display");
  auto& http = *display.http;
  CHECK(http.get("/api/v1/changes?scope=site:" + server.site.to_string() + "&since=0").status == 200);
  const auto event =
      http.post("/api/v1/events", batch(test::issue_event(new_id(), 1, new_id(), server.queue, "A1")));
  CHECK(event.status == 403);
  CHECK(event.at("/error/message") == "this device is no terminal");
  const json::object ask{{"kind", "number"}, {"queue_id", server.queue.to_string()}, {"count", 1}};
  CHECK(http.post("/api/v1/leases",
                  json::object{{"request_id", new_id().to_string()}, {"asks", json::array{ask}}})
            .status == 403);
  CHECK(http.post("/api/v1/leases/return", json::object{{"lease_ids", json::array{}}}).status == 403);
}

TEST_CASE("a device renews its certificate") {
  LivingServer server;
  const auto device = server.device("terminal");
  const auto made = test::make_request();
  const auto renewed = device.http->post("/api/v1/renew", json::object{{"csr_pem", made.csr_pem}});
  REQUIRE(renewed.status == 200);
  HttpClient again(server.device_url(), server.ca_file());
  again.certificate_file = (server.folder() / "renewed.pem").string();
  again.key_file = (server.folder() / "renewed.key").string();
  REQUIRE(write_file_durably(again.certificate_file, renewed.at("/certificate_pem")));
  REQUIRE(write_file_durably(again.key_file, made.key_pem, 0600));
  CHECK(again.get("/api/v1/changes?scope=global").status == 200);
  CHECK(device.http->post("/api/v1/renew", json::object{{"csr_pem", "nonsense"}}).status == 400);
}

TEST_CASE("too many requests from one address get 429") {
  ServerConfig config;
  config.requests_per_second = 1;
  config.requests_burst = 20;
  LivingServer server(config);
  const auto visitor = server.visitor();
  long last = 0;
  for (int i = 0; i < 25; ++i) last = visitor->get("/healthz").status;
  CHECK(last == 429);
}
