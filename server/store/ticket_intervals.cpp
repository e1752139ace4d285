#include "server/store/ticket_intervals.h"

#include <algorithm>

#include "core/lobby/record_codec.h"
#include "core/lobby/ticket_life.h"

namespace vuoro::store {
namespace {

std::optional<TicketState> state_named(std::string_view name) {
  for (const auto state : k_ticket_states) {
    if (name_of(state) == name) return state;
  }
  return std::nullopt;
}

/// The lines that stand: an undo takes itself and the line before it away.
std::vector<const TicketLogRow*> standing(std::span<const TicketLogRow> log) {
  std::vector<const TicketLogRow*> lines;
  for (const auto& line : log) {
    if (line.act != k_undo_name) {
      lines.push_back(&line);
    } else if (lines.size() > 1) {
      lines.pop_back();
    }
  }
  return lines;
}

TicketInterval begun_by(const TicketLogRow& line, TicketState state, WallTime from) {
  TicketInterval begun;
  begun.state = state;
  begun.queue_id = line.queue_id;
  begun.service_id = line.service_id;
  begun.from = from;
  begun.staff_id = line.staff_id;
  if (state == TicketState::called || state == TicketState::serving) begun.counter_id = line.counter_id;
  return begun;
}

Millis length(const TicketInterval& interval) {
  return interval.to ? *interval.to - interval.from : Millis(0);
}

bool is(const TicketInterval& interval, TicketAct act) {
  return interval.ended_by == name_of(act);
}

/// A new stay begins, be it in the same queue.
bool moves(std::string_view act) {
  return act == name_of(TicketAct::transfer) || act == name_of(TicketAct::next_errand);
}

bool is_done(const TicketInterval& interval) {
  return is(interval, TicketAct::finish) || is(interval, TicketAct::next_errand);
}

TicketVisit visit_of(std::span<const TicketInterval> stay) {
  TicketVisit visit;
  visit.queue_id = stay.front().queue_id;
  visit.service_id = stay.front().service_id;
  visit.ended_by = stay.back().ended_by;
  Millis waited{0};
  std::optional<Millis> served;
  for (const auto& part : stay) {
    const bool taken_back = part.state == TicketState::called && is(part, TicketAct::requeue);
    if (part.state == TicketState::waiting || taken_back) waited += length(part);
    if (part.state == TicketState::called && !taken_back && !visit.waited) visit.waited = waited;
    if (part.state == TicketState::serving) served = served.value_or(Millis(0)) + length(part);
  }
  if (is_done(stay.back())) visit.served = served.value_or(length(stay.back()));
  return visit;
}

}  // namespace

std::vector<TicketInterval> intervals_of(std::span<const TicketLogRow> log) {
  std::vector<TicketInterval> intervals;
  for (const auto* line : standing(log)) {
    const auto state = state_named(line->to_state);
    if (!state) continue;
    WallTime time = line->time;
    if (intervals.empty()) {
      if (line->device_time) time = std::min(time, *line->device_time);
    } else {
      auto& last = intervals.back();
      const bool same = last.state == *state && !moves(line->act);
      if (last.to || same) continue;
      time = std::max(time, last.from);
      last.to = time;
      last.ended_by = line->act;
    }
    if (!is_over(*state) || *state == TicketState::no_show) {
      intervals.push_back(begun_by(*line, *state, time));
    }
  }
  // Absence is a part of the visit only when somebody came back from it.
  if (intervals.size() > 1 && intervals.back().state == TicketState::no_show) intervals.pop_back();
  return intervals;
}

std::vector<TicketVisit> visits_of(std::span<const TicketInterval> intervals) {
  std::vector<TicketVisit> visits;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const bool last = i + 1 == intervals.size();
    if (!last && !moves(intervals[i].ended_by)) continue;
    visits.push_back(visit_of(intervals.subspan(begin, i + 1 - begin)));
    begin = i + 1;
  }
  return visits;
}

}  // namespace vuoro::store
