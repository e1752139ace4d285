#pragma once
// Requests and answers as the API sees them: no sockets, no TLS, no library.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/base/result.h"

namespace vuoro::http {

/// Which door a request came through.
enum class Port { open, device };

struct Request {
  Port port = Port::open;
  std::string method;
  std::string target;             ///< path and query as sent
  std::string address;            ///< of the peer, without its port
  std::optional<Uuid> device_id;  ///< from the client certificate; on the device port always set
  /// Of a client certificate that no authority of this server has signed, SHA-256, hex: `device_id` is what
  /// it says of itself, true only when this very certificate is known to be that device's. Empty: it is
  /// signed.
  std::string unsigned_fingerprint;
  std::string cookie;
  std::string csrf;  ///< X-CSRF-Token
  std::string content_type;
  std::string if_none_match;
  std::string protocol;  ///< Vuoro-Protocol as sent; empty: not said
  std::string body;
  std::optional<std::uint64_t> announced_bytes;  ///< of the body, by its header; none: it comes in chunks
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  /// Instead of `body` when many get the same bytes.
  std::shared_ptr<const std::string> shared_body;
  std::vector<std::pair<std::string, std::string>> headers;

  [[nodiscard]] const std::string& content() const { return shared_body ? *shared_body : body; }
};

/// Call exactly once, from any thread.
using Respond = std::function<void(Response)>;

/// What stands behind the listeners. Called on the server's thread only; must not block.
class Handler {
 public:
  virtual ~Handler() = default;
  /// How large a body this request may bring; only the head is known.
  [[nodiscard]] virtual std::size_t body_limit(const Request& head) = 0;
  virtual void handle(std::shared_ptr<const Request> request, Respond respond) = 0;
};

/// The HTTP status that goes with an error.
[[nodiscard]] int status_of(Errc code);
/// {"error": {"code", "message"}}, with Retry-After where it belongs.
/// @param kind  a word for a program, beside the code; empty: none
[[nodiscard]] Response error_response(const Error& error, std::string_view kind = {});
[[nodiscard]] Response error_response(Errc code, std::string message);
/// "Sat, 21 Nov 2026 19:33:58 GMT", as the header Date says it.
[[nodiscard]] std::string http_date(WallTime time);

}  // namespace vuoro::http
