#pragma once
// Where the authority keeps what it knows. An interface, so that another database can stand behind it;
// nothing above it knows SQL. Revisions of a scope become visible in order, because a scope's counter is
// bumped inside the transaction that writes the record.

#include <functional>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "server/store/rows.h"
#include "server/store/site_store.h"

namespace vuoro::store {

/// Stands among the scopes that a commit changed when it wrote what is in no feed and goes up to the central
/// server all the same: feedback, contacts, notes.
inline constexpr std::string_view k_beside_feeds = "beside the feeds";

/// A consistent view. Use it only inside the work it was given to.
class Reader : public SiteReader {
 public:
  // Records of the feed.
  /// The record's JSON; nothing when there is none or it was deleted.
  [[nodiscard]] virtual Result<std::optional<std::string>> record(std::string_view collection,
                                                                  const Uuid& id) = 0;
  [[nodiscard]] virtual Result<std::vector<RecordRow>> records(std::string_view scope,
                                                               std::string_view collection) = 0;
  /// After `since`, in order of revision; tombstones too.
  [[nodiscard]] virtual Result<std::vector<RecordRow>> changes(std::string_view scope, std::int64_t since,
                                                               std::size_t count_max) = 0;
  [[nodiscard]] virtual Result<ScopeState> scope_state(std::string_view scope) = 0;
  /// The sites of this installation.
  [[nodiscard]] virtual Result<std::vector<Uuid>> site_ids() = 0;
  /// The ids that an import source brought and that are still there.
  [[nodiscard]] virtual Result<std::vector<std::pair<std::string, Uuid>>> imported(
      std::string_view source) = 0;

  // Tickets.
  /// Of those offered to everybody: whoever is reserved for a counter or a colleague is passed over.
  [[nodiscard]] virtual Result<std::optional<WaitingTicket>> first_waiting(const Uuid& queue_id) = 0;
  /// The waiting tickets reserved for this counter or for this colleague, in call order.
  [[nodiscard]] virtual Result<std::vector<WaitingTicket>> reserved_for(const Uuid& counter_id,
                                                                        const Uuid& staff_id,
                                                                        std::size_t count_max) = 0;
  /// Every open ticket reserved for the counter, or for the colleague.
  [[nodiscard]] virtual Result<std::vector<Uuid>> reserved_for_counter(const Uuid& counter_id) = 0;
  [[nodiscard]] virtual Result<std::vector<Uuid>> reserved_for_staff(const Uuid& staff_id) = 0;
  /// The next `count_max` of the queue behind this place, in call order; reserved ones are passed over.
  [[nodiscard]] virtual Result<std::vector<WaitingTicket>> waiting_behind(const Uuid& queue_id,
                                                                          const WaitingTicket& place,
                                                                          std::size_t count_max) = 0;
  /// Parked tickets whose time to come back has come, the earliest first; of sites that this server acts for.
  [[nodiscard]] virtual Result<std::vector<Uuid>> parked_until(WallTime now, std::size_t count_max) = 0;
  /// When the first of those who wait in the queue are due, in call order; those due up to `until` only.
  [[nodiscard]] virtual Result<std::vector<WallTime>> waiting_dues(const Uuid& queue_id, WallTime until,
                                                                   std::size_t count_max) = 0;
  [[nodiscard]] virtual Result<std::int64_t> waiting_count(const Uuid& queue_id) = 0;
  /// Waiting tickets of the queue with a due time up to `due`.
  [[nodiscard]] virtual Result<std::int64_t> waiting_until(const Uuid& queue_id, WallTime due) = 0;
  /// Called or serving at the counter.
  [[nodiscard]] virtual Result<std::vector<Uuid>> tickets_at_counter(const Uuid& counter_id) = 0;
  /// Every open ticket of the site.
  [[nodiscard]] virtual Result<std::vector<OpenTicket>> open_tickets(const Uuid& site_id) = 0;
  /// Whether a ticket of the queue is open, or a device may still give numbers of it of `day` or later.
  /// Without a day numbers do not count.
  [[nodiscard]] virtual Result<bool> queue_in_use(const Uuid& queue_id,
                                                  const std::optional<std::string>& day) = 0;
  /// Tickets of service days before `day`, whatever their state.
  [[nodiscard]] virtual Result<std::vector<Uuid>> tickets_before(const Uuid& site_id,
                                                                 std::string_view day) = 0;
  [[nodiscard]] virtual Result<bool> number_taken(const Uuid& queue_id, std::string_view day,
                                                  std::string_view number) = 0;
  [[nodiscard]] virtual Result<std::optional<Uuid>> ticket_of_token(std::string_view token_hash) = 0;
  /// Lines of every site's history after this entry, in order.
  [[nodiscard]] virtual Result<std::vector<TicketLogRow>> ticket_log_after(std::int64_t entry,
                                                                           std::size_t count_max) = 0;
  /// 0 at first.
  [[nodiscard]] virtual Result<std::int64_t> newest_log_entry() = 0;
  /// Lines that this side wrote into the histories of tickets and counters, rolled-back ones included: while
  /// it stays the same there is nothing new to read there.
  [[nodiscard]] virtual std::uint64_t lines_logged() const = 0;
  /// Lines of every site's counters after this entry, in order.
  [[nodiscard]] virtual Result<std::vector<CounterLogRow>> counter_log_after(std::int64_t entry,
                                                                             std::size_t count_max) = 0;
  /// The last line before this time, 0 when there is none.
  [[nodiscard]] virtual Result<std::int64_t> counter_log_entry_before(WallTime time) = 0;
  /// In order.
  [[nodiscard]] virtual Result<std::vector<CounterLogRow>> counter_lines_at(const Uuid& counter_id,
                                                                            WallTime time) = 0;
  [[nodiscard]] virtual Result<std::vector<TicketNote>> notes_of_site(const Uuid& site_id) = 0;
  [[nodiscard]] virtual Result<std::vector<TicketLogRow>> ticket_log(const Uuid& ticket_id) = 0;
  /// How often the visitor let others pass.
  [[nodiscard]] virtual Result<std::int64_t> delay_count(const Uuid& ticket_id) = 0;
  /// The lines of every ticket of a site's service day, ticket by ticket, each in order.
  [[nodiscard]] virtual Result<std::vector<TicketLogRow>> ticket_log_of_day(const Uuid& site_id,
                                                                            std::string_view day) = 0;
  /// The ticket's JSON as it was before its latest act, see remember_ticket().
  [[nodiscard]] virtual Result<std::optional<std::string>> remembered_ticket(const Uuid& ticket_id) = 0;
  [[nodiscard]] virtual Result<std::vector<Tally>> ticket_tally() = 0;

  // Appointments and slots.
  [[nodiscard]] virtual Result<std::vector<Uuid>> booked_before(const Uuid& site_id, WallTime time) = 0;
  /// Slots and ended appointments that started before `time`: collection and id.
  [[nodiscard]] virtual Result<std::vector<std::pair<std::string, Uuid>>> times_before(const Uuid& site_id,
                                                                                       WallTime time) = 0;

  /// Prints that no terminal has answered and that end by `until`; of sites that this server acts for.
  [[nodiscard]] virtual Result<std::vector<Uuid>> print_jobs_waiting(WallTime until,
                                                                     std::size_t count_max) = 0;

  // Events, leases and commands.
  [[nodiscard]] virtual Result<std::optional<EventRow>> event(const Uuid& id) = 0;
  [[nodiscard]] virtual Result<std::vector<Tally>> event_tally() = 0;
  [[nodiscard]] virtual Result<std::optional<LeaseRow>> lease(const Uuid& id) = 0;
  [[nodiscard]] virtual Result<std::vector<LeaseRow>> leases_expired(WallTime now, std::size_t count_max) = 0;
  /// Appointments that were heard of when their slot was full.
  [[nodiscard]] virtual Result<std::int64_t> bookings_over_capacity() = 0;
  /// Open places in stock of the device, of this slot or (none) of all.
  [[nodiscard]] virtual Result<std::int64_t> shares_held(const Uuid& device_id,
                                                         const std::optional<Uuid>& slot_id) = 0;
  /// Whether the service was booked, or nearly so, at another device since then.
  [[nodiscard]] virtual Result<bool> others_book(const Uuid& service_id, const Uuid& device_id,
                                                 WallTime since) = 0;
  [[nodiscard]] virtual Result<std::optional<NumberCursor>> number_cursor(const Uuid& queue_id,
                                                                          std::string_view day) = 0;
  [[nodiscard]] virtual Result<std::vector<EarlierNumbers>> earlier_numbers(const Uuid& site_id,
                                                                            std::string_view day) = 0;
  [[nodiscard]] virtual Result<std::optional<AnswerRow>> answer(const Uuid& id) = 0;

  // People and machines.
  [[nodiscard]] virtual Result<std::optional<StaffRow>> staff(const Uuid& id) = 0;
  [[nodiscard]] virtual Result<std::optional<StaffRow>> staff_named(std::string_view username) = 0;
  [[nodiscard]] virtual Result<std::optional<SessionRow>> session(std::string_view token_hash) = 0;
  [[nodiscard]] virtual Result<std::optional<EnrolCodeRow>> enrol_code(std::string_view code_hash) = 0;
  [[nodiscard]] virtual Result<std::optional<DeviceRow>> device(const Uuid& id) = 0;
  [[nodiscard]] virtual Result<std::vector<DeviceRow>> devices() = 0;
  [[nodiscard]] virtual Result<std::optional<FeedbackRow>> feedback(const Uuid& id) = 0;
  /// Oldest first: `count` rows, and with the last all others of its millisecond, so that asking again after
  /// it misses none. Without a site: of all.
  [[nodiscard]] virtual Result<std::vector<FeedbackRow>> feedback_since(const std::optional<Uuid>& site_id,
                                                                        WallTime after,
                                                                        std::size_t count) = 0;
  /// In the order in which it came or last grew: a row each, as it is now. Without a site: of all.
  [[nodiscard]] virtual Result<std::vector<ArrivedFeedback>> feedback_arrived(
      const std::optional<Uuid>& site_id, std::int64_t after, std::size_t count) = 0;
  /// The place of what came last, also when that has grown or gone since.
  [[nodiscard]] virtual Result<std::int64_t> last_arrival() = 0;
  [[nodiscard]] virtual Result<std::optional<PictureRow>> picture(const Uuid& id) = 0;
  [[nodiscard]] virtual Result<std::int64_t> picture_count(const Uuid& site_id) = 0;
  /// The last closed service day of a site, "" at first.
  [[nodiscard]] virtual Result<std::string> current_day(const Uuid& site_id) = 0;
};

/// Changes, inside one transaction. What returns an error leaves nothing of its caller's work behind.
class Transaction : public Reader, public SiteWriter {
 public:
  /// A new revision of the record. @return that revision.
  virtual Result<std::int64_t> put_record(std::string_view scope, std::string_view collection, const Uuid& id,
                                          std::string_view json) = 0;
  /// A tombstone; nothing happens when there is no such record.
  virtual Result<void> remove_record(std::string_view scope, std::string_view collection, const Uuid& id) = 0;
  /// Remembers how far each scope is at `now`, and forgets the tombstones that were there at `before`,
  /// raising the floors; on a site server none that it has not told. Call about once an hour.
  virtual Result<void> prune_tombstones(WallTime now, WallTime before) = 0;
  /// When the backup was made that this database was copied from (`vuoroctl backup`); once, for the mark is
  /// removed. @return nothing for a database that has gone on as it was
  virtual Result<std::optional<WallTime>> take_backup_mark() = 0;
  /// Moves every revision up, the floors too: whoever follows a feed has one of a history that is gone, and
  /// is told to start anew. What comes has its place behind all that came; how far each device was heard is
  /// remembered, and a site server's next event has a sequence that it has not used.
  /// @param jump  more than anything was counted on since the backup
  virtual Result<void> begin_history(std::int64_t jump) = 0;
  virtual Result<void> mark_imported(std::string_view source, std::string_view collection,
                                     const Uuid& id) = 0;
  /// It is left out of the content now. @return on which day it was first, since it was in it last
  virtual Result<std::string> left_out_since(std::string_view source, std::string_view collection,
                                             const Uuid& id, std::string_view day) = 0;
  virtual Result<void> unmark_imported(std::string_view source, std::string_view collection,
                                       const Uuid& id) = 0;

  /// The lookups that go with a ticket's record.
  virtual Result<void> index_ticket(const Ticket& ticket) = 0;
  virtual Result<void> unindex_ticket(const Uuid& id) = 0;
  /// @return false when the token is already another ticket's.
  virtual Result<bool> put_token(std::string_view token_hash, const Uuid& ticket_id) = 0;
  virtual Result<void> log_ticket(const TicketLogRow& row) = 0;
  /// Keeps the ticket's record as it is now, before an act that may be undone; one a ticket, the latest.
  virtual Result<void> remember_ticket(const Uuid& ticket_id) = 0;
  virtual Result<void> log_counter(const CounterLogRow& row) = 0;
  /// The line of this entry goes behind all others, as a new entry.
  virtual Result<void> move_ticket_line(std::int64_t entry) = 0;
  virtual Result<void> move_counter_line(std::int64_t entry) = 0;
  /// Once, however often it is told.
  virtual Result<void> put_note(const TicketNote& note, const Uuid& site_id) = 0;
  virtual Result<void> index_time(std::string_view collection, const Uuid& id, const Uuid& site_id,
                                  WallTime start, std::string_view state) = 0;
  virtual Result<void> unindex_time(std::string_view collection, const Uuid& id) = 0;
  virtual Result<void> put_contact(std::string_view kind, const Uuid& id, std::string_view json,
                                   WallTime expires_at) = 0;
  virtual Result<void> remove_contact(const Uuid& id) = 0;

  virtual Result<void> put_event(const EventRow& row) = 0;
  virtual Result<void> put_lease(const LeaseRow& row) = 0;
  virtual Result<void> set_lease_state(const Uuid& id, LeaseState state) = 0;
  virtual Result<void> set_lease_expiry(const Uuid& id, WallTime expires_at) = 0;
  virtual Result<void> note_booking(const Uuid& service_id, const Uuid& device_id, WallTime time) = 0;
  virtual Result<void> set_number_cursor(const Uuid& queue_id, std::string_view day,
                                         const NumberCursor& cursor) = 0;
  /// Forgets those of the site's days before.
  virtual Result<void> note_earlier_numbers(const Uuid& site_id, std::string_view day,
                                            const EarlierNumbers& numbers) = 0;
  virtual Result<void> put_answer(const AnswerRow& row) = 0;

  virtual Result<void> put_staff(const StaffRow& row) = 0;
  virtual Result<void> put_session(const SessionRow& row) = 0;
  virtual Result<void> remove_session(std::string_view token_hash) = 0;
  virtual Result<void> put_enrol_code(const EnrolCodeRow& row) = 0;
  virtual Result<void> put_device(const DeviceRow& row) = 0;
  /// What is new in it is an arrival; what is told again is none.
  virtual Result<void> put_feedback(const FeedbackRow& row) = 0;
  virtual Result<void> put_picture(const PictureRow& row) = 0;
  /// Those that no announcement shows. @return how many.
  virtual Result<std::int64_t> forget_unused_pictures(const Uuid& site_id, WallTime created_before) = 0;
  virtual Result<void> audit(const AuditRow& row) = 0;
  virtual Result<void> set_current_day(const Uuid& site_id, std::string_view day) = 0;
  /// Forgets what is past its time: contacts, sessions, codes, answers older than `answers_before`, spent
  /// leases.
  virtual Result<std::int64_t> forget_expired(WallTime now, WallTime answers_before) = 0;

  /// Runs `work` so that its failure undoes only what it did itself.
  virtual Result<void> nested(const std::function<Result<void>()>& work) = 0;
};

/// Counted since the start.
struct StoreFigures {
  std::uint64_t commits = 0;
  std::uint64_t works = 0;  ///< works committed, failed ones included
  std::uint64_t commit_failures = 0;
  std::vector<std::uint64_t> group_sizes;  ///< works a commit: 1, 2–3, 4–7, 8–15, 16–31, 32–63, 64 and more
  std::uint64_t page_checks = 0;           ///< how often check_pages() has read all
  std::uint64_t bits_mended = 0;           ///< flipped bits that were put right, since the program began
  std::optional<Error> trouble;            ///< now; what writable() returns, without trying
};

/// How much of the database a read sees of one moment.
enum class Reading {
  snapshot,      ///< all of it, for the whole of the work
  one_question,  ///< each question's answer for itself; cheaper, for works that ask one
};

class Store {
 public:
  using Work = std::function<Result<void>(Transaction&)>;
  using Done = std::function<void(Result<void>)>;

  virtual ~Store() = default;

  /// Runs `work` on the writer's thread. Works that arrive together share one durable commit; each fails
  /// alone. `done` is called exactly once on the writer's thread, after the commit. Any thread may call.
  /// Errors besides the work's own: unavailable (too much is waiting, or stopped), disk_full, io (the commit
  /// failed: nothing of the group happened).
  virtual void submit(Work work, Done done) = 0;
  /// Runs on the caller's thread, beside the writer. Sees what is committed.
  [[nodiscard]] virtual Result<void> read(const std::function<Result<void>(Reader&)>& work,
                                          Reading reading = Reading::snapshot) = 0;
  /// Runs inside every group, before its commit. Set before the first submit().
  virtual void before_commit(Work work) = 0;
  /// Called on the writer's thread after a commit with the scopes it changed, k_beside_feeds among them. Set
  /// before the first submit().
  virtual void after_commit(std::function<void(const std::set<std::string>&)> tell) = 0;
  [[nodiscard]] virtual StoreFigures figures() const = 0;
  /// Whether what is written arrives on the disk. While it does not, asking makes the store try by itself now
  /// and then, so that it comes to know when there is room again. Any thread; does not wait.
  /// @return disk_full, io, corrupt: what the last write failed of, or what check_pages() found.
  [[nodiscard]] virtual Result<void> writable() = 0;
  /// Reads every page, beside the writer and readers; a flipped bit is put right. What else is found is said
  /// by writable() until a later check finds nothing. Takes seconds for a large database; any thread, one at
  /// a time.
  /// @return corrupt with the first finding.
  virtual Result<void> check_pages() = 0;
  /// Finishes what was submitted, then refuses. Call from any thread but the writer's.
  virtual void stop() = 0;

  template <class T>
  void write(std::function<Result<T>(Transaction&)> work, std::function<void(Result<T>)> done) {
    if constexpr (std::is_void_v<T>) {
      submit(std::move(work), std::move(done));
    } else {
      auto value = std::make_shared<std::optional<T>>();
      submit(
          [work = std::move(work), value](Transaction& transaction) -> Result<void> {
            VUORO_ASSIGN(*value, work(transaction));
            return {};
          },
          [done = std::move(done), value](Result<void> result) {
            if (!result) return done(fail(std::move(result).error()));
            done(std::move(**value));
          });
    }
  }

  /// write() and wait; for programs' starts and tests. Never on the writer's thread.
  template <class T>
  [[nodiscard]] Result<T> write_now(std::function<Result<T>(Transaction&)> work) {
    std::promise<Result<T>> promise;
    auto future = promise.get_future();
    write<T>(std::move(work), [&promise](Result<T> result) { promise.set_value(std::move(result)); });
    return future.get();
  }

  template <class T>
  [[nodiscard]] Result<T> read_value(const std::function<Result<T>(Reader&)>& work,
                                     Reading reading = Reading::snapshot) {
    std::optional<T> value;
    VUORO_TRY(read(
        [&](Reader& reader) -> Result<void> {
          VUORO_ASSIGN(value, work(reader));
          return {};
        },
        reading));
    return std::move(*value);
  }
};

}  // namespace vuoro::store
