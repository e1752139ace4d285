// Makes every sync of a process cost what it costs on a real disk, for machines whose own disk answers at
// once: VUORO_SYNC_MS milliseconds before the real one, one sync at a time as in a disk's queue. A consumer
// SSD without power-loss protection takes 1 to 5 ms, eMMC 5 to 20. Nothing is added where the variable is not
// set. Preloaded (LD_PRELOAD=libvuoro_slow_sync.so PROGRAM) or linked before everything else.

#include <dlfcn.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <mutex>

namespace {

void cost() {
  static std::mutex disk;
  const char* const text = ::getenv("VUORO_SYNC_MS");
  const double ms = text == nullptr ? 0 : std::strtod(text, nullptr);
  if (!(ms > 0)) return;
  const std::lock_guard lock(disk);
  timespec left{static_cast<time_t>(ms / 1000),
                static_cast<long>((ms - 1000 * static_cast<double>(static_cast<long>(ms / 1000))) * 1e6)};
  while (::nanosleep(&left, &left) != 0) {
  }
}

/// libc's own function of that name.
template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int fsync(int file) {
  static auto* const own = real<int(int)>("fsync");
  cost();
  return own(file);
}

int fdatasync(int file) {
  static auto* const own = real<int(int)>("fdatasync");
  cost();
  return own(file);
}

int sync_file_range(int file, off64_t offset, off64_t size, unsigned flags) {
  static auto* const own = real<int(int, off64_t, off64_t, unsigned)>("sync_file_range");
  cost();
  return own(file, offset, size, flags);
}
}
