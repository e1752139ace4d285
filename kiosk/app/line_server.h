#pragma once
// A local socket that takes lines and gives lines back: a thread of its own, a few guests, one question at a
// time each. Nothing that a guest sends, or does not read, makes it wait or grow.

#include <sys/types.h>

#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace vuoro::kiosk {

/// An owned file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() { reset(); }
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept;
  [[nodiscard]] int get() const { return fd_; }
  void reset();

 private:
  int fd_ = -1;
};

/// Who is at the other end, as the system says (SO_PEERCRED).
struct Peer {
  uid_t uid = static_cast<uid_t>(-1);
  pid_t pid = 0;
};

/// The same user as this process, or root.
[[nodiscard]] bool is_own_or_root(const Peer& peer);

class LineServer {
 public:
  /// All are called on the server's thread.
  struct Calls {
    /// Whether somebody may speak at all; is_own_or_root() unless a test says otherwise.
    std::function<bool(const Peer&)> lets_in = is_own_or_root;
    /// The guest's next line waits until answer() was called for this one.
    std::function<void(int guest, const Peer& peer, std::string line)> on_line;
    /// It has gone; what it asked for need not be answered.
    std::function<void(int guest)> on_leave = {};
  };

  /// @param socket  made with permissions 0600; an old socket in its place is removed.
  /// @return invalid_argument: a path too long for a socket; io.
  [[nodiscard]] static Result<std::unique_ptr<LineServer>> start(const std::filesystem::path& socket,
                                                                 Calls calls);
  /// Ends the thread and removes the socket; no call after this.
  ~LineServer();
  LineServer(const LineServer&) = delete;
  LineServer& operator=(const LineServer&) = delete;

  /// Any thread. A guest that has gone is forgotten.
  /// @param make  gives the line without its end; called on the server's thread, so that a long answer keeps
  /// nobody
  ///              else waiting.
  void answer(int guest, std::function<std::string()> make);

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Guest {
    int key = 0;
    Fd fd;
    Peer peer;
    std::string in;
    std::string out;
    std::size_t sent = 0;  ///< of `out`
    bool waiting = false;  ///< for answer()
    bool ended = false;    ///< sends no more
    bool leaving = false;  ///< goes when `out` is sent
    Moment heard{};        ///< when it last said or took something
  };
  LineServer(std::filesystem::path socket, Calls calls);
  Result<void> open();
  void serve();
  void wake() const;
  void give_answers();
  void accept_one();
  void make_place();
  void say(Guest& guest, std::string line);
  void send_some(Guest& guest);
  void read_from(Guest& guest);
  void take_line(Guest& guest);
  void forget_gone();
  [[nodiscard]] int next_look_ms() const;

  std::filesystem::path path_;
  Calls calls_;
  Fd listener_, waker_;
  std::vector<Guest> guests_;  ///< the thread's own
  int next_key_ = 1;
  bool listening_ = true;
  std::mutex mutex_;  ///< guards the two below
  std::deque<std::pair<int, std::function<std::string()>>> outgoing_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace vuoro::kiosk
