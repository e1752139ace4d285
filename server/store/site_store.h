#pragma once
// What goes with more than one authority: who acts for which site, what waits for the central server, and a
// site's state on its way from one to the other. See docs/site-server.md.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "server/store/rows.h"

namespace vuoro::store {

/// Who acts for a site. No row: this server, since ever (epoch 0).
struct SiteAuthorityRow {
  Uuid site_id;
  bool here = true;               ///< this server acts
  std::optional<Uuid> holder_id;  ///< the site server's device id; none: central
  std::string holder_name;
  std::int64_t epoch = 0;
  std::string state = "here";  ///< as the names of AuthorityState
  WallTime since;
  std::optional<WallTime> heard_at;  ///< central: the latest news of the site server
  /// Central: the site server that was declared lost and has not told yet all that it did, and under which
  /// epoch it was given the site. None: the name is empty.
  std::string untold_by = {};
  std::optional<Uuid> untold_id = std::nullopt;
  std::int64_t untold_epoch = 0;
  std::vector<std::string> left_behind = {};  ///< see SiteAuthority
};

/// A word about something that only a lost site server knows: kept until that server has told it.
struct EarlyWordRow {
  Uuid site_id;
  Uuid subject_id;  ///< of the ticket, booking or print job that is not known here yet
  std::string word;
  WallTime time;
  std::string detail;
};

/// An event on its way to the central server.
struct UpEventRow {
  Uuid id;
  std::int64_t sequence = 0;
  std::string type;
  WallTime time;
  std::string payload;  ///< JSON
};

struct UpCounts {
  std::int64_t waiting = 0;
  std::int64_t set_aside = 0;
};

/// Feedback or a contact that was written, in this order.
struct UpChange {
  std::int64_t entry = 0;
  std::string kind;  ///< "feedback", "contact"
  Uuid id;
};

struct ContactRow {
  Uuid id;
  std::string kind;
  std::string json;
  WallTime expires_at;
};

class SiteReader {
 public:
  virtual ~SiteReader() = default;
  [[nodiscard]] virtual Result<std::optional<SiteAuthorityRow>> site_authority(const Uuid& site_id) = 0;
  /// One piece of the state with which the site changed hands at this epoch.
  [[nodiscard]] virtual Result<std::optional<std::string>> handover_part(const Uuid& site_id,
                                                                         std::int64_t epoch,
                                                                         std::int64_t part) = 0;
  [[nodiscard]] virtual Result<std::int64_t> handover_parts(const Uuid& site_id, std::int64_t epoch) = 0;
  /// How far something came: 0 at first.
  [[nodiscard]] virtual Result<std::int64_t> up_mark(std::string_view name) = 0;
  /// The oldest first; those set aside are passed over.
  /// @param after      only those of a greater sequence; 0: all
  /// @param bytes_max  of all payloads together; the first comes whatever its size
  [[nodiscard]] virtual Result<std::vector<UpEventRow>> up_events(std::int64_t after, std::size_t count_max,
                                                                  std::size_t bytes_max) = 0;
  /// The oldest of those that were set aside and whose content is kept.
  [[nodiscard]] virtual Result<std::optional<UpEventRow>> oldest_set_aside() = 0;
  [[nodiscard]] virtual Result<UpCounts> up_counts() = 0;
  /// Acts on tickets in the events that wait; an event without any counts as one.
  [[nodiscard]] virtual Result<std::int64_t> up_acts() = 0;
  /// Behind the mark "changes".
  [[nodiscard]] virtual Result<std::vector<UpChange>> up_changes(std::size_t count_max) = 0;
  [[nodiscard]] virtual Result<std::vector<RecordRow>> staged_records(std::string_view scope,
                                                                      std::int64_t after,
                                                                      std::size_t count_max) = 0;
  /// Records of the scope that are not among the staged ones, of the collections that `collections` lists as
  /// " a b c ".
  [[nodiscard]] virtual Result<std::vector<std::pair<std::string, Uuid>>> not_staged(
      std::string_view scope, std::string_view collections) = 0;
  [[nodiscard]] virtual Result<std::vector<std::string>> tokens_of_ticket(const Uuid& ticket_id) = 0;
  [[nodiscard]] virtual Result<std::vector<LeaseRow>> open_leases_of_site(const Uuid& site_id) = 0;
  [[nodiscard]] virtual Result<std::vector<EventRow>> events_of_site(const Uuid& site_id, WallTime after) = 0;
  [[nodiscard]] virtual Result<std::vector<std::pair<std::int64_t, TicketNote>>> notes_after(
      std::int64_t entry, std::size_t count_max) = 0;
  [[nodiscard]] virtual Result<std::optional<ContactRow>> contact(const Uuid& id) = 0;
  [[nodiscard]] virtual Result<std::vector<StaffRow>> all_staff() = 0;
  [[nodiscard]] virtual Result<std::optional<EarlyWordRow>> early_word(const Uuid& subject_id,
                                                                       std::string_view word) = 0;
  /// The oldest first.
  [[nodiscard]] virtual Result<std::vector<EarlyWordRow>> early_words(const Uuid& site_id,
                                                                      std::string_view word) = 0;
  [[nodiscard]] virtual Result<std::int64_t> early_word_count(const Uuid& site_id) = 0;
};

class SiteWriter {
 public:
  virtual ~SiteWriter() = default;
  virtual Result<void> put_site_authority(const SiteAuthorityRow& row) = 0;
  /// A new piece in the place of the one that was there.
  virtual Result<void> put_handover_part(const Uuid& site_id, std::int64_t epoch, std::int64_t part,
                                         std::string_view json) = 0;
  virtual Result<void> forget_handovers(const Uuid& site_id, std::int64_t before_epoch) = 0;
  virtual Result<void> set_up_mark(std::string_view name, std::int64_t value) = 0;
  virtual Result<void> put_up_event(const UpEventRow& row) = 0;
  /// Not one that was set aside.
  virtual Result<void> remove_up_event(const Uuid& id) = 0;
  /// Kept to be told again; without its content when more than `bytes_max` would be kept of all of them.
  /// @return that content, which is lost with this
  [[nodiscard]] virtual Result<std::optional<std::string>> set_aside_up_event(const Uuid& id,
                                                                              std::string_view code,
                                                                              std::string_view message,
                                                                              std::size_t bytes_max) = 0;
  /// This one, or all of them.
  virtual Result<void> forget_set_aside(const std::optional<Uuid>& id) = 0;
  /// Puts the marks of histories and changes back to where they stood behind this event, or behind the first
  /// one after it of which that is remembered.
  virtual Result<void> go_back_to_up_event(std::int64_t sequence) = 0;
  /// How far was told with events that were made before, and the changes that were told before those.
  virtual Result<void> forget_told(WallTime before) = 0;
  virtual Result<void> clear_staged(std::string_view scope) = 0;
  virtual Result<void> stage_record(std::string_view scope, const RecordRow& row) = 0;
  /// The first word of a kind about a thing stays.
  virtual Result<void> put_early_word(const EarlyWordRow& row) = 0;
  virtual Result<void> forget_early_word(const Uuid& subject_id, std::string_view word) = 0;
  virtual Result<void> forget_early_words(const Uuid& site_id) = 0;
};

}  // namespace vuoro::store
