#pragma once
// The engine's wire to a fake authority in the same process. Real time, no sockets.

#include <atomic>
#include <condition_variable>
#include <list>

#include "core/net/wire.h"
#include "tests/support/fake_authority.h"

namespace vuoro::test {

/// What a test does to the line; shared with the wire, which the engine owns. Thread-safe.
struct Line {
  std::atomic<bool> connected{true};  ///< false: every request fails at once
  std::atomic<bool> silent{false};    ///< true: requests reach nobody and time out
  std::atomic<int> lose_answers{0};   ///< so many answers get lost after they had their effect
};

class LoopbackWire final : public net::Wire {
 public:
  LoopbackWire(FakeAuthority& authority, const Uuid& device_id, std::shared_ptr<Line> line);
  ~LoopbackWire() override;

  void send(sync::Request request, Done done) override;
  void run(Millis at_most) override;
  void wake() override;

 private:
  struct Pending {
    sync::Request request;
    Done done;
    MonoTime deadline;
  };
  bool hand_out();

  FakeAuthority& authority_;
  Uuid device_id_;
  std::shared_ptr<Line> line_;
  SystemClock clock_;
  std::list<Pending> pending_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool wake_ = false;
};

}  // namespace vuoro::test
