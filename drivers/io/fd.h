#pragma once
// File descriptors that close themselves, and a way to wake a thread that waits on them.

#include <utility>

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

/// A descriptor that becomes readable when another thread calls wake().
[[nodiscard]] Fd make_wake_event();
void wake(const Fd& event);
void clear_wake(const Fd& event);

}  // namespace vuoro::drivers
