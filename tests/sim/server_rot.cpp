#include "tests/sim/server_rot.h"

#include "tests/support/sim_disk_files.h"

namespace vuoro::test {

ServerRot::ServerRot(std::uint64_t seed, Agenda& agenda) : agenda_(agenda), random_(seed * 6007 + 13) {
  if (seed % 3 == 0) each_minute_ = 1 + random_.below(400);
}

void ServerRot::strike(SimServer& server) {
  if (each_minute_ == 0 || random_.below(1'000) >= each_minute_) return;
  if (!server.is_up() || !server.check_pages()) return;
  const auto rotten = flip_a_bit(server.machine().disk, k_server_file, random_);
  if (!rotten) return;
  ++flips_;
  agenda_.note(server.machine().name, "has a flipped bit",
               fmt::format("at {} of {}", rotten->offset, rotten->file));
}

}  // namespace vuoro::test
