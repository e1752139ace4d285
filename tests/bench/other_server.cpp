#include "tests/bench/other_server.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "core/base/file.h"
#include "core/lobby/record_codec.h"
#include "tests/support/process_memory.h"

namespace vuoro::bench {
namespace {

constexpr int k_counters = 64;

using test::new_id;

/// The child: serves until it is ended.
[[noreturn]] void serve(const std::filesystem::path& state, int told) {
  const SystemClock clock;
  SystemRandom random;
  ServerConfig config;
  config.state = state;
  config.public_port = 0;
  config.device_port = 0;
  // All clients come from one address here; the limits are not what is measured.
  config.requests_per_second = 1e6;
  config.requests_burst = 1e6;
  config.connections_per_address = 1500;
  auto server = Server::create(config, clock, random);
  if (!server) ::_exit(1);
  const std::string line = std::to_string((*server)->public_port()) + " " +
                           std::to_string((*server)->device_port()) + " " +
                           (*server)->server_ca_file().string() + "\n";
  if (::write(told, line.data(), line.size()) < 0) ::_exit(1);
  ::close(told);
  (*server)->stop_on_signals();
  (*server)->run();
  server->reset();
  ::_exit(0);
}

}  // namespace

OtherServer::OtherServer() {
  const auto state = folder_.path() / "state";
  test::seed_lobby(state, k_counters);
  for (int i = 0; i < k_counters; ++i) counters.push_back(Uuid::from_name("counter " + std::to_string(i)));
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("pipe");
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork");
  if (pid_ == 0) {
    ::close(ends[0]);
    serve(state, ends[1]);
  }
  ::close(ends[1]);
  std::string told;
  char part[256];
  for (ssize_t got = 0; (got = ::read(ends[0], part, sizeof(part))) > 0;)
    told.append(part, static_cast<std::size_t>(got));
  ::close(ends[0]);
  std::istringstream words(told);
  if (!(words >> public_port_ >> device_port_ >> ca_file_))
    throw std::runtime_error("the server did not start");
}

OtherServer::~OtherServer() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

std::string OtherServer::public_url() const {
  return "https://127.0.0.1:" + std::to_string(public_port_);
}
std::string OtherServer::device_url() const {
  return "https://127.0.0.1:" + std::to_string(device_port_);
}

std::unique_ptr<test::HttpClient> OtherServer::visitor() const {
  return std::make_unique<test::HttpClient>(public_url(), ca_file_);
}

std::unique_ptr<test::HttpClient> OtherServer::staff(const std::string& username) const {
  auto client = visitor();
  const auto answer = client->post(
      "/api/v1/login", json::object{{"username", username}, {"password", test::LivingServer::k_password}});
  if (answer.status != 200) throw std::runtime_error("log-in: " + answer.body);
  const std::string& cookie = answer.headers.at("set-cookie");
  const std::size_t begin = cookie.find('=') + 1;
  client->cookie = cookie.substr(begin, cookie.find(';') - begin);
  client->csrf = answer.at("/csrf");
  return client;
}

std::unique_ptr<test::HttpClient> OtherServer::device(const std::string& name, const std::string& role) {
  const std::string code = test::device_code(*staff("boss"), site, role, name);
  const auto made = test::make_request();
  const auto answer =
      visitor()->post("/api/v1/enrol", json::object{{"code", code}, {"csr_pem", made.csr_pem}});
  if (answer.status != 200) throw std::runtime_error("enrol: " + answer.body);
  auto http = std::make_unique<test::HttpClient>(device_url(), ca_file_);
  http->certificate_file = (folder() / (name + ".pem")).string();
  http->key_file = (folder() / (name + ".key")).string();
  if (!write_file_durably(http->certificate_file, answer.at("/certificate_pem")) ||
      !write_file_durably(http->key_file, made.key_pem, 0600)) {
    throw std::runtime_error("cannot write " + http->key_file);
  }
  return http;
}

test::HttpAnswer OtherServer::command(test::HttpClient& staff, const std::string& type, json::object fields) {
  fields["id"] = new_id().to_string();
  fields["type"] = type;
  return staff.post("/api/v1/commands", json::value(std::move(fields)));
}

test::HttpAnswer OtherServer::must(test::HttpClient& staff, const std::string& type, json::object fields) {
  auto answer = command(staff, type, std::move(fields));
  if (answer.status != 200) throw std::runtime_error(type + ": " + answer.body);
  return answer;
}

Places OtherServer::more_sites(int count) {
  Places out;
  json::array records;
  const auto put = [&](const char* collection, json::value record) {
    records.push_back(json::object{{"collection", collection}, {"record", std::move(record)}});
  };
  for (int i = 0; i < count; ++i) {
    const std::string name = std::to_string(i);
    Site one;
    one.id = Uuid::from_name("far site " + name);
    one.time_zone = "UTC";
    Queue line;
    line.id = Uuid::from_name("far queue " + name);
    line.site_id = one.id;
    line.prefix = "A";
    Counter desk;
    desk.id = Uuid::from_name("far counter " + name);
    desk.site_id = one.id;
    desk.name = "1";
    desk.queue_ids = {line.id};
    put("site", vuoro::encode(one));
    put("queue", vuoro::encode(line));
    put("counter", vuoro::encode(desk));
    out.sites.push_back(one.id);
    out.queues.push_back(line.id);
    out.counters.push_back(desk.id);
  }
  must(*staff("boss"), "content.import",
       {{"source", "far"}, {"records", std::move(records)}, {"prune", false}});
  return out;
}

double OtherServer::memory_bytes() const {
  return test::pss_mb(pid_).value_or(0) * 1024 * 1024;
}

double OtherServer::cpu_s() const {
  std::ifstream in("/proc/" + std::to_string(pid_) + "/stat");
  std::string text;
  std::getline(in, text);
  std::istringstream rest(text.substr(text.rfind(')') + 2));
  std::string word;
  double ticks = 0;
  for (int field = 3; rest >> word && field <= 15; ++field) {
    if (field == 14 || field == 15) ticks += std::stod(word);
  }
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace vuoro::bench
