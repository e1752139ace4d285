#pragma once
// The databases of a machine that starts for the first time. Their schemas are made once in a process, by the
// real code: a hundred worlds would make the same ones again and again.

#include "tests/sim/machine.h"

namespace vuoro::test {

inline constexpr const char* k_server_file = "server.db";
inline constexpr const char* k_device_file = "kiosk.db";

/// The world is one thread's: SQLite needs no locks. Before the first disk.
bool take_sqlite_for_one_thread();

void lay_new_server(Machine& machine);
void lay_new_device(Machine& machine);

}  // namespace vuoro::test
