#include "server/authority/ticket_acts.h"

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/lobby/call_order.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

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

Result<void> forget_old_days(Context& context, const Uuid& site_id, const TimeZone& zone, LocalDate today) {
  const LocalDate oldest = LocalDate(std::chrono::sys_days(today) - std::chrono::days(limits::k_ticket_days));
  const std::string scope = scope_of_site(site_id);
  VUORO_ASSIGN(const auto tickets, context.tx.tickets_before(site_id, to_iso(oldest)));
  for (const auto& id : tickets) {
    VUORO_TRY(context.tx.remove_record(scope, collection_of<Ticket>(), id));
    VUORO_TRY(context.tx.unindex_ticket(id));
  }
  VUORO_ASSIGN(const auto times,
               context.tx.times_before(site_id, zone.to_utc(oldest, std::chrono::minutes(0))));
  for (const auto& [collection, id] : times) {
    VUORO_TRY(context.tx.remove_record(scope, collection, id));
    VUORO_TRY(context.tx.unindex_time(collection, id));
  }
  return {};
}

}  // namespace

Result<Ticket> apply(Context& context, const Ticket& before, const TicketChange& change, const ActedBy& by) {
  const auto state = after(before.state, change.act);
  if (!state) {
    return fail(Errc::conflict, fmt::format("{} is not allowed: ticket {} is {}", name_of(change.act),
                                            before.number, name_of(before.state)));
  }
  Ticket ticket = before;
  ticket.state = *state;
  switch (change.act) {
    case TicketAct::call:
      ticket.counter_id = change.counter_id;
      ticket.called_at = context.now;
      ++ticket.calls;
      ticket.ended_at.reset();
      break;
    case TicketAct::recall:
      ticket.called_at = context.now;
      ++ticket.calls;
      break;
    case TicketAct::requeue:
    case TicketAct::park:
      ticket.counter_id.reset();
      break;
    case TicketAct::bring_back:
      ticket.counter_id.reset();
      ticket.ended_at.reset();
      break;
    case TicketAct::transfer: {
      if (!change.to_queue_id) return fail(Errc::invalid_argument, "queue_id: missing");
      VUORO_ASSIGN(const Queue* queue, queue_of(context, *change.to_queue_id));
      if (queue->site_id != ticket.site_id) return fail(Errc::invalid_argument, "queue_id: of another site");
      context.memory.stale_queues.insert(ticket.queue_id);
      ticket.queue_id = *change.to_queue_id;
      ticket.counter_id.reset();
      // The place is kept by the first arrival: waiting twice is nobody's fault who waited already.
      ticket.due = due_time(*queue, ticket.first_arrival, std::nullopt);
      break;
    }
    case TicketAct::start:
    case TicketAct::finish:
    case TicketAct::no_show:
    case TicketAct::cancel:
    case TicketAct::close_day:
      break;
  }
  if (is_over(ticket.state)) ticket.ended_at = context.now;
  VUORO_TRY(write_act(context, ticket, name_of(change.act), before.state,
                      change.counter_id ? change.counter_id : before.counter_id, by));
  return ticket;
}

Result<void> write_act(Context& context, const Ticket& ticket, std::string_view act, TicketState from,
                       const std::optional<Uuid>& counter_id, const ActedBy& by) {
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
  VUORO_TRY(context.tx.log_ticket(line));
  return follow_appointment(context, ticket);
}

std::optional<TicketState> ticket_state_named(std::string_view name) {
  for (const auto state : k_ticket_states) {
    if (name_of(state) == name) return state;
  }
  return std::nullopt;
}

Result<void> begin_day(Context& context, const Uuid& site_id) {
  VUORO_ASSIGN(const TimeZone* zone, zone_of(context, site_id));
  const LocalDate today = service_day(*zone, context.now);
  const std::string day = to_iso(today);
  VUORO_ASSIGN(const std::string known, context.tx.current_day(site_id));
  // A clock that was set back must not close the day that is running.
  if (known >= day) return {};
  VUORO_ASSIGN(const auto open, context.tx.open_tickets_before(site_id, day));
  std::map<std::string, std::int64_t> closed;
  for (const auto& id : open) {
    VUORO_ASSIGN(const auto ticket, load<Ticket>(context.tx, id));
    ++closed[std::string(name_of(ticket.state))];
    VUORO_TRY(apply(context, ticket, {TicketAct::close_day, std::nullopt, std::nullopt}, {}));
  }
  VUORO_ASSIGN(const auto missed,
               context.tx.booked_before(site_id, zone->to_utc(today, std::chrono::minutes(0))));
  for (const auto& id : missed) {
    VUORO_ASSIGN(auto appointment, load<Appointment>(context.tx, id));
    appointment.state = AppointmentState::missed;
    VUORO_TRY(save(context, appointment));
  }
  VUORO_TRY(forget_old_days(context, site_id, *zone, today));
  VUORO_TRY(context.tx.set_current_day(site_id, day));
  VUORO_ASSIGN(const auto queues, context.tx.records(scope_of_site(site_id), collection_of<Queue>()));
  for (const auto& queue : queues) context.memory.stale_queues.insert(queue.id);
  json::object counts;
  for (const auto& [state, count] : closed) counts[state] = count;
  log::info("service_day_began", {{"site_id", site_id.to_string()},
                                  {"day", day},
                                  {"closed_tickets", counts},
                                  {"missed_appointments", static_cast<std::int64_t>(missed.size())}});
  return {};
}

}  // namespace vuoro::authority
