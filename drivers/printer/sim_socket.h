#pragma once
// Loopback sockets of the simulator.

#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "drivers/io/fd.h"

namespace vuoro::drivers {

/// A listening TCP socket on 127.0.0.1, not blocking; port 0 takes a free one. @return io.
[[nodiscard]] Result<Fd> listen_on_loopback(std::uint16_t port);
[[nodiscard]] std::uint16_t port_of(const Fd& socket);
/// Nothing waits: a closed Fd.
[[nodiscard]] Fd accept_one(const Fd& listener);
/// Sends what the socket takes at once and drops that from `bytes`. @return false when the line broke.
[[nodiscard]] bool send_some(const Fd& socket, std::string& bytes);
}  // namespace vuoro::drivers
