#include "tests/support/fault_proxy.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <deque>
#include <list>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/base/random.h"

namespace vuoro::test {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::size_t k_kept_most = 1 << 20;  ///< of one way; then the sender waits, as on a real line
constexpr std::size_t k_packet_bytes = 1'448;
constexpr int k_retry_least_ms = 200;  // Linux never repeats a packet sooner
constexpr auto k_look_again = std::chrono::milliseconds(20);

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A close that the other side sees as a reset.
void reset_and_close(int& descriptor) {
  if (descriptor < 0) return;
  const linger at_once{1, 0};
  (void)::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(descriptor);
  descriptor = -1;
}

/// One way of a connection: what was read and waits for its time.
struct Way {
  struct Piece {
    Time::time_point due;
    std::string bytes;
  };
  std::deque<Piece> kept;
  std::size_t kept_bytes = 0;
  bool ended = false;       ///< the sender has said its last
  bool end_passed = false;  ///< and the other side knows
  Time::time_point next_byte{};
};

}  // namespace

struct FaultProxy::Pipe {
  int client = -1;
  int server = -1;
  Way up;
  Way down;
  std::int64_t passed = 0;
  bool over = false;

  ~Pipe() {
    reset_and_close(client);
    reset_and_close(server);
  }

  void read_from(int descriptor, Way& way, const LineFaults& faults, bool swallow, Random& random) {
    std::array<char, 16'384> room{};
    const auto count = ::recv(descriptor, room.data(), room.size(), MSG_DONTWAIT);
    if (count < 0) {
      over = over || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
      return;
    }
    if (count == 0) {
      way.ended = true;
      return;
    }
    if (swallow) return;
    auto due = Time::now() + std::chrono::milliseconds(faults.delay_ms);
    const auto packets = (static_cast<std::size_t>(count) + k_packet_bytes - 1) / k_packet_bytes;
    for (std::size_t packet = 0; packet < packets; ++packet) {
      // Found out after a round trip at least, and sent again: until that gets through.
      for (auto wait = std::chrono::milliseconds(k_retry_least_ms + 2 * faults.delay_ms);
           random.below(1000) < static_cast<std::uint64_t>(faults.loss_permille); wait *= 2)
        due += wait;
    }
    way.kept.push_back({due, std::string(room.data(), static_cast<std::size_t>(count))});
    way.kept_bytes += static_cast<std::size_t>(count);
  }

  /// Passes on what is due. @return bytes passed
  std::int64_t write_to(int descriptor, Way& way, const LineFaults& faults) {
    std::int64_t written = 0;
    const auto now = Time::now();
    const int pace = faults.bytes_per_second;
    while (!way.kept.empty() && way.kept.front().due <= now && (pace == 0 || way.next_byte <= now)) {
      auto& bytes = way.kept.front().bytes;
      const std::size_t most = pace == 0 ? bytes.size() : 1;
      const auto count = ::send(descriptor, bytes.data(), most, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (count <= 0) {
        over = over || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
        return written;
      }
      if (pace > 0) way.next_byte = now + std::chrono::microseconds(1'000'000 / pace);
      written += count;
      way.kept_bytes -= static_cast<std::size_t>(count);
      bytes.erase(0, static_cast<std::size_t>(count));
      if (bytes.empty()) way.kept.pop_front();
    }
    if (way.ended && way.kept.empty() && !way.end_passed) {
      way.end_passed = true;
      (void)::shutdown(descriptor, SHUT_WR);
    }
    return written;
  }
};

FaultProxy::FaultProxy(std::uint16_t target_port) : target_(target_port) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (listener_ < 0 || ::bind(listener_, plain, size) != 0 || ::listen(listener_, 128) != 0 ||
      ::getsockname(listener_, plain, &size) != 0 || ::pipe2(wake_, O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::runtime_error(std::string("the proxy cannot listen: ") + std::strerror(errno));
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

FaultProxy::~FaultProxy() {
  stop_ = true;
  (void)!::write(wake_[1], "x", 1);
  thread_.join();
  ::close(listener_);
  ::close(wake_[0]);
  ::close(wake_[1]);
}

void FaultProxy::cut_all() {
  cut_ = true;
  (void)!::write(wake_[1], "x", 1);
}

void FaultProxy::run() {
  std::list<Pipe> pipes;
  SeededRandom random(1);
  while (!stop_) {
    std::vector<pollfd> waiting = {{listener_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
    const bool silent = faults.silent;
    for (const auto& pipe : pipes) {
      const auto events = [&](const Way& in, const Way& out) {
        const bool room = !silent && !in.ended && in.kept_bytes < k_kept_most;
        const bool due = !silent && !out.kept.empty() && out.kept.front().due <= Time::now() &&
                         faults.bytes_per_second == 0;
        return static_cast<short>((room ? POLLIN : 0) | (due ? POLLOUT : 0));
      };
      waiting.push_back({pipe.client, events(pipe.up, pipe.down), 0});
      waiting.push_back({pipe.server, events(pipe.down, pipe.up), 0});
    }
    (void)::poll(waiting.data(), waiting.size(), static_cast<int>(k_look_again.count()));
    std::array<char, 64> woken{};
    (void)!::read(wake_[0], woken.data(), woken.size());
    if (cut_.exchange(false) || faults.refuse) pipes.clear();

    std::size_t at = 2;
    for (auto& pipe : pipes) {
      if (at + 1 >= waiting.size()) break;
      const auto client = waiting[at++].revents;
      const auto server = waiting[at++].revents;
      pipe.over = pipe.over || ((client | server) & (POLLERR | POLLNVAL)) != 0;
      if (silent) continue;
      if ((client & (POLLIN | POLLHUP)) != 0 && !pipe.up.ended)
        pipe.read_from(pipe.client, pipe.up, faults, false, random);
      if ((server & (POLLIN | POLLHUP)) != 0 && !pipe.down.ended)
        pipe.read_from(pipe.server, pipe.down, faults, faults.half_open || faults.rubbish, random);
      const auto passed =
          pipe.write_to(pipe.server, pipe.up, faults) + pipe.write_to(pipe.client, pipe.down, faults);
      pipe.passed += passed;
      bytes_ += passed;
      const std::int64_t cut_after = faults.cut_after;
      pipe.over = pipe.over || (cut_after > 0 && pipe.passed >= cut_after) ||
                  (pipe.up.end_passed && pipe.down.end_passed);
    }
    pipes.remove_if([](const Pipe& pipe) { return pipe.over; });

    if ((waiting[0].revents & POLLIN) == 0) continue;
    int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client < 0) continue;
    ++connections_;
    auto& pipe = pipes.emplace_back();
    pipe.client = client;
    pipe.server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(target_);
    pipe.over = faults.refuse ||
                ::connect(pipe.server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0;
    const int at_once = 1;
    for (const int descriptor : {pipe.client, pipe.server})
      (void)::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    if (faults.rubbish) {
      std::string bytes(300, '\0');
      for (char& byte : bytes) byte = static_cast<char>(random.below(256));
      pipe.down.kept_bytes = bytes.size();
      pipe.down.kept.push_back({Time::now(), std::move(bytes)});
    }
  }
}

}  // namespace vuoro::test
