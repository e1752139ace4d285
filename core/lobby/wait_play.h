#pragma once
// The next hours of a lobby, played many times with times drawn from what was learned: when is each of those
// who wait called, and when would a newcomer be? Pure and deterministic: the same scene gives the same
// answer.

#include <cstdint>
#include <span>
#include <vector>

#include "core/lobby/wait_times.h"

namespace vuoro {

/// Seconds from now on; everything is an index into the scene's lists.
struct WaitScene {
  struct Visitor {
    double due = 0;
    std::uint32_t service = 0;
    double arrives = 0;  ///< 0: waits already
    double comes = 1;    ///< the chance that a booked visitor comes at all
  };
  struct Line {
    std::vector<Visitor> waiting;  ///< in call order
    std::vector<Visitor> booked;   ///< not yet there
    double target = 0;             ///< a newcomer is due after this
    double arrivals = 0;           ///< walk-ins a second, lately
    double share_vain = 0;         ///< calls to which nobody comes
    double gives_up = 0;           ///< the chance a second that one who waits leaves the queue
    std::uint32_t usual_service = 0;
  };
  struct Desk {
    enum class State { busy, pausing, idle, closed };
    State state = State::idle;
    double share_vain = 0;  ///< busy: the chance that the one who was called does not come
    double since = 0;       ///< how long it is in this state
    /// Busy: how long it surely was. Less than `since` where a clerk lets the next call finish the last
    /// visitor, who may have gone long ago.
    double surely = 0;
    std::uint32_t service = 0;  ///< busy
    double habit = 0;           ///< log seconds, see CounterTimes::habit()
    std::uint64_t key = 0;      ///< makes its chances its own, whoever else is there
    std::vector<std::uint32_t> lines;
    /// Of `lines`, one each: own, or helped: when nobody of its own waits, or from so many seconds after the
    /// due time on. Empty: all are its own.
    std::vector<double> help_after;
    static constexpr double k_own = -1;
    /// What it did on earlier days from this time of day on: away and back again; equally likely. A day
    /// without news is an empty span.
    struct Away {
      double from = 0;
      double to = 0;  ///< 0: it did not come back
    };
    std::vector<std::vector<Away>> days;
  };
  std::vector<Line> lines;
  std::vector<Desk> desks;
  std::vector<const WaitQuantiles*> services;  ///< log seconds
  const WaitQuantiles* vain = nullptr;         ///< seconds, as the next two; never null, may be not known
  const WaitQuantiles* pause = nullptr;
  const WaitQuantiles* reaction = nullptr;
};

/// Equally likely seconds until the call, ascending.
using WaitSamples = std::vector<float>;

struct WaitPlayed {
  struct Line {
    std::vector<WaitSamples> waiting;  ///< of those who wait, in call order
    WaitSamples newcomer;
  };
  std::vector<Line> lines;
};

/// Visitors of one line that are played; the rest only keeps the counters busy in the mind of the reader.
inline constexpr std::size_t k_wait_played_max = 120;

/// Cost: bounded by about 8,000 calls played, well below a millisecond.
/// @param rounds_max  how many times at most
[[nodiscard]] WaitPlayed play_waits(const WaitScene& scene, std::uint32_t rounds_max);

}  // namespace vuoro
