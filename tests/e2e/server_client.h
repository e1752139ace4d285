#pragma once
// A whole server in a thread of the test, and clients that speak to it over real TLS.

#include <curl/curl.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/base/json.h"
#include "core/sync/protocol.h"
#include "server/serve.h"
#include "tests/support/paths.h"

namespace vuoro::test {

/// For an act, a request or a record made by the test. Any thread.
[[nodiscard]] Uuid new_id();

struct HttpAnswer {
  CURLcode curl = CURLE_OK;
  long status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
  [[nodiscard]] json::value json() const { return parse_json(body).value_or(json::value()); }
  /// The text or the JSON at a pointer; "absent".
  [[nodiscard]] std::string at(const std::string& pointer) const;
};

/// One client with its own kept connection. One thread at a time.
class HttpClient {
 public:
  HttpClient(std::string base_url, std::string ca_file);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  std::string certificate_file;  ///< of a device, with key_file
  std::string key_file;
  std::string cookie;
  std::string csrf;
  std::string content_type = "application/json";
  std::string protocol;  ///< Vuoro-Protocol; empty: not said
  long patience_ms = 60'000;

  HttpAnswer get(const std::string& path) { return request("GET", path, nullptr); }
  HttpAnswer post(const std::string& path, const std::string& body) { return request("POST", path, &body); }
  HttpAnswer post(const std::string& path, const char* body) { return post(path, std::string(body)); }
  HttpAnswer post(const std::string& path, const json::value& body) {
    return post(path, json::serialize(body));
  }
  HttpAnswer request(const std::string& method, const std::string& path, const std::string* body);

 private:
  CURL* curl_;
  std::string base_url_;
  std::string ca_file_;
};

/// The code that a technician makes for a new device. Throws when the server makes none.
[[nodiscard]] std::string device_code(HttpClient& technician, const Uuid& site, const std::string& role,
                                      const std::string& name);

/// A new P-256 key and its request, as a device makes them.
struct KeyAndRequest {
  std::string key_pem;
  std::string csr_pem;
};
[[nodiscard]] KeyAndRequest make_request();

/// The server on random ports with its own state folder, seeded with a small lobby.
class LivingServer {
 public:
  explicit LivingServer(ServerConfig config = {});
  ~LivingServer();

  [[nodiscard]] std::unique_ptr<HttpClient> visitor() const;  ///< the public port
  /// Logged in; "clerk", "clerk2" and "boss" exist with k_password.
  [[nodiscard]] std::unique_ptr<HttpClient> staff(const std::string& username) const;
  /// A freshly enrolled device of the device port.
  struct DeviceClient {
    std::unique_ptr<HttpClient> http;
    Uuid id;
  };
  [[nodiscard]] DeviceClient device(const std::string& name, const std::string& role = "terminal");
  [[nodiscard]] std::string device_url() const;
  [[nodiscard]] std::string public_url() const;
  [[nodiscard]] std::string ca_file() const { return server_->server_ca_file().string(); }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

  static constexpr const char* k_password = "correct horse";
  Uuid site = Uuid::from_name("site");
  Uuid queue = Uuid::from_name("queue");
  std::vector<Uuid> counters;

 private:
  TempDir folder_;
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

/// Seeds a state folder with the small lobby; no server may run on it.
void seed_lobby(const std::filesystem::path& state, int counters);

[[nodiscard]] json::value issue_event(const Uuid& event_id, std::int64_t sequence, const Uuid& ticket_id,
                                      const Uuid& queue_id, const std::string& number);

}  // namespace vuoro::test
