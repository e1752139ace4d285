#pragma once
// The device's database: a copy of the lobby's records, and the acts, leases and promises that exist nowhere
// else.

#include <functional>
#include <optional>

#include "core/base/clock.h"
#include "core/base/sqlite.h"
#include "core/sync/store.h"
#include "kiosk/store/store_files.h"
#include "kiosk/trouble_view.h"

namespace vuoro::kiosk {

struct StoreOptions {
  /// Which run of the machine this is; monotonic times of another run mean nothing. See boot_id().
  std::string boot;
  /// FULL. Without it a power cut breaks promises: tests show that they would notice.
  bool synchronous_full = true;
  /// Where the database's files lie; null: the system's. Must outlive the store.
  StoreFiles* files = nullptr;
};

/// A database that could not be trusted, and what became of it.
struct Mending {
  WallTime at;
  std::string text;  ///< see TroubleView, with {when} and, of the acts lost, {count}
  /// Acts that had not been sent and could not be read; nothing: nobody knows how many.
  std::optional<std::int64_t> acts_lost;
};

/// The kernel's name of this run of the machine.
[[nodiscard]] std::string boot_id();

/// How a record looks after an act, until the authority's version comes.
struct LocalRecord {
  std::string collection;
  Uuid id;
  json::value record;
};

/// A promise made to a visitor.
struct Issued {
  Uuid ticket_id;
  Uuid queue_id;
  std::string service_day;
  std::int32_t number_value = 0;
  std::string number;
  std::optional<Uuid> lease_id;
  std::optional<Uuid> appointment_id;
  std::string follow_token;
  WallTime issued_at;
  bool online = false;
};

/// One act, all of it or nothing.
struct Act {
  protocol::Event event;  ///< sequence is given by the store
  std::vector<LocalRecord> local;
  std::optional<Issued> issued;
  std::optional<Uuid> spends_block;  ///< the lease whose `next` moves past issued->number_value
  std::optional<Uuid> spends_hold;   ///< the lease that is used up
  std::optional<Uuid> books;         ///< the service that was booked, see bookings_made()
  std::optional<Uuid> ends_print;    ///< the desk's print job whose outcome the event tells
};

/// One connection, one thread. Errors of everything that writes: disk_full (nothing was written), corrupt
/// (call recover()), io. A call that returned success is durable.
class Store final : public sync::SyncStore {
 public:
  /// Opens, checks and migrates; a file that cannot be trusted is set aside under a dated name, and what
  /// exists nowhere else is taken over from it as far as it can be read. @return disk_full, io (also when
  /// it can only be read), unsupported (newer file).
  [[nodiscard]] static Result<Store> open_or_recover(const std::filesystem::path& path, const Clock& clock,
                                                     StoreOptions options);
  /// The same at run time, after `corrupt`.
  [[nodiscard]] Result<void> recover();
  /// Whether the open files still bear their names. Deleted or replaced ones are written anew from what is
  /// open, and a file in their place is set aside; perform() and begin_print() look first. One look at the
  /// folder when all is well. @return disk_full, io: nothing may be promised; corrupt: recover() what can be.
  [[nodiscard]] Result<void> stay_in_place();
  /// Removes databases that were set aside before then: what visitors left may still lie in them.
  void forget_asides(WallTime before);
  /// Reads every page. @return corrupt.
  [[nodiscard]] Result<void> check() { return database_.check(); }
  /// What was mended, until forget_asides().
  [[nodiscard]] const std::vector<Mending>& mendings() const { return mendings_; }
  /// The same, and bits of the disk that flipped and were put right, for the service panel.
  [[nodiscard]] std::vector<TroubleView> repairs();

  // ---- Acts
  [[nodiscard]] Result<void> perform(Act act);
  [[nodiscard]] Result<std::optional<Issued>> issued_for_appointment(const Uuid& appointment_id);
  [[nodiscard]] Result<std::optional<Issued>> issued(const Uuid& ticket_id);
  /// Follow token and ticket of every promise kept.
  [[nodiscard]] Result<std::vector<std::pair<std::string, Uuid>>> follow_tokens();
  /// Forgets promises of before this day; those whose event still waits stay.
  [[nodiscard]] Result<void> prune_issued(const std::string& before_day);

  // ---- Demand
  /// What was taken, and when by the authority's time; in order.
  using Taken = std::vector<std::pair<Uuid, WallTime>>;
  /// Queues of the numbers given here between these times.
  [[nodiscard]] Result<Taken> numbers_given(WallTime from, WallTime until);
  /// Services of the bookings made here between these times.
  [[nodiscard]] Result<Taken> bookings_made(WallTime from, WallTime until);

  // ---- Prints for the desk
  /// Before the printer is asked. @return false: it was begun before, and is not to be printed.
  [[nodiscard]] Result<bool> begin_print(const Uuid& job_id, WallTime now);
  /// Begun, and no outcome was told: in a fresh process these may be on paper.
  [[nodiscard]] Result<std::vector<Uuid>> prints_begun();
  [[nodiscard]] Result<void> prune_prints(WallTime before);
  /// Acts that the authority refused for good, and that were made before.
  [[nodiscard]] Result<void> prune_refused(WallTime before);

  // ---- Reading
  using Visit = std::function<void(const Uuid& id, json::value record)>;
  /// Every record of a collection as the authority has it.
  [[nodiscard]] Result<void> each_record(std::string_view collection, const Visit& visit);
  [[nodiscard]] Result<std::vector<LocalRecord>> local_records();

  // ---- Settings
  [[nodiscard]] Result<std::optional<std::string>> meta(std::string_view key);
  [[nodiscard]] Result<void> set_meta(std::string_view key, std::string_view value);
  /// Remembers which server the records come from. From another one than before they are loaded anew, beside
  /// the old ones: its revisions count another history.
  [[nodiscard]] Result<void> follow_server(std::string_view server);
  /// When the copy of this scope was last complete, on the authority's clock: as of the last page that
  /// changed something, or as it was told.
  [[nodiscard]] Result<std::optional<WallTime>> current_at(std::string_view scope);
  [[nodiscard]] Result<void> set_current_at(std::string_view scope, WallTime time);

  // ---- sync::SyncStore
  [[nodiscard]] Result<std::vector<protocol::Event>> oldest_events(std::size_t count) override;
  [[nodiscard]] Result<std::vector<protocol::Event>> events_after(std::int64_t sequence,
                                                                  std::size_t count) override;
  [[nodiscard]] Result<void> settle_events(std::span<const protocol::EventAnswer> answers) override;
  [[nodiscard]] Result<sync::OutboxCounts> outbox_counts() override;
  [[nodiscard]] Result<std::int64_t> revision(std::string_view scope) override;
  [[nodiscard]] Result<void> apply(const protocol::ChangesPage& page) override;
  [[nodiscard]] Result<void> begin_staging(std::string_view scope) override;
  [[nodiscard]] Result<void> stage(const protocol::ChangesPage& page) override;
  [[nodiscard]] Result<void> switch_to_staged(std::string_view scope, std::int64_t revision) override;
  [[nodiscard]] Result<std::vector<sync::HeldLease>> leases() override;
  [[nodiscard]] Result<void> keep_lease(const sync::HeldLease& lease) override;
  [[nodiscard]] Result<void> keep_leases(std::span<const sync::HeldLease> leases) override;
  [[nodiscard]] Result<void> forget_leases(std::span<const Uuid> ids) override;

  [[nodiscard]] sqlite::Database& database() { return database_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  Store(sqlite::Database database, std::filesystem::path path, const Clock& clock, StoreOptions options)
      : database_(std::move(database)),
        path_(std::move(path)),
        clock_(&clock),
        options_(std::move(options)) {}

  [[nodiscard]] static Result<sqlite::Database> open_sound(const std::filesystem::path& path,
                                                           const StoreOptions& options);
  /// @param open  what is left of a database whose file is gone from its place; closed when all is in the new
  /// one
  [[nodiscard]] Result<void> mend(const Error& why, std::optional<sqlite::Database>& open);
  [[nodiscard]] Result<void> remember_mendings();
  /// Where the database is a copy made by `vuoroctl backup`, what was given after that is not known here:
  /// nothing is given any more of what was held then.
  [[nodiscard]] Result<void> go_on_from_backup();
  /// The open database as a file of its own, whole and checked, as taken_from() expects it.
  [[nodiscard]] Result<void> write_anew();
  [[nodiscard]] StoreFiles& files() const { return files_of(options_); }
  [[nodiscard]] static StoreFiles& files_of(const StoreOptions& options) {
    return options.files == nullptr ? system_files() : *options.files;
  }
  [[nodiscard]] Result<void> insert_event(const protocol::Event& event);
  [[nodiscard]] Result<void> insert_issued(const Issued& issued);
  [[nodiscard]] Result<void> settle_one(const protocol::EventAnswer& answer);
  [[nodiscard]] Result<bool> set_aside_unless(bool taken, const protocol::EventAnswer& answer);
  [[nodiscard]] Result<void> write_lease(const sync::HeldLease& lease);
  [[nodiscard]] Result<Taken> taken(std::string_view select, WallTime from, WallTime until);
  void wipe_log();
  [[nodiscard]] Result<void> set_revision(std::string_view scope, std::int64_t revision);

  sqlite::Database database_;
  std::filesystem::path path_;
  const Clock* clock_;
  StoreOptions options_;
  std::vector<Mending> mendings_;
  bool log_is_private_ =
      false;  ///< the write-ahead log may still hold what a visitor left, though it is deleted
};

}  // namespace vuoro::kiosk
