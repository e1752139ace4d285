#include "server/authority/named_ticket.h"

#include <fmt/format.h>

#include "core/lobby/ticket_life.h"
#include "server/authority/rights.h"
#include "server/authority/ticket_acts.h"

namespace vuoro::authority {

Result<Counter> own_counter(Command& command, const Uuid& counter_id) {
  VUORO_ASSIGN(auto counter, load<Counter>(command.context.tx, counter_id));
  VUORO_TRY(need_role(command.staff, {k_clerk, k_supervisor}));
  VUORO_TRY(need_site(command.staff, counter.site_id));
  if (!counter.open || counter.staff_id != command.staff.id) {
    return fail(Errc::conflict, "take the counter first: " + counter.name + " is not yours");
  }
  if (counter.paused_at) {
    return fail(Errc::conflict, "counter " + counter.name + " is paused: resume it before you call");
  }
  VUORO_TRY(begin_day(command.context, counter.site_id));
  return counter;
}

Result<void> need_state(const Ticket& ticket, const std::optional<std::string>& expected) {
  if (!expected || *expected == name_of(ticket.state)) return {};
  return fail(Errc::conflict,
              fmt::format("ticket {} is {}, not {}", ticket.number, name_of(ticket.state), *expected));
}

Result<void> need_today(Context& context, const Ticket& ticket) {
  VUORO_ASSIGN(const std::string today, today_at(context, ticket.site_id));
  // Who is still there after the day's end came while the clock said another day, and is served like anybody.
  if (ticket.service_day >= today || !is_over(ticket.state)) return {};
  return fail(Errc::conflict,
              fmt::format("ticket {} is of an earlier day: {}", ticket.number, ticket.service_day));
}

Result<Ticket> named_ticket(Command& command, const Uuid& ticket_id,
                            const std::optional<std::string>& expected) {
  VUORO_ASSIGN(auto ticket, load<Ticket>(command.context.tx, ticket_id));
  VUORO_ASSIGN(const Queue* queue, queue_of(command.context, ticket.queue_id));
  VUORO_TRY(need_queue(command.staff, *queue));
  VUORO_TRY(need_state(ticket, expected));
  VUORO_TRY(begin_day(command.context, ticket.site_id));
  VUORO_ASSIGN(ticket, load<Ticket>(command.context.tx, ticket_id));
  VUORO_TRY(need_today(command.context, ticket));
  return ticket;
}

Result<void> need_at_counter(Command& command, const Ticket& ticket) {
  const bool there = ticket.state == TicketState::called || ticket.state == TicketState::serving;
  if (!there || !ticket.counter_id || has_role(command.staff, k_supervisor)) return {};
  VUORO_ASSIGN(const auto counter, find<Counter>(command.context.tx, *ticket.counter_id));
  if (!counter || counter->staff_id == command.staff.id) return {};
  return fail(Errc::conflict,
              fmt::format("{} is at counter {}{}: who sits there, or a supervisor, does this", ticket.number,
                          counter->name, counter->staff_id ? " with " + counter->staff_name : ""));
}

Result<json::value> answer_with(const Result<Ticket>& ticket) {
  if (!ticket) return fail(ticket.error());
  return json::value(json::object{{"ticket", encode(*ticket)}});
}

}  // namespace vuoro::authority
