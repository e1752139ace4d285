#pragma once
// vuoro-server as a process of its own, on random ports, and short runs of its commands.

#include <sys/types.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/server_client.h"

namespace vuoro::test {

/// Runs the program with these words until it ends. @return its standard output; throws when it fails.
std::string run_server_command(const std::vector<std::string>& words);

class ServerProgram {
 public:
  /// Throws when the ports are not open within a minute.
  /// @param folder  its state is in "state" there, its log in "log.txt"
  explicit ServerProgram(std::filesystem::path folder, std::vector<std::string> more = {});
  ~ServerProgram() { end(SIGTERM); }
  ServerProgram(const ServerProgram&) = delete;
  ServerProgram& operator=(const ServerProgram&) = delete;

  /// Ends it and waits. @return its wait status
  int end(int signal);
  /// Again, on the same ports.
  void start();
  [[nodiscard]] bool runs() const { return pid_ != 0; }
  [[nodiscard]] pid_t pid() const { return pid_; }

  [[nodiscard]] std::unique_ptr<HttpClient> visitor() const;
  /// Logged in with LivingServer::k_password; null when that is refused.
  [[nodiscard]] std::unique_ptr<HttpClient> staff(const std::string& username) const;
  [[nodiscard]] std::string device_url() const { return "https://127.0.0.1:" + std::to_string(device_port); }
  [[nodiscard]] std::string public_url() const { return "https://127.0.0.1:" + std::to_string(public_port); }
  [[nodiscard]] std::string ca_file() const { return (folder_ / "state" / "server-ca.pem").string(); }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  /// Enrols a device with this code; its files lie in the folder.
  [[nodiscard]] std::unique_ptr<HttpClient> enrol(const std::string& code, const std::string& name) const;

  std::uint16_t device_port = 0;
  std::uint16_t public_port = 0;

 private:
  std::filesystem::path folder_;
  std::vector<std::string> more_;
  pid_t pid_ = 0;
};

/// The records of a scope as a client sees them, kept current by waiting requests.
class Watched {
 public:
  Watched(HttpClient& http, std::string scope) : http_(http), scope_(std::move(scope)) {}
  /// Looks until it holds. @return false after `patience`
  template <class Condition>
  [[nodiscard]] bool until(Condition holds, std::chrono::seconds patience = std::chrono::seconds(40)) {
    const auto end = std::chrono::steady_clock::now() + patience;
    for (step(false); !holds(); step(true)) {
      if (std::chrono::steady_clock::now() > end) return false;
    }
    return true;
  }
  [[nodiscard]] const std::map<std::string, json::value>& of(const std::string& collection) {
    return records_[collection];
  }

 private:
  void step(bool wait);
  HttpClient& http_;
  std::string scope_;
  std::string since_ = "0";
  std::map<std::string, std::map<std::string, json::value>> records_;
};

}  // namespace vuoro::test
