#pragma once
// The HTTPS listeners: TLS, keep-alive, limits and timeouts. One thread runs everything; the handler answers
// from wherever it likes.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "server/http/http.h"
#include "server/limits.h"

namespace vuoro::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t public_port = 0;  ///< 0: any free one
  std::uint16_t device_port = 0;
  std::string certificate_chain_pem;
  std::string private_key_pem;
  std::string device_ca_pem;
  double requests_per_second = limits::k_requests_per_second;
  double requests_burst = limits::k_requests_burst;
  std::size_t connections_per_address = limits::k_connections_per_address_max;
  std::chrono::milliseconds header_timeout = limits::k_header_timeout;
  std::chrono::milliseconds idle_timeout = limits::k_idle_timeout;
};

/// Counted since the start.
struct HttpFigures {
  std::uint64_t connections = 0;
  std::uint64_t connections_open = 0;
  std::uint64_t handshakes_failed = 0;
  std::uint64_t refused = 0;  ///< connections over a limit, requests over a rate
};

class HttpServer {
 public:
  /// Binds and listens; nothing is answered before run(). The handler is borrowed.
  /// @return invalid_argument (address, certificate), unavailable (port taken).
  [[nodiscard]] static Result<std::unique_ptr<HttpServer>> create(const ServerOptions& options,
                                                                  Handler& handler);
  virtual ~HttpServer() = default;

  [[nodiscard]] virtual std::uint16_t public_port() const = 0;
  [[nodiscard]] virtual std::uint16_t device_port() const = 0;
  /// Serves on the calling thread until stop() and the last answer.
  virtual void run() = 0;
  /// Any thread; also from a handler. Connections that are being answered get their answer, within `grace`.
  virtual void stop(std::chrono::milliseconds grace) = 0;
  /// Runs `work` on the server's thread.
  virtual void post(std::function<void()> work) = 0;
  /// Runs `work` again and again on the server's thread. Call before run().
  virtual void every(std::chrono::milliseconds period, std::function<void()> work) = 0;
  /// Calls `work` on the server's thread for SIGTERM or SIGINT.
  virtual void on_signal(std::function<void()> work) = 0;
  /// Server's thread only.
  [[nodiscard]] virtual HttpFigures figures() const = 0;
};

}  // namespace vuoro::http
