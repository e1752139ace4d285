#pragma once
// How long will it take? Learned from what happens in one lobby, never configured: who waits, who is at which
// counter since when, which counters are open for which queues, how long visitors took lately.
// docs/waiting.md says how. Pure: no input, output, clock or randomness of its own; the same events give the
// same answers. One thread.

#include <compare>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/lobby/lobby_records.h"
#include "core/lobby/ticket_life.h"
#include "core/lobby/wait_play.h"
#include "core/lobby/wait_range.h"
#include "core/lobby/wait_times.h"

namespace vuoro {

/// What is said of one queue at one moment; nothing where too little is known.
struct QueueWaits {
  std::optional<WaitSpread> newcomer;  ///< of somebody who takes a number now
  /// Of those who wait, in call order; at most k_wait_played_max.
  std::vector<std::optional<WaitSpread>> waiting;
  std::size_t waiting_count = 0;  ///< all of them
};

class WaitModel {
 public:
  /// The site's clock is that far ahead of UTC now: counters keep habits of the day (lunch).
  void set_zone_offset(std::chrono::minutes offset) { zone_offset_ = offset; }
  /// A queue is there, or its target changed.
  void know_queue(const Uuid& id, std::chrono::minutes target);
  /// A counter is there, opens, closes, or serves other queues. Told again without news it changes nothing.
  /// @param helped  those of queue_ids that come after its own ones (core/lobby/profiles.h)
  void know_counter(WallTime now, const Uuid& id, bool open, std::span<const Uuid> queue_ids,
                    std::span<const ProfileQueue> helped = {});
  /// Somebody is booked for this time and has not come yet. Ended by arrived() with this id, or by
  /// unbooked().
  void booked(const Uuid& appointment_id, const Uuid& queue_id, const std::optional<Uuid>& service_id,
              WallTime start);
  /// @param missed  the time passed and nobody came; otherwise it was taken back
  void unbooked(const Uuid& appointment_id, bool missed);

  struct Arrival {
    Uuid ticket_id;
    Uuid queue_id;
    std::optional<Uuid> service_id;
    std::optional<Uuid> appointment_id;
    WallTime issued_at;
    WallTime due;
  };
  /// Somebody took a number. What would be said to them is remembered, and judged when they are called.
  void arrived(WallTime now, const Arrival& arrival);

  struct Act {
    Uuid ticket_id;
    TicketAct act = TicketAct::call;
    std::optional<Uuid> counter_id;                 ///< call
    std::optional<Uuid> to_queue_id;                ///< transfer, next_errand
    std::optional<WallTime> due;                    ///< transfer, next_errand, prioritise, delay
    std::optional<Uuid> service_id = std::nullopt;  ///< next_errand
  };
  /// Somebody acted on a ticket; unknown ones and acts that do not fit teach nothing.
  void acted(WallTime now, const Act& act);
  /// An act was taken back: the visitor is again in this state, at this place. What the act taught stays
  /// taught.
  /// @param visitor     queue, place and service as they are again
  /// @param counter_id  when called or serving
  void taken_back(WallTime now, const Arrival& visitor, TicketState state,
                  const std::optional<Uuid>& counter_id);
  /// The service day ended: nobody waits, nothing is booked; what was learned stays.
  void end_day();

  /// By queue, for the asked one and all that share counters with it. Below a millisecond.
  [[nodiscard]] std::map<Uuid, QueueWaits> waits(WallTime now, const Uuid& queue_id) const;

  /// Visitors followed now; at most 20,000.
  [[nodiscard]] std::size_t size() const { return visitors_.size(); }
  /// While the past is told quickly: few arrivals are judged, for the sake of time, and long pauses teach
  /// nothing, for nobody told when counters were closed.
  void replay(bool on) { replaying_ = on; }

 private:
  struct Place {
    WallTime due;
    WallTime issued_at;
    Uuid ticket_id;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Line {
    Uuid id;
    std::chrono::seconds target{0};
    std::vector<Place> waiting;     ///< in call order
    std::optional<WallTime> since;  ///< from when on somebody waits without a break
    double arrivals = 0;            ///< decayed count of walk-ins
    WallTime arrivals_at{};
  };
  struct Visitor {
    Uuid queue_id;
    Uuid service;  ///< or the queue, when it is not known
    Place place;
    TicketState state = TicketState::waiting;
    std::optional<Uuid> counter_id;
    WallTime called_at{};
    WallTime arrived_at{};
    std::optional<WaitHonesty::Statement> statement;
  };
  /// Away and back, seconds of the day.
  struct AwaySpan {
    double from = 0;
    double to = 0;  ///< 0: not back that day
  };
  struct Day {
    std::int64_t number = 0;
    double first_opened = 0;  ///< second of the day; k_not_opened: it stayed closed
    std::vector<AwaySpan> away;
  };
  /// A visitor whose finish may have come long after they had gone: only the next act at the counter tells.
  struct Unsure {
    Uuid service;
    Uuid queue_id;
    double seconds = 0;
    WallTime finished_at;
  };
  struct Desk {
    std::vector<Uuid> queue_ids;
    std::vector<ProfileQueue> helped;
    bool open = false;
    std::optional<Uuid> ticket_id;  ///< called or served here
    WallTime since{};               ///< called, or free
    double by_next = 0;             ///< the share of its finishes, lately, that the next call made
    std::optional<Unsure> unsure;
    std::vector<Day> days;  ///< the last of them is running
  };
  struct Booking {
    Uuid queue_id;
    Uuid service;
    WallTime start;
  };

  Line& line(const Uuid& queue_id);
  void join(WallTime now, Visitor& visitor);
  void leave(WallTime now, const Visitor& visitor, bool gave_up);
  void step_out(const Visitor& visitor);
  void called(WallTime now, Visitor& visitor, const Uuid& counter_id);
  void freed(WallTime now, Visitor& visitor, TicketAct act);
  void settle(WallTime now, const Uuid& counter_id, Desk& desk);
  [[nodiscard]] std::optional<WallTime> wanted_since(const Desk& desk) const;
  void note_desk_day(WallTime now, Desk& desk);
  [[nodiscard]] std::pair<std::int64_t, double> day_and_second(WallTime now) const;
  [[nodiscard]] std::vector<std::vector<WaitScene::Desk::Away>> habits(WallTime now, const Desk& desk) const;
  struct Cast;
  [[nodiscard]] Cast cast(WallTime now, const Uuid& queue_id) const;
  void add_lines(WallTime now, Cast& cast) const;
  void add_desks(WallTime now, Cast& cast) const;
  [[nodiscard]] std::uint32_t service_in(Cast& cast, const Uuid& service, const Uuid& queue) const;
  [[nodiscard]] std::optional<WaitHonesty::Statement> statement_for(WallTime now,
                                                                    const Visitor& visitor) const;
  [[nodiscard]] bool may_say(const Uuid& queue_id) const;

  static constexpr double k_not_opened = 1e9;

  std::chrono::minutes zone_offset_{0};
  std::optional<std::int64_t> last_day_;  ///< on which somebody arrived
  CounterTimes times_;
  WaitHonesty honesty_;
  std::map<Uuid, Line> lines_;
  std::map<Uuid, Desk> desks_;
  std::unordered_map<Uuid, Visitor> visitors_;
  std::map<Uuid, Booking> bookings_;
  double gave_up_ = 0.5;  ///< decayed: who left the queue, in waited_s_ seconds of waiting
  double waited_s_ = 30'000;
  double booked_came_ = 8;  ///< decayed counts; before any was seen four of five come
  double booked_all_ = 10;
  bool replaying_ = false;
  WallTime judged_at_{};
};

}  // namespace vuoro
