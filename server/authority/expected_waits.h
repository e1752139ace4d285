#pragma once
// The sites' wait models (core/lobby/wait_model.h), fed from the tickets' own log inside each transaction:
// what was rolled back is not in the log and teaches nothing, and at a start the log's last rows teach anew.
// Every few lines a copy is kept: after a commit that failed the log teaches from there on, so that a full
// disk costs a server no more than its lobby's acts do.
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
  /// A commit failed: what was learned since the last copy may never have been. The log will teach it anew.
  void back_to_copy();

 private:
  struct SiteWaits {
    WaitModel model;
    std::string day;
  };
  /// What lines of the log taught.
  struct Learned {
    std::optional<std::int64_t> last_entry;
    std::optional<std::int64_t> last_counter_entry;  ///< taken
    std::set<Uuid> told_counters;                    ///< of which the history says when they were open
    std::map<Uuid, SiteWaits> sites;
  };
  [[nodiscard]] Result<void> learn_lines(Context& context);
  /// @param until  the last entry to take; nothing: all
  [[nodiscard]] Result<void> read_lines(Context& context, std::optional<std::int64_t> until);
  /// Where nothing was learned yet: from how far back, and a copy of all that was there before this group.
  [[nodiscard]] Result<void> begin(Context& context);
  void keep_copy();
  [[nodiscard]] Result<SiteWaits*> site(Context& context, const Uuid& site_id);
  [[nodiscard]] Result<void> take(Context& context, const store::TicketLogRow& row);
  /// Which counters were open, for what, up to this time; nothing: all that is known.
  [[nodiscard]] Result<void> read_counters(Context& context);
  [[nodiscard]] Result<void> take_counters(Context& context, std::optional<WallTime> until);
  [[nodiscard]] Result<void> take_counter(Context& context, const store::CounterLogRow& row);
  [[nodiscard]] Result<void> take_booking(Context& context, const Appointment& appointment);
  [[nodiscard]] Result<void> load_bookings(Context& context, const Uuid& site_id);
  [[nodiscard]] Result<void> know_counters(Context& context, const Uuid& site_id, SiteWaits& site);

  Learned known_;
  std::optional<Learned> copy_;  ///< everything in it is committed
  std::size_t lines_since_copy_ = 0;
  std::set<Uuid> bookings_since_copy_;              ///< that changed
  std::optional<std::uint64_t> lines_known_;        ///< lines_logged() when all was read
  std::deque<store::CounterLogRow> counter_lines_;  ///< read and not yet taken: a page at most
  bool counters_read_ = false;                      ///< there are no more behind them
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
