#pragma once
// vuoroctl's own client, for tests: what fails throws. Logs in, sends commands, reads the feed; as a phone it
// only reads.

#include <filesystem>
#include <string>

#include "core/base/json.h"
#include "ctl/staff_client.h"
#include "tests/e2e/lobby_file.h"

namespace vuoro::test {

/// Every failure of the connection throws Stuck.
class StaffClient {
 public:
  StaffClient(const std::string& url, const std::filesystem::path& ca_file);

  void log_in(const std::string& username, const std::string& password);
  /// A command that must succeed; what it gave.
  json::object command(const std::string& type, json::object fields);
  /// @param target  path and query
  [[nodiscard]] ctl::HttpAnswer get(const std::string& target);
  /// Of the first site that whoever is logged in sees: the demo's only one.
  [[nodiscard]] std::string site_scope();
  /// Every record of a collection in a scope, from the snapshot.
  [[nodiscard]] json::array records(const std::string& scope, const std::string& collection);

 private:
  ctl::StaffClient client_;
};

/// The demo's queues have two hundred numbers a day, which are for visitors: after this they have thousands,
/// for a thousand kills or hours of soaking.
void widen_numbers(const LobbyFile& lobby);

}  // namespace vuoro::test
