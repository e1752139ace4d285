#include <poll.h>

#include <atomic>
#include <thread>

#include "core/base/log.h"
#include "drivers/scanner/camera.h"
#include "drivers/scanner/code_reader.h"
#include "drivers/scanner/scan_filter.h"

namespace vuoro::drivers {
namespace {

constexpr Millis k_look_for_camera{2000};  ///< for a camera that is not plugged in
constexpr Millis k_frame_time{3000};  ///< a camera without a frame for this long is opened anew
/// Six looks a second are as quick as a hand, and leave most of a core free; frames in between are passed
/// over.
constexpr Millis k_between_looks{160};

class CameraScanner final : public Scanner {
 public:
  CameraScanner(std::string device, const Clock& clock)
      : device_(std::move(device)), clock_(clock), filter_(clock), event_(make_wake_event()) {}
  ~CameraScanner() override { stop(); }

  void start(OnScan on_scan) override {
    on_scan_ = std::move(on_scan);
    thread_ = std::thread([this] { run(); });
  }
  void stop() override {
    if (!thread_.joinable()) return;
    stopping_ = true;
    wake(event_);
    thread_.join();
  }
  void set_active(bool active) override {
    active_ = active;
    wake(event_);
  }
  ScannerState state() const override { return present_ ? ScannerState::ready : ScannerState::absent; }

 private:
  void run();
  void look(Camera& camera);
  /// Sleeps until woken, at most so long; negative: until woken.
  void rest(Millis time) {
    pollfd wait{event_.get(), POLLIN, 0};
    ::poll(&wait, 1, static_cast<int>(time.count()));
    clear_wake(event_);
  }

  const std::string device_;
  const Clock& clock_;
  ScanFilter filter_;
  Fd event_;
  OnScan on_scan_;
  std::atomic<bool> stopping_{false}, active_{true}, present_{false};
  unsigned frames_ = 0;
  std::thread thread_;
};

/// Reads frames until the camera is gone, or nobody wants codes.
void CameraScanner::look(Camera& camera) {
  while (!stopping_ && active_) {
    const MonoTime before = clock_.mono();
    const auto frame = camera.frame(k_frame_time, event_);
    if (!frame && frame.error().code == Errc::cancelled) {
      clear_wake(event_);
      continue;
    }
    if (!frame && frame.error().code != Errc::parse) {
      present_ = false;
      return;
    }
    if (frame) {
      for (const Scan& scan : read_codes(*frame, ReadEffort::frame, frames_++))
        if (filter_.is_new(scan)) on_scan_(scan);
    }
    const Millis spent = clock_.mono() - before;
    if (spent < k_between_looks) rest(k_between_looks - spent);
  }
}

void CameraScanner::run() {
  bool said = false;
  while (!stopping_) {
    if (!active_) {
      rest(Millis(-1));  // the camera is closed, its lamp is off
      continue;
    }
    auto camera = Camera::open(device_);
    present_ = camera.has_value();
    if (camera) {
      said = false;
      look(**camera);
    } else if (!std::exchange(said, true)) {
      log::warn("camera_unavailable", {{"reason", camera.error().message.c_str()}});
    }
    if (!present_ && !stopping_) rest(k_look_for_camera);
  }
}

}  // namespace

std::unique_ptr<Scanner> make_camera_scanner(std::string device, const Clock& clock) {
  return std::make_unique<CameraScanner>(std::move(device), clock);
}

}  // namespace vuoro::drivers
