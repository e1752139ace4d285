#pragma once
// A real terminal's engine, enrolled at a living server, with a line between them that can be made bad.

#include <catch2/catch.hpp>
#include <map>

#include "kiosk/engine/engine.h"
#include "tests/e2e/server_client.h"
#include "tests/support/fault_proxy.h"
#include "tests/support/ui_thread.h"

namespace vuoro::test {

inline std::uint16_t port_of(const std::string& url) {
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

struct LineTerminal {
  explicit LineTerminal(LivingServer& at) : server(at), proxy(port_of(at.device_url())) { enrol_and_start(); }

  /// What a technician does: a code, the device's key, a certificate; and the program begins.
  void enrol_and_start() {
    engine.reset();
    const std::string code = device_code(*server.staff("boss"), server.site, "terminal", "terminal");
    const auto enrolled = kiosk::enrol({server.public_url(), server.ca_file(), dir.path()}, code);
    REQUIRE(enrolled.has_value());
    device_id = enrolled->device_id;
    start();
  }

  void start() {
    engine.reset();
    auto started = kiosk::Engine::start(
        {"https://127.0.0.1:" + std::to_string(proxy.port()), server.ca_file(), dir.path(), "test"},
        ui.post());
    REQUIRE(started.has_value());
    engine = std::move(*started);
  }

  template <class Holds>
  bool until(Holds holds) {
    return ui.run_until([&] { return holds(*engine->view()); }, std::chrono::seconds(60));
  }

  /// In touch, nothing waits, and numbers are there for the time without a connection.
  bool is_well() {
    return until([](const kiosk::LobbyView& view) {
      return view.ready && view.connection.online && view.connection.outbox_waiting == 0 &&
             view.connection.numbers_held.value_or(0) >= 5;
    });
  }

  /// Whether a technician is told something with this in it.
  bool tells(const std::string& words) {
    return until([&](const kiosk::LobbyView& view) {
      for (const auto& trouble : view.connection.troubles) {
        if ((trouble.text + " " + trouble.detail).find(words) != std::string::npos) return true;
      }
      return false;
    });
  }

  /// A visitor takes a number. @return the error when none could be promised
  Result<kiosk::IssuedTicket> take() {
    std::optional<Result<kiosk::IssuedTicket>> got;
    const auto asked = std::chrono::steady_clock::now();
    engine->take_ticket({server.queue, std::nullopt, "fi", {}},
                        [&](auto answer) { got = std::move(answer); });
    REQUIRE(ui.run_until([&] { return got.has_value(); }, std::chrono::seconds(30)));
    longest_wait = std::max(longest_wait, std::chrono::duration_cast<std::chrono::milliseconds>(
                                              std::chrono::steady_clock::now() - asked));
    if (*got) told.push_back((*got)->ticket);
    return std::move(*got);
  }

  /// Every number that a visitor was told is at the server, as it was told, and no other.
  void check_audit() {
    std::map<std::string, int> numbers;
    for (const auto& ticket : told) CHECK(++numbers[ticket.number] == 1);
    std::map<std::string, std::string> at_server;
    const auto boss = server.staff("boss");
    for (std::string since = "0", more = "true"; more == "true";) {
      const auto page =
          boss->get("/api/v1/changes?scope=site:" + server.site.to_string() + "&since=" + since);
      REQUIRE(page.status == 200);
      const auto changes = page.json();
      for (const auto& change : changes.at("changes").as_array()) {
        if (change.at("collection") != "ticket") continue;
        const auto& record = change.at("record");
        at_server[std::string(record.at("id").as_string())] = record.at("number").as_string();
      }
      since = page.at("/revision");
      more = page.at("/more");
    }
    CHECK(at_server.size() == told.size());
    for (const auto& ticket : told) CHECK(at_server[ticket.id.to_string()] == ticket.number);
    CHECK(engine->view()->connection.outbox_set_aside == 0);
  }

  LivingServer& server;
  FaultProxy proxy;
  TempDir dir;
  UiThread ui;
  Uuid device_id;
  std::vector<Ticket> told;
  std::chrono::milliseconds longest_wait{0};
  std::unique_ptr<kiosk::Engine> engine;  ///< last: its thread ends first
};

}  // namespace vuoro::test
