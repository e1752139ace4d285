#include <fcntl.h>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "drivers/printer/link_openers.h"

namespace vuoro::drivers {
namespace {

struct Baud {
  int number;
  speed_t speed;
};
constexpr std::array k_bauds{Baud{1200, B1200},   Baud{2400, B2400},    Baud{4800, B4800},
                             Baud{9600, B9600},   Baud{19200, B19200},  Baud{38400, B38400},
                             Baud{57600, B57600}, Baud{115200, B115200}};

/// 8 bits, no parity, one stop bit, nothing translated. @return whether the line took it.
bool set_line(int fd, const SerialSettings& serial) {
  termios line{};
  if (::tcgetattr(fd, &line) != 0) return false;
  ::cfmakeraw(&line);
  line.c_cflag |= CLOCAL | CREAD;
  line.c_cflag &= ~static_cast<tcflag_t>(CSTOPB | PARENB | CRTSCTS);
  if (serial.flow == SerialSettings::Flow::rts_cts) line.c_cflag |= CRTSCTS;
  if (serial.flow == SerialSettings::Flow::xon_xoff) line.c_iflag |= IXON | IXOFF;
  for (const Baud& baud : k_bauds) {
    if (baud.number != serial.baud) continue;
    ::cfsetispeed(&line, baud.speed);
    ::cfsetospeed(&line, baud.speed);
  }
  return ::tcsetattr(fd, TCSANOW, &line) == 0;
}

}  // namespace

bool is_serial_baud(int baud) {
  for (const Baud& one : k_bauds)
    if (one.number == baud) return true;
  return false;
}

Result<std::unique_ptr<ByteLink>> open_device_link(const std::string& path, const SerialSettings& serial) {
  // ENODEV, ENXIO, ENOENT: unplugged; EBUSY: usblp is held by another program.
  const int fd = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return fail(Errc::offline, fmt::format("{}: {}", path, std::strerror(errno)));
  if (serial.baud != 0) {
    if (!set_line(fd, serial)) {
      const std::string reason = std::strerror(errno);
      ::close(fd);
      return fail(Errc::offline, fmt::format("{}: {}", path, reason));
    }
    ::tcflush(fd, TCIFLUSH);
  }
  return make_fd_link(fd, false);
}

}  // namespace vuoro::drivers
