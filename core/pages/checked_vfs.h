#pragma once
// Under SQLite: every page of a database carries a check sum, in the eight bytes at its end that SQLite
// leaves free, and is looked at whenever it is read. A single flipped bit is put right, also on the disk;
// anything more is SQLITE_CORRUPT instead of rubbish. The log is looked at likewise (checked_log.h).

#include "core/base/sqlite.h"

namespace vuoro::sqlite {

/// What was found so far by those who have the database open.
struct CheckedState {
  bool has_sums = false;    ///< false: a database of an earlier version of Vuoro; VACUUM gives it sums
  bool log_broken = false;  ///< commits are missing in the middle; the database is not written any more
  int bits_mended = 0;      ///< on the disk; what is opened only for reading is put right only as it is read
  int commits_torn = 0;     ///< at the log's end: never synced, or rotten, nobody can tell
};

/// For OpenOptions. The files lie where SQLite's default VFS puts them. Any thread.
/// @param options  the rest of them
[[nodiscard]] OpenOptions with_check_sums(OpenOptions options);

/// A connection with check sums to a database that is whole.
/// @return besides the errors of Database::open() corrupt: commits are missing in the log
[[nodiscard]] Result<Database> open_checked(const std::filesystem::path& path,
                                            const OpenOptions& options = {});

/// @param database  opened with_check_sums()
[[nodiscard]] CheckedState checked_state(Database& database);

}  // namespace vuoro::sqlite
