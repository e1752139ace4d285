#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "core/base/json.h"
#include "core/base/span_text.h"
#include "core/base/sqlite.h"
#include "core/content/guidance_index.h"
#include "ctl/central_line.h"
#include "ctl/commands.h"
#include "ctl/staff_client.h"
#include "ctl/utc_text.h"
#include "tests/e2e/server_client.h"
#include "tests/support/eventually.h"
#include "tests/support/full_disk.h"
#include "tests/support/paths.h"

using namespace vuoro;
using namespace vuoro::ctl;

TEST_CASE("vuoroctl import --dry-run tells what would come and what is left out", "[ctl]") {
  const test::TempDir dir;
  const auto file = dir.path() / "errands.json";
  std::ofstream(file) << R"([{"id":1,"fi":{"name":"Passi"}},{"id":2,"fi":{"name":7}}])";
  std::ostringstream out;
  ImportOptions options;
  options.format = "tpr";
  options.paths = {file};
  options.dry_run = true;
  options.as_json = true;
  CHECK(run_import(options, out).value() == Exit::partly);
  const auto report = parse_json(out.str()).value().as_object();
  CHECK(report.at("read").as_object().at("service").as_int64() == 1);
  REQUIRE(report.at("problems").as_array().size() == 1);
  CHECK(report.at("problems").as_array()[0].as_object().at("place").as_string() == "errands.json [1]");
  CHECK_FALSE(report.contains("created"));

  ImportOptions sending = options;
  sending.dry_run = false;
  CHECK(run_import(sending, out).error().code == Errc::invalid_argument);  // no server
  sending.login.server = "https://127.0.0.1:1";
  sending.login.username = "editor";
  sending.login.password = "a long password";
  CHECK(run_import(sending, out).error().code == Errc::unavailable);
  sending.prune = true;  // would remove the broken one
  CHECK(run_import(sending, out).error().code == Errc::invalid_argument);
  sending.paths = {dir.path() / "none.json"};
  CHECK(run_import(sending, out).error().code == Errc::not_found);
}

TEST_CASE("vuoroctl import --prune of nothing is a mistake", "[ctl]") {
  const test::TempDir dir;
  std::ofstream(dir.path() / "empty.json") << "[]";
  std::ostringstream out;
  ImportOptions options;
  options.format = "tpr";
  options.paths = {dir.path() / "empty.json"};
  options.login.server = "https://127.0.0.1:9";
  options.prune = true;
  const auto done = run_import(options, out);
  REQUIRE_FALSE(done);
  CHECK(done.error().code == Errc::invalid_argument);
  CHECK(done.error().message.find("--prune would remove") != std::string::npos);
  options.prune = false;
  const auto nobody = run_import(options, out);
  REQUIRE_FALSE(nobody);
  CHECK(nobody.error().message.find("--username") != std::string::npos);
}

TEST_CASE("vuoroctl search gives the same from a file and from a database", "[ctl]") {
  const test::TempDir dir;
  const auto csv = dir.path() / "services.csv";
  std::ofstream(csv) << "id,name_fi,summary_fi\n1,Passi,Hae passi\n2,Lapsen passi,\n3,Verokortti,\n";
  std::ostringstream from_file;
  SearchOptions options;
  options.text = "passi";
  options.from = csv;
  options.format = "csv";
  options.as_json = true;
  REQUIRE(run_search(options, from_file).value() == Exit::done);
  const auto hits = parse_json(from_file.str()).value().as_array();
  REQUIRE(hits.size() == 2);
  CHECK(hits[0].as_object().at("name").as_string() == "Passi");
  CHECK(hits[0].as_object().at("score").as_double() > hits[1].as_object().at("score").as_double());

  options.from.clear();
  options.database = dir.path() / "kiosk.db";
  CHECK_FALSE(run_search(options, from_file));
  {
    auto database = sqlite::Database::open(options.database).value();
    CHECK(run_search(options, from_file).error().code == Errc::not_found);  // a database without an index
    const content::PlainWordForms forms;
    auto index = content::GuidanceIndex::open(database, forms).value();
    Service service;
    service.id = Uuid::from_name("passi");
    service.name = {{"fi", "Passi"}};
    REQUIRE(index.put(service));
  }
  std::ostringstream from_database;
  REQUIRE(run_search(options, from_database));
  CHECK(from_database.str().find("\"Passi\"") != std::string::npos);
}

TEST_CASE("vuoroctl backup copies a living database and overwrites nothing", "[ctl]") {
  const test::TempDir dir;
  std::ostringstream out;
  const BackupOptions options{dir.path(), dir.path() / "copy.db"};
  CHECK(run_backup(options, out).error().code == Errc::not_found);
  auto living = sqlite::Database::open(dir.path() / "kiosk.db").value();
  REQUIRE(living.execute(
      "CREATE TABLE outbox (x INTEGER); INSERT INTO outbox VALUES (1), (2);"
      "CREATE TABLE set_aside (x); CREATE TABLE record (x);"
      "CREATE TABLE lease (kind TEXT, last INTEGER, next INTEGER, expires_wall INTEGER, given_up INTEGER);"
      "INSERT INTO lease VALUES ('number_block', 310, 301, 5000, 0), ('slot_share', -1, 0, 1000, 0),"
      " ('slot_share', -1, 0, 2000, 0), ('slot_share', -1, 0, 3000, 1)"));
  REQUIRE(run_backup(options, out).value() == Exit::done);
  CHECK(run_backup(options, out).error().code == Errc::conflict);
  CHECK_FALSE(std::filesystem::exists(dir.path() / "copy.db.partial"));
  auto copy = sqlite::Database::open(options.to, {.read_only = true, .create = false}).value();
  auto rows = copy.query("SELECT count(*) FROM outbox").value();
  REQUIRE(rows.step());
  CHECK(rows.integer(0) == 2);

  std::ostringstream status;
  REQUIRE(run_status({dir.path(), true}, status));
  const auto fields = parse_json(status.str()).value().as_object();
  CHECK(fields.at("device_id").as_string() == "not enrolled");
  CHECK(fields.at("outbox_waiting").as_int64() == 2);
  CHECK(fields.at("numbers_left").as_int64() == 10);
  CHECK(fields.at("places_left").as_int64() == 2);
  CHECK(std::string(fields.at("places_until").as_string()).starts_with("1970-01-01"));
}

TEST_CASE("vuoroctl self-test tells what is wrong", "[ctl]") {
  const test::TempDir dir;
  std::ofstream(dir.path() / "kiosk.db")
      << "this is no database at all, though it is long enough to look like one";
  std::ostringstream out;
  SelfTestOptions options;
  options.state_dir = dir.path();
  options.printer = "tcp://127.0.0.1:1";
  options.as_json = true;
  CHECK(run_self_test(options, out).value() == Exit::partly);
  const auto list = parse_json(out.str()).value().as_array();
  REQUIRE(list.size() == 3);
  for (const auto& entry : list) CHECK_FALSE(entry.as_object().at("good").as_bool());
  CHECK(list[2].as_object().at("what").as_string() == "unplugged");
}

TEST_CASE("vuoroctl self-test calls a database bad beside which nothing can be written", "[ctl]") {
  const test::TempDir dir;
  // The terminal that has it open runs on.
  auto terminal = sqlite::Database::open(dir.path() / "kiosk.db").value();
  REQUIRE(terminal.execute("CREATE TABLE t (x)").has_value());
  SelfTestOptions options;
  options.state_dir = dir.path();
  options.as_json = true;
  const auto database = [&] {
    std::ostringstream out;
    CHECK(run_self_test(options, out));
    return parse_json(out.str()).value().as_array()[0].as_object();
  };
  const auto says = [](const json::object& found, const char* part) {
    return found.at("what").as_string().find(part) != std::string::npos;
  };
  const auto before = database();
  CHECK(before.at("good").as_bool());
  CHECK(says(before, "is whole, and there is room to write"));
  {
    const test::FullDisk full;
    const auto found = database();
    CHECK_FALSE(found.at("good").as_bool());
    CHECK(says(found, "is whole, but nothing can be written: "));
  }
  CHECK(database() == before);
  CHECK_FALSE(std::ranges::any_of(std::filesystem::directory_iterator(dir.path()), [](const auto& file) {
    return file.path().filename().string().starts_with("self-test");
  }));
}

TEST_CASE("vuoroctl takes a site by its name or id, and says which there are when it knows none", "[ctl]") {
  test::LivingServer server;
  SiteOptions options;
  options.login = {server.public_url(), server.ca_file(), "boss", test::LivingServer::k_password};
  std::ostringstream text;
  REQUIRE(run_site(options, text));
  const auto open = text.str().rfind(" (", text.str().find('\n'));
  const std::string id = text.str().substr(open + 2, 36);
  const std::string name = text.str().substr(16, open - 16);
  CHECK(name == "Trial lobby");
  for (const std::string& named : {std::string("Trial lobby"), std::string("Koeaula"), id}) {
    options.site = named;
    std::ostringstream again;
    REQUIRE(run_site(options, again));
    CHECK(again.str() == text.str());
  }
  for (const std::string named : {"Lobbby", "0192e000-0000-7000-8000-000000000000"}) {
    options.site = named;
    const auto refused = run_site(options, text);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::not_found);
    CHECK(refused.error().message.find("\"" + name + "\" (" + id + ")") != std::string::npos);
    DeviceCodeOptions code;
    code.login = options.login;
    code.site = named;
    code.role = "terminal";
    code.name = "Lobby 9";
    CHECK(run_device_code(code, text).error().message.find(id) != std::string::npos);
  }
}

TEST_CASE("vuoroctl site tells who acts and moves a site only when it is told to", "[ctl]") {
  test::LivingServer server;
  SiteOptions options;
  options.login = {server.public_url(), server.ca_file(), "boss", test::LivingServer::k_password};
  options.as_json = true;
  options.wait_s = 0;
  const auto run = [&](SiteAct act) {
    std::ostringstream out;
    options.act = act;
    const auto done = run_site(options, out);
    INFO((done ? "" : done.error().to_string()));
    REQUIRE(done);
    return std::pair(*done, parse_json(out.str()).value());
  };
  const auto state = [](const json::value& report) {
    const auto* authority = report.at("authority").if_object();
    return authority == nullptr ? std::string("none") : std::string(authority->at("state").as_string());
  };
  const std::string turn_back = "turn those that use Lobby box to the central server";
  std::ostringstream nothing;
  CHECK(state(run(SiteAct::show).second) == "none");  // it never moved
  options.act = SiteAct::to_box;
  CHECK(run_site(options, nothing).error().code == Errc::not_found);  // there is no box

  const auto box = server.device("Lobby box", "site_server");
  const auto told = run_site(options, nothing);
  REQUIRE_FALSE(told);
  CHECK(told.error().code == Errc::invalid_argument);
  CHECK(told.error().message.find("Lobby box then serves the lobby") != std::string::npos);
  CHECK(told.error().message.find("turn those that use the central server to Lobby box") !=
        std::string::npos);
  CHECK(state(run(SiteAct::show).second) == "none");
  options.yes = true;
  options.act = SiteAct::to_box;
  options.box = "another box";
  CHECK(run_site(options, nothing).error().code == Errc::not_found);
  options.box = "Lobby box";
  const auto silent = run_site(options, nothing);
  REQUIRE_FALSE(silent);
  CHECK(silent.error().code == Errc::conflict);
  CHECK(silent.error().message.find("Lobby box has never been heard of") != std::string::npos);
  options.silent = true;
  const auto given = run(SiteAct::to_box);
  CHECK(given.first == Exit::partly);  // the box is not there to take it
  CHECK(state(given.second) == "given");
  CHECK(given.second.at("authority").at("holder_id").as_string() == box.id.to_string());
  CHECK(state(run(SiteAct::to_central).second) == "wanted_back");
  options.as_json = false;
  options.act = SiteAct::show;
  std::ostringstream unheard;
  REQUIRE(run_site(options, unheard));
  CHECK(unheard.str().find("nobody, as far as is known: Lobby box was to have the lobby") !=
        std::string::npos);
  options.as_json = true;
  options.yes = false;
  options.act = SiteAct::box_is_lost;
  CHECK(run_site(options, nothing).error().message.find("two servers call people") != std::string::npos);
  options.act = SiteAct::to_central;
  CHECK(run_site(options, nothing).error().message.find(turn_back) != std::string::npos);
  options.yes = true;
  const auto back = run(SiteAct::box_is_lost);
  CHECK(back.first == Exit::done);
  CHECK(state(back.second) == "here");
  CHECK(back.second.at("boxes").at(0).at("name").as_string() == "Lobby box");
  CHECK(back.second.at("authority").at("untold_by").as_string() == "Lobby box");
  options.act = SiteAct::to_box;
  const auto untold = run_site(options, nothing);
  CHECK(untold.error().code == Errc::conflict);
  CHECK(untold.error().message.find("Lobby box was declared lost and has not told yet") != std::string::npos);
  options.forget = true;
  CHECK(state(run(SiteAct::to_box).second) == "given");
  options.as_json = false;
  options.act = SiteAct::box_is_lost;
  std::ostringstream moved;
  REQUIRE(run_site(options, moved).value() == Exit::done);
  CHECK(moved.str().find("\nnext            Terminals, displays and desks do not follow") !=
        std::string::npos);
  CHECK(moved.str().find(turn_back) != std::string::npos);

  options.act = SiteAct::show;
  std::ostringstream text;
  REQUIRE(run_site(options, text));
  CHECK(text.str().find("\nnext ") == std::string::npos);
  CHECK(text.str().find("the central server") != std::string::npos);
  CHECK(text.str().find("last heard") != std::string::npos);
  CHECK(text.str().find("Lobby box has not told yet what it did") != std::string::npos);
  options.login.username = "clerk";
  options.act = SiteAct::box_is_lost;
  CHECK(run_site(options, text).error().code == Errc::forbidden);
}

TEST_CASE(
    "a box that was heard of just now is not declared lost by one yes, and one with a wrong clock acts for "
    "nobody",
    "[ctl]") {
  test::LivingServer server;
  SiteOptions options;
  options.login = {server.public_url(), server.ca_file(), "boss", test::LivingServer::k_password};
  options.wait_s = 0;
  options.yes = true;
  const auto box = server.device("Lobby box", "site_server");
  const auto box_says = [&](const char* troubles) {
    CHECK(box.http
              ->post("/api/v1/status",
                     std::string(R"({"version":"0.1.0","printer":"none","outbox_waiting":0,"revision":1,)") +
                         R"("uptime_s":60,)" + troubles + "}")
              .status == 200);
  };
  const auto run = [&](SiteAct act) {
    std::ostringstream out;
    options.act = act;
    const auto done = run_site(options, out);
    return done ? out.str() : done.error().message;
  };
  const auto says = [](const std::string& text, const char* part) {
    INFO(text);
    CHECK(text.find(part) != std::string::npos);
  };
  const auto says_not = [](const std::string& text, const char* part) {
    INFO(text);
    CHECK(text.find(part) == std::string::npos);
  };
  const char* well = R"("troubles":[])";
  box_says(well);
  run(SiteAct::to_box);
  box_says(
      R"("troubles":["its clock is off"],"trouble_codes":[{"code":"clock_ahead_refused","values":{"by":"24 h"}}])");
  const auto wrong = run(SiteAct::show);
  says(wrong, "acts            nobody: Lobby box has the lobby, but its clock is wrong and it does not act.");
  says(wrong, "  what to do    set the clock of that machine");
  box_says(well);
  const auto right = run(SiteAct::show);
  says_not(right, "clock");
  says(right, "0 acts not told yet");

  options.yes = false;
  says(run(SiteAct::box_is_lost), "Lobby box was last heard of at ");
  options.yes = true;
  // The rule is the server's, whoever asks.
  const auto asked =
      server.staff("boss")->post("/api/v1/commands", json::object{{"id", test::new_id().to_string()},
                                                                  {"type", "site.move"},
                                                                  {"site_id", server.site.to_string()},
                                                                  {"box_is_lost", true}});
  CHECK(asked.status == 409);
  CHECK(asked.at("/error/code") == "alive");
  const auto refused = run(SiteAct::box_is_lost);
  says(refused, "Lobby box was heard of ");
  says(refused, " ago: it runs. Go and look at it, and switch it off first; ");
  says(refused, "Nothing was done; with --yes --although-heard it is.");
  says(run(SiteAct::show), "Lobby box");
  options.heard = true;
  const auto lost = run(SiteAct::box_is_lost);
  says(lost, "Lobby box has not told yet what it did");
  says(lost, "0 acts not told when it was last heard of; what it did since is not known");
  says_not(lost, "0 acts not told yet");
}

TEST_CASE("a box's line to the central server is told in columns, and its clock in hours", "[ctl]") {
  const auto printed = [](const char* status) {
    const auto fields = parse_json(R"({"device_id":"0192e000-0000-7000-8000-000000000000","online":true,)"
                                   R"("since":1700000000000,"why":"","status":)" +
                                   std::string(status) + "}");
    std::ostringstream out;
    print_line(line_of(fields.value().as_object()).value(), out);
    return out.str();
  };
  CHECK(printed(R"({"clock_offset_ms":-86400000,"outbox_waiting":1})") ==
        "  to central    connected since 2023-11-14 22:13:20 UTC\n"
        "                1 act not told yet\n"
        "                clock 24 h ahead of the central server's\n");
  CHECK(printed(R"({"clock_offset_ms":5025000})").find("  clock 1 h 23 min behind the central server's\n") !=
        std::string::npos);
  CHECK(printed(R"({"clock_offset_ms":0})").find("  clock right\n") != std::string::npos);
  using std::chrono::hours;
  CHECK(span_text(hours(24 * 300 + 4)) == "300 d 4 h");
  CHECK(span_text(Millis(125'000)) == "2 min 5 s");
  CHECK(span_text(Millis(40'999)) == "40 s");
  CHECK(span_text(Millis(8)) == "8 ms");
}

TEST_CASE("a server says what is the matter with itself where devices are looked after", "[ctl]") {
  test::LivingServer server;
  const SystemClock clock;
  SystemRandom random;
  auto client = StaffClient::log_in(
      {server.public_url(), server.ca_file(), "boss", test::LivingServer::k_password}, clock, random);
  REQUIRE(client);
  const auto fault = [&] {
    const auto answer = client->get("/api/v1/devices/status");
    const auto* found =
        answer && answer->status == 200 ? answer->body.as_object().if_contains("own_fault") : nullptr;
    return found == nullptr ? std::string() : std::string(found->at("kind").as_string());
  };
  CHECK(fault().empty());
  std::filesystem::path database;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(server.folder()))
    if (entry.path().filename() == "vuoro.db") database = entry.path();
  REQUIRE_FALSE(database.empty());
  const auto away = database.string() + ".away";
  std::filesystem::rename(database, away);
  CHECK(test::eventually([&] { return fault() == "cannot_write"; }));
  std::filesystem::rename(away, database);
  CHECK(test::eventually([&] { return fault().empty(); }));
}
