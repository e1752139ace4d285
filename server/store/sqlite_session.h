#pragma once
// The statements of the SQLite store. One session belongs to one connection and its thread.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/sqlite.h"
#include "server/store/store.h"

namespace vuoro::store {

/// Everything the store can ask or change. Bodies: sqlite_records.cpp, sqlite_tickets.cpp,
/// sqlite_ticket_log.cpp, sqlite_intake.cpp, sqlite_people.cpp.
class SqliteSession final : public Transaction {
 public:
  explicit SqliteSession(sqlite::Database& database) : db_(database) {}

  Result<std::optional<std::string>> record(std::string_view collection, const Uuid& id) override;
  Result<std::vector<RecordRow>> records(std::string_view scope, std::string_view collection) override;
  Result<std::vector<RecordRow>> changes(std::string_view scope, std::int64_t since,
                                         std::size_t count_max) override;
  Result<ScopeState> scope_state(std::string_view scope) override;
  Result<std::vector<Uuid>> site_ids() override;
  Result<std::vector<std::pair<std::string, Uuid>>> imported(std::string_view source) override;
  Result<std::int64_t> put_record(std::string_view scope, std::string_view collection, const Uuid& id,
                                  std::string_view json) override;
  Result<void> remove_record(std::string_view scope, std::string_view collection, const Uuid& id) override;
  Result<void> prune_tombstones(WallTime now, WallTime before) override;
  Result<std::optional<WallTime>> take_backup_mark() override;
  Result<void> begin_history(std::int64_t jump) override;
  Result<void> mark_imported(std::string_view source, std::string_view collection, const Uuid& id) override;
  Result<std::string> left_out_since(std::string_view source, std::string_view collection, const Uuid& id,
                                     std::string_view day) override;
  Result<void> unmark_imported(std::string_view source, std::string_view collection, const Uuid& id) override;

  Result<std::optional<WaitingTicket>> first_waiting(const Uuid& queue_id) override;
  Result<std::vector<WaitingTicket>> reserved_for(const Uuid& counter_id, const Uuid& staff_id,
                                                  std::size_t count_max) override;
  Result<std::vector<Uuid>> reserved_for_counter(const Uuid& counter_id) override;
  Result<std::vector<Uuid>> reserved_for_staff(const Uuid& staff_id) override;
  Result<std::vector<WaitingTicket>> waiting_behind(const Uuid& queue_id, const WaitingTicket& place,
                                                    std::size_t count_max) override;
  Result<std::vector<Uuid>> parked_until(WallTime now, std::size_t count_max) override;
  Result<std::vector<WallTime>> waiting_dues(const Uuid& queue_id, WallTime until,
                                             std::size_t count_max) override;
  Result<std::int64_t> waiting_count(const Uuid& queue_id) override;
  Result<std::int64_t> waiting_until(const Uuid& queue_id, WallTime due) override;
  Result<std::vector<Uuid>> tickets_at_counter(const Uuid& counter_id) override;
  Result<std::vector<OpenTicket>> open_tickets(const Uuid& site_id) override;
  Result<bool> queue_in_use(const Uuid& queue_id, const std::optional<std::string>& day) override;
  Result<std::vector<Uuid>> tickets_before(const Uuid& site_id, std::string_view day) override;
  Result<bool> number_taken(const Uuid& queue_id, std::string_view day, std::string_view number) override;
  Result<std::optional<Uuid>> ticket_of_token(std::string_view token_hash) override;
  Result<std::vector<TicketLogRow>> ticket_log_after(std::int64_t entry, std::size_t count_max) override;
  Result<std::int64_t> newest_log_entry() override;
  std::uint64_t lines_logged() const override { return lines_logged_; }
  Result<std::vector<CounterLogRow>> counter_log_after(std::int64_t entry, std::size_t count_max) override;
  Result<std::int64_t> counter_log_entry_before(WallTime time) override;
  Result<std::vector<CounterLogRow>> counter_lines_at(const Uuid& counter_id, WallTime time) override;
  Result<std::vector<TicketNote>> notes_of_site(const Uuid& site_id) override;
  Result<std::vector<TicketLogRow>> ticket_log(const Uuid& ticket_id) override;
  Result<std::int64_t> delay_count(const Uuid& ticket_id) override;
  Result<std::vector<TicketLogRow>> ticket_log_of_day(const Uuid& site_id, std::string_view day) override;
  Result<std::optional<std::string>> remembered_ticket(const Uuid& ticket_id) override;
  Result<std::vector<Tally>> ticket_tally() override;
  Result<std::vector<Uuid>> booked_before(const Uuid& site_id, WallTime time) override;
  Result<std::vector<std::pair<std::string, Uuid>>> times_before(const Uuid& site_id, WallTime time) override;
  Result<std::vector<Uuid>> print_jobs_waiting(WallTime until, std::size_t count_max) override;
  Result<void> index_ticket(const Ticket& ticket) override;
  Result<void> unindex_ticket(const Uuid& id) override;
  Result<bool> put_token(std::string_view token_hash, const Uuid& ticket_id) override;
  Result<void> log_ticket(const TicketLogRow& row) override;
  Result<void> remember_ticket(const Uuid& ticket_id) override;
  Result<void> log_counter(const CounterLogRow& row) override;
  Result<void> move_ticket_line(std::int64_t entry) override;
  Result<void> move_counter_line(std::int64_t entry) override;
  Result<void> put_note(const TicketNote& note, const Uuid& site_id) override;
  Result<void> index_time(std::string_view collection, const Uuid& id, const Uuid& site_id, WallTime start,
                          std::string_view state) override;
  Result<void> unindex_time(std::string_view collection, const Uuid& id) override;
  Result<void> put_contact(std::string_view kind, const Uuid& id, std::string_view json,
                           WallTime expires_at) override;
  Result<void> remove_contact(const Uuid& id) override;

  Result<std::optional<EventRow>> event(const Uuid& id) override;
  Result<std::vector<Tally>> event_tally() override;
  Result<std::optional<LeaseRow>> lease(const Uuid& id) override;
  Result<std::vector<LeaseRow>> leases_expired(WallTime now, std::size_t count_max) override;
  Result<std::int64_t> bookings_over_capacity() override;
  Result<std::int64_t> shares_held(const Uuid& device_id, const std::optional<Uuid>& slot_id) override;
  Result<bool> others_book(const Uuid& service_id, const Uuid& device_id, WallTime since) override;
  Result<std::optional<NumberCursor>> number_cursor(const Uuid& queue_id, std::string_view day) override;
  Result<std::vector<EarlierNumbers>> earlier_numbers(const Uuid& site_id, std::string_view day) override;
  Result<std::optional<AnswerRow>> answer(const Uuid& id) override;
  Result<void> put_event(const EventRow& row) override;
  Result<void> put_lease(const LeaseRow& row) override;
  Result<void> set_lease_state(const Uuid& id, LeaseState state) override;
  Result<void> set_lease_expiry(const Uuid& id, WallTime expires_at) override;
  Result<void> note_booking(const Uuid& service_id, const Uuid& device_id, WallTime time) override;
  Result<void> set_number_cursor(const Uuid& queue_id, std::string_view day,
                                 const NumberCursor& cursor) override;
  Result<void> note_earlier_numbers(const Uuid& site_id, std::string_view day,
                                    const EarlierNumbers& numbers) override;
  Result<void> put_answer(const AnswerRow& row) override;
  Result<std::optional<FeedbackRow>> feedback(const Uuid& id) override;
  Result<std::vector<FeedbackRow>> feedback_since(const std::optional<Uuid>& site_id, WallTime after,
                                                  std::size_t count) override;
  Result<std::vector<ArrivedFeedback>> feedback_arrived(const std::optional<Uuid>& site_id,
                                                        std::int64_t after, std::size_t count) override;
  Result<std::int64_t> last_arrival() override;
  Result<void> put_feedback(const FeedbackRow& row) override;

  Result<std::optional<StaffRow>> staff(const Uuid& id) override;
  Result<std::optional<StaffRow>> staff_named(std::string_view username) override;
  Result<std::optional<SessionRow>> session(std::string_view token_hash) override;
  Result<std::optional<EnrolCodeRow>> enrol_code(std::string_view code_hash) override;
  Result<std::optional<DeviceRow>> device(const Uuid& id) override;
  Result<std::vector<DeviceRow>> devices() override;
  Result<std::string> current_day(const Uuid& site_id) override;
  Result<void> put_staff(const StaffRow& row) override;
  Result<void> put_session(const SessionRow& row) override;
  Result<void> remove_session(std::string_view token_hash) override;
  Result<void> put_enrol_code(const EnrolCodeRow& row) override;
  Result<void> put_device(const DeviceRow& row) override;
  Result<std::optional<PictureRow>> picture(const Uuid& id) override;
  Result<std::int64_t> picture_count(const Uuid& site_id) override;
  Result<void> put_picture(const PictureRow& row) override;
  Result<std::int64_t> forget_unused_pictures(const Uuid& site_id, WallTime created_before) override;
  Result<void> audit(const AuditRow& row) override;
  Result<void> set_current_day(const Uuid& site_id, std::string_view day) override;
  Result<std::int64_t> forget_expired(WallTime now, WallTime answers_before) override;

  // sqlite_sites.cpp
  Result<std::optional<SiteAuthorityRow>> site_authority(const Uuid& site_id) override;
  Result<std::optional<std::string>> handover_part(const Uuid& site_id, std::int64_t epoch,
                                                   std::int64_t part) override;
  Result<std::int64_t> handover_parts(const Uuid& site_id, std::int64_t epoch) override;
  Result<std::int64_t> up_mark(std::string_view name) override;
  Result<std::vector<UpEventRow>> up_events(std::int64_t after, std::size_t count_max,
                                            std::size_t bytes_max) override;
  Result<std::optional<UpEventRow>> oldest_set_aside() override;
  Result<UpCounts> up_counts() override;
  Result<std::int64_t> up_acts() override;
  Result<std::vector<UpChange>> up_changes(std::size_t count_max) override;
  Result<std::vector<RecordRow>> staged_records(std::string_view scope, std::int64_t after,
                                                std::size_t count_max) override;
  Result<std::vector<std::pair<std::string, Uuid>>> not_staged(std::string_view scope,
                                                               std::string_view collections) override;
  Result<std::vector<std::string>> tokens_of_ticket(const Uuid& ticket_id) override;
  Result<std::vector<LeaseRow>> open_leases_of_site(const Uuid& site_id) override;
  Result<std::vector<EventRow>> events_of_site(const Uuid& site_id, WallTime after) override;
  Result<std::vector<std::pair<std::int64_t, TicketNote>>> notes_after(std::int64_t entry,
                                                                       std::size_t count_max) override;
  Result<std::optional<ContactRow>> contact(const Uuid& id) override;
  Result<std::vector<StaffRow>> all_staff() override;
  Result<std::optional<EarlyWordRow>> early_word(const Uuid& subject_id, std::string_view word) override;
  Result<std::vector<EarlyWordRow>> early_words(const Uuid& site_id, std::string_view word) override;
  Result<std::int64_t> early_word_count(const Uuid& site_id) override;
  Result<void> put_site_authority(const SiteAuthorityRow& row) override;
  Result<void> put_handover_part(const Uuid& site_id, std::int64_t epoch, std::int64_t part,
                                 std::string_view json) override;
  Result<void> forget_handovers(const Uuid& site_id, std::int64_t before_epoch) override;
  Result<void> set_up_mark(std::string_view name, std::int64_t value) override;
  Result<void> put_up_event(const UpEventRow& row) override;
  Result<void> remove_up_event(const Uuid& id) override;
  Result<std::optional<std::string>> set_aside_up_event(const Uuid& id, std::string_view code,
                                                        std::string_view message,
                                                        std::size_t bytes_max) override;
  Result<void> forget_set_aside(const std::optional<Uuid>& id) override;
  Result<void> go_back_to_up_event(std::int64_t sequence) override;
  Result<void> forget_told(WallTime before) override;
  Result<void> clear_staged(std::string_view scope) override;
  Result<void> stage_record(std::string_view scope, const RecordRow& row) override;
  Result<void> put_early_word(const EarlyWordRow& row) override;
  Result<void> forget_early_word(const Uuid& subject_id, std::string_view word) override;
  Result<void> forget_early_words(const Uuid& site_id) override;

  Result<void> nested(const std::function<Result<void>()>& work) override;

  /// The scopes touched since the last call, rolled-back ones included: a waiter woken in vain only looks
  /// again.
  [[nodiscard]] std::set<std::string> take_touched() { return std::exchange(touched_, {}); }

 private:
  /// Every row of the query through `read`.
  template <class Row, class Read, class... Values>
  Result<std::vector<Row>> all(std::string_view sql, Read read, const Values&... values) {
    VUORO_ASSIGN(auto statement, db_.query(sql, values...));
    std::vector<Row> rows;
    for (;;) {
      VUORO_ASSIGN(const bool row, statement.step());
      if (!row) return rows;
      rows.push_back(read(statement));
    }
  }
  /// The first row of the query, if any.
  template <class Row, class Read, class... Values>
  Result<std::optional<Row>> one(std::string_view sql, Read read, const Values&... values) {
    VUORO_ASSIGN(auto statement, db_.query(sql, values...));
    VUORO_ASSIGN(const bool row, statement.step());
    if (!row) return std::optional<Row>();
    return std::optional<Row>(read(statement));
  }

  Result<std::int64_t> next_revision(std::string_view scope);

  sqlite::Database& db_;
  std::set<std::string> touched_;
  std::uint64_t lines_logged_ = 0;
  int depth_ = 0;
};

}  // namespace vuoro::store
