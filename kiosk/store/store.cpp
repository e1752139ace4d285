#include "kiosk/store/store.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>

#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/text.h"
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

void remove_database(const fs::path& path) {
  std::error_code ignored;
  for (const char* part : k_parts) fs::remove(path.string() + part, ignored);
}

/// Where what was taken over from a damaged database lies, whole, until it is in its place.
fs::path taken_from(const fs::path& path) {
  return path.string() + ".taken";
}

/// Sets the damaged database aside and puts what was taken over in its place. Can be done again after it was
/// broken off.
/// @return the name it was set aside under.
Result<fs::path> put_in_place(const fs::path& path, WallTime now) {
  const std::string name = path.string() + std::string(k_aside) + stamp_of(now);
  fs::path aside = name;
  for (int again = 2; fs::exists(aside); ++again) aside = fmt::format("{}-{}", name, again);
  for (const char* part : k_parts) {
    std::error_code error;
    fs::rename(path.string() + part, aside.string() + part, error);
    if (error && error != std::errc::no_such_file_or_directory)
      return fail(Errc::io, "setting the damaged database aside: " + error.message());
  }
  std::error_code error;
  fs::rename(taken_from(path), path, error);
  if (error) return fail(Errc::io, "putting what was taken over in its place: " + error.message());
  return aside;
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
  VUORO_ASSIGN(auto database, sqlite::Database::open(path, open));
  // SQLite opens what it may not write all the same, and would stay so when the disk is well again.
  if (sqlite3_db_readonly(database.handle(), "main") == 1) return fail(Errc::io, "the disk can only be read");
  VUORO_TRY(database.check());
  VUORO_TRY(database.execute("PRAGMA shrink_memory"));  // the check has read every page
  VUORO_TRY(sqlite::migrate(database, k_store_migrations));
  // What a visitor left is overwritten when it is deleted, and a log of an earlier run that may hold it is
  // emptied.
  VUORO_TRY(database.execute("PRAGMA secure_delete=ON"));
  (void)database.execute("PRAGMA wal_checkpoint(TRUNCATE)");  // no room on a full disk: later
  return database;
}

Result<Store> Store::open_or_recover(const fs::path& path, const Clock& clock, StoreOptions options) {
  std::error_code ignored;
  if (fs::exists(taken_from(path), ignored)) VUORO_TRY(put_in_place(path, clock.wall()));
  auto sound = open_sound(path, options);
  if (sound) return Store(std::move(*sound), path, clock, std::move(options));
  if (sound.error().code != Errc::corrupt) return fail(sound.error().with("the device's database"));
  VUORO_ASSIGN(auto nothing, sqlite::Database::open(":memory:"));
  Store store(std::move(nothing), path, clock, std::move(options));
  VUORO_TRY(store.mend(sound.error()));
  return store;
}

Result<void> Store::recover() {
  VUORO_ASSIGN(auto nothing, sqlite::Database::open(":memory:"));
  database_ = std::move(nothing);  // closes the damaged one
  return mend({Errc::corrupt, "damage found while in use"});
}

// What can be read goes into a file of its own first. Only when that is whole do files change their names,
// and a start that finds it goes on from there: a full disk or a power cut in between loses nothing.
Result<void> Store::mend(const Error& why) {
  fs::path taking = path_;
  taking += ".taking";
  const auto salvaged = [&]() -> Result<Salvaged> {
    remove_database(taking);
    VUORO_ASSIGN(auto fresh, open_sound(taking, options_));
    VUORO_ASSIGN(Salvaged taken, salvage(path_, fresh));
    VUORO_TRY(fresh.execute("PRAGMA wal_checkpoint(TRUNCATE)"));  // all of it is in the one file
    return taken;
  }();
  if (!salvaged) {
    remove_database(taking);
    return fail(salvaged.error().with("taking over from the damaged database"));
  }
  std::error_code error;
  fs::rename(taking, taken_from(path_), error);
  if (error) return fail(Errc::io, "keeping what was taken over: " + error.message());
  VUORO_ASSIGN(const fs::path aside, put_in_place(path_, clock_->wall()));
  VUORO_ASSIGN(database_, open_sound(path_, options_));
  repairs_.push_back(
      fmt::format("The database was damaged and set aside as {}; {} acts, {} leases and {} issued tickets "
                  "were taken over{}.",
                  aside.filename().string(), salvaged->events, salvaged->leases, salvaged->issued,
                  salvaged->readable ? "" : " (the file could not be read at all)"));
  log::error("store_damaged", {{"finding", why.message.c_str()},
                               {"aside", aside.filename().c_str()},
                               {"readable", salvaged->readable ? "yes" : "no"},
                               {"events", salvaged->events},
                               {"leases", salvaged->leases},
                               {"issued", salvaged->issued}});
  return {};
}

void Store::forget_asides(WallTime before) {
  const std::string start = path_.filename().string() + std::string(k_aside);
  const std::string stamp = stamp_of(before);
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path_.parent_path(), error)) {
    const std::string name = entry.path().filename().string();
    const bool is_old = name.starts_with(start) && name.substr(start.size(), stamp.size()) < stamp;
    if (is_old && fs::remove(entry.path(), error)) log::info("damaged_store_removed", {{"name", name}});
  }
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
