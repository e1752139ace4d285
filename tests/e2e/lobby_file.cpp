#include "tests/e2e/lobby_file.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/e2e/hand.h"

namespace vuoro::test {

Program::Program(std::string name, pid_t pid, std::vector<std::string> command, std::filesystem::path log)
    : name_(std::move(name)), pid_(pid), command_(std::move(command)), log_(std::move(log)) {}

bool Program::alive() const {
  if (::waitpid(pid_, nullptr, WNOHANG) == pid_) return false;  // one that this test started
  if (::kill(pid_, 0) != 0) return false;
  // A dead child that its own parent (the script) has not looked at yet still has a pid. Its first thread may
  // be gone while others still hold its sockets: only when it is alone the process has ended.
  const std::string process = "/proc/" + std::to_string(pid_);
  const auto stat = read_file(process + "/stat", 4096);
  if (!stat) return false;
  if (stat->find(") Z ") == std::string::npos) return true;
  std::error_code error;
  int threads = 0;
  for (std::filesystem::directory_iterator task(process + "/task", error), end; !error && task != end;
       task.increment(error)) {
    ++threads;
  }
  return !error && threads > 1;
}

void Program::kill_now() {
  ::kill(pid_, SIGKILL);
  if (!soon([&] { return !alive(); })) throw Stuck(name_ + " survives kill -9");
}

void Program::end() {
  ::kill(pid_, SIGTERM);
  if (!soon([&] { return !alive(); })) throw Stuck(name_ + " does not end when asked to");
}

void Program::start() {
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // never outlives the test
    if (::getppid() != parent) ::_exit(127);
    const int out = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    std::vector<char*> argv;
    for (auto& word : command_) argv.push_back(word.data());
    argv.push_back(nullptr);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  if (child < 0) throw Stuck("no process for " + name_);
  pid_ = child;
}

LobbyFile LobbyFile::read(const std::filesystem::path& file) {
  const auto text = read_file(file, 1 << 20);
  if (!text) throw Stuck(text.error().to_string());
  const auto parsed = parse_json(*text);
  if (!parsed) throw Stuck(parsed.error().to_string());
  const auto& root = parsed->as_object();
  const auto field = [&](const char* name) { return std::string(root.at(name).as_string()); };
  LobbyFile lobby;
  lobby.url = field("url");
  lobby.ca_file = field("ca");
  lobby.central_url = field("central_url");
  lobby.central_ca_file = field("central_ca");
  lobby.terminal_socket = field("terminal_socket");
  lobby.display_socket = field("display_socket");
  lobby.paper_dir = field("paper_dir");
  lobby.password = field("password");
  lobby.printer_control_port = static_cast<int>(root.at("printer_control_port").as_int64());
  for (const auto& [name, value] : root.at("programs").as_object()) {
    std::vector<std::string> command;
    for (const auto& word : value.at("command").as_array()) command.emplace_back(word.as_string());
    lobby.programs.emplace(
        std::string(name),
        Program(std::string(name), static_cast<pid_t>(value.at("pid").as_int64()), std::move(command),
                std::filesystem::path(std::string(value.at("log").as_string()))));
  }
  return lobby;
}

}  // namespace vuoro::test
