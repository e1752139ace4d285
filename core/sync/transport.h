#pragma once
// What carries requests: the network, a loopback, or a simulated world. Nothing here opens a socket.

#include <functional>
#include <optional>
#include <string>

#include "core/base/clock.h"
#include "core/sync/protocol.h"

namespace vuoro::sync {

struct Request {
  std::string method = "GET";  ///< GET or POST
  std::string target;          ///< "/api/v1/…", query included
  std::string body;            ///< JSON
  Millis timeout{};            ///< of the whole exchange
};

struct Response {
  int status = 0;  ///< 0: no answer; the request may or may not have had its effect
  std::string body;
  std::optional<Millis> retry_after;
  std::string failure;  ///< why there was no answer; for the log and the technician
  /// The version of the program that answered; 0: it is no Vuoro server, whatever it says.
  std::int32_t protocol = protocol::k_version;
};

class Transport {
 public:
  using Done = std::function<void(Response)>;
  virtual ~Transport() = default;

  /// Calls `done` once, later (never from within send), on the caller's thread; at the latest
  /// `request.timeout` from now, then with status 0. The sender survives a second call and one that never
  /// comes.
  virtual void send(Request request, Done done) = 0;
};

}  // namespace vuoro::sync
