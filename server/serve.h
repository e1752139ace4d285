#pragma once
// The running server: store, authority, API and listeners put together.

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "server/config.h"

namespace vuoro {

/// One server in this process. Construct, then run() on a thread of one's own or the main one.
class Server {
 public:
  /// Opens the state folder (made when absent), the certificates and the ports. Clock and randomness are
  /// borrowed and must be thread-safe.
  [[nodiscard]] static Result<std::unique_ptr<Server>> create(const ServerConfig& config, const Clock& clock,
                                                              Random& random);
  virtual ~Server() = default;

  [[nodiscard]] virtual std::uint16_t public_port() const = 0;
  [[nodiscard]] virtual std::uint16_t device_port() const = 0;
  /// What devices and the technician's tools verify this server by; PEM.
  [[nodiscard]] virtual std::filesystem::path server_ca_file() const = 0;
  /// Serves until stop(). What was accepted is committed and answered before it returns.
  virtual void run() = 0;
  /// Any thread.
  virtual void stop() = 0;
  /// stop() on SIGTERM and SIGINT. Call before run().
  virtual void stop_on_signals() = 0;
};

}  // namespace vuoro
