#include "drivers/scanner/camera.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <libv4l2.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <sys/mman.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

namespace vuoro::drivers {
namespace {

constexpr std::uint32_t k_width = 1280,
                        k_height = 720;  ///< a QR code on a phone at 30 cm has 4 pixels a module
constexpr std::uint32_t k_buffers = 4;

int control(int fd, unsigned long request, void* argument) {
  int result = 0;
  do {
    result = v4l2_ioctl(fd, request, argument);
  } while (result < 0 && errno == EINTR);
  return result;
}

std::optional<FrameFormat> format_of(std::uint32_t pixel_format) {
  switch (pixel_format) {
    case V4L2_PIX_FMT_GREY:
      return FrameFormat::grey;
    case V4L2_PIX_FMT_YUYV:
      return FrameFormat::yuyv;
    case V4L2_PIX_FMT_MJPEG:
    case V4L2_PIX_FMT_JPEG:
      return FrameFormat::mjpeg;
    default:
      return std::nullopt;
  }
}

struct Mapping {
  void* start = MAP_FAILED;
  std::size_t length = 0;
};

}  // namespace

Result<GrayImage> decode_frame(FrameFormat format, int width, int height, int stride,
                               std::string_view bytes) {
  if (format == FrameFormat::mjpeg) return decode_jpeg(bytes);
  if (width <= 0 || height <= 0 || width > k_picture_side_max || height > k_picture_side_max)
    return fail(Errc::too_large, "camera frame");
  const int pixel_bytes = format == FrameFormat::yuyv ? 2 : 1;
  if (stride < width * pixel_bytes) stride = width * pixel_bytes;
  const auto row_bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(pixel_bytes);
  const std::size_t needed =
      static_cast<std::size_t>(stride) * static_cast<std::size_t>(height - 1) + row_bytes;
  if (bytes.size() < needed) return fail(Errc::parse, "camera frame is cut short");
  GrayImage image{width, height, {}};
  image.pixels.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y) {
    const char* row = bytes.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(stride);
    for (int x = 0; x < width; ++x) image.pixels.push_back(static_cast<std::uint8_t>(row[x * pixel_bytes]));
  }
  return image;
}

struct Camera::Impl {
  int fd = -1;
  FrameFormat format = FrameFormat::yuyv;
  int width = 0, height = 0, stride = 0;
  std::vector<Mapping> mappings;

  ~Impl() {
    if (fd < 0) return;
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    control(fd, VIDIOC_STREAMOFF, &type);
    for (const Mapping& mapping : mappings)
      if (mapping.start != MAP_FAILED) v4l2_munmap(mapping.start, mapping.length);
    v4l2_close(fd);
  }

  Result<void> choose_format();
  Result<void> start();
  /// @return nothing when no frame waits.
  Result<std::optional<v4l2_buffer>> dequeue();
};

Camera::Camera(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Camera::~Camera() = default;

Result<void> Camera::Impl::choose_format() {
  // Uncompressed first: a frame then costs no decoding. libv4l2 converts from what else the camera has.
  for (const std::uint32_t wanted : {V4L2_PIX_FMT_GREY, V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_MJPEG}) {
    v4l2_format chosen{};
    chosen.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    chosen.fmt.pix.width = k_width;
    chosen.fmt.pix.height = k_height;
    chosen.fmt.pix.pixelformat = wanted;
    chosen.fmt.pix.field = V4L2_FIELD_ANY;
    if (control(fd, VIDIOC_S_FMT, &chosen) != 0 || chosen.fmt.pix.pixelformat != wanted) continue;
    format = *format_of(wanted);
    width = static_cast<int>(chosen.fmt.pix.width);
    height = static_cast<int>(chosen.fmt.pix.height);
    stride = static_cast<int>(chosen.fmt.pix.bytesperline);
    return {};
  }
  return fail(Errc::unsupported, "camera has neither GREY, YUYV nor MJPEG");
}

Result<void> Camera::Impl::start() {
  v4l2_requestbuffers request{};
  request.count = k_buffers;
  request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  request.memory = V4L2_MEMORY_MMAP;
  if (control(fd, VIDIOC_REQBUFS, &request) != 0 || request.count == 0)
    return fail(Errc::unsupported, "camera cannot stream");
  for (std::uint32_t i = 0; i < request.count; ++i) {
    v4l2_buffer buffer{};
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    buffer.index = i;
    if (control(fd, VIDIOC_QUERYBUF, &buffer) != 0) return fail(Errc::offline, "camera buffers");
    Mapping mapping;
    mapping.length = buffer.length;
    mapping.start =
        v4l2_mmap(nullptr, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, buffer.m.offset);
    if (mapping.start == MAP_FAILED) return fail(Errc::offline, "camera memory");
    mappings.push_back(mapping);
    if (control(fd, VIDIOC_QBUF, &buffer) != 0) return fail(Errc::offline, "camera buffers");
  }
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  if (control(fd, VIDIOC_STREAMON, &type) != 0)
    return fail(Errc::offline, fmt::format("camera: {}", std::strerror(errno)));
  return {};
}

Result<std::unique_ptr<Camera>> Camera::open(const std::string& device) {
  auto impl = std::make_unique<Impl>();
  impl->fd = v4l2_open(device.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC, 0);
  if (impl->fd < 0) return fail(Errc::offline, fmt::format("{}: {}", device, std::strerror(errno)));
  v4l2_capability capability{};
  if (control(impl->fd, VIDIOC_QUERYCAP, &capability) != 0 ||
      (capability.capabilities & V4L2_CAP_VIDEO_CAPTURE) == 0 ||
      (capability.capabilities & V4L2_CAP_STREAMING) == 0)
    return fail(Errc::unsupported, device + ": no camera");
  VUORO_TRY(impl->choose_format());
  VUORO_TRY(impl->start());
  return std::unique_ptr<Camera>(new Camera(std::move(impl)));
}

Result<std::optional<v4l2_buffer>> Camera::Impl::dequeue() {
  v4l2_buffer buffer{};
  buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  buffer.memory = V4L2_MEMORY_MMAP;
  if (control(fd, VIDIOC_DQBUF, &buffer) == 0) return std::optional(buffer);
  if (errno == EAGAIN) return std::optional<v4l2_buffer>();
  return fail(Errc::offline, fmt::format("camera: {}", std::strerror(errno)));
}

Result<GrayImage> Camera::frame(Millis timeout, const Fd& wake) {
  std::array<pollfd, 2> waits{pollfd{impl_->fd, POLLIN, 0}, pollfd{wake.get(), POLLIN, 0}};
  const int ready = ::poll(waits.data(), waits.size(), static_cast<int>(timeout.count()));
  if (ready < 0) return fail(Errc::cancelled, "interrupted");
  if (waits[1].revents != 0) return fail(Errc::cancelled, "woken");
  if (ready == 0) return fail(Errc::timeout, "no frame");
  if ((waits[0].revents & POLLHUP) != 0) return fail(Errc::offline, "camera unplugged");

  std::optional<v4l2_buffer> newest;
  for (;;) {
    VUORO_ASSIGN(std::optional<v4l2_buffer> next, impl_->dequeue());
    if (!next) break;
    if (newest) control(impl_->fd, VIDIOC_QBUF, &*newest);
    newest = next;
  }
  // Readable without a frame: a driver in error; it would be readable again at once.
  if (!newest) return fail((waits[0].revents & POLLERR) != 0 ? Errc::offline : Errc::parse, "no frame");
  const Mapping& mapping = impl_->mappings[newest->index % impl_->mappings.size()];
  const std::size_t used = std::min<std::size_t>(newest->bytesused, mapping.length);
  auto image = decode_frame(impl_->format, impl_->width, impl_->height, impl_->stride,
                            {static_cast<const char*>(mapping.start), used});
  control(impl_->fd, VIDIOC_QBUF, &*newest);
  return image;
}

}  // namespace vuoro::drivers
