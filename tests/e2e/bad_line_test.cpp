// The real terminal engine and the real server, with a bad line between them: every visitor gets an answer at
// once, and when the line is good again every number given is at the server exactly once.

#include <catch2/catch.hpp>
#include <map>

#include "kiosk/engine/engine.h"
#include "tests/e2e/server_client.h"
#include "tests/support/fault_proxy.h"
#include "tests/support/ui_thread.h"

using namespace vuoro;
using namespace std::chrono_literals;
using test::FaultProxy;
using test::LivingServer;

namespace {

std::uint16_t port_of(const std::string& url) {
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

/// A terminal enrolled at the server, whose line goes through the proxy.
struct Terminal {
  explicit Terminal(LivingServer& server) : proxy(port_of(server.device_url())) {
    const auto boss = server.staff("boss");
    SystemClock clock;
    SystemRandom random;
    const auto code = boss->post("/api/v1/commands", json::object{{"id", Uuid::v7(clock, random).to_string()},
                                                                  {"type", "device.code"},
                                                                  {"site_id", server.site.to_string()},
                                                                  {"role", "terminal"},
                                                                  {"name", "terminal"}});
    const auto enrolled = kiosk::enrol({server.public_url(), server.ca_file(), dir.path()}, code.at("/code"));
    REQUIRE(enrolled.has_value());
    auto started = kiosk::Engine::start(
        {"https://127.0.0.1:" + std::to_string(proxy.port()), server.ca_file(), dir.path(), "test"},
        ui.post());
    REQUIRE(started.has_value());
    engine = std::move(*started);
  }

  template <class Holds>
  bool until(Holds holds) {
    return ui.run_until([&] { return holds(*engine->view()); }, 60s);
  }

  /// A visitor takes a number. @return nothing when none could be promised
  std::optional<kiosk::IssuedTicket> take(const Uuid& queue) {
    std::optional<Result<kiosk::IssuedTicket>> got;
    engine->take_ticket({queue, std::nullopt, "fi", {}}, [&](auto answer) { got = std::move(answer); });
    REQUIRE(ui.run_until([&] { return got.has_value(); }, 30s));
    if (!*got) return std::nullopt;
    return **got;
  }

  FaultProxy proxy;
  test::TempDir dir;
  test::UiThread ui;
  std::unique_ptr<kiosk::Engine> engine;
};

struct Fault {
  const char* name;
  void (*begin)(FaultProxy&);
};

const Fault k_faults[] = {
    {"the cable is out", [](FaultProxy& line) { line.faults.refuse = true; }},
    {"a black hole", [](FaultProxy& line) { line.faults.silent = true; }},
    {"answers are swallowed", [](FaultProxy& line) { line.faults.half_open = true; }},
    {"rubbish instead of the server",
     [](FaultProxy& line) {
       line.faults.rubbish = true;
       line.cut_all();
     }},
    {"TLS is cut in the middle",
     [](FaultProxy& line) {
       line.faults.cut_after = 900;
       line.cut_all();
     }},
    {"late answers", [](FaultProxy& line) { line.faults.delay_ms = 400; }},
    {"ten bytes a second", [](FaultProxy& line) { line.faults.bytes_per_second = 10; }},
};

void mend(FaultProxy& line) {
  line.faults.refuse = line.faults.silent = line.faults.half_open = line.faults.rubbish = false;
  line.faults.cut_after = 0;
  line.faults.delay_ms = line.faults.bytes_per_second = 0;
  line.cut_all();
}

}  // namespace

TEST_CASE("On a bad line every visitor is answered, and the server finds every number once") {
  LivingServer server;
  Terminal terminal(server);
  // Numbers for the time without a connection are there before it comes.
  REQUIRE(terminal.until([](const kiosk::LobbyView& view) {
    return view.ready && view.connection.numbers_held.value_or(0) >= 5;
  }));
  std::vector<Ticket> told;
  int given_from_block = 0;
  for (const auto& fault : k_faults) {
    INFO(fault.name);
    fault.begin(terminal.proxy);
    for (int visitor = 0; visitor < 3; ++visitor) {
      const auto ticket = terminal.take(server.queue);
      REQUIRE(ticket.has_value());
      told.push_back(ticket->ticket);
      given_from_block += ticket->online ? 0 : 1;
    }
    mend(terminal.proxy);
    REQUIRE(terminal.until([](const kiosk::LobbyView& view) {
      return view.connection.online && view.connection.outbox_waiting == 0 &&
             view.connection.numbers_held.value_or(0) >= 5;
    }));
  }
  CHECK(given_from_block >= 12);

  std::map<std::string, int> numbers;
  for (const auto& ticket : told) CHECK(++numbers[ticket.number] == 1);
  std::map<std::string, std::string> at_server;
  const auto page =
      server.staff("boss")->get("/api/v1/changes?scope=site:" + server.site.to_string() + "&since=0");
  REQUIRE(page.status == 200);
  const auto changes = page.json();
  for (const auto& change : changes.at("changes").as_array()) {
    if (change.at("collection") != "ticket") continue;
    const auto& record = change.at("record");
    at_server[std::string(record.at("id").as_string())] = record.at("number").as_string();
  }
  CHECK(at_server.size() == told.size());
  for (const auto& ticket : told) CHECK(at_server[ticket.id.to_string()] == ticket.number);
  CHECK(terminal.engine->view()->connection.outbox_set_aside == 0);
}
