#pragma once
// Which queue a visitor comes to, and how early: a site's ordered rules. Pure, and the same at a terminal
// without a connection and at the authority.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/lobby/content_records.h"
#include "core/lobby/lobby_records.h"

namespace vuoro {

/// A visitor about to get a number.
struct SegmentAsk {
  Uuid queue_id;  ///< chosen, or the service's
  std::optional<Uuid> service_id;
  std::optional<Uuid> organization_id;  ///< see name_organization()
  std::string language;                 ///< "sv"; "sv-FI" fits a rule for "sv" too
  std::vector<std::string> needs;
  bool booked = false;
};

/// Fills in whose visitor it is: the service's organization; without one, the chosen queue's.
/// @param service, chosen  null where none was chosen, or it is not known here
void name_organization(SegmentAsk& ask, const Service* service, const Queue* chosen);

struct Segment {
  Uuid queue_id;
  std::int32_t priority_minutes = 0;
  std::optional<Uuid> rule_id;  ///< none: no rule fits, the queue stays as chosen
};

/// The first rule that fits decides alone. One that sends to a queue where nobody can go is passed over.
/// @param rules      of the site, in any order; equal `order` is decided by id
/// @param may_enter  whether numbers are given in a queue now; asked for queues that rules name
[[nodiscard]] Segment segment(std::span<const SegmentRule> rules, const SegmentAsk& ask,
                              const std::function<bool(const Uuid&)>& may_enter);

/// More than any target wait.
inline constexpr std::int32_t k_priority_minutes_max = 8 * 60;
inline constexpr std::size_t k_segment_conditions_max = 200;

/// @param path  put before the field's name in errors.
/// @return invalid_argument: a rule that does nothing, minutes out of range, an empty language or need.
[[nodiscard]] Result<void> validate(const SegmentRule& rule, const std::string& path);

}  // namespace vuoro
