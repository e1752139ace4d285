// SQLite's side of the simulated disks: a VFS that serves paths under k_sim_disk_root from memory and passes
// all others on to the system's.

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "tests/support/sim_disk_state.h"

namespace vuoro::test {

/// One open file. The first member is what SQLite knows of it.
struct SimConnection {
  sqlite3_file base;
  std::shared_ptr<SimDiskState>* disk;
  std::shared_ptr<SimFile>* file;
  std::string* name;
  std::uint64_t life;
  bool delete_on_close;
  bool maps_shared_memory;
};

namespace {

using Connection = SimConnection;

sqlite3_vfs* g_system = nullptr;
sqlite3_vfs g_vfs;

Connection& self(sqlite3_file* file) {
  return *reinterpret_cast<Connection*>(file);
}

/// Holds the disk for one call, and knows whether the file still has power.
struct Hold {
  explicit Hold(sqlite3_file* file)
      : connection(self(file)), disk(**connection.disk), lock(disk.mutex), target(**connection.file) {}
  [[nodiscard]] bool dead() const { return disk.dark || connection.life != disk.life; }
  Connection& connection;
  SimDiskState& disk;
  std::lock_guard<std::recursive_mutex> lock;
  SimFile& target;
};

int let_go_of_shared_memory(Hold& hold) {
  if (!hold.connection.maps_shared_memory) return SQLITE_OK;
  hold.connection.maps_shared_memory = false;
  if (hold.dead()) return SQLITE_OK;
  for (std::size_t slot = 0; slot < hold.target.exclusive.size(); ++slot) {
    if (hold.target.exclusive[slot] == &hold.connection) hold.target.exclusive[slot] = nullptr;
  }
  if (--hold.target.users_of_shared_memory == 0) hold.target.shared_memory.clear();
  return SQLITE_OK;
}

int sim_close(sqlite3_file* file) {
  {
    Hold hold(file);
    (void)let_go_of_shared_memory(hold);
    hold.target.locks.erase(&hold.connection);
    if (hold.connection.delete_on_close && !hold.dead()) hold.disk.files.erase(*hold.connection.name);
  }
  Connection& connection = self(file);
  delete connection.name;
  delete connection.file;
  delete connection.disk;
  return SQLITE_OK;
}

int sim_read(sqlite3_file* file, void* out, int count, sqlite3_int64 offset) {
  Hold hold(file);
  if (hold.dead()) return SQLITE_IOERR_READ;
  const auto& content = hold.target.current;
  const auto wanted = static_cast<std::size_t>(count);
  const auto from = std::min(content.size(), static_cast<std::size_t>(offset));
  const std::size_t there = std::min(wanted, content.size() - from);
  std::memcpy(out, content.data() + from, there);
  if (there == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(out) + there, 0, wanted - there);
  return SQLITE_IOERR_SHORT_READ;
}

/// Whether a change may be made now.
/// @param end  of the file after it
int may_change(const Hold& hold, std::size_t end, int error) {
  if (hold.dead() || hold.disk.read_only) return error;
  const auto grows = static_cast<std::int64_t>(end) - static_cast<std::int64_t>(hold.target.current.size());
  const bool full = grows > 0 && hold.disk.limit_bytes && hold.disk.bytes() + grows > *hold.disk.limit_bytes;
  return full ? SQLITE_FULL : SQLITE_OK;
}

/// It was made; the power may go in the middle of it.
int note_change(Hold& hold, SimChange change, int error) {
  hold.target.unsynced.push_back(std::move(change));
  if (!hold.disk.goes_dark_now()) return SQLITE_OK;
  hold.disk.cut();
  return error;
}

int sim_write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  Hold hold(file);
  auto& content = hold.target.current;
  const auto from = static_cast<std::size_t>(offset);
  const auto size = static_cast<std::size_t>(count);
  if (const int refused = may_change(hold, from + size, SQLITE_IOERR_WRITE); refused != SQLITE_OK)
    return refused;
  SimChange change{from, size, false, content.size(), {}};
  if (from < content.size()) change.was = content.substr(from, size);
  put(content, from, {static_cast<const char*>(bytes), size});
  return note_change(hold, std::move(change), SQLITE_IOERR_WRITE);
}

int sim_truncate(sqlite3_file* file, sqlite3_int64 size) {
  Hold hold(file);
  auto& content = hold.target.current;
  const auto end = static_cast<std::size_t>(size);
  if (const int refused = may_change(hold, 0, SQLITE_IOERR_TRUNCATE); refused != SQLITE_OK) return refused;
  SimChange change{end, 0, true, content.size(), {}};
  if (end < content.size()) change.was = content.substr(end);
  content.resize(end);
  return note_change(hold, std::move(change), SQLITE_IOERR_TRUNCATE);
}

int sim_sync(sqlite3_file* file, int) {
  Hold hold(file);
  if (hold.dead()) return SQLITE_IOERR_FSYNC;
  ++hold.disk.syncs;
  if (hold.disk.goes_dark_now()) {
    hold.disk.cut();
    return SQLITE_IOERR_FSYNC;
  }
  if (hold.disk.lies) return SQLITE_OK;
  if (!hold.target.unsynced.empty()) {
    const auto first = std::min_element(hold.target.unsynced.begin(), hold.target.unsynced.end(),
                                        [](const auto& a, const auto& b) { return a.offset < b.offset; });
    hold.target.synced_from = {first->offset, hold.target.synced_from.front()};
  }
  hold.target.unsynced.clear();
  hold.target.entry_durable = true;
  return SQLITE_OK;
}

int sim_size(sqlite3_file* file, sqlite3_int64* size) {
  Hold hold(file);
  if (hold.dead()) return SQLITE_IOERR_FSTAT;
  *size = static_cast<sqlite3_int64>(hold.target.current.size());
  return SQLITE_OK;
}

/// @return the strongest lock that somebody else holds.
int strongest_of_others(const Hold& hold) {
  int strongest = SQLITE_LOCK_NONE;
  for (const auto& [owner, level] : hold.target.locks) {
    if (owner != &hold.connection) strongest = std::max(strongest, level);
  }
  return strongest;
}

int sim_lock(sqlite3_file* file, int level) {
  Hold hold(file);
  if (hold.dead()) return SQLITE_IOERR_LOCK;
  int& own = hold.target.locks[&hold.connection];
  if (level <= own) return SQLITE_OK;
  const int others = strongest_of_others(hold);
  const bool busy = level == SQLITE_LOCK_SHARED      ? others >= SQLITE_LOCK_PENDING
                    : level == SQLITE_LOCK_EXCLUSIVE ? others >= SQLITE_LOCK_SHARED
                                                     : others >= SQLITE_LOCK_RESERVED;
  if (busy) return SQLITE_BUSY;
  own = level;
  return SQLITE_OK;
}

int sim_unlock(sqlite3_file* file, int level) {
  Hold hold(file);
  int& own = hold.target.locks[&hold.connection];
  own = std::min(own, level);
  if (own == SQLITE_LOCK_NONE) hold.target.locks.erase(&hold.connection);
  return SQLITE_OK;
}

int sim_check_reserved(sqlite3_file* file, int* reserved) {
  const Hold hold(file);
  *reserved = strongest_of_others(hold) >= SQLITE_LOCK_RESERVED ? 1 : 0;
  return SQLITE_OK;
}

int sim_control(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}

int sim_sector(sqlite3_file*) {
  return k_sim_disk_sector;
}

// As the system's own: bytes beside those that were written are safe (SQLite's default on Linux).
int sim_characteristics(sqlite3_file*) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int sim_shm_map(sqlite3_file* file, int page, int page_bytes, int extend, void volatile** out) {
  Hold hold(file);
  *out = nullptr;
  if (hold.dead()) return SQLITE_IOERR_SHMMAP;
  if (!hold.connection.maps_shared_memory) {
    hold.connection.maps_shared_memory = true;
    ++hold.target.users_of_shared_memory;
  }
  auto& pages = hold.target.shared_memory;
  const auto wanted = static_cast<std::size_t>(page);
  if (wanted >= pages.size() && extend == 0) return SQLITE_OK;
  while (wanted >= pages.size()) {
    pages.push_back(std::make_unique<std::vector<unsigned char>>(static_cast<std::size_t>(page_bytes)));
  }
  *out = pages[wanted]->data();
  return SQLITE_OK;
}

int sim_shm_lock(sqlite3_file* file, int first, int count, int flags) {
  Hold hold(file);
  if (hold.dead()) return (flags & SQLITE_SHM_UNLOCK) != 0 ? SQLITE_OK : SQLITE_IOERR_SHMLOCK;
  auto& target = hold.target;
  const auto each = [&](auto act) {
    for (int slot = first; slot < first + count; ++slot) act(static_cast<std::size_t>(slot));
  };
  const bool is_shared = (flags & SQLITE_SHM_SHARED) != 0;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    each([&](std::size_t slot) {
      if (is_shared && target.shared[slot] > 0) --target.shared[slot];
      if (!is_shared && target.exclusive[slot] == &hold.connection) target.exclusive[slot] = nullptr;
    });
    return SQLITE_OK;
  }
  bool busy = false;
  each([&](std::size_t slot) {
    busy = busy || target.exclusive[slot] != nullptr || (!is_shared && target.shared[slot] > 0);
  });
  if (busy) return SQLITE_BUSY;
  each([&](std::size_t slot) {
    if (is_shared) {
      ++target.shared[slot];
    } else {
      target.exclusive[slot] = &hold.connection;
    }
  });
  return SQLITE_OK;
}

void sim_shm_barrier(sqlite3_file* file) {
  const Hold hold(file);
}

int sim_shm_unmap(sqlite3_file* file, int) {
  Hold hold(file);
  return let_go_of_shared_memory(hold);
}

constexpr sqlite3_io_methods k_methods = {2,
                                          sim_close,
                                          sim_read,
                                          sim_write,
                                          sim_truncate,
                                          sim_sync,
                                          sim_size,
                                          sim_lock,
                                          sim_unlock,
                                          sim_check_reserved,
                                          sim_control,
                                          sim_sector,
                                          sim_characteristics,
                                          sim_shm_map,
                                          sim_shm_lock,
                                          sim_shm_barrier,
                                          sim_shm_unmap,
                                          nullptr,
                                          nullptr};

int vfs_open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* flags_out) {
  std::string name;
  auto disk = path == nullptr ? nullptr : sim_disk_at(path, name);
  if (!disk) return g_system->xOpen(g_system, path, file, flags, flags_out);
  auto& connection = self(file);
  connection.base.pMethods = nullptr;
  const std::lock_guard lock(disk->mutex);
  if (disk->dark) return SQLITE_CANTOPEN;
  const auto found = disk->files.find(name);
  const bool may_create = (flags & SQLITE_OPEN_CREATE) != 0 && !disk->read_only;
  if (found == disk->files.end() && !may_create) return SQLITE_CANTOPEN;
  // As the system's: what may not be written is opened for reading.
  if (disk->read_only) flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
  auto target = found == disk->files.end() ? std::make_shared<SimFile>() : found->second;
  if (found == disk->files.end()) disk->files.emplace(name, target);
  connection.life = disk->life;
  connection.delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  connection.maps_shared_memory = false;
  connection.name = new std::string(name);
  connection.file = new std::shared_ptr<SimFile>(std::move(target));
  connection.disk = new std::shared_ptr<SimDiskState>(std::move(disk));
  connection.base.pMethods = &k_methods;
  if (flags_out != nullptr) *flags_out = flags;
  return SQLITE_OK;
}

int vfs_delete(sqlite3_vfs*, const char* path, int sync_folder) {
  std::string name;
  const auto disk = sim_disk_at(path, name);
  if (!disk) return g_system->xDelete(g_system, path, sync_folder);
  const std::lock_guard lock(disk->mutex);
  if (disk->dark) return SQLITE_IOERR_DELETE;
  return disk->files.erase(name) > 0 ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

int vfs_access(sqlite3_vfs*, const char* path, int flags, int* out) {
  std::string name;
  const auto disk = sim_disk_at(path, name);
  if (!disk) return g_system->xAccess(g_system, path, flags, out);
  const std::lock_guard lock(disk->mutex);
  const auto found = disk->files.find(name);
  // As the system's: an empty file does not exist for SQLite.
  *out = found != disk->files.end() && (flags != SQLITE_ACCESS_EXISTS || !found->second->current.empty()) ? 1
                                                                                                          : 0;
  return SQLITE_OK;
}

int vfs_full_path(sqlite3_vfs*, const char* path, int out_bytes, char* out) {
  std::string name;
  if (!sim_disk_at(path, name)) return g_system->xFullPathname(g_system, path, out_bytes, out);
  sqlite3_snprintf(out_bytes, out, "%s", path);
  return SQLITE_OK;
}

}  // namespace

void take_over_default_vfs() {
  // As core/base/sqlite does it, which comes too late once SQLite has begun.
  (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  g_system = sqlite3_vfs_find(nullptr);
  if (g_system == nullptr) throw std::runtime_error("no VFS");
  g_vfs = *g_system;
  g_vfs.iVersion = 2;
  g_vfs.pNext = nullptr;
  g_vfs.zName = "sim-disk";
  g_vfs.szOsFile = std::max(g_system->szOsFile, static_cast<int>(sizeof(Connection)));
  g_vfs.xOpen = vfs_open;
  g_vfs.xDelete = vfs_delete;
  g_vfs.xAccess = vfs_access;
  g_vfs.xFullPathname = vfs_full_path;
  if (sqlite3_vfs_register(&g_vfs, 1) != SQLITE_OK) throw std::runtime_error("the VFS is refused");
}

}  // namespace vuoro::test
