#include "tests/e2e/site_house.h"

#include <thread>

namespace vuoro::test {

Uuid fresh_id() {
  static const SystemClock clock;
  static SystemRandom random;
  return Uuid::v7(clock, random);
}

HttpAnswer patiently(const std::function<HttpAnswer()>& ask) {
  for (;;) {
    auto answer = ask();
    if (answer.status != 429) return answer;
    std::this_thread::sleep_for(std::chrono::seconds(std::stoi(answer.headers.at("retry-after"))));
  }
}

HttpAnswer command(HttpClient& http, const std::string& type, json::object fields) {
  fields["id"] = fresh_id().to_string();
  fields["type"] = type;
  return patiently([&] { return http.post("/api/v1/commands", fields); });
}

SiteHouse::SiteHouse() : central_folder(folder.path() / "central"), box_folder(folder.path() / "box") {
  std::filesystem::create_directories(central_folder);
  std::filesystem::create_directories(box_folder);
  seed_lobby(central_folder / "state", 2);
  central = std::make_unique<ServerProgram>(central_folder);
  line = std::make_unique<FaultProxy>(central->device_port);
  boss = central->staff("boss");
  REQUIRE(boss != nullptr);
  const std::string code = device_code(*boss, k_site, "site_server", "Lobby box");
  config = (box_folder / "box.toml").string();
  REQUIRE(write_file_durably(
      config, "state = \"" + (box_folder / "state").string() + "\"\nupstream = \"https://127.0.0.1:" +
                  std::to_string(line->port()) + "\"\nupstream_ca = \"" + central->ca_file() + "\"\n"));
  const auto joined = parse_json(run_server_command(
      {"--config", config, "join", "--public-url", central->public_url(), "--code", code}));
  box_id = std::string(joined.value().at("device_id").as_string());
  box = std::make_unique<ServerProgram>(box_folder, std::vector<std::string>{"--config", config});
}

std::string SiteHouse::logs() const {
  return "--- central\n" + read_file(central_folder / "log.txt", 1 << 22).value_or("") + "--- box\n" +
         read_file(box_folder / "log.txt", 1 << 22).value_or("");
}

void SiteHouse::cut_line() {
  line->faults.refuse = true;
  line->cut_all();
}

HttpAnswer SiteHouse::give() {
  // A box that was just started is heard of a moment later; each asking takes its time.
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  for (;;) {
    const auto answer = command(*boss, "site.move", {{"site_id", k_site.to_string()}, {"device_id", box_id}});
    const bool silent = answer.status == 409 && answer.body.find("been heard of") != std::string::npos;
    if (!silent || std::chrono::steady_clock::now() > give_up) return answer;
  }
}

std::unique_ptr<HttpClient> SiteHouse::clerk_at_box() {
  auto clerk = box->staff("clerk0");
  REQUIRE(clerk != nullptr);
  REQUIRE(give().status == 200);
  REQUIRE(acts(*clerk, true, box_id));
  return clerk;
}

HttpAnswer SiteHouse::want_back() {
  return command(*boss, "site.move", {{"site_id", k_site.to_string()}});
}
HttpAnswer SiteHouse::declare_lost() {
  return command(*boss, "site.move",
                 {{"site_id", k_site.to_string()}, {"box_is_lost", true}, {"although_heard", true}});
}

bool SiteHouse::acts(HttpClient& http, bool box_acts, const std::string& box_id) {
  Watched watched(http, k_scope);
  return watched.until([&] {
    const auto& all = watched.of("site_authority");
    const auto found = all.find(k_site.to_string());
    if (found == all.end()) return false;
    const auto* holder = found->second.as_object().if_contains("holder_id");
    const bool held = holder != nullptr && holder->as_string() == box_id;
    const auto& state = found->second.at("state").as_string();
    return held == box_acts && (state == "here" || state == "away");
  });
}

std::unique_ptr<HttpClient> SiteHouse::at_box(const std::string& name, const std::string& role) {
  const auto code =
      parse_json(run_server_command({"--config", config, "device-code", "--role", role, "--name", name}));
  return box->enrol(std::string(code.value().at("code").as_string()), name);
}

std::unique_ptr<HttpClient> SiteHouse::at_central(const std::string& name, const std::string& role) {
  return central->enrol(device_code(*boss, k_site, role, name), name);
}

std::set<std::string> numbers_of(const std::map<std::string, json::value>& tickets) {
  std::set<std::string> numbers;
  for (const auto& [id, ticket] : tickets) numbers.insert(std::string(ticket.at("number").as_string()));
  CHECK(numbers.size() == tickets.size());
  return numbers;
}

std::unique_ptr<HttpClient> turned(const HttpClient& device, const ServerProgram& server) {
  auto same = std::make_unique<HttpClient>(server.device_url(), server.ca_file());
  same->certificate_file = device.certificate_file;
  same->key_file = device.key_file;
  return same;
}

int SiteHouse::told(HttpClient& at_box) {
  Watched near(at_box, k_scope);
  if (!near.until([] { return true; })) return -1;
  Watched far(*boss, k_scope);
  return far.until([&] { return near.of("ticket") == far.of("ticket"); })
             ? static_cast<int>(far.of("ticket").size())
             : -1;
}

TakenNumber take_number(HttpClient& terminal, std::int64_t sequence, const std::string& booking) {
  const auto lease = terminal.post(
      "/api/v1/leases",
      json::object{{"request_id", fresh_id().to_string()},
                   {"asks", json::array{json::object{
                                {"kind", "number"}, {"queue_id", k_queue.to_string()}, {"count", 1}}}}});
  INFO(lease.body);
  REQUIRE(lease.status == 200);
  TakenNumber taken;
  const Uuid ticket = fresh_id();
  taken.ticket = ticket.to_string();
  taken.number = "A" + lease.at("/outcomes/0/lease/first");
  taken.event = issue_event(fresh_id(), sequence, ticket, k_queue, taken.number);
  taken.event.at("payload").as_object()["lease_id"] = lease.at("/outcomes/0/lease/id");
  if (!booking.empty()) taken.event.at("payload").as_object()["appointment_id"] = booking;
  taken.token = std::string(taken.event.at("payload").at("follow_token").as_string());
  const auto answer = terminal.post("/api/v1/events", json::object{{"events", json::array{taken.event}}});
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  return taken;
}

}  // namespace vuoro::test
