#pragma once
// Servers' wall clocks in the simulated world: they are set wrong, start wrong after a power cut, and are set
// right, by themselves or by a technician, who also says so where the books are ahead of the clock.

#include <map>

#include "tests/sim/server.h"
#include "tests/sim/told.h"

namespace vuoro::test {

/// All its chances come from a stream of its own, so that the rest of a world is as it would be without.
class SimTimekeeper {
 public:
  SimTimekeeper(Agenda& agenda, const Weather& weather, Told& told, std::uint64_t seed);

  /// From here on that server's clock is wrong at times. It must be up.
  void keep(SimServer& server);
  /// Once a minute.
  void do_worst();
  /// All clocks are right from now on, and whoever does not believe it is told.
  void set_all_right();

 private:
  /// What there is to know of one server's clock.
  struct Kept {
    SimServer* server = nullptr;
    WallTime right_since;  ///< while it is
    bool mad = false;      ///< its books show that the clock is wrong
  };
  void boots(Kept& kept);
  void set(Kept& kept, Millis wrong_by);
  void convince(Kept& kept);
  void tend();
  [[nodiscard]] static bool refuses(const Kept& kept);
  [[nodiscard]] static bool is_right(const Kept& kept);
  [[nodiscard]] Millis some_jump();
  [[nodiscard]] bool chance(int per_mille) {
    return random_.below(1'000) < static_cast<std::uint64_t>(per_mille);
  }
  [[nodiscard]] Millis up_to(Millis most) {
    return Millis(static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(most.count()) + 1)));
  }

  Agenda& agenda_;
  const Weather& weather_;
  Told& told_;
  SeededRandom random_;
  std::map<std::string, Kept> kept_;
};

}  // namespace vuoro::test
