// What happened: the lobby's events become lessons.
#include "core/lobby/wait_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vuoro {
namespace {

/// Bounds on memory: more than any lobby holds; what goes beyond is not followed.
constexpr std::size_t k_visitors_max = 20'000;
constexpr std::size_t k_desks_max = 500;
constexpr std::size_t k_lines_max = 500;
constexpr std::size_t k_bookings_max = 5'000;
constexpr std::size_t k_desk_days_max = 8;
constexpr std::size_t k_desk_spans_max = 12;
/// A finish this short before the counter's next call was made by that call.
constexpr std::chrono::milliseconds k_finished_by_next{1500};
constexpr double k_judge_pause_s = 1;
constexpr double k_judge_pause_replay_s = 300;
constexpr double k_replay_pause_max_s = 180;
constexpr double k_booked_keep = 0.98;
constexpr double k_gave_up_keep = 0.995;
constexpr double k_waited_max_s = 6 * 3600.0;
constexpr double k_by_next_keep = 0.8;

}  // namespace

WaitModel::Line& WaitModel::line(const Uuid& queue_id) {
  const auto found = lines_.find(queue_id);
  if (found != lines_.end()) return found->second;
  Line& made = lines_[queue_id];
  made.id = queue_id;
  return made;
}

void WaitModel::know_queue(const Uuid& id, std::chrono::minutes target) {
  if (lines_.size() < k_lines_max || lines_.contains(id)) line(id).target = target;
}

std::pair<std::int64_t, double> WaitModel::day_and_second(WallTime now) const {
  const auto local = now + zone_offset_;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  return {day.time_since_epoch().count(), std::chrono::duration<double>(local - day).count()};
}

void WaitModel::note_desk_day(WallTime now, Desk& desk) {
  const auto [day, second] = day_and_second(now);
  if (desk.days.empty() || desk.days.back().number != day) {
    // A clock that jumps about does not fill the memory with days.
    if (desk.days.size() >= k_desk_days_max) desk.days.erase(desk.days.begin());
    desk.days.push_back({day, desk.open ? second : 0, {}});
    if (desk.open) return;
  }
  auto& away = desk.days.back().away;
  if (!desk.open) {
    if (away.size() < k_desk_spans_max) away.push_back({second, 0});
  } else if (!away.empty() && away.back().to <= 0) {
    away.back().to = std::max(second, away.back().from + 1);
  }
}

void WaitModel::know_counter(WallTime now, const Uuid& id, bool open, std::span<const Uuid> queue_ids,
                             std::span<const ProfileQueue> helped) {
  const auto found = desks_.find(id);
  if (found == desks_.end() && desks_.size() >= k_desks_max) return;
  Desk& desk = found == desks_.end() ? desks_[id] : found->second;
  desk.queue_ids.assign(queue_ids.begin(), queue_ids.end());
  desk.helped.assign(helped.begin(), helped.end());
  for (const auto& queue : queue_ids) {
    if (lines_.size() < k_lines_max) line(queue);
  }
  if (desk.open == open) return;
  settle(now, id, desk);
  desk.open = open;
  if (open && !desk.ticket_id) desk.since = now;
  note_desk_day(now, desk);
}

void WaitModel::booked(const Uuid& appointment_id, const Uuid& queue_id,
                       const std::optional<Uuid>& service_id, WallTime start) {
  if (bookings_.size() >= k_bookings_max && !bookings_.contains(appointment_id)) return;
  bookings_[appointment_id] = {queue_id, service_id.value_or(queue_id), start};
}

void WaitModel::unbooked(const Uuid& appointment_id, bool missed) {
  if (bookings_.erase(appointment_id) == 0 || !missed) return;
  booked_came_ *= k_booked_keep;
  booked_all_ = booked_all_ * k_booked_keep + 1;
}

void WaitModel::join(WallTime now, Visitor& visitor) {
  Line& there = line(visitor.queue_id);
  visitor.state = TicketState::waiting;
  visitor.counter_id.reset();
  if (there.waiting.empty()) there.since = now;
  there.waiting.insert(std::upper_bound(there.waiting.begin(), there.waiting.end(), visitor.place),
                       visitor.place);
}

void WaitModel::leave(WallTime now, const Visitor& visitor, bool gave_up) {
  const double waited = seconds_between(visitor.arrived_at, now);
  if (waited >= 0 && waited < k_waited_max_s) {
    gave_up_ = gave_up_ * k_gave_up_keep + (gave_up ? 1 : 0);
    waited_s_ = waited_s_ * k_gave_up_keep + waited;
  }
  step_out(visitor);
}

/// Out of the line, and nothing is learned from it.
void WaitModel::step_out(const Visitor& visitor) {
  Line& there = line(visitor.queue_id);
  const auto found = std::lower_bound(there.waiting.begin(), there.waiting.end(), visitor.place);
  if (found != there.waiting.end() && *found == visitor.place) there.waiting.erase(found);
  if (there.waiting.empty()) there.since.reset();
}

void WaitModel::arrived(WallTime now, const Arrival& arrival) {
  if (visitors_.size() >= k_visitors_max || visitors_.contains(arrival.ticket_id)) return;
  if (lines_.size() >= k_lines_max && !lines_.contains(arrival.queue_id)) return;
  if (arrival.appointment_id && bookings_.erase(*arrival.appointment_id) > 0) {
    booked_came_ = booked_came_ * k_booked_keep + 1;
    booked_all_ = booked_all_ * k_booked_keep + 1;
  }
  last_day_ = day_and_second(now).first;
  Line& there = line(arrival.queue_id);
  if (!arrival.appointment_id) {
    const double passed = std::max(0.0, seconds_between(there.arrivals_at, now));
    there.arrivals = there.arrivals * std::exp(-passed / k_arrivals_memory_s) + 1;
    there.arrivals_at = now;
  }
  Visitor visitor;
  visitor.queue_id = arrival.queue_id;
  visitor.service = arrival.service_id.value_or(arrival.queue_id);
  visitor.place = {arrival.due, arrival.issued_at, arrival.ticket_id};
  visitor.arrived_at = now;
  join(now, visitor);
  // Under a flood of arrivals some are judged, not all: a statement costs a play.
  const double since_judged = std::abs(seconds_between(judged_at_, now));
  const bool judge = since_judged >= (replaying_ ? k_judge_pause_replay_s : k_judge_pause_s);
  if (judge) judged_at_ = now;
  auto& kept = visitors_.emplace(arrival.ticket_id, std::move(visitor)).first->second;
  if (judge) kept.statement = statement_for(now, kept);
}

std::optional<WallTime> WaitModel::wanted_since(const Desk& desk) const {
  std::optional<WallTime> since;
  for (const auto& queue : desk.queue_ids) {
    const auto found = lines_.find(queue);
    if (found != lines_.end() && found->second.since && (!since || *found->second.since < *since)) {
      since = found->second.since;
    }
  }
  return since;
}

void WaitModel::settle(WallTime now, const Uuid& counter_id, Desk& desk) {
  if (!desk.unsure) return;
  const Unsure unsure = *std::exchange(desk.unsure, std::nullopt);
  const bool by_next = now - unsure.finished_at < k_finished_by_next;
  desk.by_next = desk.by_next * k_by_next_keep + (by_next ? 1 - k_by_next_keep : 0);
  if (by_next) return;
  times_.served(unsure.service, unsure.queue_id, counter_id, unsure.seconds);
}

void WaitModel::called(WallTime now, Visitor& visitor, const Uuid& counter_id) {
  const bool waited = visitor.state == TicketState::waiting;
  const auto found = desks_.find(counter_id);
  if (found != desks_.end()) {
    Desk& desk = found->second;
    settle(now, counter_id, desk);
    const auto wanted = wanted_since(desk);
    if (desk.open && !desk.ticket_id && waited && wanted) {
      const bool idle = *wanted > desk.since;
      const double paused = seconds_between(std::max(*wanted, desk.since), now);
      if (!replaying_ || paused < k_replay_pause_max_s) times_.paused(paused, idle);
    }
    desk.ticket_id = visitor.place.ticket_id;
    desk.since = now;
  }
  if (waited) leave(now, visitor, false);
  if (waited && visitor.statement) {
    honesty_.learn(*visitor.statement, seconds_between(visitor.arrived_at, now));
  }
  visitor.statement.reset();
  visitor.state = TicketState::called;
  visitor.counter_id = counter_id;
  visitor.called_at = now;
}

void WaitModel::freed(WallTime now, Visitor& visitor, TicketAct act) {
  const double took = seconds_between(visitor.called_at, now);
  const bool came = visitor.state == TicketState::serving || act == TicketAct::finish;
  const auto found = visitor.counter_id ? desks_.find(*visitor.counter_id) : desks_.end();
  const bool here = found != desks_.end() && found->second.ticket_id == visitor.place.ticket_id;
  if (here) {
    // A clerk who lets "next" finish the last visitor may have been free long before, had nobody been
    // waiting.
    const auto wanted = wanted_since(found->second);
    const bool sure = act != TicketAct::finish || (wanted && *wanted <= visitor.called_at);
    if (!came) {
      times_.not_served(visitor.queue_id, took);
    } else if (sure) {
      times_.served(visitor.service, visitor.queue_id, *visitor.counter_id, took);
    } else {
      found->second.unsure = Unsure{visitor.service, visitor.queue_id, took, now};
    }
    found->second.ticket_id.reset();
    found->second.since = now;
  }
  visitor.counter_id.reset();
}

void WaitModel::acted(WallTime now, const Act& act) {
  const auto found = visitors_.find(act.ticket_id);
  if (found == visitors_.end()) return;
  Visitor& visitor = found->second;
  const auto next = after(visitor.state, act.act);
  if (!next) return;
  const bool at_counter = visitor.state == TicketState::called || visitor.state == TicketState::serving;
  switch (act.act) {
    case TicketAct::call:
      if (act.counter_id) called(now, visitor, *act.counter_id);
      return;
    case TicketAct::recall:
    case TicketAct::add_errand:
    case TicketAct::remove_errand:
    case TicketAct::reserve:
    case TicketAct::release:
      return;
    case TicketAct::start:
      visitor.state = TicketState::serving;
      return;
    case TicketAct::prioritise:
    case TicketAct::delay:
      // Another place is no answer to how long the first one took.
      visitor.statement.reset();
      if (visitor.state == TicketState::waiting) step_out(visitor);
      if (act.due) visitor.place.due = *act.due;
      if (visitor.state == TicketState::waiting) join(now, visitor);
      return;
    default:
      break;
  }
  if (at_counter) freed(now, visitor, act.act == TicketAct::next_errand ? TicketAct::finish : act.act);
  if (visitor.state == TicketState::waiting) leave(now, visitor, act.act == TicketAct::cancel);
  visitor.statement.reset();
  visitor.state = *next;
  if (is_over(*next) && *next != TicketState::no_show) {
    visitors_.erase(found);
    return;
  }
  if (*next != TicketState::waiting) return;
  if (act.to_queue_id && (lines_.size() < k_lines_max || lines_.contains(*act.to_queue_id))) {
    visitor.queue_id = *act.to_queue_id;
    visitor.service = act.service_id.value_or(*act.to_queue_id);
  }
  if (act.due) visitor.place.due = *act.due;
  join(now, visitor);
}

void WaitModel::taken_back(WallTime now, const Arrival& again, TicketState state,
                           const std::optional<Uuid>& counter_id) {
  if (visitors_.size() >= k_visitors_max && !visitors_.contains(again.ticket_id)) return;
  if (lines_.size() >= k_lines_max && !lines_.contains(again.queue_id)) return;
  // Who was finished or cancelled is no longer known here; when they came is.
  const auto [found, unknown] = visitors_.try_emplace(again.ticket_id);
  Visitor& visitor = found->second;
  if (unknown) {
    visitor.arrived_at = again.issued_at;
  } else if (visitor.state == TicketState::waiting) {
    step_out(visitor);
  } else if (visitor.counter_id && desks_.contains(*visitor.counter_id)) {
    Desk& left = desks_[*visitor.counter_id];
    if (left.ticket_id == again.ticket_id) {
      left.ticket_id.reset();
      left.since = now;
    }
  }
  visitor.queue_id = again.queue_id;
  visitor.service = again.service_id.value_or(again.queue_id);
  visitor.place = {again.due, again.issued_at, again.ticket_id};
  visitor.statement.reset();
  visitor.counter_id.reset();
  visitor.state = state;
  if (state == TicketState::waiting) return join(now, visitor);
  const bool at_counter = state == TicketState::called || state == TicketState::serving;
  if (!at_counter || !counter_id) return;
  visitor.counter_id = counter_id;
  if (unknown) visitor.called_at = now;
  const auto desk = desks_.find(*counter_id);
  if (desk == desks_.end()) return;
  desk->second.unsure.reset();
  desk->second.ticket_id = again.ticket_id;
  desk->second.since = visitor.called_at;
}

void WaitModel::end_day() {
  visitors_.clear();
  bookings_.clear();
  for (auto& [id, line] : lines_) {
    line.waiting.clear();
    line.since.reset();
    line.arrivals = 0;
  }
  for (auto& [id, desk] : desks_) {
    desk.ticket_id.reset();
    desk.unsure.reset();
    // A counter that stayed closed on a day when people came has a habit too.
    if (last_day_ && (desk.days.empty() || desk.days.back().number < *last_day_)) {
      if (desk.days.size() >= k_desk_days_max) desk.days.erase(desk.days.begin());
      desk.days.push_back({*last_day_, desk.open ? 0 : k_not_opened, {}});
    }
  }
}

}  // namespace vuoro
