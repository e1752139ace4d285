#pragma once
// A world under one seed: terminals with the real store and the real synchronisation, an authority, and a
// network that delays, loses, duplicates and cuts; machines that are killed or lose their power between any two
// steps and start again, on disks that forget what was not synced.

#include <queue>

#include "kiosk/engine/lobby_core.h"
#include "tests/support/fake_authority.h"
#include "tests/support/sim_disk.h"

namespace vuoro::test {

/// How bad the world is; chances are per mille.
struct Weather {
  int lose_request = 50;
  int lose_answer = 50;
  int duplicate = 50;
  Millis delay_most{900};  ///< each way; the number budget is 400 ms, so some answers come too late
  int cut = 4;             ///< of a terminal's line, at each visitor
  Millis cut_most{120'000};
  int crash = 25;       ///< of a terminal, at each visitor
  int clock_jump = 10;  ///< of a terminal's wall clock, at each visitor
};

/// What a visitor was told: the truth that the authority must come to share.
struct Told {
  std::vector<kiosk::IssuedTicket> tickets;
  std::vector<Appointment> bookings;
  std::vector<Uuid> feedback;
  int refused = 0;  ///< honest refusals: no number or no slot to promise
  int asked = 0;
};

class World {
 public:
  World(std::uint64_t seed, int terminals, Weather weather);
  ~World();

  /// Visitors come, one every few seconds, to random terminals.
  void visitors(int count);
  /// The weather clears, and time passes until every outbox is empty or the bound is over.
  /// @return whether they are.
  bool settle(Millis bound = std::chrono::minutes(20));
  void pass(Millis time);

  [[nodiscard]] const Told& told() const { return told_; }
  [[nodiscard]] FakeAuthority& authority() { return authority_; }
  [[nodiscard]] const FakeLobby& lobby() const { return lobby_; }
  [[nodiscard]] int crashes() const { return crashes_; }

 private:
  class Terminal;
  friend class Terminal;
  struct Happening {
    MonoTime at;
    std::uint64_t order;
    std::function<void()> call;
    bool operator<(const Happening& other) const {
      return std::tie(at, order) > std::tie(other.at, other.order);
    }
  };

  void after(Millis delay, std::function<void()> call);
  bool chance(int per_mille) { return random_.below(1'000) < static_cast<std::uint64_t>(per_mille); }
  Millis up_to(Millis most) {
    return Millis(static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(most.count()) + 1)));
  }
  void visit(Terminal& terminal);

  SeededRandom random_;
  ManualClock clock_;
  Weather weather_;
  FakeAuthority authority_;
  FakeLobby lobby_;
  std::priority_queue<Happening> happenings_;
  std::uint64_t order_ = 0;
  std::vector<std::unique_ptr<Terminal>> terminals_;
  Told told_;
  int crashes_ = 0;
};

}  // namespace vuoro::test
