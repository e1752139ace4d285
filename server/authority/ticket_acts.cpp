#include "server/authority/ticket_acts.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/lobby/ticket_place.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

bool is_call(std::string_view act) {
  return act == name_of(TicketAct::call) || act == name_of(TicketAct::recall);
}

/// The ticket leaves its counter and waits in this queue, as one who came then.
Result<void> wait_in(Context& context, Ticket& ticket, const Uuid& queue_id) {
  VUORO_ASSIGN(const Queue* queue, queue_of(context, queue_id));
  if (queue->site_id != ticket.site_id) return fail(Errc::invalid_argument, "queue_id: of another site");
  context.memory.stale_queues.insert(ticket.queue_id);
  ticket.queue_id = queue_id;
  ticket.counter_id.reset();
  ticket.first_called_at.reset();
  ticket.served_at.reset();
  // The place is kept by the first arrival: waiting twice is nobody's fault who waited already.
  put_in_place(ticket, place_in(*queue, ticket.first_arrival, std::nullopt, ticket.priority_minutes));
  return {};
}

Result<void> call(Context& context, Ticket& ticket, const TicketChange& change) {
  if (change.act == TicketAct::recall) {
    VUORO_ASSIGN(const Queue* queue, queue_of(context, ticket.queue_id));
    VUORO_ASSIGN(const auto calls, calls_of_this_time(context, ticket));
    if (calls >= calls_max(*queue)) {
      return fail(Errc::conflict,
                  fmt::format("{} has been called {} times, the most in this queue: the visitor "
                              "counts as absent",
                              ticket.number, calls));
    }
  } else {
    ticket.counter_id = change.counter_id;
    ticket.parked_until.reset();
    ticket.served_at.reset();
    ticket.ended_at.reset();
    if (!ticket.first_called_at) ticket.first_called_at = context.now;
  }
  ticket.called_at = context.now;
  ++ticket.calls;
  return {};
}

/// The call is taken back; when it was the first one in this queue, the wait goes on as if it had not been.
Result<void> requeue(Context& context, Ticket& ticket) {
  ticket.counter_id.reset();
  VUORO_ASSIGN(const auto log, context.tx.ticket_log(ticket.id));
  const auto called = std::find_if(log.rbegin(), log.rend(), [](const store::TicketLogRow& line) {
    return line.act == name_of(TicketAct::call);
  });
  if (called != log.rend() && called->time == ticket.first_called_at) ticket.first_called_at.reset();
  return {};
}

Result<void> change_errands(Context& context, Ticket& ticket, const TicketChange& change) {
  if (!change.to_queue_id) return fail(Errc::invalid_argument, "queue_id: missing");
  auto& errands = ticket.errands;
  if (change.act == TicketAct::remove_errand) {
    const auto found = std::find_if(errands.begin(), errands.end(), [&](const Errand& errand) {
      return errand.queue_id == *change.to_queue_id &&
             (!change.service_id || errand.service_id == change.service_id);
    });
    if (found == errands.end()) return fail(Errc::conflict, ticket.number + " has no such errand to come");
    errands.erase(found);
    return {};
  }
  VUORO_ASSIGN(const Queue* queue, queue_of(context, *change.to_queue_id));
  if (queue->site_id != ticket.site_id) return fail(Errc::invalid_argument, "queue_id: of another site");
  if (errands.size() >= limits::k_errands_max) {
    return fail(Errc::conflict, fmt::format("{} has {} more errands already", ticket.number, errands.size()));
  }
  errands.push_back({*change.to_queue_id, change.service_id});
  return {};
}

Result<void> prioritise(Context& context, Ticket& ticket, std::int32_t minutes) {
  VUORO_ASSIGN(const Queue* queue, queue_of(context, ticket.queue_id));
  if (minutes < 0 || minutes > queue->target_wait_minutes) {
    return fail(Errc::invalid_argument, fmt::format("minutes: 0 to {}, the queue's target wait",
                                                    std::max(0, queue->target_wait_minutes)));
  }
  VUORO_ASSIGN(auto start, slot_start(context, ticket));
  // Who was moved on from the booked queue waits by the first arrival.
  const auto plain = place_in(*queue, ticket.first_arrival, start, ticket.priority_minutes);
  if (ticket.due_reason != DueReason::delayed && plain.due != ticket.due) start.reset();
  put_in_place(ticket, place_in(*queue, ticket.first_arrival, start, minutes));
  return {};
}

void reserve(Ticket& ticket, const TicketChange& change) {
  ticket.reserved_counter_id = change.counter_id;
  ticket.reserved_staff_id = change.staff_id;
}

/// What the act does to the ticket, its state aside.
Result<void> take_effect(Context& context, Ticket& ticket, const TicketChange& change) {
  switch (change.act) {
    case TicketAct::call:
    case TicketAct::recall:
      return call(context, ticket, change);
    case TicketAct::start:
      ticket.served_at = context.now;
      reserve(ticket, {});
      return {};
    case TicketAct::requeue:
      return requeue(context, ticket);
    case TicketAct::park:
      ticket.counter_id.reset();
      ticket.served_at.reset();
      ticket.parked_until = change.time;
      return {};
    case TicketAct::bring_back:
      ticket.counter_id.reset();
      ticket.ended_at.reset();
      ticket.parked_until.reset();
      return {};
    case TicketAct::transfer:
      if (!change.to_queue_id) return fail(Errc::invalid_argument, "queue_id: missing");
      reserve(ticket, change);
      return wait_in(context, ticket, *change.to_queue_id);
    case TicketAct::next_errand: {
      if (ticket.errands.empty()) return fail(Errc::conflict, ticket.number + " has no other errand");
      const Errand next = ticket.errands.front();
      ticket.errands.erase(ticket.errands.begin());
      ticket.service_id = next.service_id;
      reserve(ticket, {});
      return wait_in(context, ticket, next.queue_id);
    }
    case TicketAct::add_errand:
    case TicketAct::remove_errand:
      return change_errands(context, ticket, change);
    case TicketAct::reserve:
    case TicketAct::release:
      reserve(ticket, change);
      return {};
    case TicketAct::prioritise:
      return prioritise(context, ticket, change.minutes);
    case TicketAct::delay:
      if (!change.time) return fail(Errc::invalid_argument, "time: missing");
      ticket.due = *change.time;
      ticket.due_reason = DueReason::delayed;
      return {};
    case TicketAct::finish:
    case TicketAct::no_show:
    case TicketAct::cancel:
    case TicketAct::close_day:
      return {};
  }
  return fail(Errc::internal, "no such act");
}

}  // namespace

Result<void> follow_appointment(Context& context, const Ticket& ticket) {
  if (!ticket.appointment_id) return {};
  VUORO_ASSIGN(auto appointment, find<Appointment>(context.tx, *ticket.appointment_id));
  if (!appointment || appointment->ticket_id != ticket.id) return {};
  AppointmentState state = AppointmentState::checked_in;
  if (ticket.state == TicketState::finished) state = AppointmentState::finished;
  if (ticket.state == TicketState::no_show || ticket.state == TicketState::expired)
    state = AppointmentState::missed;
  if (ticket.state == TicketState::cancelled) state = AppointmentState::cancelled;
  if (appointment->state == state) return {};
  appointment->state = state;
  return save(context, *appointment);
}

Result<Ticket> apply(Context& context, const Ticket& before, const TicketChange& change, const ActedBy& by) {
  const auto state = after(before.state, change.act);
  if (!state) {
    return fail(Errc::conflict, fmt::format("{} is not allowed: ticket {} is {}", name_of(change.act),
                                            before.number, name_of(before.state)));
  }
  Ticket ticket = before;
  ticket.state = *state;
  VUORO_TRY(take_effect(context, ticket, change));
  if (is_over(ticket.state)) {
    ticket.ended_at = context.now;
    ticket.parked_until.reset();
    reserve(ticket, {});
  }
  const bool called = change.act == TicketAct::call;
  VUORO_TRY(write_act(context, ticket, name_of(change.act), before.state,
                      called ? change.counter_id : before.counter_id, by, change.reason));
  return ticket;
}

Result<Ticket> finish(Context& context, const Ticket& ticket, bool all, const ActedBy& by) {
  const bool more = !all && !ticket.errands.empty();
  return apply(context, ticket, {more ? TicketAct::next_errand : TicketAct::finish, {}, {}}, by);
}

Result<void> write_act(Context& context, const Ticket& ticket, std::string_view act, TicketState from,
                       const std::optional<Uuid>& counter_id, const ActedBy& by, std::string_view reason) {
  if (by.staff_id) VUORO_TRY(context.tx.remember_ticket(ticket.id));
  VUORO_TRY(save(context, ticket));
  store::TicketLogRow line;
  line.ticket_id = ticket.id;
  line.site_id = ticket.site_id;
  line.queue_id = ticket.queue_id;
  line.act = act;
  line.from_state = name_of(from);
  line.to_state = name_of(ticket.state);
  line.counter_id = counter_id;
  line.staff_id = by.staff_id;
  line.device_id = by.device_id;
  line.time = context.now;
  line.device_time = by.device_time;
  line.due = ticket.due;
  line.service_id = ticket.service_id;
  line.reason = reason;
  VUORO_TRY(context.tx.log_ticket(line));
  return follow_appointment(context, ticket);
}

Result<std::int32_t> calls_of_this_time(Context& context, const Ticket& ticket) {
  if (ticket.state != TicketState::called) return 0;
  VUORO_ASSIGN(const auto log, context.tx.ticket_log(ticket.id));
  std::int32_t calls = 0;
  for (auto line = log.rbegin(); line != log.rend(); ++line) {
    if (is_call(line->act)) ++calls;
    if (line->act == name_of(TicketAct::call)) break;
  }
  return calls;
}

std::int32_t calls_max(const Queue& queue) {
  return std::max(1, queue.calls_max.value_or(k_calls_max));
}

Result<std::optional<WallTime>> slot_start(Context& context, const Ticket& ticket) {
  if (!ticket.appointment_id) return std::optional<WallTime>();
  VUORO_ASSIGN(const auto appointment, find<Appointment>(context.tx, *ticket.appointment_id));
  return appointment ? std::optional(appointment->start) : std::nullopt;
}

std::optional<TicketState> ticket_state_named(std::string_view name) {
  for (const auto state : k_ticket_states) {
    if (name_of(state) == name) return state;
  }
  return std::nullopt;
}

}  // namespace vuoro::authority
