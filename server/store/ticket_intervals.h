#pragma once
// A ticket's history as time: from when to when it waited, was called, was served, was set aside. Recomputed
// from the log, the one place from which every figure comes.

#include <span>

#include "server/store/rows.h"

namespace vuoro::store {

struct TicketInterval {
  TicketState state =
      TicketState::waiting;  ///< waiting, called, serving, parked; no_show: absent, and came back
  Uuid queue_id;
  std::optional<Uuid> service_id;
  std::optional<Uuid> counter_id;  ///< called, serving
  std::optional<Uuid> staff_id;    ///< who began it
  WallTime from;
  std::optional<WallTime> to;  ///< none: it lasts
  std::string ended_by;        ///< the act that ended it; empty while it lasts
};

/// @param log  one ticket's lines, in order, from its issue
/// @return in order, without gaps or overlaps, from the arrival to the end or to one that lasts. What was
/// undone is as if
///         it had not been: the interval before it goes on. The arrival is the device's, when it gave the
///         number before the authority heard of it. Should the authority's clock have been set back, an
///         interval is empty rather than negative.
[[nodiscard]] std::vector<TicketInterval> intervals_of(std::span<const TicketLogRow> log);

/// One stay in one queue for one matter: from the arrival there to its end, or to the next queue.
struct TicketVisit {
  Uuid queue_id;
  std::optional<Uuid> service_id;
  /// From the arrival to the first call that was not taken back, the time set aside left out. None: never
  /// called.
  std::optional<Millis> waited;
  /// From the start of the service, or from the call where no start was said, to its end.
  std::optional<Millis> served;
  std::string
      ended_by;  ///< "finish", "next_errand", "no_show", "cancel", "close_day", "transfer"; empty: it lasts
};

[[nodiscard]] std::vector<TicketVisit> visits_of(std::span<const TicketInterval> intervals);

}  // namespace vuoro::store
