#include "core/pages/checked_vfs.h"

#include <sys/stat.h>

#include <array>
#include <bit>
#include <cstring>
#include <mutex>
#include <new>
#include <optional>

#include "core/base/log.h"
#include "core/pages/checked_log.h"

namespace vuoro::sqlite {
namespace {

constexpr int k_ask_state = 0x56554f52;
constexpr std::size_t k_summed = k_page_bytes - 8;
/// Where a database says how many bytes at the end of its pages are free.
constexpr std::size_t k_reserved_at = 20;
constexpr std::size_t k_page_size_at = 16;

/// One open file. The first member is what SQLite knows of it.
struct CheckedFile {
  sqlite3_file base{};
  sqlite3_file* real = nullptr;
  const char* name = nullptr;
  CheckedFile* database = nullptr;  ///< of a log
  CheckedFile* log_file = nullptr;  ///< of a database
  bool is_database = false;
  bool may_write = true;
  bool has_sums = false;
  int bits_mended = 0;
  int bits_told = 0;
  std::optional<CheckedLog> log;
  std::pair<dev_t, ino_t> place{};  ///< of a log: which file bore its name when it was opened

  [[nodiscard]] bool log_broken() const { return log_file != nullptr && log_file->log->is_broken(); }
  [[nodiscard]] int all_bits_mended() const {
    return bits_mended + (log_file == nullptr ? 0 : log_file->log->bits_mended());
  }
};

CheckedFile& self(sqlite3_file* file) {
  return *reinterpret_cast<CheckedFile*>(file);
}

sqlite3_vfs* system_vfs() {
  return sqlite3_vfs_find(nullptr);
}

/// @return nothing of a file that is not there, or not the system's
std::pair<dev_t, ino_t> place_of(const char* path) {
  struct stat found {};
  return path != nullptr && stat(path, &found) == 0 ? std::pair(found.st_dev, found.st_ino)
                                                    : std::pair<dev_t, ino_t>();
}

void tell_mended(CheckedFile& file) {
  const int count = file.log ? file.log->bits_mended() : file.bits_mended;
  if (count == std::exchange(file.bits_told, count)) return;
  log::error("store_bit_mended", {{"file", file.name == nullptr ? "" : file.name}});
}

std::uint64_t stored_sum(const std::uint8_t* page) {
  const Bytes at_end(page + k_summed, 8);
  return std::uint64_t{word_at(at_end, 0, false)} | std::uint64_t{word_at(at_end, 4, false)} << 32;
}

void store_sum(std::uint8_t* page, std::uint64_t sum) {
  const std::span<std::uint8_t> at_end(page + k_summed, 8);
  put_word(at_end, 0, static_cast<std::uint32_t>(sum), false);
  put_word(at_end, 4, static_cast<std::uint32_t>(sum >> 32), false);
}

/// @param sum  of the page as it is, unlike the one that it carries
/// @return whether the page is whole now.
bool put_right(std::span<std::uint8_t> page, std::uint64_t sum) {
  const std::uint64_t stored = stored_sum(page.data());
  if (std::popcount(sum ^ stored) == 1) {
    store_sum(page.data(), sum);
    return true;
  }
  const auto bit = flipped_bit(page.first(k_summed), stored);
  if (!bit) return false;
  flip_bit(page, *bit);
  return true;
}

int read_page(CheckedFile& file, std::uint8_t* page, sqlite3_int64 offset) {
  const int code = file.real->pMethods->xRead(file.real, page, int{k_page_bytes}, offset);
  if (code != SQLITE_OK) return code;
  if (offset == 0 && page[k_reserved_at] == 8) file.has_sums = true;
  if (!file.has_sums && offset != 0) return SQLITE_OK;
  const std::uint64_t sum = page_sum({page, k_summed});
  if (sum == stored_sum(page)) return SQLITE_OK;
  std::array<std::uint8_t, k_page_bytes> right{};
  std::memcpy(right.data(), page, k_page_bytes);
  const bool whole = put_right(right, sum);
  // The bit that says that there are sums may be the flipped one.
  if (offset == 0 && whole && right[k_reserved_at] == 8) file.has_sums = true;
  if (!file.has_sums) return SQLITE_OK;
  if (!whole) return SQLITE_CORRUPT;
  std::memcpy(page, right.data(), k_page_bytes);
  if (!file.may_write) return SQLITE_OK;  // whoever may puts it right on the disk, and counts it
  ++file.bits_mended;
  tell_mended(file);
  (void)file.real->pMethods->xWrite(file.real, page, int{k_page_bytes}, offset);
  return SQLITE_OK;
}

// ---- What SQLite calls
// ------------------------------------------------------------------------------------------

int checked_close(sqlite3_file* file) {
  CheckedFile& checked = self(file);
  if (checked.database != nullptr) checked.database->log_file = nullptr;
  if (checked.log_file != nullptr) checked.log_file->database = nullptr;
  const int code = checked.real->pMethods->xClose(checked.real);
  sqlite3_free(checked.real);
  checked.~CheckedFile();
  return code;
}

int checked_read(sqlite3_file* file, void* out, int count, sqlite3_int64 offset) {
  CheckedFile& checked = self(file);
  if (checked.log) {
    const int code = checked.log->read(out, count, offset);
    tell_mended(checked);
    return code;
  }
  const auto wanted = static_cast<std::size_t>(count);
  const auto from = static_cast<std::size_t>(offset);
  if (checked.is_database && wanted == k_page_bytes && from % k_page_bytes == 0)
    return read_page(checked, static_cast<std::uint8_t*>(out), offset);
  if (checked.is_database && from + wanted <= k_page_bytes) {
    // The file's header says how to read all the rest. A torn one is as good as a whole one, as long as the
    // log holds the page; of a rotten one nothing but our own size is believed.
    std::array<std::uint8_t, k_page_bytes> page{};
    const int code = read_page(checked, page.data(), 0);
    put_word(page, k_page_size_at, word_at(page, k_page_size_at, true) % 0x10000 | k_page_bytes << 16, true);
    if (code == SQLITE_OK || code == SQLITE_CORRUPT) {
      std::memcpy(out, page.data() + from, wanted);
      return SQLITE_OK;
    }
    if (code != SQLITE_IOERR_SHORT_READ) return code;
  }
  return checked.real->pMethods->xRead(checked.real, out, count, offset);
}

int checked_write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  CheckedFile& checked = self(file);
  if (checked.log) checked.log->will_write(count, offset);
  if (!checked.is_database || static_cast<std::size_t>(count) != k_page_bytes)
    return checked.real->pMethods->xWrite(checked.real, bytes, count, offset);
  // What is older than it says must not take the place of what is there.
  if (checked.log_broken()) return SQLITE_CORRUPT;
  std::array<std::uint8_t, k_page_bytes> page{};
  std::memcpy(page.data(), bytes, k_page_bytes);
  if (offset == 0) checked.has_sums = page[k_reserved_at] == 8;
  if (checked.has_sums) store_sum(page.data(), page_sum(Bytes(page).first(k_summed)));
  return checked.real->pMethods->xWrite(checked.real, page.data(), count, offset);
}

int checked_truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (self(file).log) self(file).log->will_truncate();
  return self(file).real->pMethods->xTruncate(self(file).real, size);
}

int checked_lock(sqlite3_file* file, int level) {
  CheckedFile& checked = self(file);
  // Whoever closes a database last removes its log: not one that is still to be read.
  if (level == SQLITE_LOCK_EXCLUSIVE && checked.log_broken()) return SQLITE_BUSY;
  return checked.real->pMethods->xLock(checked.real, level);
}

int checked_control(sqlite3_file* file, int what, void* argument) {
  CheckedFile& checked = self(file);
  if (what == SQLITE_FCNTL_HAS_MOVED && checked.log_file != nullptr &&
      place_of(checked.log_file->name) != checked.log_file->place) {
    *static_cast<int*>(argument) = 1;
    return SQLITE_OK;
  }
  if (what != k_ask_state) return checked.real->pMethods->xFileControl(checked.real, what, argument);
  *static_cast<CheckedState*>(argument) = {
      checked.has_sums, checked.log_broken(), checked.all_bits_mended(),
      checked.log_file == nullptr ? 0 : checked.log_file->log->commits_torn()};
  return SQLITE_OK;
}

int checked_sync(sqlite3_file* file, int flags) {
  return self(file).real->pMethods->xSync(self(file).real, flags);
}
int checked_size(sqlite3_file* file, sqlite3_int64* size) {
  return self(file).real->pMethods->xFileSize(self(file).real, size);
}
int checked_unlock(sqlite3_file* file, int level) {
  return self(file).real->pMethods->xUnlock(self(file).real, level);
}
int checked_reserved(sqlite3_file* file, int* reserved) {
  return self(file).real->pMethods->xCheckReservedLock(self(file).real, reserved);
}
int checked_sector(sqlite3_file* file) {
  return self(file).real->pMethods->xSectorSize(self(file).real);
}
int checked_characteristics(sqlite3_file* file) {
  return self(file).real->pMethods->xDeviceCharacteristics(self(file).real);
}
int checked_shm_map(sqlite3_file* file, int page, int bytes, int extend, void volatile** out) {
  return self(file).real->pMethods->xShmMap(self(file).real, page, bytes, extend, out);
}
int checked_shm_lock(sqlite3_file* file, int first, int count, int flags) {
  return self(file).real->pMethods->xShmLock(self(file).real, first, count, flags);
}
void checked_shm_barrier(sqlite3_file* file) {
  self(file).real->pMethods->xShmBarrier(self(file).real);
}
int checked_shm_unmap(sqlite3_file* file, int remove) {
  return self(file).real->pMethods->xShmUnmap(self(file).real, remove);
}

constexpr sqlite3_io_methods k_methods = {2,
                                          checked_close,
                                          checked_read,
                                          checked_write,
                                          checked_truncate,
                                          checked_sync,
                                          checked_size,
                                          checked_lock,
                                          checked_unlock,
                                          checked_reserved,
                                          checked_control,
                                          checked_sector,
                                          checked_characteristics,
                                          checked_shm_map,
                                          checked_shm_lock,
                                          checked_shm_barrier,
                                          checked_shm_unmap,
                                          nullptr,
                                          nullptr};

int checked_open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* flags_out) {
  auto* checked = new (file) CheckedFile();
  sqlite3_vfs* system = system_vfs();
  checked->real = static_cast<sqlite3_file*>(sqlite3_malloc(system->szOsFile));
  if (checked->real == nullptr) return SQLITE_NOMEM;
  std::memset(checked->real, 0, static_cast<std::size_t>(system->szOsFile));
  int opened = 0;
  const int code = system->xOpen(system, path, checked->real, flags, &opened);
  if (flags_out != nullptr) *flags_out = opened;
  if (code != SQLITE_OK) {
    // As the contract has it: a file with methods is closed, one without is not.
    if (checked->real->pMethods != nullptr) (void)checked->real->pMethods->xClose(checked->real);
    sqlite3_free(checked->real);
    checked->~CheckedFile();
    file->pMethods = nullptr;
    return code;
  }
  checked->name = path;
  checked->is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
  checked->may_write = (opened & SQLITE_OPEN_READONLY) == 0;
  if ((flags & SQLITE_OPEN_WAL) != 0) {
    checked->log.emplace(*checked->real);
    checked->place = place_of(path);
    checked->database = &self(sqlite3_database_file_object(path));
    checked->database->log_file = checked;
  }
  checked->base.pMethods = &k_methods;
  return SQLITE_OK;
}

int checked_delete(sqlite3_vfs*, const char* path, int sync_folder) {
  return system_vfs()->xDelete(system_vfs(), path, sync_folder);
}
int checked_access(sqlite3_vfs*, const char* path, int flags, int* out) {
  return system_vfs()->xAccess(system_vfs(), path, flags, out);
}
int checked_full_path(sqlite3_vfs*, const char* path, int out_bytes, char* out) {
  return system_vfs()->xFullPathname(system_vfs(), path, out_bytes, out);
}

constexpr const char* k_name = "vuoro-checked";

void register_vfs() {
  static sqlite3_vfs vfs = *system_vfs();
  vfs.iVersion = 2;
  vfs.pNext = nullptr;
  vfs.zName = k_name;
  vfs.szOsFile = sizeof(CheckedFile);
  vfs.xOpen = checked_open;
  vfs.xDelete = checked_delete;
  vfs.xAccess = checked_access;
  vfs.xFullPathname = checked_full_path;
  (void)sqlite3_vfs_register(&vfs, 0);
}

}  // namespace

OpenOptions with_check_sums(OpenOptions options) {
  static std::once_flag once;
  std::call_once(once, register_vfs);
  options.vfs = k_name;
  options.reserved_bytes = 8;
  return options;
}

Result<Database> open_checked(const std::filesystem::path& path, const OpenOptions& options) {
  VUORO_ASSIGN(auto database, Database::open(path, with_check_sums(options)));
  if (checked_state(database).log_broken)
    return fail(Errc::corrupt, path.string() + ": commits are missing in the log");
  return database;
}

CheckedState checked_state(Database& database) {
  CheckedState state;
  (void)sqlite3_file_control(database.handle(), "main", k_ask_state, &state);
  return state;
}

}  // namespace vuoro::sqlite
