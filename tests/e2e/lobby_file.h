#pragma once
// A running lobby, as packaging/run.sh writes it down in lobby.json: addresses, sockets, log-ins, and the
// programs with their command lines, so that a test can end one and start it again.

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace vuoro::test {

/// One program of the lobby. Started anew it writes to the same log.
class Program {
 public:
  Program(std::string name, pid_t pid, std::vector<std::string> command, std::filesystem::path log);
  /// kill -9, and waits until it is gone.
  void kill_now();
  /// SIGTERM, and waits until it has ended by itself. Throws Stuck when it does not.
  void end();
  void start();
  [[nodiscard]] bool alive() const;
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  std::string name_;
  pid_t pid_;
  std::vector<std::string> command_;
  std::filesystem::path log_;
};

struct LobbyFile {
  std::string url;  ///< of the server that acts for the lobby: its own one, where it has one
  std::filesystem::path ca_file;
  std::string central_url;
  std::filesystem::path central_ca_file;
  std::filesystem::path terminal_socket;
  std::filesystem::path display_socket;
  std::filesystem::path paper_dir;
  int printer_control_port = 0;
  std::string password;                     ///< of every demo member of staff
  std::map<std::string, Program> programs;  ///< server, printer, terminal, display; box, the lobby's own

  /// Throws Stuck.
  [[nodiscard]] static LobbyFile read(const std::filesystem::path& file);
  Program& program(const std::string& name) { return programs.at(name); }
  [[nodiscard]] bool has_box() const { return programs.contains("box"); }
};

}  // namespace vuoro::test
