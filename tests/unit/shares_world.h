#pragma once
// Terminals with the real stock of places, and the real authority, with a bad line between them, under one
// seed. The checks count promises for themselves and ask neither side.

#include <queue>

#include "core/sync/leases.h"
#include "core/sync/slot_shares.h"
#include "tests/unit/server_world.h"

namespace vuoro::test {

struct SharesWeather {
  int lose_request = 80;  ///< per mille, as the others
  int lose_answer = 80;
  int duplicate = 60;
  int cut = 3;  ///< of a device's line, each step
  Millis cut_most{std::chrono::hours(6)};
  int restart = 4;  ///< of a device's program, each step; every fourth time of the machine
  int clock_jump = 10;
  int dies = 0;  ///< a device is switched off for good
};

class SharesWorld {
 public:
  SharesWorld(std::uint64_t seed, int devices, SharesWeather weather);
  ~SharesWorld();

  /// Visitors book, things fail. @return the first broken rule, empty when all was well.
  std::string run(int steps, Millis step_most);
  /// The weather clears: everything arrives, and all that nobody needs comes back.
  std::string settle();

  [[nodiscard]] int promised() const { return promised_; }
  [[nodiscard]] int from_stock() const { return from_stock_; }
  [[nodiscard]] int over() const { return over_; }
  /// Appointments that the authority marked as over the slot's capacity.
  [[nodiscard]] int marked_over();
  [[nodiscard]] int alive() const;

 private:
  class Device;
  friend class Device;
  struct Happening {
    MonoTime at;
    std::uint64_t order;
    std::function<void()> call;
    bool operator<(const Happening& other) const {
      return std::tie(at, order) > std::tie(other.at, other.order);
    }
  };
  bool chance(int per_mille) { return random_.below(1'000) < static_cast<std::uint64_t>(per_mille); }
  Millis up_to(Millis most) {
    return Millis(static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(most.count()) + 1)));
  }
  void after(Millis delay, std::function<void()> call);
  void pass(Millis time);
  sync::Response serve(const Uuid& device_id, const sync::Request& request);
  void tick_server();
  void look();
  /// What must hold at every moment.
  std::string wrong();

  ServerWorld server_;
  SeededRandom random_;
  SharesWeather weather_;
  bool strict_;  ///< every outage is shorter than the authority's grace: nothing may ever be over
  std::priority_queue<Happening> happenings_;
  std::uint64_t order_ = 0;
  std::vector<Slot> slots_;
  std::vector<std::unique_ptr<Device>> devices_;
  std::vector<Uuid> appointments_;
  std::map<Uuid, int> promises_;  ///< by slot: what visitors went home with
  int promised_ = 0;
  int from_stock_ = 0;
  int over_ = 0;  ///< promises beyond a slot's capacity
};

}  // namespace vuoro::test
