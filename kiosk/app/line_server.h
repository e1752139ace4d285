#pragma once
// A local socket that takes lines and gives lines back: a thread of its own, a few guests, one question at a
// time each.

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

class LineServer {
 public:
  /// Called on the server's thread. The guest's next line waits until answer() was called for this one.
  using OnLine = std::function<void(int guest, std::string line)>;

  /// @param socket  made with permissions 0600; an old socket in its place is removed.
  /// @return invalid_argument: a path too long for a socket; io.
  [[nodiscard]] static Result<std::unique_ptr<LineServer>> start(const std::filesystem::path& socket,
                                                                 OnLine on_line);
  /// Ends the thread and removes the socket; no call of `on_line` after this.
  ~LineServer();
  LineServer(const LineServer&) = delete;
  LineServer& operator=(const LineServer&) = delete;

  /// Any thread. A guest that has gone is forgotten. @param line  without its end.
  void answer(int guest, const std::string& line);

 private:
  struct Guest {
    int key = 0;
    Fd fd;
    std::string in;
    bool waiting = false;
  };
  LineServer(std::filesystem::path socket, OnLine on_line);
  void serve();
  void wake() const;
  void send_answers(std::deque<std::pair<int, std::string>> answers);
  void read_from(Guest& guest);
  void take_line(Guest& guest);

  std::filesystem::path path_;
  OnLine on_line_;
  Fd listener_, waker_;
  std::vector<Guest> guests_;  ///< the thread's own
  int next_key_ = 1;
  std::mutex mutex_;  ///< guards the two below
  std::deque<std::pair<int, std::string>> outgoing_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace vuoro::kiosk
