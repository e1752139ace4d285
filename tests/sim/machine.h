#pragma once
// A machine of the simulated world: its clocks, its disk, and whether it runs.

#include <fmt/format.h>

#include "tests/sim/agenda.h"
#include "tests/support/sim_disk.h"

namespace vuoro::test {

/// A machine's own clocks: the wall clock is wrong by something, the monotonic one counts from its boot.
class MachineClock final : public Clock {
 public:
  explicit MachineClock(const Clock& world) : world_(world), booted_(world.mono()) {}
  [[nodiscard]] WallTime wall() const override { return world_.wall() + wrong_by; }
  [[nodiscard]] MonoTime mono() const override { return MonoTime(k_at_boot + (world_.mono() - booted_)); }
  void boot() { booted_ = world_.mono(); }
  Millis wrong_by{0};

 private:
  static constexpr Millis k_at_boot{9'000};
  const Clock& world_;
  MonoTime booted_;
};

struct Machine {
  Machine(Agenda& agenda, std::string machine_name)
      : name(std::move(machine_name)),
        disk(agenda.random().next_u64()),
        clock(agenda),
        random(agenda.random().next_u64()) {}

  /// Whether what it sends or shows still leaves it.
  [[nodiscard]] bool alive(int in_run) const { return running && run == in_run && !disk.is_dark(); }
  [[nodiscard]] std::string boot() const { return fmt::format("boot-{}", boots); }

  std::string name;
  SimDisk disk;
  MachineClock clock;
  SeededRandom random;
  int run = 0;    ///< of the program; an answer to an earlier run reaches nobody
  int boots = 0;  ///< of the machine
  bool running = false;
};

}  // namespace vuoro::test
