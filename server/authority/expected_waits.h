#pragma once
// The sites' wait models (core/lobby/wait_model.h), fed from the tickets' own log inside each transaction:
// what was rolled back is not in the log and teaches nothing, and at a start the log's last rows teach anew.
// Writer's thread only.

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "core/base/result.h"
#include "core/lobby/wait_model.h"
#include "server/store/rows.h"

namespace vuoro::authority {

struct Context;

class ExpectedWaits {
 public:
  /// Takes what the log gained, this group's rows included, and the bookings that changed.
  [[nodiscard]] Result<void> learn(Context& context);
  /// The waits of the queues that were touched or whose answer has aged, and of those beside them; a bounded
  /// number of lobbies at once, each at most every other second, the rest at the next call.
  /// @param touched  queues to answer for, now or soon; of unknown ones nothing is said
  [[nodiscard]] Result<std::map<Uuid, QueueWaits>> take_due(Context& context, const std::set<Uuid>& touched);
  /// A booking was made, taken back, kept or missed.
  void booking_changed(const Uuid& appointment_id) { changed_bookings_.insert(appointment_id); }
  /// A commit failed: what was learned may never have been. The log will teach anew.
  void forget();

 private:
  struct SiteWaits {
    WaitModel model;
    std::string day;
  };
  [[nodiscard]] Result<void> learn_lines(Context& context);
  [[nodiscard]] Result<SiteWaits*> site(Context& context, const Uuid& site_id);
  [[nodiscard]] Result<void> take(Context& context, const store::TicketLogRow& row);
  /// Which counters were open, for what, up to this time; nothing: all that is known.
  [[nodiscard]] Result<void> read_counters(Context& context);
  [[nodiscard]] Result<void> take_counters(Context& context, std::optional<WallTime> until);
  [[nodiscard]] Result<void> take_counter(Context& context, const store::CounterLogRow& row);
  [[nodiscard]] Result<void> take_booking(Context& context, const Appointment& appointment);
  [[nodiscard]] Result<void> load_bookings(Context& context, const Uuid& site_id);
  [[nodiscard]] Result<void> know_counters(Context& context, const Uuid& site_id, SiteWaits& site);

  std::optional<std::int64_t> last_entry_;
  std::optional<std::int64_t> last_counter_entry_;
  std::optional<std::uint64_t> lines_known_;        ///< lines_logged() when all was read
  std::deque<store::CounterLogRow> counter_lines_;  ///< read and not yet taken: a page at most
  bool counters_read_ = false;                      ///< there are no more behind them
  std::set<Uuid> told_counters_;                    ///< of which the history says when they were open
  std::map<Uuid, std::unique_ptr<SiteWaits>> sites_;
  std::set<Uuid> changed_bookings_;
  std::set<Uuid> touched_;
  struct Played {
    MonoTime at;
    bool said = false;  ///< something: then it ages
  };
  std::map<Uuid, Played> played_;  ///< by queue
};

/// The places told of one queue: every one near the head, fewer behind, the newcomer's last.
[[nodiscard]] std::vector<QueueWait> told_waits(const QueueWaits& waits);

/// Whether people would notice the difference.
[[nodiscard]] bool differ(const std::vector<QueueWait>& told, const std::vector<QueueWait>& now);

}  // namespace vuoro::authority
