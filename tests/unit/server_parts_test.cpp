// The small parts: targets, cookies, rates, throttles, passwords, configuration, certificates, files.

#include <sys/stat.h>
#include <catch2/catch.hpp>

#include <future>

#include "core/base/file.h"
#include "core/lobby/record_codec.h"
#include "server/admin.h"
#include "server/authority/content_import.h"
#include "server/authority/device_ca.h"
#include "server/authority/passwords.h"
#include "server/authority/throttle.h"
#include "server/authority/x509.h"
#include "server/config.h"
#include "server/http/http.h"
#include "server/http/rate_limit.h"
#include "server/http/request_target.h"
#include "server/http/static_files.h"
#include "server/state.h"
#include "tests/support/paths.h"

using namespace vuoro;
using std::chrono::seconds;

TEST_CASE("a target's path and query are decoded, and bad ones refused") {
  const auto target = http::parse_target("/t/%C3%A4?since=5&empty=&flag").value();
  CHECK(target.path == "/t/ä");
  CHECK(target.integer("since", 0, 9, 0).value() == 5);
  CHECK(target.integer("absent", 0, 9, 3).value() == 3);
  CHECK(target.integer("since", 6, 9, 0).error().code == Errc::invalid_argument);
  CHECK(target.integer("empty", 0, 9, 0).error().code == Errc::invalid_argument);
  CHECK(target.text("flag") == "");
  for (const auto* bad : {"", "x", "/%", "/%4", "/%zz", "/a%00b", "/%ff", "/?a=1&a=2"}) {
    INFO(bad);
    CHECK_FALSE(http::parse_target(bad));
  }
  CHECK(http::parse_target("/" + std::string(5000, 'a')).error().code == Errc::too_large);
}

TEST_CASE("a date is told as HTTP tells it") {
  CHECK(http::http_date(WallTime(seconds(1795289638))) == "Sat, 21 Nov 2026 19:33:58 GMT");
  CHECK(http::http_date(WallTime(seconds(0))) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(http::http_date(WallTime(seconds(1709251199))) == "Thu, 29 Feb 2024 23:59:59 GMT");
}

TEST_CASE("a cookie is found by its whole name") {
  CHECK(http::cookie_value("a=1; vuoro_session=xyz ;b=2", "vuoro_session") == "xyz");
  CHECK_FALSE(http::cookie_value("not_vuoro_session=xyz", "vuoro_session"));
  CHECK_FALSE(http::cookie_value("vuoro_session_x=xyz", "vuoro_session"));
  CHECK_FALSE(http::cookie_value("", "vuoro_session"));
}

TEST_CASE("a rate is a burst and a refill, for each key, with a bounded memory") {
  http::RateLimit limit(2, 3, 2);
  MonoTime now{};
  for (int i = 0; i < 3; ++i) CHECK(limit.take("a", now));
  CHECK_FALSE(limit.take("a", now));
  CHECK(limit.take("b", now));
  CHECK(limit.take("a", now + seconds(1)));
  CHECK(limit.take("a", now + seconds(1)));
  CHECK_FALSE(limit.take("a", now + seconds(1)));
  CHECK(limit.take("c", now + seconds(1)));  // forgets b, which was longest unused
  CHECK_FALSE(limit.take("a", now + seconds(1)));
}

TEST_CASE("a throttle lets some failures pass, then doubles, forgives with time and with success") {
  authority::Throttle::Rule rule;
  rule.free_failures = 2;
  rule.longest = seconds(10);
  rule.memory = seconds(100);
  rule.entries_max = 3;
  authority::Throttle throttle(rule);
  MonoTime now{};
  throttle.attempt("a", now);
  CHECK_FALSE(throttle.wait_for("a", now));
  throttle.attempt("a", now);
  CHECK(throttle.wait_for("a", now) == seconds(1));
  throttle.attempt("a", now);
  CHECK(throttle.wait_for("a", now) == seconds(2));
  for (int i = 0; i < 40; ++i) throttle.attempt("a", now);
  CHECK(throttle.wait_for("a", now) == seconds(10));
  CHECK_FALSE(throttle.wait_for("b", now));
  throttle.attempt("a", now + seconds(101));
  CHECK_FALSE(throttle.wait_for("a", now + seconds(101)));
  throttle.attempt("a", now + seconds(101));
  throttle.succeeded("a");
  CHECK_FALSE(throttle.wait_for("a", now + seconds(101)));
}

TEST_CASE("passwords are argon2id and checked on the desk's thread") {
  const auto hash = authority::hash_password("correct horse").value();
  CHECK(hash.substr(0, 10) == "$argon2id$");
  CHECK(authority::verify_password(hash, "correct horse"));
  CHECK_FALSE(authority::verify_password(hash, "correct horsf"));
  CHECK_FALSE(authority::verify_password("nonsense", "correct horse"));
  std::promise<bool> answer;
  authority::PasswordDesk desk(1);
  REQUIRE(desk.check(hash, "correct horse", [&](bool right) { answer.set_value(right); }));
  CHECK(answer.get_future().get());
}

TEST_CASE("the configuration is strict and says where") {
  const auto config = parse_server_config(R"(
state = "/tmp/x"
names = ["lobby.example.fi"]
[listen]
address = "0.0.0.0"
public_port = 443
[limits]
requests_per_second = 50
)")
                          .value();
  CHECK(config.public_port == 443);
  CHECK(config.device_port == 8444);
  CHECK(config.names.size() == 1);
  const auto message = [](const char* text) { return parse_server_config(text).error().message; };
  CHECK(message("[listen]\nadress = \"x\"\n") == "line 2: listen.adress: unknown key");
  CHECK(message("[listen]\npublic_port = \"x\"\n") ==
        "line 2: listen.public_port: a whole number from 0 to 65535");
  CHECK(message("[listen]\npublic_port = 70000\n") ==
        "line 2: listen.public_port: a whole number from 0 to 65535");
  CHECK(message("listen = 1\n") == "line 1: listen: expected a table");
  CHECK(message("state = \n").substr(0, 6) == "line 1");
  CHECK(message("[tls]\ncertificate = \"x\"\n") == "tls: certificate and key belong together");
}

TEST_CASE("the example configuration is accepted, also with everything in it that is commented out") {
  const auto text = read_file(test::source_dir() / "server" / "server.example.toml", 1 << 16).value();
  const auto config = parse_server_config(text);
  INFO((config ? "" : config.error().message));
  REQUIRE(config);
  CHECK(config->state == ServerConfig{}.state);
  // A commented key has its value as TOML has it; comments in words have a blank or no "=" in front.
  std::string all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    const bool is_key = line.starts_with("# ") && (line.find(" = ") != std::string::npos || line[2] == '[');
    all += (is_key ? line.substr(2) : line) + "\n";
    at = end + 1;
  }
  const auto everything = parse_server_config(all);
  INFO((everything ? all : everything.error().message + "\n" + all));
  REQUIRE(everything);
  CHECK(everything->server_ca == "/etc/vuoro/ca.pem");
  CHECK(everything->requests_per_second == ServerConfig{}.requests_per_second);
  CHECK(everything->requests_burst == ServerConfig{}.requests_burst);
  CHECK(everything->connections_per_address == ServerConfig{}.connections_per_address);
  CHECK(everything->public_port == ServerConfig{}.public_port);
}

TEST_CASE("authorities are made once, keys are private, certificates are what they say") {
  const test::TempDir folder;
  const WallTime now = SystemClock().wall();
  const auto local =
      authority::open_server_identity(folder.path(), {"lobby.example.fi", "192.0.2.7"}, now).value();
  const auto again =
      authority::open_server_identity(folder.path(), {"lobby.example.fi", "192.0.2.7"}, now).value();
  CHECK(again.identity.certificate_chain == local.identity.certificate_chain);
  const auto renamed = authority::open_server_identity(folder.path(), {"other.example.fi"}, now).value();
  CHECK(renamed.ca_pem == local.ca_pem);
  CHECK(renamed.identity.certificate_chain != local.identity.certificate_chain);
  const auto later =
      authority::open_server_identity(folder.path(), {"other.example.fi"}, now + std::chrono::hours(24 * 380))
          .value();
  CHECK(later.identity.certificate_chain != renamed.identity.certificate_chain);
  CHECK_FALSE(authority::open_server_identity(folder.path(), {"a b,IP:1.2.3.4"}, now));
  namespace x509 = authority::x509;
  const auto certificate = x509::certificate_from_pem(local.identity.certificate_chain).value();
  CHECK(x509::alternative_names(certificate.get()).find("IP Address:192.0.2.7") != std::string::npos);

  const auto ca = authority::DeviceCa::open(folder.path(), local.ca_pem, now).value();
  struct stat status {};
  REQUIRE(::stat((folder.path() / "device-ca.key").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(ca->sign_device("nonsense", Uuid(), now).error().code == Errc::invalid_argument);
  REQUIRE(write_file_durably(folder.path() / "device-ca.key", "broken"));
  CHECK_FALSE(authority::DeviceCa::open(folder.path(), local.ca_pem, now));
}

TEST_CASE("a damaged database says what to do") {
  const test::TempDir dir;
  ServerConfig config;
  config.state = dir.path();
  const SystemClock clock;
  SystemRandom random;
  REQUIRE(open_state(config, clock, random));
  for (const auto* beside : {"vuoro.db-wal", "vuoro.db-shm"}) std::filesystem::remove(dir.path() / beside);
  REQUIRE(write_file_durably(dir.path() / "vuoro.db", std::string(8192, 'x')));
  const auto opened = open_state(config, clock, random);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == Errc::corrupt);
  CHECK(opened.error().message.find("vuoroctl backup") != std::string::npos);
}

TEST_CASE("an agency's clerk is added with its key or its name, and an unknown one is told which there are") {
  const test::TempDir dir;
  ServerConfig config;
  config.state = dir.path();
  const SystemClock clock;
  SystemRandom random;
  const auto state = open_state(config, clock, random).value();
  Organization kela;
  kela.id = Uuid::from_name("kela");
  kela.short_name = {{"fi", "Kela"}, {"sv", "FPA"}};
  kela.source_key = "kela";
  REQUIRE(state->authority->act_now<std::int64_t>([&](authority::Context& context) {
    return context.tx.put_record("global", "organization", kela.id, json::serialize(vuoro::encode(kela)));
  }));
  const auto seed = [](std::vector<std::string> organizations) {
    return StaffSeed{"kaisa", "Kaisa", {"clerk"}, std::move(organizations), "", "correct horse battery"};
  };
  const auto added = [&] {
    return state->store
        ->read_value<std::optional<store::StaffRow>>(
            [](store::Reader& reader) { return reader.staff_named("kaisa"); })
        .value()
        .value();
  };
  for (const auto& word : {std::string("kela"), std::string("FPA"), kela.id.to_string()}) {
    REQUIRE(add_staff(*state, seed({word})));
    CHECK(added().organizations == std::vector<Uuid>{kela.id});
  }
  const auto refused = add_staff(*state, seed({"kela", "vero"}));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("\"vero\", but kela") != std::string::npos);
  CHECK(added().organizations.size() == 1);
  REQUIRE(add_staff(*state, seed({})));
  CHECK(added().organizations.empty());
}

TEST_CASE("files are served from memory, with hashed names for ever") {
  const test::TempDir folder;
  std::filesystem::create_directories(folder.path() / "icons");
  REQUIRE(write_file_durably(folder.path() / "index.html", "<p>"));
  REQUIRE(write_file_durably(folder.path() / "app-3K7QZ2MB.js", "1"));
  REQUIRE(write_file_durably(folder.path() / "icons/a.svg", "<svg/>"));
  REQUIRE(write_file_durably(folder.path() / "secret.key", "no"));
  const auto files = http::StaticFiles::load(folder.path()).value();
  const auto page = files.serve("index.html", "");
  CHECK(page.content() == "<p>");
  CHECK(page.headers[1].second == "no-cache");
  CHECK(files.serve("index.html", page.headers[0].second).status == 304);
  CHECK(files.serve("app-3K7QZ2MB.js", "").headers[1].second == "public, max-age=31536000, immutable");
  CHECK(files.serve("icons/a.svg", "").content_type == "image/svg+xml");
  CHECK(files.serve("secret.key", "").status == 404);
  CHECK(files.serve("../index.html", "").status == 404);
}

TEST_CASE("moving a site on the command line says what is turned by hand then") {
  const test::TempDir dir;
  ServerConfig config;
  config.state = dir.path() / "state";
  const SystemClock clock;
  SystemRandom random;
  const auto state = open_state(config, clock, random).value();
  Site site;
  site.id = Uuid::from_name("site");
  site.time_zone = "Europe/Helsinki";
  Device box;
  box.id = Uuid::from_name("box");
  box.site_id = site.id;
  box.name = "Lobby box";
  box.role = DeviceRole::site_server;
  REQUIRE(state->authority->act_now<void>([&](authority::Context& context) -> Result<void> {
    const std::vector<authority::ImportRecord> records = {{"site", encode(site)}};
    VUORO_TRY(authority::import_records(context, "test", records, false));
    store::DeviceRow row;
    row.id = box.id;
    row.site_id = site.id;
    VUORO_TRY(context.tx.put_device(row));
    return authority::save(context, box);
  }));
  const auto next_of = [&](const std::string& device, bool lost) {
    const auto said = move_site(*state, {"", device, lost, false, {false, true}});
    return said ? std::string(said->at("next").as_string()) : said.error().message;
  };
  const std::string to_central =
      "Terminals, displays and desks do not follow by themselves: turn those that use Lobby box to the "
      "central server (its address and CA), or they stand still.";
  CHECK(next_of(box.id.to_string(), false).find("use the central server to Lobby box") != std::string::npos);
  CHECK(next_of("", false) == to_central);
  CHECK(next_of("", true) == to_central);
}
