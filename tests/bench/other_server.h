#pragma once
// A server in a process of its own, so that its memory and processor time can be told from its clients'.

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/server_client.h"

namespace vuoro::bench {

/// More sites than the small lobby's own, each with one queue and one counter.
struct Places {
  std::vector<Uuid> sites, queues, counters;
};

class OtherServer {
 public:
  /// Forks: make it before any thread. Throws when the server does not start.
  OtherServer();
  ~OtherServer();

  [[nodiscard]] std::unique_ptr<test::HttpClient> visitor() const;
  [[nodiscard]] std::unique_ptr<test::HttpClient> staff(const std::string& username) const;
  [[nodiscard]] std::unique_ptr<test::HttpClient> device(const std::string& name, const std::string& role);
  /// A command that must succeed.
  static test::HttpAnswer must(test::HttpClient& staff, const std::string& type, json::object fields);
  static test::HttpAnswer command(test::HttpClient& staff, const std::string& type, json::object fields);
  Places more_sites(int count);

  [[nodiscard]] std::string public_url() const;
  [[nodiscard]] std::string device_url() const;
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] const std::string& ca_file() const { return ca_file_; }
  /// What the server alone keeps in memory: its proportional share of pages.
  [[nodiscard]] double memory_bytes() const;
  /// Processor time the server has used, s.
  [[nodiscard]] double cpu_s() const;

  Uuid site = Uuid::from_name("site");
  Uuid queue = Uuid::from_name("queue");
  std::vector<Uuid> counters;

 private:
  test::TempDir folder_;
  pid_t pid_ = -1;
  int public_port_ = 0;
  int device_port_ = 0;
  std::string ca_file_;
};

}  // namespace vuoro::bench
