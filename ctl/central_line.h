#pragma once
// How the line of a lobby's own server to the central one is, as that server says of itself.

#include <iosfwd>
#include <string>

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/sync/protocol.h"

namespace vuoro::ctl {

struct CentralLine {
  Uuid box;
  bool online = false;
  WallTime since{};
  std::string why;  ///< why it is not connected; empty: it is, or nobody knows
  protocol::DeviceStatus report;
};

/// From the "line" of /api/v1/devices/status.
[[nodiscard]] Result<CentralLine> line_of(const json::object& fields);

/// Lines of `vuoroctl site status`, what they are about in the first 16 columns.
void print_line(const CentralLine& line, std::ostream& out);

/// "1 act", "12 acts".
[[nodiscard]] std::string acts(std::int64_t count);

}  // namespace vuoro::ctl
