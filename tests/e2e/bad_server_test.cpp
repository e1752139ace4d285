// The real terminal engine, and in the server's place something that fails, talks nonsense, is somebody else,
// or has no right to be asked; and the other way round, a device that has no right any more.

#include "tests/support/bad_server.h"
#include "core/base/file.h"
#include "server/authority/x509.h"
#include "tests/e2e/line_terminal.h"

using namespace vuoro;
using namespace std::chrono_literals;
namespace x509 = authority::x509;
using test::BadServer;
using test::LineTerminal;
using test::LivingServer;
using test::Manners;

namespace {

/// See bad_line_test: what is promised is half a second, on a machine at rest.
constexpr std::chrono::seconds k_patience{4};

struct Papers {
  std::string certificate;
  std::string key;
};

/// Signed by an authority of the server's own folder: "server-ca", or another one that says nothing of
/// servers. @param key_pem  a new key where there is none yet
Papers make_papers(const LivingServer& server, const char* authority, const x509::Subject& subject,
                   x509::Usage usage, WallTime from, std::chrono::seconds life,
                   const std::string& key_pem = {}) {
  const auto key = key_pem.empty() ? x509::make_key().value() : x509::key_from_pem(key_pem).value();
  Papers papers;
  papers.key = x509::to_pem(key.get()).value();
  const auto stem = server.folder() / "state" / authority;
  const auto issuer = x509::certificate_from_pem(read_file(stem.string() + ".pem", 1 << 16).value()).value();
  const auto issuer_key = x509::key_from_pem(read_file(stem.string() + ".key", 1 << 16).value()).value();
  const auto made = x509::sign(key.get(), subject, usage, issuer.get(), issuer_key.get(), from, life).value();
  papers.certificate = x509::to_pem(made.get()).value();
  return papers;
}

WallTime now() {
  return SystemClock().wall();
}

const x509::Subject k_here{"server", "DNS:localhost,IP:127.0.0.1"};

void lead_to(LineTerminal& terminal, std::uint16_t port) {
  terminal.proxy.aim_at(port);
  terminal.proxy.cut_all();
}

void lead_home(LineTerminal& terminal) {
  lead_to(terminal, test::port_of(terminal.server.device_url()));
}

}  // namespace

TEST_CASE(
    "whatever answers in the server's place, visitors are served, a technician reads what it is, all is "
    "kept") {
  LivingServer server;
  LineTerminal terminal(server);
  REQUIRE(terminal.is_well());
  const auto papers = make_papers(server, "server-ca", k_here, x509::Usage::server, now(), 24h);
  BadServer bad(papers.certificate, papers.key);
  const struct {
    Manners manners;
    const char* told;  ///< to the technician; null: that the copy ages is all there is to see
  } kinds[] = {
      {Manners::fails, "HTTP 500"},
      {Manners::is_busy, "HTTP 503"},
      {Manners::no_http, "The server is not reached"},
      {Manners::no_json, "answers cannot be read"},
      {Manners::half_json, nullptr},
      {Manners::somebody_else, "no Vuoro server"},
      {Manners::far_newer, "protocol 3"},
      {Manners::one_byte_a_second, "imeout"},
      {Manners::cut_in_the_answer, "The server is not reached"},
  };
  for (const auto& kind : kinds) {
    INFO(static_cast<int>(kind.manners));
    bad.manners = kind.manners;
    lead_to(terminal, bad.port());
    for (int visitor = 0; visitor < 3; ++visitor) {
      const auto ticket = terminal.take();
      REQUIRE(ticket.has_value());
      CHECK_FALSE(ticket->online);
    }
    if (kind.told != nullptr) CHECK(terminal.tells(kind.told));
    CHECK(terminal.until([](const kiosk::LobbyView& view) { return view.connection.outbox_waiting >= 3; }));
    lead_home(terminal);
    REQUIRE(terminal.is_well());
    CHECK(terminal.engine->view()->connection.troubles.empty());
  }
  CHECK(bad.heard() > 0);
  CHECK(terminal.longest_wait < k_patience);
  terminal.check_audit();
}

TEST_CASE("a server that cannot prove who it is hears nothing, and the technician reads why") {
  LivingServer server;
  LineTerminal terminal(server);
  REQUIRE(terminal.is_well());
  const x509::Subject elsewhere{"server", "DNS:elsewhere.example"};
  const struct {
    Papers papers;
    const char* told;
  } kinds[] = {
      {make_papers(server, "server-ca", k_here, x509::Usage::server, now() - 240h, 24h),
       "certificate has expired"},
      {make_papers(server, "server-ca", elsewhere, x509::Usage::server, now(), 24h), "127.0.0.1"},
      {make_papers(server, "device-ca", k_here, x509::Usage::server, now(), 24h), "certificate"},
  };
  for (const auto& kind : kinds) {
    INFO(kind.told);
    BadServer bad(kind.papers.certificate, kind.papers.key);
    lead_to(terminal, bad.port());
    REQUIRE(terminal.take().has_value());
    CHECK(terminal.tells(kind.told));
    CHECK(bad.heard() == 0);
    lead_home(terminal);
    REQUIRE(terminal.is_well());
  }
  CHECK(terminal.longest_wait < k_patience);
  terminal.check_audit();
}

TEST_CASE("a machine whose clock stands before the certificates begin is told the time all the same") {
  LivingServer server;
  LineTerminal terminal(server);
  REQUIRE(terminal.is_well());
  SECTION("the terminal's clock") {
    const auto papers = make_papers(server, "server-ca", k_here, x509::Usage::server, now() + 240h, 480h);
    BadServer bad(papers.certificate, papers.key);
    bad.manners = Manners::is_busy;
    lead_to(terminal, bad.port());
    CHECK(terminal.tells("HTTP 503"));
    CHECK(bad.heard() > 0);
    lead_home(terminal);
  }
  SECTION("the server's clock") {
    const auto device = x509::Subject{terminal.device_id.to_string(), ""};
    const auto key = read_file(terminal.dir.path() / "device.key", 1 << 16).value();
    const auto papers =
        make_papers(server, "device-ca", device, x509::Usage::device, now() + 240h, 2'400h, key);
    REQUIRE(write_file_durably(terminal.dir.path() / "device.crt", papers.certificate).has_value());
    terminal.start();
  }
  REQUIRE(terminal.is_well());
  const auto ticket = terminal.take();
  REQUIRE(ticket.has_value());
  CHECK(ticket->online);
  terminal.check_audit();
}

TEST_CASE(
    "a device whose certificate ends is told so, keeps what it owes, and delivers it once enrolled anew") {
  LivingServer server;
  LineTerminal terminal(server);
  REQUIRE(terminal.is_well());
  // The same device with a certificate that ends soon.
  const auto ends_at = now() + 8s;
  const auto key_pem = read_file(terminal.dir.path() / "device.key", 1 << 16).value();
  const auto papers = make_papers(server, "device-ca", {terminal.device_id.to_string(), ""},
                                  x509::Usage::device, now(), 8s, key_pem);
  REQUIRE(write_file_durably(terminal.dir.path() / "device.crt", papers.certificate).has_value());
  const auto renewal_off = [&] { terminal.proxy.faults.silent = true; };
  terminal.start();
  REQUIRE(terminal.is_well());
  // A young program asks for a new certificate at once; that one is taken away again.
  renewal_off();
  REQUIRE(terminal.take().has_value());
  REQUIRE(write_file_durably(terminal.dir.path() / "device.crt", papers.certificate).has_value());
  while (now() <= ends_at) std::this_thread::yield();
  terminal.proxy.faults.silent = false;
  terminal.proxy.cut_all();
  CHECK(terminal.tells("the device certificate has expired"));
  const auto refused = terminal.take();
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == Errc::forbidden);
  CHECK(terminal.until([](const kiosk::LobbyView& view) { return view.connection.outbox_waiting == 1; }));
  terminal.enrol_and_start();
  REQUIRE(terminal.is_well());
  REQUIRE(terminal.take().has_value());
  REQUIRE(terminal.is_well());
  terminal.check_audit();
}

TEST_CASE("a revoked device is out at once, on the connections that stand and on new ones") {
  LivingServer server;
  LineTerminal terminal(server);
  REQUIRE(terminal.is_well());
  const auto connections = terminal.proxy.connections();
  const auto boss = server.staff("boss");
  const SystemClock clock;
  SystemRandom random;
  const auto revoked_at = std::chrono::steady_clock::now();
  REQUIRE(boss->post("/api/v1/commands", json::object{{"id", Uuid::v7(clock, random).to_string()},
                                                      {"type", "device.revoke"},
                                                      {"device_id", terminal.device_id.to_string()}})
              .status == 200);
  CHECK(terminal.tells("refuses this device"));
  // The waiting request was answered, and not when its 25 seconds were over.
  CHECK(std::chrono::steady_clock::now() - revoked_at < 15s);
  CHECK(terminal.proxy.connections() - connections <= 2);
  terminal.proxy.cut_all();
  const auto refused = terminal.take();
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == Errc::forbidden);
  CHECK(terminal.tells("refuses this device"));
  terminal.check_audit();
}
