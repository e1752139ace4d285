#include "tests/support/line_guest.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

namespace vuoro::test {
namespace {

constexpr int k_patience_ms = 20'000;

}  // namespace

LineGuest::LineGuest(const std::filesystem::path& socket)
    : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = socket.string();
  std::memcpy(address.sun_path, path.c_str(), std::min(path.size(), sizeof address.sun_path - 1));
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) leave();
}

void LineGuest::leave() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void LineGuest::end() {
  ::shutdown(fd_, SHUT_WR);
}

bool LineGuest::say(std::string_view bytes) {
  while (!bytes.empty()) {
    pollfd ready{fd_, POLLOUT, 0};
    if (::poll(&ready, 1, k_patience_ms) != 1) return false;
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string LineGuest::hear() {
  std::string line;
  for (;;) {
    pollfd ready{fd_, POLLIN, 0};
    if (::poll(&ready, 1, k_patience_ms) != 1) return "(nothing)";
    // Looks first, so that nothing of the next line is taken.
    char bytes[65536];
    const ssize_t there = ::recv(fd_, bytes, sizeof bytes, MSG_PEEK);
    if (there <= 0) return line;
    const std::string_view view(bytes, static_cast<std::size_t>(there));
    const std::size_t end = view.find('\n');
    const std::size_t take = end == std::string_view::npos ? view.size() : end + 1;
    if (::recv(fd_, bytes, take, 0) <= 0) return line;
    line.append(bytes, take);
    if (end != std::string_view::npos) return line.substr(0, line.size() - 1);
  }
}

bool LineGuest::is_let_go() {
  char bytes[65536];
  for (;;) {
    pollfd ready{fd_, POLLIN, 0};
    if (::poll(&ready, 1, k_patience_ms) != 1) return false;
    if (::recv(fd_, bytes, sizeof bytes, 0) <= 0) return true;
  }
}

}  // namespace vuoro::test
