#pragma once
// What every rule works with: one transaction, the moment, and what may be remembered between transactions.

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/lobby/record_codec.h"
#include "core/lobby/time_zone.h"
#include "core/sync/protocol.h"
#include "server/authority/clock_guard.h"
#include "server/authority/expected_waits.h"
#include "server/authority/troubles.h"
#include "server/store/store.h"

namespace vuoro::authority {

/// Decoded records that rarely change, and what the running group has made stale. Writer's thread only, but
/// where it says otherwise.
struct Memory {
  std::unordered_map<Uuid, Queue> queues;
  std::unordered_map<Uuid, Site> sites;
  std::map<std::string, TimeZone> zones;
  std::unordered_map<Uuid, std::vector<Counter>> counters;         ///< by site
  std::unordered_map<Uuid, std::vector<CounterProfile>> profiles;  ///< by site
  std::unordered_map<Uuid, std::vector<SegmentRule>> rules;        ///< by site, in their order
  std::set<Uuid> stale_queues;                                     ///< whose status must be counted anew
  /// Counters that closed, and colleagues who left one, in this group: with their site. See reservations.h.
  std::map<Uuid, Uuid> counters_left;
  std::map<Uuid, Uuid> staff_left;
  std::map<Uuid, MonoTime> look_again;  ///< queues where somebody waits
  ExpectedWaits waits;
  std::map<Uuid, std::string> wall_shows;  ///< by site, the address in the feed; "": none
  std::uint64_t commit_failures_seen = 0;
  /// A site server that was just started asks first whether the site is still its own.
  bool waits_for_word = false;
  /// Since the start, any thread. Of site servers' news, see site_adopt.h; and of a site server's own that
  /// was refused and is more than is kept.
  std::atomic<std::int64_t> news_records_skipped{0};
  std::atomic<std::int64_t> news_lines_lost{0};
  ClockGuard clock;   ///< any thread
  Troubles troubles;  ///< any thread
  /// The service days that ran in this process since the last one ended, by site: what the wall clock was
  /// ahead of the monotonic one. See begin_day().
  std::map<Uuid, std::map<std::string, Millis>> days_ran;
  std::set<Uuid> early_comers;  ///< sites in which somebody may have come while the clock was ahead
  std::map<Uuid, std::set<std::string>> days_taken_back;                  ///< of those, by site
  std::map<Uuid, std::pair<std::int64_t, std::string>> authorities_told;  ///< by site: epoch and state

  /// After an import, or when a commit failed: what was read may never have been.
  void forget_records() {
    queues.clear();
    sites.clear();
    counters.clear();
    wall_shows.clear();
  }
};

struct Context {
  store::Transaction& tx;
  const Clock& clock;
  Random& random;
  Memory& memory;
  WallTime now;

  [[nodiscard]] Uuid new_id() const { return Uuid::v7(clock, random); }
};

/// Who does something: a staff member at a desk, or a visitor at a device.
struct ActedBy {
  std::optional<Uuid> staff_id;
  std::optional<Uuid> device_id;
  std::optional<WallTime> device_time;
};

// ---- Reading records
// -------------------------------------------------------------------------------------------

/// Why a record of this server's own books cannot be read: corrupt, for whoever asks is not at fault.
[[nodiscard]] tl::unexpected<Error> unreadable(std::string_view what, const Uuid& id, const Error& why);

/// What stands in the books. @return corrupt naming the collection and the id.
template <class Record>
[[nodiscard]] Result<Record> stored_record(std::string_view text, const Uuid& id) {
  const auto value = parse_json(text);
  if (!value) return unreadable(collection_of<Record>(), id, value.error());
  auto record = decode<Record>(*value);
  if (!record) return unreadable(collection_of<Record>(), id, record.error());
  return record;
}

/// What was answered before. @return corrupt
[[nodiscard]] Result<json::value> stored_answer(const store::AnswerRow& row);

/// @return corrupt, see stored_record().
template <class Record>
[[nodiscard]] Result<std::optional<Record>> find(store::Reader& reader, const Uuid& id) {
  VUORO_ASSIGN(const auto text, reader.record(collection_of<Record>(), id));
  if (!text) return std::optional<Record>();
  VUORO_ASSIGN(auto record, stored_record<Record>(*text, id));
  return std::optional<Record>(std::move(record));
}

/// @return not_found naming the collection and the id; corrupt.
template <class Record>
[[nodiscard]] Result<Record> load(store::Reader& reader, const Uuid& id) {
  VUORO_ASSIGN(auto record, find<Record>(reader, id));
  if (!record) return fail(Errc::not_found, std::string(collection_of<Record>()) + " " + id.to_string());
  return std::move(*record);
}

/// From memory when it can. @return not_found, corrupt. The reference lives until the next import.
[[nodiscard]] Result<const Queue*> queue_of(Context& context, const Uuid& id);
[[nodiscard]] Result<const Site*> site_of(Context& context, const Uuid& id);
[[nodiscard]] Result<const TimeZone*> zone_of(Context& context, const Uuid& site_id);
[[nodiscard]] Result<const std::vector<Counter>*> counters_of(Context& context, const Uuid& site_id);
[[nodiscard]] Result<const std::vector<CounterProfile>*> profiles_of(Context& context, const Uuid& site_id);
[[nodiscard]] Result<const std::vector<SegmentRule>*> rules_of(Context& context, const Uuid& site_id);
/// "2026-03-05"
[[nodiscard]] Result<std::string> today_at(Context& context, const Uuid& site_id);

// ---- One of many
// -------------------------------------------------------------------------------------------

/// The fault of this one thing is noted, and stops nobody else's; other errors stay.
[[nodiscard]] Result<void> pass_over_fault(Context& context, Result<void> done);
/// Does `work` for one of many: what it cannot do through this server's own fault is undone, noted and passed
/// over. Pointers into memory do not outlive it.
[[nodiscard]] Result<void> each_alone(Context& context, const std::function<Result<void>()>& work);

// ---- Writing records
// -------------------------------------------------------------------------------------------

[[nodiscard]] Result<void> save(Context& context, const Ticket& ticket);
[[nodiscard]] Result<void> save(Context& context, const Slot& slot);
[[nodiscard]] Result<void> save(Context& context, const Appointment& appointment);
[[nodiscard]] Result<void> save(Context& context, const Counter& counter);
[[nodiscard]] Result<void> save(Context& context, const CounterProfile& profile);
[[nodiscard]] Result<void> save(Context& context, const Announcement& announcement);
[[nodiscard]] Result<void> save(Context& context, const Device& device);
[[nodiscard]] Result<void> save(Context& context, const SiteAuthority& authority);
[[nodiscard]] Result<void> save(Context& context, const JoinCode& code);
[[nodiscard]] Result<void> save(Context& context, const QueueStatus& status, const Uuid& site_id);

/// The scope of a site's records.
[[nodiscard]] inline std::string scope_of_site(const Uuid& site_id) {
  return protocol::site_scope(site_id);
}

}  // namespace vuoro::authority
