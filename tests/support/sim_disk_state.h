#pragma once
// What a simulated disk holds, shared by its two sides: what a test does to it (sim_disk.cpp) and what SQLite
// does (sim_disk_vfs.cpp).

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.h"

namespace vuoro::test {

inline constexpr std::string_view k_sim_disk_root = "/sim-disk/";
inline constexpr std::size_t k_sim_disk_sector = 512;

/// What was done to a file since its last sync, and how to take it back.
struct SimChange {
  std::size_t offset = 0;
  std::size_t count = 0;     ///< bytes written there
  bool truncates = false;    ///< to `offset`
  std::size_t was_size = 0;  ///< of the file
  std::string was;           ///< what lay there: under what was written, or behind the new end
};

struct SimConnection;

/// A file, with the locks of those who have it open (one process: no system locks are needed).
struct SimFile {
  std::string current;  ///< what a reader sees
  std::vector<SimChange> unsynced;  ///< in their order; without them it is what a power cut leaves for certain
  std::array<std::size_t, 2>
      synced_from{};           ///< where the last writes that were synced together begin, newest first
  bool entry_durable = false;  ///< whether the folder knows it: after its first sync

  std::map<const SimConnection*, int> locks;  ///< SQLITE_LOCK_* of each who holds one
  std::vector<std::unique_ptr<std::vector<unsigned char>>> shared_memory;
  std::array<int, SQLITE_SHM_NLOCK> shared{};
  std::array<const SimConnection*, SQLITE_SHM_NLOCK> exclusive{};
  int users_of_shared_memory = 0;
};

/// Writes into a file, which grows as needed.
void put(std::string& content, std::size_t offset, std::string_view bytes);

struct SimDiskState {
  explicit SimDiskState(std::uint64_t seed) : random(seed) {}

  std::recursive_mutex mutex;
  SeededRandom random;
  std::map<std::string, std::shared_ptr<SimFile>> files;
  bool dark = false;
  bool lies = false;
  bool read_only = false;
  std::uint64_t life = 0;  ///< of the machine's programs; files opened in an earlier one are dead
  std::optional<std::int64_t> limit_bytes;
  std::int64_t cut_in = 0;  ///< operations until the power goes; 0: it stays
  std::int64_t operations = 0;
  std::int64_t syncs = 0;

  /// Counts one operation. @return true when the power goes in the middle of it.
  bool goes_dark_now() {
    ++operations;
    return cut_in > 0 && --cut_in == 0;
  }

  [[nodiscard]] std::int64_t bytes() const;
  /// Who had the files open has them no more.
  void end_connections();
  /// Everything unsynced meets its fate.
  void cut();
};

/// The disk that a path lies on, and the file's name there; null for paths of the real system.
[[nodiscard]] std::shared_ptr<SimDiskState> sim_disk_at(std::string_view path, std::string& name);

/// SQLite opens databases on simulated disks from here on. Once in a process.
void take_over_default_vfs();

}  // namespace vuoro::test
