#pragma once
// A server's database in a folder, of which backups are made and put in place.

#include <sstream>
#include <stdexcept>

#include "ctl/commands.h"
#include "tests/support/paths.h"
#include "tests/unit/server_world.h"

namespace vuoro::test {

struct BackedUpDatabase {
  [[nodiscard]] std::filesystem::path file() const { return dir.path() / "vuoro.db"; }
  [[nodiscard]] std::filesystem::path copy() const { return dir.path() / "copy.db"; }
  void back_up() const {
    std::ostringstream out;
    std::filesystem::remove(copy());
    if (ctl::run_backup({dir.path(), copy()}, out).value() != ctl::Exit::done)
      throw std::runtime_error(out.str());
  }

  static void end(ServerWorld& world) {
    world.store->stop();
    world.authority.reset();
    world.store.reset();
  }
  /// Another process with what lies in the folder now.
  void begin(ServerWorld& world) const {
    world.store = store::open_sqlite_store(file()).value();
    world.authority =
        std::make_unique<authority::Authority>(*world.store, world.clock, world.random, world.signer);
  }
  void put_in_place(ServerWorld& world) const {
    end(world);
    for (const char* beside : {"", "-wal", "-shm"}) std::filesystem::remove(file().string() + beside);
    std::filesystem::copy_file(copy(), file());
    begin(world);
  }

  TempDir dir;
};

}  // namespace vuoro::test
