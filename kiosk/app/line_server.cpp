#include "kiosk/app/line_server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/log.h"
#include "kiosk/app/remote_limits.h"

namespace vuoro::kiosk {
namespace {

namespace limits = remote_limits;
using std::chrono::steady_clock;

constexpr char k_full[] =
    "{\"ok\":false,\"error\":{\"code\":\"too_many\",\"message\":\"too many are connected\"}}\n";
constexpr char k_refused[] =
    "{\"ok\":false,\"error\":{\"code\":\"forbidden\",\"message\":\"for the kiosk's own user and root "
    "only\"}}\n";
constexpr char k_too_long[] =
    "{\"ok\":false,\"error\":{\"code\":\"too_large\",\"message\":\"the line is too long\"}}";
constexpr char k_too_much[] =
    "{\"ok\":false,\"error\":{\"code\":\"too_large\",\"message\":\"the answer is too large\"}}";

Peer peer_of(int fd) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return {};
  return {credentials.uid, credentials.pid};
}

}  // namespace

bool is_own_or_root(const Peer& peer) {
  return peer.uid == ::geteuid() || peer.uid == 0;
}

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

LineServer::LineServer(std::filesystem::path socket, Calls calls)
    : path_(std::move(socket)), calls_(std::move(calls)) {}

Result<std::unique_ptr<LineServer>> LineServer::start(const std::filesystem::path& socket, Calls calls) {
  std::unique_ptr<LineServer> server(new LineServer(socket, std::move(calls)));
  VUORO_TRY(server->open());
  server->thread_ = std::thread([raw = server.get()] { raw->serve(); });
  return server;
}

Result<void> LineServer::open() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = path_.string();
  if (path.size() >= sizeof address.sun_path) {
    return fail(Errc::invalid_argument, "the socket's path is too long");
  }
  std::memcpy(address.sun_path, path.c_str(), path.size());
  const auto io_error = [](const char* what) {
    return fail(Errc::io, std::string(what) + ": " + std::strerror(errno));
  };
  std::error_code ignored;
  if (std::filesystem::is_socket(path, ignored)) std::filesystem::remove(path, ignored);
  listener_ = Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  waker_ = Fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (listener_.get() < 0 || waker_.get() < 0) return io_error("socket");
  const mode_t before = ::umask(0177);
  const int bound = ::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::umask(before);
  if (bound != 0 || ::listen(listener_.get(), static_cast<int>(limits::k_guests_max)) != 0)
    return io_error("bind");
  return {};
}

LineServer::~LineServer() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake();
  thread_.join();
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void LineServer::wake() const {
  const std::uint64_t one = 1;
  if (::write(waker_.get(), &one, sizeof one) < 0) log::warn("line_server_wake_failed");
}

void LineServer::answer(int guest, std::function<std::string()> make) {
  {
    const std::lock_guard lock(mutex_);
    outgoing_.emplace_back(guest, std::move(make));
  }
  wake();
}

void LineServer::say(Guest& guest, std::string line) {
  if (line.size() > limits::k_answer_bytes_max) line = k_too_much;
  guest.out = std::move(line);
  guest.out += '\n';
  guest.sent = 0;
  guest.heard = steady_clock::now();
  send_some(guest);
}

/// As much as the guest takes now; with all of it taken, its next line.
void LineServer::send_some(Guest& guest) {
  while (guest.sent < guest.out.size()) {
    const ssize_t n = ::send(guest.fd.get(), guest.out.data() + guest.sent, guest.out.size() - guest.sent,
                             MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return;
    if (n <= 0) return guest.fd.reset();
    guest.sent += static_cast<std::size_t>(n);
    guest.heard = steady_clock::now();
  }
  guest.out = {};  // a picture's memory is given back
  guest.sent = 0;
  if (guest.leaving) return guest.fd.reset();
  take_line(guest);
}

void LineServer::take_line(Guest& guest) {
  if (guest.waiting || guest.leaving || !guest.out.empty()) return;
  const std::size_t end = guest.in.find('\n');
  if (end != std::string::npos) {
    guest.waiting = true;
    std::string line = guest.in.substr(0, end);
    guest.in.erase(0, end + 1);
    return calls_.on_line(guest.key, guest.peer, std::move(line));
  }
  if (guest.ended) return guest.fd.reset();  // half a line is no question
  if (guest.in.size() < limits::k_line_bytes_max) return;
  guest.leaving = true;
  guest.in = {};
  say(guest, k_too_long);
}

void LineServer::read_from(Guest& guest) {
  char buffer[4096];
  const ssize_t n = ::recv(guest.fd.get(), buffer, sizeof buffer, MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n < 0) return guest.fd.reset();
  guest.heard = steady_clock::now();
  if (n == 0) {
    guest.ended = true;
  } else {
    guest.in.append(buffer, static_cast<std::size_t>(n));
  }
  take_line(guest);
}

void LineServer::give_answers() {
  std::deque<std::pair<int, std::function<std::string()>>> answers;
  {
    const std::lock_guard lock(mutex_);
    answers.swap(outgoing_);
  }
  for (auto& [to, make] : answers) {
    const auto guest = std::ranges::find(guests_, to, &Guest::key);
    if (guest == guests_.end() || guest->fd.get() < 0) continue;
    guest->waiting = false;
    say(*guest, make());
  }
}

/// Whoever has been silent longest, with nothing under way, makes place for a newcomer.
void LineServer::make_place() {
  const Moment before = steady_clock::now() - limits::k_silence_before_giving_way;
  Guest* silent = nullptr;
  for (Guest& guest : guests_) {
    const bool idle = !guest.waiting && guest.out.empty() && guest.heard < before;
    if (idle && (silent == nullptr || guest.heard < silent->heard)) silent = &guest;
  }
  if (silent != nullptr) silent->fd.reset();
  forget_gone();
}

void LineServer::accept_one() {
  Fd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (fd.get() < 0) {
    listening_ = errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM;
    return;
  }
  const Peer peer = peer_of(fd.get());
  if (!calls_.lets_in(peer)) {
    log::warn("remote_refused", {{"uid", static_cast<std::int64_t>(peer.uid)}, {"pid", peer.pid}});
    (void)::send(fd.get(), k_refused, sizeof k_refused - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    return;
  }
  if (guests_.size() >= limits::k_guests_max) make_place();
  if (guests_.size() >= limits::k_guests_max) {
    (void)::send(fd.get(), k_full, sizeof k_full - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    return;
  }
  Guest guest;
  guest.key = next_key_++;
  guest.fd = std::move(fd);
  guest.peer = peer;
  guest.heard = steady_clock::now();
  guests_.push_back(std::move(guest));
}

void LineServer::forget_gone() {
  for (const Guest& guest : guests_) {
    if (guest.fd.get() < 0 && calls_.on_leave) calls_.on_leave(guest.key);
  }
  std::erase_if(guests_, [](const Guest& guest) { return guest.fd.get() < 0; });
}

/// When an answer will have waited too long for its reader, or the listener is tried again; -1 for never.
int LineServer::next_look_ms() const {
  auto wait = std::chrono::milliseconds::max();
  if (!listening_) wait = limits::k_accept_pause;
  const Moment now = steady_clock::now();
  for (const Guest& guest : guests_) {
    if (guest.out.empty()) continue;
    const auto left = guest.heard + limits::k_unread_answer_max - now;
    wait = std::min(
        wait, std::max(std::chrono::ceil<std::chrono::milliseconds>(left), std::chrono::milliseconds(0)));
  }
  return wait == std::chrono::milliseconds::max() ? -1 : static_cast<int>(wait.count());
}

void LineServer::serve() {
  for (;;) {
    std::vector<pollfd> fds{{waker_.get(), POLLIN, 0}, {listening_ ? listener_.get() : -1, POLLIN, 0}};
    for (const Guest& guest : guests_) {
      const bool hears = !guest.ended && !guest.leaving && guest.in.size() < limits::k_line_bytes_max;
      const int events = (hears ? POLLIN : 0) | (guest.out.empty() ? 0 : POLLOUT);
      fds.push_back({guest.fd.get(), static_cast<short>(events), 0});
    }
    if (::poll(fds.data(), fds.size(), next_look_ms()) < 0 && errno != EINTR) {
      return log::error("line_server_poll_failed");
    }
    listening_ = true;
    std::uint64_t count = 0;
    if (fds[0].revents != 0 && ::read(waker_.get(), &count, sizeof count) < 0) continue;
    {
      const std::lock_guard lock(mutex_);
      if (ending_) return;
    }
    const Moment now = steady_clock::now();
    for (std::size_t i = 0; i + 2 < fds.size(); ++i) {
      Guest& guest = guests_[i];
      const auto seen = fds[i + 2].revents;
      if ((seen & POLLOUT) != 0) send_some(guest);
      if (guest.fd.get() >= 0 && (seen & POLLIN) != 0) read_from(guest);
      const bool gone = (seen & (POLLHUP | POLLERR)) != 0 && (seen & POLLIN) == 0;
      const bool unread = !guest.out.empty() && now - guest.heard >= limits::k_unread_answer_max;
      if (gone || unread) guest.fd.reset();
    }
    give_answers();
    forget_gone();
    if (fds[1].revents != 0) accept_one();
  }
}

}  // namespace vuoro::kiosk
