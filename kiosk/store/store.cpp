#include "kiosk/store/store.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>

#include "core/base/backup_mark.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/pages/checked_vfs.h"
#include "core/pages/file_moved.h"
#include "kiosk/store/salvage.h"
#include "kiosk/store/schema.h"

namespace vuoro::kiosk {
namespace fs = std::filesystem;
namespace {
/// A lobby's records are a few megabytes, which the system keeps in its own cache.
constexpr int k_cache_kib = 512;

/// A database with its write-ahead log, which holds the latest commits.
constexpr std::array<const char*, 3> k_parts = {"", "-wal", "-shm"};

/// What follows the name of a database that was set aside, before the time.
constexpr std::string_view k_aside = ".damaged-";

/// Later times sort later.
std::string stamp_of(WallTime time) {
  return fmt::format("{:%Y%m%dT%H%M%S}Z", fmt::gmtime(to_unix_ms(time) / 1000));
}

void remove_database(StoreFiles& files, const fs::path& path) {
  for (const char* part : k_parts) files.remove(path.string() + part);
}

/// Where what was taken over from a damaged database lies, whole, until it is in its place.
fs::path taken_from(const fs::path& path) {
  return path.string() + ".taken";
}

/// Sets the damaged database aside and puts what was taken over in its place. Can be done again after it was
/// broken off.
/// @return the name it was set aside under.
Result<fs::path> put_in_place(StoreFiles& files, const fs::path& path, WallTime now) {
  const std::string name = path.string() + std::string(k_aside) + stamp_of(now);
  fs::path aside = name;
  for (int again = 2; files.exists(aside); ++again) aside = fmt::format("{}-{}", name, again);
  for (const char* part : k_parts) {
    const auto renamed = files.rename(path.string() + part, aside.string() + part);
    if (!renamed && renamed.error().code != Errc::not_found)
      return fail(Errc::io, "setting the damaged database aside: " + renamed.error().message);
  }
  if (const auto renamed = files.rename(taken_from(path), path); !renamed)
    return fail(Errc::io, "putting what was taken over in its place: " + renamed.error().message);
  return aside;
}

std::string words_of_damage(const std::optional<std::int64_t>& lost) {
  if (!lost)
    return "The database was damaged on {when} and set aside. Acts that had not been sent may be lost; "
           "nobody knows how many.";
  if (*lost > 0)
    return "The database was damaged on {when} and set aside. Acts that had not been sent are lost: {count}";
  return "The database was damaged on {when} and set aside. Nothing that had not been sent is lost.";
}

json::value encode(const std::vector<Mending>& mendings) {
  json::array all;
  for (const auto& mending : mendings) {
    all.push_back({{"at", to_unix_ms(mending.at)},
                   {"text", mending.text},
                   {"acts_lost", mending.acts_lost ? json::value(*mending.acts_lost) : json::value()}});
  }
  return all;
}

/// Written by this program into its own database, which is sound: what is no such list is empty.
std::vector<Mending> decode_mendings(const std::string& text) {
  std::vector<Mending> mendings;
  const auto value = parse_json(text);
  if (!value || !value->is_array()) return mendings;
  for (const auto& one : value->get_array()) {
    const auto* fields = one.if_object();
    const auto* at = fields == nullptr ? nullptr : fields->if_contains("at");
    const auto* words = fields == nullptr ? nullptr : fields->if_contains("text");
    const auto* lost = fields == nullptr ? nullptr : fields->if_contains("acts_lost");
    if (at == nullptr || !at->is_int64() || words == nullptr || !words->is_string() || lost == nullptr)
      continue;
    mendings.push_back({from_unix_ms(at->get_int64()), std::string(words->get_string()),
                        lost->is_int64() ? std::optional(lost->get_int64()) : std::nullopt});
  }
  return mendings;
}

/// From a version of Vuoro that wrote none: every page is written anew, and what was settled is counted.
Result<void> give_check_sums(sqlite::Database& database) {
  VUORO_TRY(database.execute("VACUUM"));
  return database.execute(
      "INSERT OR IGNORE INTO meta(key,value) SELECT 'settled_count', CAST(value AS INTEGER) - 1 - (SELECT "
      "count(*) FROM outbox) FROM meta WHERE key='next_sequence'");
}

/// The last commits were torn when the power went, and nobody was told of them; or they have rotten since,
/// and somebody was. What they may have given is not given again: an act gives one number at most.
Result<void> leave_hole(sqlite::Database& database, int commits) {
  VUORO_TRY(database.run("UPDATE lease SET next=min(next+?,last+1) WHERE kind='number_block' AND next<=last",
                         commits));
  return database.run("DELETE FROM lease WHERE kind='slot_share'");
}
}  // namespace

std::string boot_id() {
  const auto text = read_file("/proc/sys/kernel/random/boot_id", 64);
  return text ? std::string(trim(*text)) : "unknown";
}

Result<sqlite::Database> Store::open_sound(const fs::path& path, const StoreOptions& options) {
  sqlite::OpenOptions open;
  open.synchronous_full = options.synchronous_full;
  open.cache_kib = k_cache_kib;
  VUORO_ASSIGN(auto database, sqlite::open_checked(path, open));
  // SQLite opens what it may not write all the same, and would stay so when the disk is well again.
  if (sqlite3_db_readonly(database.handle(), "main") == 1) return fail(Errc::io, "the disk can only be read");
  VUORO_TRY(database.check());
  VUORO_TRY(database.execute("PRAGMA shrink_memory"));  // the check has read every page
  VUORO_TRY(sqlite::migrate(database, k_store_migrations));
  if (!sqlite::checked_state(database).has_sums) VUORO_TRY(give_check_sums(database));
  if (const int torn = sqlite::checked_state(database).commits_torn; torn > 0)
    VUORO_TRY(leave_hole(database, torn));
  // What a visitor left is overwritten when it is deleted, and a log of an earlier run that may hold it is
  // emptied.
  VUORO_TRY(database.execute("PRAGMA secure_delete=ON"));
  (void)database.execute("PRAGMA wal_checkpoint(TRUNCATE)");  // no room on a full disk: later
  return database;
}

Result<Store> Store::open_or_recover(const fs::path& path, const Clock& clock, StoreOptions options) {
  if (files_of(options).exists(taken_from(path)))
    VUORO_TRY(put_in_place(files_of(options), path, clock.wall()));
  auto sound = open_sound(path, options);
  if (sound) {
    Store store(std::move(*sound), path, clock, std::move(options));
    VUORO_TRY(store.remember_mendings());
    VUORO_TRY(store.go_on_from_backup());
    return store;
  }
  if (sound.error().code != Errc::corrupt) return fail(sound.error().with("the device's database"));
  VUORO_ASSIGN(auto nothing, sqlite::Database::open(":memory:"));
  Store store(std::move(nothing), path, clock, std::move(options));
  std::optional<sqlite::Database> none_open;
  VUORO_TRY(store.mend(sound.error(), none_open));
  return store;
}

Result<void> Store::recover() {
  VUORO_ASSIGN(auto nothing, sqlite::Database::open(":memory:"));
  // Of a file that is gone from its place, only what is open is left.
  std::optional<sqlite::Database> open;
  if (sqlite::has_moved(database_)) open = std::move(database_);
  database_ = std::move(nothing);  // closes the damaged one
  const auto mended = mend({Errc::corrupt, "damage found while in use"}, open);
  if (!mended && open) database_ = *std::move(open);
  return mended;
}

// What can be read goes into a file of its own first. Only when that is whole do files change their names,
// and a start that finds it goes on from there: a full disk or a power cut in between loses nothing, and what
// was found is written down in the same file.
Result<void> Store::mend(const Error& why, std::optional<sqlite::Database>& open) {
  fs::path taking = path_;
  taking += ".taking";
  const auto salvaged = [&]() -> Result<Salvaged> {
    remove_database(files(), taking);
    VUORO_ASSIGN(auto fresh, open_sound(taking, options_));
    VUORO_ASSIGN(Salvaged taken, open ? salvage(*open, fresh) : salvage(path_, files(), fresh));
    database_ = std::move(fresh);
    VUORO_TRY(remember_mendings());
    mendings_.push_back({clock_->wall(), words_of_damage(taken.lost), taken.lost});
    VUORO_TRY(set_meta("mendings", json::serialize(encode(mendings_))));
    VUORO_TRY(database_.execute("PRAGMA wal_checkpoint(TRUNCATE)"));  // all of it is in the one file
    VUORO_ASSIGN(database_, sqlite::Database::open(":memory:"));
    return taken;
  }();
  if (!salvaged) {
    remove_database(files(), taking);
    return fail(salvaged.error().with("taking over from the damaged database"));
  }
  if (const auto renamed = files().rename(taking, taken_from(path_)); !renamed)
    return fail(Errc::io, "keeping what was taken over: " + renamed.error().message);
  VUORO_ASSIGN(const fs::path aside, put_in_place(files(), path_, clock_->wall()));
  open.reset();  // only now, for closing it takes away what bears its log's name
  VUORO_ASSIGN(database_, open_sound(path_, options_));
  log::error("store_damaged", {{"finding", why.message.c_str()},
                               {"aside", aside.filename().c_str()},
                               {"readable", salvaged->readable ? "yes" : "no"},
                               {"events", salvaged->events},
                               {"leases", salvaged->leases},
                               {"issued", salvaged->issued},
                               {"records", salvaged->records},
                               {"lost", salvaged->lost.value_or(-1)}});
  return {};
}

Result<void> Store::write_anew() {
  fs::path taking = path_;
  taking += ".taking";
  const auto made = [&]() -> Result<void> {
    remove_database(files(), taking);
    VUORO_ASSIGN(auto fresh, sqlite::open_checked(taking, {}));
    sqlite3_backup* copy = sqlite3_backup_init(fresh.handle(), "main", database_.handle(), "main");
    if (copy == nullptr) return fail(fresh.last_error("writing the database anew"));
    (void)sqlite3_backup_step(copy, -1);
    if (sqlite3_backup_finish(copy) != SQLITE_OK) return fail(fresh.last_error("writing the database anew"));
    VUORO_TRY(fresh.check());
    return fresh.execute("PRAGMA wal_checkpoint(TRUNCATE)");  // all of it is in the one file
  }();
  if (made) return files().rename(taking, taken_from(path_));
  remove_database(files(), taking);
  return made;
}

Result<void> Store::stay_in_place() {
  if (!sqlite::has_moved(database_)) return {};
  VUORO_TRY(write_anew());
  VUORO_ASSIGN(const fs::path aside, put_in_place(files(), path_, clock_->wall()));
  // Only now, for closing it takes away what bears its log's name.
  VUORO_ASSIGN(database_, sqlite::Database::open(":memory:"));
  auto sound = open_sound(path_, options_);
  if (!sound) return fail(Errc::corrupt, "the database that was written anew: " + sound.error().message);
  database_ = *std::move(sound);
  VUORO_TRY(remember_mendings());
  mendings_.push_back({clock_->wall(),
                       "The database's file was deleted or replaced while in use. It was written anew on "
                       "{when} from what was open; nothing is lost.",
                       0});
  log::error("store_file_gone", {{"aside", files().exists(aside) ? aside.filename().string() : "none"}});
  return set_meta("mendings", json::serialize(encode(mendings_)));
}

Result<void> Store::remember_mendings() {
  VUORO_ASSIGN(const auto text, meta("mendings"));
  mendings_ = text ? decode_mendings(*text) : std::vector<Mending>();
  return {};
}

Result<void> Store::go_on_from_backup() {
  VUORO_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  VUORO_ASSIGN(const auto made, sqlite::take_backup_mark(database_));
  if (!made) return {};
  mendings_.push_back({clock_->wall(),
                       "A backup of the database was put in its place on {when}. No number or time that was "
                       "held then is given; acts made after the backup that had not been sent are lost.",
                       std::nullopt});
  VUORO_TRY(database_.run("DELETE FROM lease"));
  VUORO_TRY(set_meta("mendings", json::serialize(encode(mendings_))));
  VUORO_TRY(transaction.commit());
  log::warn("backup_in_place", {{"made", stamp_of(*made)}});
  return {};
}

std::vector<TroubleView> Store::repairs() {
  std::vector<TroubleView> all;
  for (const auto& mending : mendings_)
    all.push_back({mending.text, {}, mending.acts_lost.value_or(0), mending.at});
  if (const int bits = sqlite::checked_state(database_).bits_mended; bits > 0)
    all.push_back({"The disk rots: bits put right since the start: {count}", {}, bits, {}});
  return all;
}

void Store::forget_asides(WallTime before) {
  const std::string start = path_.filename().string() + std::string(k_aside);
  const std::string stamp = stamp_of(before);
  for (const auto& name : files().names_in(path_.parent_path())) {
    const bool is_old = name.starts_with(start) && name.substr(start.size(), stamp.size()) < stamp;
    if (is_old && files().remove(path_.parent_path() / name))
      log::info("damaged_store_removed", {{"name", name}});
  }
  if (std::erase_if(mendings_, [before](const Mending& mending) { return mending.at < before; }) > 0)
    (void)set_meta("mendings", json::serialize(encode(mendings_)));
}

Result<std::optional<std::string>> Store::meta(std::string_view key) {
  VUORO_ASSIGN(auto row, database_.query("SELECT value FROM meta WHERE key=?", key));
  VUORO_ASSIGN(const bool found, row.step());
  if (!found) return std::optional<std::string>();
  return std::optional<std::string>(row.text(0));
}

Result<void> Store::set_meta(std::string_view key, std::string_view value) {
  return database_.run("INSERT INTO meta(key,value) VALUES(?1,?2) ON CONFLICT(key) DO UPDATE SET value=?2",
                       key, value);
}

}  // namespace vuoro::kiosk
