#include "tests/e2e/server_program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "core/base/file.h"

extern char** environ;

namespace vuoro::test {
namespace {

std::vector<char*> arguments_of(std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  return arguments;
}

}  // namespace

std::string run_server_command(const std::vector<std::string>& given) {
  std::vector<std::string> words = {VUORO_SERVER_PROGRAM};
  words.insert(words.end(), given.begin(), given.end());
  const TempDir folder;
  const std::string out = (folder.path() / "out").string();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT, 0600);
  pid_t pid = 0;
  const auto arguments = arguments_of(words);
  const int failed = posix_spawn(&pid, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + words[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error(fmt::format("failed: {} (exit {})", given.back(), WEXITSTATUS(status)));
  return read_file(out, 1 << 20).value();
}

ServerProgram::ServerProgram(std::filesystem::path folder, std::vector<std::string> more)
    : folder_(std::move(folder)), more_(std::move(more)) {
  start();
}

void ServerProgram::start() {
  const auto port_file = folder_ / "ports.json";
  std::filesystem::remove(port_file);
  std::vector<std::string> words = {
      VUORO_SERVER_PROGRAM,        "--state",       (folder_ / "state").string(), "--public-port",
      std::to_string(public_port), "--device-port", std::to_string(device_port),  "--port-file",
      port_file.string()};
  words.insert(words.end(), more_.begin(), more_.end());
  const auto arguments = arguments_of(words);
  const std::string log = (folder_ / "log.txt").string();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 2, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  const int failed = posix_spawn(&pid_, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + words[0]);
  // The file appears, whole, once the ports are open.
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!std::filesystem::exists(port_file)) {
    if (std::chrono::steady_clock::now() > give_up || ::waitpid(pid_, nullptr, WNOHANG) != 0) {
      throw std::runtime_error("the server does not start: " + read_file(log, 1 << 20).value_or(""));
    }
    std::this_thread::yield();
  }
  const auto ports = parse_json(read_file(port_file, 1000).value()).value();
  device_port = static_cast<std::uint16_t>(ports.at("device_port").as_int64());
  public_port = static_cast<std::uint16_t>(ports.at("public_port").as_int64());
}

int ServerProgram::end(int signal) {
  if (pid_ == 0) return 0;
  ::kill(pid_, signal);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = 0;
  return status;
}

std::unique_ptr<HttpClient> ServerProgram::visitor() const {
  return std::make_unique<HttpClient>(public_url(), ca_file());
}

std::unique_ptr<HttpClient> ServerProgram::staff(const std::string& username) const {
  auto client = visitor();
  const auto answer = client->post(
      "/api/v1/login", json::object{{"username", username}, {"password", LivingServer::k_password}});
  if (answer.status != 200) return nullptr;
  const std::string& cookie = answer.headers.at("set-cookie");
  const std::size_t begin = cookie.find('=') + 1;
  client->cookie = cookie.substr(begin, cookie.find(';') - begin);
  client->csrf = answer.at("/csrf");
  return client;
}

std::unique_ptr<HttpClient> ServerProgram::enrol(const std::string& code, const std::string& name) const {
  const auto made = make_request();
  const auto answer =
      visitor()->post("/api/v1/enrol", json::object{{"code", code}, {"csr_pem", made.csr_pem}});
  if (answer.status != 200) throw std::runtime_error("enrol: " + answer.body);
  auto device = std::make_unique<HttpClient>(device_url(), ca_file());
  device->certificate_file = (folder_ / (name + ".pem")).string();
  device->key_file = (folder_ / (name + ".key")).string();
  const bool written = write_file_durably(device->certificate_file, answer.at("/certificate_pem")) &&
                       write_file_durably(device->key_file, made.key_pem, 0600);
  if (!written) throw std::runtime_error("cannot write " + device->key_file);
  return device;
}

void Watched::step(bool wait) {
  for (bool more = true; more;) {
    const auto page =
        http_.get("/api/v1/changes?scope=" + scope_ + "&since=" + since_ + "&wait=" + (wait ? "2" : "0"));
    if (page.status != 200) return;
    const auto body = page.json();
    for (const auto& change : body.at("changes").as_array()) {
      auto& kept = records_[std::string(change.at("collection").as_string())];
      const std::string id(change.at("id").as_string());
      if (change.at("deleted").as_bool()) {
        kept.erase(id);
      } else {
        kept[id] = change.at("record");
      }
    }
    since_ = page.at("/revision");
    more = body.at("more").as_bool();
    wait = false;
  }
}

}  // namespace vuoro::test
