#pragma once
// Where a visitor may get a number now, and in which queue: hours, closing for today, room before closing,
// and the site's rules.

#include "core/lobby/segmentation.h"
#include "server/authority/context.h"

namespace vuoro::authority {

enum class QueueDoor {
  open,
  closed,  ///< out of hours, or for the rest of the day
  full,    ///< nobody more can be served before closing
};

/// @param hours   of the queue, else of the site
/// @param status  nothing: none is known
[[nodiscard]] QueueDoor door_at(const OpeningHours& hours, const TimeZone& zone,
                                const std::optional<QueueStatus>& status, WallTime now);
[[nodiscard]] Result<QueueDoor> door_of(Context& context, const Queue& queue);

/// The queue's own hours, else the site's.
[[nodiscard]] Result<const OpeningHours*> hours_of(Context& context, const Queue& queue);

/// The queue and priority of a visitor about to get a number here, by the site's rules. Unknown services
/// count as none; the organisation is read from the service, else from the chosen queue.
/// @return not_found: the chosen queue.
[[nodiscard]] Result<Segment> segment_visitor(Context& context, SegmentAsk ask);

}  // namespace vuoro::authority
