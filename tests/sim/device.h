#pragma once
// A kiosk of the simulated world: the real store and the real lobby core, on a machine that may stop at any
// step.

#include <memory>

#include "kiosk/engine/lobby_core.h"
#include "tests/sim/line.h"
#include "tests/sim/new_disk.h"
#include "tests/sim/told.h"

namespace vuoro::test {

/// What a device does takes at most so long while its disk is slow.
inline constexpr Millis k_slow_turn_most{2'000};

/// A terminal as it stands; a display adds its voice (display.h).
class SimDevice : public sync::Transport {
 public:
  struct Surroundings {
    Agenda& agenda;
    const Weather& weather;
    SimServer& server;
    Told& told;
    Mutant& mutant;
  };
  SimDevice(const Surroundings& around, std::string name, const Uuid& id, const Uuid& site_id, bool terminal);
  ~SimDevice() override = default;

  void start();
  /// The program is killed, or the machine's power goes; it starts again by itself.
  /// @param down  for so long; otherwise as the weather has it
  void crash(bool power, std::optional<Millis> down = std::nullopt);
  void crash_in_a_write(int writes_from_now);
  /// Its disk takes up to seconds for a turn, for so long: what it hears meanwhile waits.
  void slow_down(Millis time) { slow_until_ = around_.agenda.mono() + time; }
  /// A technician gives it another server's address; it begins anew.
  void turn_to(SimServer& server);
  /// After an act from outside: what it has to do now, and an alarm for later.
  void turn();

  [[nodiscard]] bool is_up() const { return core_ && machine_.running && !machine_.disk.is_dark(); }
  [[nodiscard]] bool alive(int run) const { return machine_.alive(run); }
  [[nodiscard]] int run() const { return machine_.run; }
  [[nodiscard]] kiosk::LobbyCore& core() { return *core_; }
  [[nodiscard]] kiosk::Store& store() { return *store_; }
  [[nodiscard]] Machine& machine() { return machine_; }
  [[nodiscard]] Line& line() { return line_; }
  [[nodiscard]] const std::string& name() const { return machine_.name; }
  [[nodiscard]] int crashes() const { return crashes_; }
  /// Whether it has heard since its start what time it is.
  [[nodiscard]] bool knows_time() { return is_up() && core_->sync().link().server_clock().known(); }

  // ---- sync::Transport
  void send(sync::Request request, Done done) override;

 protected:
  /// The program begins; its lobby is there; something happened to it; it ends.
  virtual void starts() {}
  virtual void started() {}
  virtual void turned() {}
  virtual void ended() {}
  [[nodiscard]] Agenda& agenda() { return around_.agenda; }

  Surroundings around_;

 private:
  void begin();
  void when_free(std::function<void()> then);
  void read_mendings();
  void end_and_restart(std::optional<Millis> down = std::nullopt);
  void answered(const sync::Request& request, std::optional<http::Response> response, const Done& done);

  Machine machine_;
  Line line_;
  Uuid id_;
  Uuid site_id_;
  bool terminal_;
  std::string server_;  ///< whose address it has
  std::unique_ptr<kiosk::Store> store_;
  std::unique_ptr<kiosk::LobbyCore> core_;
  int alarm_ = 0;
  MonoTime slow_until_{};
  MonoTime busy_until_{};
  int crashes_ = 0;
  std::optional<WallTime> down_since_;
  std::set<std::pair<WallTime, std::string>> mendings_;  ///< read so far
};

}  // namespace vuoro::test
