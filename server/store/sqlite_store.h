#pragma once
// The store in one SQLite file: WAL, synchronous FULL, one writer thread, readers beside it.

#include <filesystem>
#include <functional>
#include <memory>

#include "server/store/store.h"

namespace vuoro::store {

struct SqliteOptions {
  std::size_t group_max = 256;           ///< works in one commit: bounds how long the first of them waits
  std::size_t waiting_works_max = 4096;  ///< over it: unavailable
  bool group_commit = true;              ///< false: a commit for each work, to measure what grouping gives
  /// None: works run on a thread of the store's own. Otherwise there is no thread: the store hands what it has
  /// to do to `later`, which calls it once, after submit() has returned or from within it, on the one thread
  /// that uses the store. So a simulated world decides when a commit happens. What was handed out and is called
  /// after the store has gone does nothing.
  std::function<void(std::function<void()>)> later;
  /// FULL: a commit that returned survives a power cut. Without it promises are lost; tests show that they
  /// would notice.
  bool synchronous_full = true;
};

/// Opens or creates the file, brings its schema up to date and starts the writer. ":memory:" is allowed; then
/// reads take turns with the writer.
/// @return corrupt, unsupported (the file is of a newer program), io, disk_full.
[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite_store(const std::filesystem::path& path,
                                                               const SqliteOptions& options = {});

}  // namespace vuoro::store
