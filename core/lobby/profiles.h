#pragma once
// What a counter serves, and which visitor it calls next: its own queues first, others when it may help.
// Pure.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/lobby/lobby_records.h"

namespace vuoro {

/// The queues of a counter: those of its profile, else its own list.
struct CounterWork {
  ProfileOrder order = ProfileOrder::due;
  std::vector<ProfileQueue> queues;  ///< in the profile's order

  [[nodiscard]] std::vector<Uuid> own() const;
  [[nodiscard]] std::vector<Uuid> helped() const;
  [[nodiscard]] bool serves(const Uuid& queue_id) const;  ///< its own, or it helps there
};

/// @param profiles  of the site; one that is not there any more leaves the counter its own list.
[[nodiscard]] CounterWork work_of(const Counter& counter, std::span<const CounterProfile> profiles);

/// Whether somebody can be called to the counter now: it is open, somebody sits there and is not away.
[[nodiscard]] bool is_serving(const Counter& counter);

/// Which queues each counter shortens, for figures and forecasts. A helper counts only where no counter that
/// has the queue as its own is serving: who helps when there is nothing else to do is no promise.
struct CounterShare {
  Uuid counter_id;
  bool serving = false;
  std::vector<Uuid> queue_ids;
  std::vector<ProfileQueue> helped;  ///< those of queue_ids that it only helps, and from when on
};
[[nodiscard]] std::vector<CounterShare> counter_shares(std::span<const Counter> counters,
                                                       std::span<const CounterProfile> profiles);

/// The first who waits in a queue, as it would be offered to this counter.
struct FirstWaiting {
  Uuid queue_id;
  Uuid ticket_id;
  WallTime due;
  WallTime issued_at;
  /// For this counter or its clerk only: offered here whatever the queue is, as one of the counter's own.
  bool reserved_here = false;
};

/// Why a visitor is next at a counter: what a clerk is told.
enum class CallReason {
  own,            ///< first of the counter's own queues
  helps_empty,    ///< the own queues are empty
  helps_overdue,  ///< somebody of a helped queue has been overdue for so long that own visitors wait
};
/// "own", "helps_empty", "helps_overdue".
[[nodiscard]] std::string_view name_of(CallReason reason);

struct NextVisitor {
  FirstWaiting visitor;
  CallReason reason = CallReason::own;
};

/// Who is called next. Equal due times are decided by issue, then by id: the same on every machine.
/// Where own queues are served as listed, reserved visitors come before them.
/// @param firsts  one a queue that has somebody waiting, and the reserved ones, in any order; queues that the
///                counter does not serve are passed over.
[[nodiscard]] std::optional<NextVisitor> next_visitor(const CounterWork& work,
                                                      std::span<const FirstWaiting> firsts, WallTime now);

/// @param path  put before the field's name in errors.
/// @return invalid_argument: no name, no queue of its own, a queue twice, minutes out of range.
[[nodiscard]] Result<void> validate(const CounterProfile& profile, const std::string& path);

/// From "helps at once when somebody is due" to a whole day.
inline constexpr std::int32_t k_help_after_minutes_max = 24 * 60;
inline constexpr std::size_t k_profile_queues_max = 100;

}  // namespace vuoro
