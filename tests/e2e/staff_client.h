#pragma once
// A member of staff over HTTPS: logs in, sends commands, reads the feed. And a phone, which only reads.

#include <filesystem>
#include <memory>
#include <string>

#include "core/base/json.h"

namespace vuoro::test {

struct HttpAnswer {
  long status = 0;
  json::value body;
};

/// Every failure of the connection throws Stuck.
class StaffClient {
 public:
  StaffClient(std::string url, std::filesystem::path ca_file);
  ~StaffClient();
  StaffClient(const StaffClient&) = delete;
  StaffClient& operator=(const StaffClient&) = delete;

  void log_in(const std::string& username, const std::string& password);
  /// A command that must succeed; what it gave.
  json::object command(const std::string& type, json::object fields);
  /// Any request. @param target  path and query
  [[nodiscard]] HttpAnswer request(const std::string& method, const std::string& target,
                                   const json::value* body = nullptr);
  /// Every record of a collection in a scope, from the snapshot.
  [[nodiscard]] json::array records(const std::string& scope, const std::string& collection);

 private:
  struct Curl;
  std::string url_;
  std::filesystem::path ca_file_;
  std::unique_ptr<Curl> curl_;
  std::string csrf_;
};

}  // namespace vuoro::test
