#include "kiosk/store/store.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

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
  VUORO_TRY(database.check());
  VUORO_TRY(database.execute("PRAGMA shrink_memory"));  // the check has read every page
  VUORO_TRY(sqlite::migrate(database, k_store_migrations));
  return database;
}

Result<Store> Store::open_or_recover(const fs::path& path, const Clock& clock, StoreOptions options) {
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

Result<void> Store::mend(const Error& why) {
  const std::string stamp = fmt::format("{:%Y%m%dT%H%M%S}Z", fmt::gmtime(to_unix_ms(clock_->wall()) / 1000));
  fs::path aside = path_;
  aside += ".damaged-" + stamp;
  for (int again = 2; fs::exists(aside); ++again)
    aside = path_.string() + fmt::format(".damaged-{}-{}", stamp, again);
  // The write-ahead log holds the latest commits: it goes along, so that they are read too.
  for (const char* part : {"", "-wal", "-shm"}) {
    std::error_code error;
    fs::rename(path_.string() + part, aside.string() + part, error);
    if (error && *part == '\0')
      return fail(Errc::io, "setting the damaged database aside: " + error.message());
  }
  VUORO_ASSIGN(auto fresh, open_sound(path_, options_));
  VUORO_ASSIGN(const Salvaged salvaged, salvage(aside, fresh));
  database_ = std::move(fresh);
  repairs_.push_back(
      fmt::format("The database was damaged and set aside as {}; {} acts, {} leases and {} issued tickets "
                  "were taken over{}.",
                  aside.filename().string(), salvaged.events, salvaged.leases, salvaged.issued,
                  salvaged.readable ? "" : " (the file could not be read at all)"));
  log::error("store_damaged", {{"finding", why.message.c_str()},
                               {"aside", aside.filename().c_str()},
                               {"readable", salvaged.readable ? "yes" : "no"},
                               {"events", salvaged.events},
                               {"leases", salvaged.leases},
                               {"issued", salvaged.issued}});
  return {};
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
