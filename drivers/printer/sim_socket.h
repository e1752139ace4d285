#pragma once
// Loopback sockets of the simulator.

#include <cstdint>
#include <string>
#include <utility>

#include "core/base/result.h"

namespace vuoro::drivers {

/// Owns a descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() { close(); }
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) {
      close();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  void close();
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// A listening TCP socket on 127.0.0.1, not blocking; port 0 takes a free one. @return io.
[[nodiscard]] Result<Fd> listen_on_loopback(std::uint16_t port);
[[nodiscard]] std::uint16_t port_of(const Fd& socket);
/// Nothing waits: a closed Fd.
[[nodiscard]] Fd accept_one(const Fd& listener);
/// Sends what the socket takes at once and drops that from `bytes`. @return false when the line broke.
[[nodiscard]] bool send_some(const Fd& socket, std::string& bytes);
/// The end of a wake-up pipe that other threads write to.
[[nodiscard]] Fd make_wake_event();
void wake(const Fd& event);
void clear_wake(const Fd& event);

}  // namespace vuoro::drivers
