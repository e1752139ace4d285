#include <fmt/format.h>

#include <ostream>

#include "core/base/backup_mark.h"
#include "core/base/clock.h"
#include "core/base/sqlite.h"
#include "core/pages/checked_vfs.h"
#include "ctl/commands.h"

namespace vuoro::ctl {
namespace {

/// Copies page by page while the program that owns the database runs on (SQLite's backup API).
Result<void> copy(sqlite::Database& from, sqlite::Database& to) {
  sqlite3_backup* backup = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  if (backup == nullptr) return fail(to.last_error("backup"));
  int code = SQLITE_OK;
  for (int busy = 0; code == SQLITE_OK || ((code == SQLITE_BUSY || code == SQLITE_LOCKED) && busy < 200);) {
    code = sqlite3_backup_step(backup, 256);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
      ++busy;
      sqlite3_sleep(50);
    }
  }
  sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE) return fail(to.last_error("backup"));
  return {};
}

}  // namespace

Result<Exit> run_backup(const BackupOptions& options, std::ostream& out) {
  VUORO_ASSIGN(const auto source, database_in(options.state_dir));
  std::error_code error;
  if (std::filesystem::exists(options.to, error)) {
    return fail(Errc::conflict, options.to.string() + " is there already; a backup overwrites nothing");
  }
  // Beside its name until it is whole and checked: what bears the name can be restored.
  const std::filesystem::path partial = options.to.string() + ".partial";
  std::filesystem::remove(partial, error);
  const auto make = [&]() -> Result<void> {
    const sqlite::OpenOptions reading{.read_only = true, .create = false};
    VUORO_ASSIGN(auto from, options.new_sums ? sqlite::Database::open(source, reading)
                                             : sqlite::open_checked(source, reading));
    VUORO_ASSIGN(auto to, sqlite::Database::open(partial, sqlite::with_check_sums({})));
    VUORO_TRY(copy(from, to));
    VUORO_TRY(to.check());
    // In the copy alone: who starts with it in its place knows by it that others went on meanwhile.
    VUORO_TRY(sqlite::mark_backup(to, SystemClock().wall()));
    return to.execute("PRAGMA journal_mode = DELETE");  // one file, without a log beside it
  };
  if (auto made = make(); !made) {
    std::filesystem::remove(partial, error);
    return fail(made.error());
  }
  std::filesystem::permissions(
      partial, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
  std::filesystem::rename(partial, options.to, error);
  if (error) return fail(Errc::io, options.to.string() + ": " + error.message());
  out << fmt::format("{} ({} bytes)\n", options.to.string(), std::filesystem::file_size(options.to, error));
  return Exit::done;
}

}  // namespace vuoro::ctl
