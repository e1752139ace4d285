#pragma once
// A line to a device: bytes out and in, with a bound on every call.

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/result.h"

namespace vuoro::drivers {

/// A point in monotonic time until which something may take.
class Deadline {
 public:
  Deadline(const Clock& clock, Millis from_now) : clock_(&clock), end_(clock.mono() + from_now) {}
  [[nodiscard]] Millis left() const;
  [[nodiscard]] bool passed() const { return left() == Millis(0); }
  /// The earlier of this and `from_now`.
  [[nodiscard]] Deadline within(Millis from_now) const;

 private:
  const Clock* clock_;
  MonoTime end_;
};

struct WriteOutcome {
  std::size_t taken = 0;  ///< bytes that left for the device, as far as this machine can know
  Result<void> result;    ///< all of them; else timeout, or offline when the line broke
};

/// One open line; closes when destroyed. One thread.
class ByteLink {
 public:
  virtual ~ByteLink() = default;
  [[nodiscard]] virtual WriteOutcome write(std::span<const std::byte> bytes, const Deadline& deadline) = 0;
  /// Waits for at least one byte. @return how many were put into `into`; timeout; offline when the line is
  /// closed.
  [[nodiscard]] virtual Result<std::size_t> read(std::span<std::byte> into, const Deadline& deadline) = 0;
};

/// @return offline when nothing is there, invalid_argument never (checked by make_link_opener).
using LinkOpener = std::function<Result<std::unique_ptr<ByteLink>>(const Deadline& deadline)>;

/// "tcp://host:port" (port 9100 when left out), "file:///dev/usb/lp0",
/// "serial:///dev/ttyUSB0?baud=38400&flow=rtscts". serial: baud 1200 to 115200, 8N1; flow "none" (default),
/// "rtscts", "xonxoff". A host name is looked up by the system, whose own time limit then adds to the
/// deadline; an address is not.
[[nodiscard]] Result<LinkOpener> make_link_opener(std::string_view uri);

}  // namespace vuoro::drivers
