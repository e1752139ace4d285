#pragma once
// A V4L2 camera: frames as grey pictures, and the scanner that reads codes in them.

#include <memory>
#include <string>

#include "drivers/image/image_file.h"
#include "drivers/io/fd.h"
#include "drivers/scanner/scanner.h"

namespace vuoro::drivers {

enum class FrameFormat { grey, yuyv, mjpeg };

/// One frame's bytes as the driver delivered them. Outside bytes: sizes are checked.
/// @param stride  bytes from row to row (not for mjpeg). @return parse, too_large.
[[nodiscard]] Result<GrayImage> decode_frame(FrameFormat format, int width, int height, int stride,
                                             std::string_view bytes);

/// An open, streaming device. One thread.
class Camera {
 public:
  /// Takes GREY, YUYV or MJPEG, at about 1280 × 720. @return offline, unsupported.
  [[nodiscard]] static Result<std::unique_ptr<Camera>> open(const std::string& device);
  ~Camera();
  Camera(const Camera&) = delete;
  Camera& operator=(const Camera&) = delete;

  /// Waits for a frame and takes the newest of those that wait.
  /// @param wake  also ends the wait. @return timeout, cancelled (woken), offline (unplugged), parse.
  [[nodiscard]] Result<GrayImage> frame(Millis timeout, const Fd& wake);

 private:
  struct Impl;
  explicit Camera(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

[[nodiscard]] std::unique_ptr<Scanner> make_camera_scanner(std::string device, const Clock& clock);

}  // namespace vuoro::drivers
