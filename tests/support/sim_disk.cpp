#include "tests/support/sim_disk.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "core/base/random.h"

namespace vuoro::test {
namespace {

constexpr std::string_view k_root = "/sim-disk/";
constexpr std::size_t k_sector = 512;

/// What was done to a file since its last sync.
struct Change {
  std::size_t offset = 0;
  std::string bytes;
  bool truncates = false;  ///< to `offset`
};

struct Connection;

/// A file, with the locks of those who have it open (one process: no system locks are needed).
struct File {
  std::string durable;  ///< what a power cut leaves for certain
  std::string current;  ///< what a reader sees
  std::vector<Change> unsynced;
  bool entry_durable = false;  ///< whether the folder knows it: after its first sync

  std::map<const Connection*, int> locks;  ///< SQLITE_LOCK_* of each who holds one
  std::vector<std::unique_ptr<std::vector<unsigned char>>> shared_memory;
  std::array<int, SQLITE_SHM_NLOCK> shared{};
  std::array<const Connection*, SQLITE_SHM_NLOCK> exclusive{};
  int users_of_shared_memory = 0;
};

void put(std::string& content, const Change& change) {
  if (change.truncates) return content.resize(change.offset);
  if (content.size() < change.offset + change.bytes.size())
    content.resize(change.offset + change.bytes.size());
  content.replace(change.offset, change.bytes.size(), change.bytes);
}

}  // namespace

struct SimDiskState {
  explicit SimDiskState(std::uint64_t seed) : random(seed) {}

  std::recursive_mutex mutex;
  SeededRandom random;
  std::map<std::string, std::shared_ptr<File>> files;
  bool dark = false;
  bool lies = false;
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

  [[nodiscard]] std::int64_t bytes() const {
    std::int64_t sum = 0;
    for (const auto& [name, file] : files) sum += static_cast<std::int64_t>(file->current.size());
    return sum;
  }

  /// What becomes of one unsynced change: all of it, nothing, or some sectors.
  void meet_fate(std::string& content, const Change& change) {
    const auto fate = random.below(3);
    if (fate == 0) return;
    if (fate == 1 || change.truncates) return put(content, change);
    for (std::size_t at = 0; at < change.bytes.size();) {
      // Sectors of the disk, not of the write.
      const std::size_t end =
          std::min(change.bytes.size(), ((change.offset + at) / k_sector + 1) * k_sector - change.offset);
      if (random.below(2) == 0) put(content, {change.offset + at, change.bytes.substr(at, end - at), false});
      at = end;
    }
  }

  /// Who had the files open has them no more.
  void end_connections() {
    ++life;
    for (auto& [name, file] : files) {
      file->locks.clear();
      file->shared_memory.clear();
      file->shared.fill(0);
      file->exclusive.fill(nullptr);
      file->users_of_shared_memory = 0;
    }
  }

  void cut() {
    dark = true;
    cut_in = 0;
    end_connections();
    for (auto entry = files.begin(); entry != files.end();) {
      File& file = *entry->second;
      for (const auto& change : file.unsynced) meet_fate(file.durable, change);
      file.unsynced.clear();
      file.current = file.durable;
      const bool forgotten = !file.entry_durable && random.below(2) == 0;
      entry = forgotten ? files.erase(entry) : std::next(entry);
    }
  }
};

namespace {

std::mutex g_mutex;
std::map<std::string, std::weak_ptr<SimDiskState>> g_disks;
std::uint64_t g_next_disk = 1;
sqlite3_vfs* g_system = nullptr;
sqlite3_vfs g_vfs;

std::shared_ptr<SimDiskState> disk_of(std::string_view path, std::string& name) {
  if (path.substr(0, k_root.size()) != k_root) return nullptr;
  const std::string_view rest = path.substr(k_root.size());
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) return nullptr;
  name = rest.substr(slash + 1);
  const std::lock_guard lock(g_mutex);
  const auto found = g_disks.find(std::string(rest.substr(0, slash)));
  return found == g_disks.end() ? nullptr : found->second.lock();
}

/// One open file. The first member is what SQLite knows of it.
struct Connection {
  sqlite3_file base;
  std::shared_ptr<SimDiskState>* disk;
  std::shared_ptr<File>* file;
  std::string* name;
  std::uint64_t life;
  bool delete_on_close;
  bool maps_shared_memory;
};

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
  File& target;
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

int change(sqlite3_file* file, Change change, int error) {
  Hold hold(file);
  if (hold.dead()) return error;
  const auto end = static_cast<std::int64_t>(change.offset + change.bytes.size());
  const std::int64_t grows =
      change.truncates ? 0 : end - static_cast<std::int64_t>(hold.target.current.size());
  if (grows > 0 && hold.disk.limit_bytes && hold.disk.bytes() + grows > *hold.disk.limit_bytes)
    return SQLITE_FULL;
  put(hold.target.current, change);
  hold.target.unsynced.push_back(std::move(change));
  if (!hold.disk.goes_dark_now()) return SQLITE_OK;
  hold.disk.cut();
  return error;
}

int sim_write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  return change(file,
                {static_cast<std::size_t>(offset),
                 std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(count)), false},
                SQLITE_IOERR_WRITE);
}

int sim_truncate(sqlite3_file* file, sqlite3_int64 size) {
  return change(file, {static_cast<std::size_t>(size), "", true}, SQLITE_IOERR_TRUNCATE);
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
  for (const auto& change : hold.target.unsynced) put(hold.target.durable, change);
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
  return k_sector;
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
  auto disk = path == nullptr ? nullptr : disk_of(path, name);
  if (!disk) return g_system->xOpen(g_system, path, file, flags, flags_out);
  auto& connection = self(file);
  connection.base.pMethods = nullptr;
  const std::lock_guard lock(disk->mutex);
  if (disk->dark) return SQLITE_CANTOPEN;
  const auto found = disk->files.find(name);
  if (found == disk->files.end() && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
  auto target = found == disk->files.end() ? std::make_shared<File>() : found->second;
  if (found == disk->files.end()) disk->files.emplace(name, target);
  connection.life = disk->life;
  connection.delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  connection.maps_shared_memory = false;
  connection.name = new std::string(name);
  connection.file = new std::shared_ptr<File>(std::move(target));
  connection.disk = new std::shared_ptr<SimDiskState>(std::move(disk));
  connection.base.pMethods = &k_methods;
  if (flags_out != nullptr) *flags_out = flags;
  return SQLITE_OK;
}

int vfs_delete(sqlite3_vfs*, const char* path, int sync_folder) {
  std::string name;
  const auto disk = disk_of(path, name);
  if (!disk) return g_system->xDelete(g_system, path, sync_folder);
  const std::lock_guard lock(disk->mutex);
  if (disk->dark) return SQLITE_IOERR_DELETE;
  return disk->files.erase(name) > 0 ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

int vfs_access(sqlite3_vfs*, const char* path, int flags, int* out) {
  std::string name;
  const auto disk = disk_of(path, name);
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
  if (!disk_of(path, name)) return g_system->xFullPathname(g_system, path, out_bytes, out);
  sqlite3_snprintf(out_bytes, out, "%s", path);
  return SQLITE_OK;
}

void take_over_default_vfs() {
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

std::string number_of(const SimDiskState* state) {
  for (const auto& [number, known] : g_disks) {
    if (known.lock().get() == state) return number;
  }
  return "";
}

}  // namespace

SimDisk::SimDisk(std::uint64_t seed) : state_(std::make_shared<SimDiskState>(seed)) {
  const std::lock_guard lock(g_mutex);
  if (g_system == nullptr) take_over_default_vfs();
  g_disks[std::to_string(g_next_disk++)] = state_;
}

SimDisk::~SimDisk() {
  const std::lock_guard lock(g_mutex);
  g_disks.erase(number_of(state_.get()));
}

std::filesystem::path SimDisk::path(const std::string& name) const {
  const std::lock_guard lock(g_mutex);
  return fmt::format("{}{}/{}", k_root, number_of(state_.get()), name);
}

void SimDisk::cut() {
  const std::lock_guard lock(state_->mutex);
  state_->cut();
}

void SimDisk::kill() {
  const std::lock_guard lock(state_->mutex);
  state_->end_connections();
}

void SimDisk::cut_at(std::int64_t n) {
  const std::lock_guard lock(state_->mutex);
  state_->cut_in = n;
}

bool SimDisk::is_dark() const {
  const std::lock_guard lock(state_->mutex);
  return state_->dark;
}

void SimDisk::restore() {
  const std::lock_guard lock(state_->mutex);
  state_->dark = false;
}

void SimDisk::limit(std::optional<std::int64_t> bytes) {
  const std::lock_guard lock(state_->mutex);
  state_->limit_bytes = bytes;
}

void SimDisk::lie_about_syncs(bool lie) {
  const std::lock_guard lock(state_->mutex);
  state_->lies = lie;
}

std::int64_t SimDisk::operations() const {
  const std::lock_guard lock(state_->mutex);
  return state_->operations;
}

std::int64_t SimDisk::syncs() const {
  const std::lock_guard lock(state_->mutex);
  return state_->syncs;
}

std::int64_t SimDisk::bytes() const {
  const std::lock_guard lock(state_->mutex);
  return state_->bytes();
}

}  // namespace vuoro::test
