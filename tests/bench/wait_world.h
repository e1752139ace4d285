#pragma once
// Simulated days of a lobby, with truths that no model is told: services as lognormal mixtures whose length
// drifts within the day and from day to day, clerks of different speed who pause, go to lunch and come late,
// visitors who do not come, leave, are transferred. For the bench of the expected wait.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/lobby/ticket_life.h"

namespace vuoro::bench {

struct WaitLobby {
  struct QueueKind {
    double target_minutes = 15;
    double share = 1;                   ///< of the walk-ins
    std::vector<double> service_means;  ///< minutes; equally likely services
    double spread = 0.7;                ///< of log service time
    double booked = 0;                  ///< share of this queue's visitors who book instead
  };
  struct ClerkKind {
    std::vector<int> queues;
    double from = 8;  ///< hour of the day
    double to = 16;
    double lunch = 0;    ///< hour at which it begins; 0: none
    double present = 1;  ///< the chance that this counter opens at all that day
  };
  std::string name;
  std::vector<QueueKind> queues;
  std::vector<ClerkKind> clerks;
  double load = 0.9;           ///< visitors' work against clerks' time
  double day_drift = 0.22;     ///< of log service time, from day to day
  double hour_drift = 0.25;    ///< the same within a day, slowly
  double service_drift = 0.2;  ///< each service for itself, from day to day, kept
  double no_show = 0.05;
  double leaves = 0.03;
  double transferred = 0;
  int rush = 0;  ///< visitors at the door when it opens
};

/// The lobbies of the bench.
[[nodiscard]] std::vector<WaitLobby> wait_lobbies();

/// Sees what an authority would see.
class WaitWatcher {
 public:
  struct Arrival {
    Uuid ticket, queue, service;
    std::optional<Uuid> appointment;
    WallTime time, due;
  };
  struct Act {
    Uuid ticket;
    TicketAct act;
    Uuid counter;
    Uuid to_queue;
    WallTime due;
  };
  virtual ~WaitWatcher() = default;
  virtual void queue(const Uuid& id, double target_minutes) = 0;
  virtual void counter(WallTime now, const Uuid& id, bool open, const std::vector<Uuid>& queues) = 0;
  virtual void booked(const Uuid& appointment, const Uuid& queue, const Uuid& service, WallTime start) = 0;
  virtual void missed(const Uuid& appointment) = 0;
  virtual void arrived(const Arrival& arrival) = 0;
  virtual void acted(WallTime now, const Act& act) = 0;
  virtual void day_ended() = 0;
};

/// The true long-run mean of minutes that a visitor of each queue kept a counter, pauses and calls in vain
/// included: what a perfectly informed person would configure.
struct WaitTruth {
  std::vector<Uuid> queues;
  std::vector<double> minutes;
};

/// Plays the days. The same seed plays the same days.
[[nodiscard]] WaitTruth play_days(const WaitLobby& lobby, std::uint64_t seed, int days, WaitWatcher& watcher);

}  // namespace vuoro::bench
