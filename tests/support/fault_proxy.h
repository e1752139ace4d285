#pragma once
// A line between two real programs on loopback that can be made bad: TCP is passed on byte by byte, late,
// slowly, cut in the middle, or not at all. It never looks inside, so TLS stays what it is.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <thread>

namespace vuoro::test {

/// What the line does to what passes. Any thread may change it at any time.
struct LineFaults {
  std::atomic<bool> refuse{false};     ///< new connections are closed at once, and those there are cut
  std::atomic<bool> silent{false};     ///< a black hole: connections open, and no byte passes either way
  std::atomic<bool> half_open{false};  ///< what the server says is swallowed; it hears everything
  std::atomic<int> delay_ms{0};        ///< each way
  /// So many packets in a thousand are lost. TCP repeats them: what passes comes late, and all behind it.
  std::atomic<int> loss_permille{0};
  std::atomic<int> bytes_per_second{0};  ///< of each connection and way; 0: no limit
  std::atomic<std::int64_t> cut_after{
      0};                            ///< every connection is cut when so many bytes have passed; 0: never
  std::atomic<bool> rubbish{false};  ///< answers every connection with random bytes instead of the server's
};

class FaultProxy {
 public:
  /// Listens on a free port of loopback and passes on to another. Throws when it cannot.
  explicit FaultProxy(std::uint16_t target_port);
  ~FaultProxy();
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// New connections lead there from now on.
  void aim_at(std::uint16_t target_port) { target_ = target_port; }
  /// Cuts every connection that is open now, with a reset.
  void cut_all();
  [[nodiscard]] std::int64_t connections() const { return connections_; }
  [[nodiscard]] std::int64_t bytes() const { return bytes_; }  ///< both ways, passed on

  LineFaults faults;

 private:
  struct Pipe;
  void run();

  std::atomic<std::uint16_t> target_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  int wake_[2] = {-1, -1};
  std::atomic<bool> stop_{false};
  std::atomic<bool> cut_{false};
  std::atomic<std::int64_t> connections_{0};
  std::atomic<std::int64_t> bytes_{0};
  std::thread thread_;
};

}  // namespace vuoro::test
