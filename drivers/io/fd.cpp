#include "drivers/io/fd.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

namespace vuoro::drivers {

void Fd::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Fd make_wake_event() {
  return Fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
}

void wake(const Fd& event) {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(event.get(), &one, sizeof one);
}

void clear_wake(const Fd& event) {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(event.get(), &count, sizeof count);
}

}  // namespace vuoro::drivers
