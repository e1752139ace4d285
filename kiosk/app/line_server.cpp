#include "kiosk/app/line_server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/log.h"

namespace vuoro::kiosk {
namespace {

constexpr std::size_t k_line_bytes_max = 64 * 1024;
constexpr std::size_t k_guests_max = 8;

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void Fd::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

LineServer::LineServer(std::filesystem::path socket, OnLine on_line)
    : path_(std::move(socket)), on_line_(std::move(on_line)) {}

Result<std::unique_ptr<LineServer>> LineServer::start(const std::filesystem::path& socket, OnLine on_line) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = socket.string();
  if (path.size() >= sizeof address.sun_path) {
    return fail(Errc::invalid_argument, "the socket's path is too long");
  }
  std::memcpy(address.sun_path, path.c_str(), path.size());
  std::unique_ptr<LineServer> server(new LineServer(socket, std::move(on_line)));
  const auto io_error = [](const char* what) {
    return fail(Errc::io, std::string(what) + ": " + std::strerror(errno));
  };
  std::error_code ignored;
  if (std::filesystem::is_socket(path, ignored)) std::filesystem::remove(path, ignored);
  server->listener_ = Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  server->waker_ = Fd(::eventfd(0, EFD_CLOEXEC));
  if (server->listener_.get() < 0 || server->waker_.get() < 0) return io_error("socket");
  const mode_t before = ::umask(0177);
  const int bound =
      ::bind(server->listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::umask(before);
  if (bound != 0 || ::listen(server->listener_.get(), 4) != 0) return io_error("bind");
  server->thread_ = std::thread([raw = server.get()] { raw->serve(); });
  return server;
}

LineServer::~LineServer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  if (!thread_.joinable()) return;
  wake();
  thread_.join();
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void LineServer::wake() const {
  const std::uint64_t one = 1;
  if (::write(waker_.get(), &one, sizeof one) < 0) log::warn("line_server_wake_failed");
}

void LineServer::answer(int guest, const std::string& line) {
  {
    const std::lock_guard lock(mutex_);
    outgoing_.emplace_back(guest, line + "\n");
  }
  wake();
}

void LineServer::take_line(Guest& guest) {
  const std::size_t end = guest.in.find('\n');
  if (guest.waiting || end == std::string::npos) return;
  guest.waiting = true;
  std::string line = guest.in.substr(0, end);
  guest.in.erase(0, end + 1);
  on_line_(guest.key, std::move(line));
}

void LineServer::send_answers(std::deque<std::pair<int, std::string>> answers) {
  for (const auto& [to, line] : answers) {
    for (Guest& guest : guests_) {
      if (guest.key != to) continue;
      guest.waiting = false;
      for (std::size_t sent = 0; sent < line.size();) {
        const ssize_t n = ::send(guest.fd.get(), line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) break;
        sent += static_cast<std::size_t>(n);
      }
      take_line(guest);
    }
  }
}

void LineServer::read_from(Guest& guest) {
  char buffer[4096];
  const ssize_t n = ::recv(guest.fd.get(), buffer, sizeof buffer, 0);
  if (n <= 0 || guest.in.size() > k_line_bytes_max) return guest.fd.reset();
  guest.in.append(buffer, static_cast<std::size_t>(n));
  take_line(guest);
}

void LineServer::serve() {
  for (;;) {
    std::vector<pollfd> fds{{waker_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    for (const Guest& guest : guests_) fds.push_back({guest.fd.get(), POLLIN, 0});
    if (::poll(fds.data(), fds.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return log::error("line_server_poll_failed");
    }
    std::uint64_t count = 0;
    if (fds[0].revents != 0 && ::read(waker_.get(), &count, sizeof count) < 0) continue;
    std::deque<std::pair<int, std::string>> answers;
    {
      const std::lock_guard lock(mutex_);
      if (ending_) return;
      answers.swap(outgoing_);
    }
    send_answers(std::move(answers));
    for (std::size_t i = 0; i + 2 < fds.size(); ++i) {
      if (fds[i + 2].revents != 0) read_from(guests_[i]);
    }
    std::erase_if(guests_, [](const Guest& guest) { return guest.fd.get() < 0; });
    if (fds[1].revents == 0) continue;
    Fd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (fd.get() < 0 || guests_.size() >= k_guests_max) continue;
    Guest guest;
    guest.key = next_key_++;
    guest.fd = std::move(fd);
    guests_.push_back(std::move(guest));
  }
}

}  // namespace vuoro::kiosk
