#pragma once
// A scanner for tests and the demo: reads pictures instead of a camera.

#include <filesystem>
#include <memory>

#include "drivers/scanner/scanner.h"

namespace vuoro::drivers {

/// Watches a folder for PNG, JPEG and WebP files (inotify): a file that is written there or moved in is held
/// before the "camera" once; it is left where it is. While not active, pictures pass unread.
class ImageScanner final : public Scanner {
 public:
  explicit ImageScanner(std::filesystem::path folder);
  ~ImageScanner() override;

  void start(OnScan on_scan) override;
  void stop() override;
  void set_active(bool active) override;
  [[nodiscard]] ScannerState state() const override;

  /// Holds one picture before the camera: decoded on the scanner's thread. Thread-safe.
  void show(const std::filesystem::path& picture);
  /// Pictures not yet looked at. Thread-safe.
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vuoro::drivers
