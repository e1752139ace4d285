#pragma once
// The kinds of line, each in a file of its own.

#include <string>

#include "drivers/printer/byte_link.h"

namespace vuoro::drivers {

/// Takes an open non-blocking descriptor. `socket`: reading 0 bytes means the other side closed.
[[nodiscard]] std::unique_ptr<ByteLink> make_fd_link(int fd, bool socket);

[[nodiscard]] Result<std::unique_ptr<ByteLink>> open_tcp_link(const std::string& host,
                                                              const std::string& port,
                                                              const Deadline& deadline);

struct SerialSettings {
  int baud = 0;  ///< 0: not a serial line, leave the terminal settings alone
  enum class Flow { none, rts_cts, xon_xoff } flow = Flow::none;
};
[[nodiscard]] bool is_serial_baud(int baud);
[[nodiscard]] Result<std::unique_ptr<ByteLink>> open_device_link(const std::string& path,
                                                                 const SerialSettings& serial);

}  // namespace vuoro::drivers
