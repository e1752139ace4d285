#include "ctl/central_line.h"

#include <fmt/format.h>

#include <ostream>

#include "core/base/span_text.h"
#include "core/lobby/record_codec.h"
#include "ctl/utc_text.h"

namespace vuoro::ctl {
namespace {

/// @param central_is_ahead  the central server's clock minus the box's
std::string said_of_clock(Millis central_is_ahead) {
  if (central_is_ahead == Millis(0)) return "clock right";
  const bool behind = central_is_ahead > Millis(0);
  return fmt::format("clock {} {} the central server's",
                     span_text(behind ? central_is_ahead : -central_is_ahead),
                     behind ? "behind" : "ahead of");
}

}  // namespace

Result<CentralLine> line_of(const json::object& fields) {
  CentralLine line;
  VUORO_ASSIGN(line.box, Uuid::parse(fields.at("device_id").as_string()));
  line.online = fields.at("online").as_bool();
  line.since = from_unix_ms(fields.at("since").to_number<std::int64_t>());
  line.why = fields.at("why").as_string();
  VUORO_ASSIGN(line.report,
               protocol::decode<protocol::DeviceStatus>(fields.at("status"), RecordMode::lenient));
  return line;
}

void print_line(const CentralLine& line, std::ostream& out) {
  out << fmt::format("{:<16}{} since {}{}\n", "  to central", line.online ? "connected" : "not connected",
                     utc_text(line.since), line.why.empty() ? std::string() : " (" + line.why + ")");
  if (line.report.last_sync) out << fmt::format("{:<16}in step {}\n", "", utc_text(*line.report.last_sync));
  out << fmt::format("{:<16}{} not told yet\n", "", acts(line.report.outbox_waiting));
  if (line.report.clock_offset_ms)
    out << fmt::format("{:<16}{}\n", "", said_of_clock(Millis(*line.report.clock_offset_ms)));
  for (const auto& trouble : line.report.troubles) out << fmt::format("{:<16}{}\n", "  trouble", trouble);
}

std::string acts(std::int64_t count) {
  return fmt::format("{} {}", count, count == 1 ? "act" : "acts");
}

}  // namespace vuoro::ctl
