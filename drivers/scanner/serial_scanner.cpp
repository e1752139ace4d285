#include "drivers/scanner/serial_scanner.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "core/base/log.h"

namespace vuoro::drivers {
namespace {

constexpr Millis k_look_for_serial{2000};   ///< for a scanner that is not plugged in
constexpr Millis k_read_at_most{500};  ///< so that stop() never waits longer

class LineScanner final : public Scanner {
 public:
  LineScanner(LinkOpener open, const Clock& clock) : open_(std::move(open)), clock_(clock) {}
  ~LineScanner() override { stop(); }

  void start(OnScan on_scan) override {
    on_scan_ = std::move(on_scan);
    thread_ = std::thread([this] { run(); });
  }
  void stop() override {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  void set_active(bool active) override { active_ = active; }
  ScannerState state() const override { return connected_ ? ScannerState::ready : ScannerState::absent; }

 private:
  void run();
  void take(std::span<const std::byte> bytes);

  LinkOpener open_;
  const Clock& clock_;
  OnScan on_scan_;
  std::string line_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> stopping_{false}, active_{true}, connected_{false};
  std::thread thread_;
};

void LineScanner::take(std::span<const std::byte> bytes) {
  for (const std::byte byte : bytes) {
    const char c = static_cast<char>(byte);
    if (c != '\r' && c != '\n') {
      // Beyond what check_scan_text() takes a line is only measured, not kept.
      if (line_.size() <= k_scan_bytes_max) line_.push_back(c);
      continue;
    }
    const auto text = check_scan_text(line_);
    line_.clear();
    if (text && active_) on_scan_({*text, ""});
  }
}

void LineScanner::run() {
  std::array<std::byte, 256> buffer;
  bool said = false;
  while (!stopping_) {
    auto link = open_(Deadline(clock_, k_look_for_serial));
    connected_ = link.has_value();
    if (link) {
      said = false;
    } else if (!std::exchange(said, true)) {
      log::warn("scanner_absent", {{"reason", link.error().message.c_str()}});
    }
    line_.clear();
    while (link && !stopping_) {
      const auto count = (*link)->read(buffer, Deadline(clock_, k_read_at_most));
      if (count)
        take(std::span(buffer).first(*count));
      else if (count.error().code != Errc::timeout)
        break;
    }
    connected_ = false;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, k_look_for_serial, [this] { return stopping_.load(); });
  }
}

}  // namespace

std::unique_ptr<Scanner> make_line_scanner(LinkOpener open, const Clock& clock) {
  return std::make_unique<LineScanner>(std::move(open), clock);
}

}  // namespace vuoro::drivers
