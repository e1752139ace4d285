#pragma once
// The figures of a service day, recomputed from the tickets' history whenever somebody asks.

#include "server/authority/context.h"

namespace vuoro::authority {

/// Whether a command only asks: it is answered beside the writer, and a repeat asks again. Refused for want
/// of rights it goes the way of all commands, for the line in the audit.
[[nodiscard]] bool is_question(const json::value& body);

/// {id, type: "day.report", site_id, day?} → {report}. For supervisors and managers of the site.
/// @return invalid_argument with the field; forbidden; not_found.
[[nodiscard]] Result<json::value> answer_question(store::Reader& reader, const store::StaffRow& staff,
                                                  const json::value& body, WallTime now);

/// {day, site_id, total, queues: [{queue_id, …, services: [{service_id?, …}]}]}, see docs/protocol.md.
[[nodiscard]] Result<json::object> day_report(store::Reader& reader, const Uuid& site_id,
                                              std::string_view day);

}  // namespace vuoro::authority
