// The server program is killed under load and started again: nothing lost, nothing twice.

#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <atomic>
#include <csignal>
#include <set>
#include <thread>

#include "core/base/file.h"
#include "server/admin.h"
#include "tests/e2e/server_program.h"

using namespace vuoro;
using test::HttpClient;

TEST_CASE("what the server writes is nobody else's to read, whoever made its folder") {
  const test::TempDir folder;
  std::filesystem::create_directories(folder.path() / "state");
  std::filesystem::permissions(folder.path() / "state", std::filesystem::perms(0755));
  const test::ServerProgram program(folder.path());
  using std::filesystem::perms;
  const perms seen = std::filesystem::status(folder.path() / "state" / "vuoro.db").permissions();
  CHECK((seen & (perms::group_all | perms::others_all)) == perms::none);
}

TEST_CASE("a server whose database was deleted starts when somebody has said that it begins anew") {
  const test::TempDir folder;
  test::ServerProgram program(folder.path());
  program.end(SIGTERM);
  const auto state = (folder.path() / "state").string();
  std::filesystem::remove(folder.path() / "state" / "vuoro.db");
  const std::vector<std::string> serve = {"--state",       state, "--public-port", "0",
                                          "--device-port", "0",   "serve"};
  std::string refused;
  try {
    (void)test::run_server_command(serve);
  } catch (const std::exception& failure) {
    refused = failure.what();
  }
  CHECK(refused == "failed: serve (exit 78)");  // systemd does not try again
  // Nor does a command make one of which the next start would know nothing.
  CHECK_THROWS(test::run_server_command({"--state", state, "device-code", "--name", "kiosk"}));
  CHECK_THROWS(test::run_server_command(serve));
  (void)test::run_server_command({"--state", state, "begin-anew"});
  program.start();
  CHECK_THROWS(test::run_server_command({"--state", state, "begin-anew"}));
  CHECK(program.visitor()->get("/healthz").status == 200);
}

TEST_CASE("killed under load, started again, everything replayed: nothing lost, nothing twice") {
  const test::TempDir folder;
  test::seed_lobby(folder.path() / "state", 1);
  const std::string ca = (folder.path() / "state" / "server-ca.pem").string();
  const auto certificate = (folder.path() / "device.pem").string();
  const auto key = (folder.path() / "device.key").string();
  std::string code;
  {
    ServerConfig config;
    config.state = folder.path() / "state";
    const SystemClock clock;
    SystemRandom random;
    const auto state = open_state(config, clock, random).value();
    code = std::string(make_device_code(*state, "", "terminal", "kiosk").value().at("code").as_string());
  }
  const auto made = test::make_request();
  const SystemClock clock;
  SystemRandom random;
  constexpr int k_events = 400;
  std::vector<json::value> events;
  for (int i = 0; i < k_events; ++i) {
    events.push_back(test::issue_event(Uuid::v7(clock, random), i + 1, Uuid::v7(clock, random),
                                       Uuid::from_name("queue"), "A" + std::to_string(i)));
  }
  const auto body_of = [](const json::value& event) { return json::object{{"events", json::array{event}}}; };
  int answered = 0;
  {
    test::ServerProgram program(folder.path());
    HttpClient enrolling(program.public_url(), ca);
    const auto enrolled =
        enrolling.post("/api/v1/enrol", json::object{{"code", code}, {"csr_pem", made.csr_pem}});
    REQUIRE(enrolled.status == 200);
    REQUIRE(write_file_durably(certificate, enrolled.at("/certificate_pem")));
    REQUIRE(write_file_durably(key, made.key_pem, 0600));
    // The killer waits for a third of the answers; the sender goes on, so that some request is cut in the
    // middle.
    std::atomic<int> progress{0};
    std::thread killer([&] {
      while (progress < k_events / 3) std::this_thread::yield();
      program.end(SIGKILL);
    });
    HttpClient device(program.device_url(), ca);
    device.certificate_file = certificate;
    device.key_file = key;
    bool failed = false;
    for (const auto& event : events) {
      const auto answer = device.post("/api/v1/events", body_of(event));
      if (answer.status == 200) ++answered;
      failed = failed || answer.curl != CURLE_OK;
      ++progress;
    }
    killer.join();
    CHECK(failed);
  }
  CHECK(answered >= k_events / 3);
  test::ServerProgram program(folder.path());
  HttpClient device(program.device_url(), ca);
  device.certificate_file = certificate;
  device.key_file = key;
  int repeated = 0;
  int accepted = 0;
  for (const auto& event : events) {
    const auto status = device.post("/api/v1/events", body_of(event)).at("/answers/0/status");
    repeated += status == "repeated" ? 1 : 0;
    accepted += status == "accepted" ? 1 : 0;
  }
  CHECK(repeated + accepted == k_events);
  CHECK(repeated >= answered);  // what was answered had been kept
  std::set<std::string> tickets;
  std::size_t seen = 0;
  for (std::string since = "0", more = "true"; more == "true";) {
    const auto page =
        device.get("/api/v1/changes?scope=site:" + Uuid::from_name("site").to_string() + "&since=" + since);
    REQUIRE(page.status == 200);
    const auto value = page.json();
    for (const auto& change : value.at("changes").as_array()) {
      if (change.at("collection").as_string() != "ticket") continue;
      tickets.insert(std::string(change.at("id").as_string()));
      ++seen;
    }
    since = page.at("/revision");
    more = page.at("/more");
  }
  CHECK(tickets.size() == k_events);
  CHECK(seen == k_events);
  // SIGTERM is a clean end.
  const int status = program.end(SIGTERM);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
