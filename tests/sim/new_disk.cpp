#include "tests/sim/new_disk.h"

#include <sqlite3.h>

#include <stdexcept>

#include "kiosk/store/store.h"
#include "server/store/sqlite_store.h"

namespace vuoro::test {
namespace {

/// @param open  opens the database there; it is closed when what comes back goes
template <class Open>
std::string made_by(const char* name, Open open) {
  const SimDisk disk(1);
  {
    const auto opened = open(disk.path(name));
    if (!opened) throw std::runtime_error("a new disk: " + opened.error().to_string());
  }
  return disk.content(name);
}

}  // namespace

bool take_sqlite_for_one_thread() {
  // Too late, and harmless, once SQLite has begun.
  static const bool taken = sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) == SQLITE_OK;
  return taken;
}

void lay_new_server(Machine& machine) {
  static const std::string file = made_by(k_server_file, [](const std::filesystem::path& path) {
    store::SqliteOptions options;
    options.later = [](const std::function<void()>&) {};
    return store::open_sqlite_store(path, options);
  });
  machine.disk.lay(k_server_file, file);
}

void lay_new_device(Machine& machine) {
  static const std::string file = made_by(k_device_file, [](const std::filesystem::path& path) {
    const ManualClock clock{WallTime{}};
    return kiosk::Store::open_or_recover(path, clock, {"", true});
  });
  machine.disk.lay(k_device_file, file);
}

}  // namespace vuoro::test
