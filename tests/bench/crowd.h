#pragma once
// Many consoles and displays that wait for changes, each on a connection of its own, in one thread.

#include <atomic>
#include <memory>
#include <thread>

#include "tests/bench/other_server.h"

namespace vuoro::bench {

/// Everybody waits in the site's feed from its present end on, and asks again at once when answered.
class Crowd {
 public:
  /// @param desk, display  whose cookie and certificate all of that kind show; borrowed until the end
  Crowd(const OtherServer& server, const test::HttpClient& desk, int desks, const test::HttpClient& display,
        int displays);
  ~Crowd();

  /// Until everybody waits. @return false when they do not within a minute.
  [[nodiscard]] bool settled();
  [[nodiscard]] std::int64_t answers() const { return answers_; }

 private:
  struct Member;
  void live();

  std::vector<std::unique_ptr<Member>> members_;
  std::atomic<bool> over_{false};
  std::atomic<std::int64_t> answers_{0};
  std::thread thread_;
};

}  // namespace vuoro::bench
