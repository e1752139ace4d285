#include "drivers/scanner/image_scanner.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "core/base/log.h"
#include "drivers/io/fd.h"
#include "drivers/scanner/code_reader.h"

namespace vuoro::drivers {
namespace {

constexpr int k_look_again_ms = 1000;  ///< for a folder that is not there
constexpr std::size_t k_pictures_waiting_max = 64;

bool is_picture(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".png" || extension == ".jpg" || extension == ".jpeg" || extension == ".webp";
}

}  // namespace

struct ImageScanner::Impl {
  explicit Impl(std::filesystem::path the_folder) : folder(std::move(the_folder)), event(make_wake_event()) {}

  std::filesystem::path folder;
  Fd event;
  OnScan on_scan;
  std::atomic<bool> stopping{false}, active{true}, watching{false};
  std::mutex mutex;
  std::deque<std::filesystem::path> waiting;
  bool reading = false;  ///< one was taken from `waiting`
  std::thread thread;

  void run();
  void add(std::filesystem::path picture);
  /// @return false when the folder is gone.
  bool take_events(const Fd& watch);
  void read_waiting();
};

void ImageScanner::Impl::add(std::filesystem::path picture) {
  const std::lock_guard lock(mutex);
  if (waiting.size() < k_pictures_waiting_max) waiting.push_back(std::move(picture));
}

bool ImageScanner::Impl::take_events(const Fd& watch) {
  alignas(inotify_event) std::array<char, 8192> buffer;
  const ssize_t bytes = ::read(watch.get(), buffer.data(), buffer.size());
  for (std::size_t offset = 0; bytes > 0 && offset < static_cast<std::size_t>(bytes);) {
    inotify_event head{};
    std::memcpy(&head, buffer.data() + offset, sizeof head);
    if ((head.mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF)) != 0) return false;
    const std::filesystem::path name = head.len > 0 ? buffer.data() + offset + sizeof head : "";
    if (is_picture(name)) add(folder / name);
    offset += sizeof head + head.len;
  }
  return true;
}

void ImageScanner::Impl::read_waiting() {
  for (;;) {
    std::filesystem::path picture;
    {
      const std::lock_guard lock(mutex);
      reading = false;
      if (waiting.empty() || stopping) return;
      reading = true;
      picture = std::move(waiting.front());
      waiting.pop_front();
    }
    if (!active) continue;
    const auto image = read_picture(picture);
    if (!image) {
      log::warn("scanner_picture", {{"reason", image.error().to_string().c_str()}});
      continue;
    }
    for (const Scan& scan : read_codes(*image)) on_scan(scan);
  }
}

void ImageScanner::Impl::run() {
  Fd watch;
  bool said = false;
  while (!stopping) {
    if (!watch.open()) {
      watch = Fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
      if (::inotify_add_watch(watch.get(), folder.c_str(),
                              IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF) < 0)
        watch.close();
      watching = watch.open();
      if (watch.open()) {
        said = false;
      } else if (!std::exchange(said, true)) {
        log::warn("scanner_absent", {{"reason", (folder.string() + ": no such folder").c_str()}});
      }
    }
    read_waiting();
    std::array<pollfd, 2> waits{pollfd{event.get(), POLLIN, 0}, pollfd{watch.get(), POLLIN, 0}};
    ::poll(waits.data(), waits.size(), watch.open() ? -1 : k_look_again_ms);
    clear_wake(event);
    if (waits[1].revents != 0 && !take_events(watch)) {
      watch.close();
      watching = false;
    }
  }
}

ImageScanner::ImageScanner(std::filesystem::path folder) : impl_(std::make_unique<Impl>(std::move(folder))) {}
ImageScanner::~ImageScanner() {
  stop();
}

void ImageScanner::start(OnScan on_scan) {
  impl_->on_scan = std::move(on_scan);
  impl_->thread = std::thread([this] { impl_->run(); });
}

void ImageScanner::stop() {
  if (!impl_->thread.joinable()) return;
  impl_->stopping = true;
  wake(impl_->event);
  impl_->thread.join();
}

void ImageScanner::set_active(bool active) {
  impl_->active = active;
}

ScannerState ImageScanner::state() const {
  return impl_->watching ? ScannerState::ready : ScannerState::absent;
}

void ImageScanner::show(const std::filesystem::path& picture) {
  impl_->add(picture);
  wake(impl_->event);
}

std::size_t ImageScanner::waiting() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->waiting.size() + (impl_->reading ? 1 : 0);
}

}  // namespace vuoro::drivers
