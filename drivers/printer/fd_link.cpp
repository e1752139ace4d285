#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "drivers/printer/link_openers.h"

namespace vuoro::drivers {
namespace {

/// Some usblp devices call themselves readable and then have nothing: then wait this long before asking
/// again.
constexpr int k_empty_read_pause_ms = 20;

std::string reason(const char* what) {
  return fmt::format("{}: {}", what, std::strerror(errno));
}

class FdLink final : public ByteLink {
 public:
  FdLink(int fd, bool socket) : fd_(fd), socket_(socket) {}
  ~FdLink() override { ::close(fd_); }

  WriteOutcome write(std::span<const std::byte> bytes, const Deadline& deadline) override {
    WriteOutcome outcome;
    while (outcome.taken < bytes.size()) {
      pollfd wait{fd_, static_cast<short>(POLLOUT | (socket_ ? POLLRDHUP : 0)), 0};
      const int ready = ::poll(&wait, 1, static_cast<int>(deadline.left().count()));
      if (ready < 0 && errno == EINTR) continue;
      if (ready < 0) return {outcome.taken, fail(Errc::offline, reason("poll"))};
      if (ready == 0) return {outcome.taken, fail(Errc::timeout, "the device takes no more data")};
      if ((wait.revents & (POLLERR | POLLHUP | POLLRDHUP | POLLNVAL)) != 0)
        return {outcome.taken, fail(Errc::offline, "the line was closed")};
      const auto left = bytes.subspan(outcome.taken);
      const ssize_t count = socket_ ? ::send(fd_, left.data(), left.size(), MSG_NOSIGNAL)
                                    : ::write(fd_, left.data(), left.size());
      if (count >= 0) {
        outcome.taken += static_cast<std::size_t>(count);
      } else if (errno != EAGAIN && errno != EINTR) {
        return {outcome.taken, fail(Errc::offline, reason("write"))};
      }
    }
    return outcome;
  }

  Result<std::size_t> read(std::span<std::byte> into, const Deadline& deadline) override {
    for (;;) {
      pollfd wait{fd_, POLLIN, 0};
      const int ready = ::poll(&wait, 1, static_cast<int>(deadline.left().count()));
      if (ready < 0 && errno == EINTR) continue;
      if (ready < 0) return fail(Errc::offline, reason("poll"));
      if (ready == 0) return fail(Errc::timeout, "the device says nothing");
      const ssize_t count = ::read(fd_, into.data(), into.size());
      if (count > 0) return static_cast<std::size_t>(count);
      if (count == 0 && socket_) return fail(Errc::offline, "the device closed the line");
      if (count < 0 && errno != EAGAIN && errno != EINTR) return fail(Errc::offline, reason("read"));
      if ((wait.revents & (POLLHUP | POLLERR)) != 0) return fail(Errc::offline, "the device is gone");
      if (deadline.passed()) return fail(Errc::timeout, "the device says nothing");
      ::poll(nullptr, 0, k_empty_read_pause_ms);
    }
  }

 private:
  int fd_;
  bool socket_;
};

}  // namespace

std::unique_ptr<ByteLink> make_fd_link(int fd, bool socket) {
  return std::make_unique<FdLink>(fd, socket);
}

}  // namespace vuoro::drivers
