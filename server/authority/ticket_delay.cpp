#include "server/authority/ticket_delay.h"

#include <fmt/format.h>

#include "server/authority/ticket_acts.h"

namespace vuoro::authority {

Result<Ticket> delay(Context& context, const Ticket& ticket, std::int32_t people, const ActedBy& by) {
  if (people < 1 || people > k_delay_people_max) {
    return fail(Errc::invalid_argument, fmt::format("people: 1 to {}", k_delay_people_max));
  }
  TicketChange change{TicketAct::delay, {}, {}};
  change.reason = fmt::format("people {}", people);
  // The table speaks first: one who is called hears that, not that nobody is behind.
  if (!after(ticket.state, change.act)) return apply(context, ticket, change, by);
  VUORO_ASSIGN(const auto delays, context.tx.delay_count(ticket.id));
  if (delays >= k_delays_max) {
    return fail(Errc::conflict,
                fmt::format("{} has let others pass {} times already", ticket.number, delays));
  }
  VUORO_ASSIGN(const auto behind,
               context.tx.waiting_behind(ticket.queue_id, {ticket.id, ticket.due, ticket.issued_at},
                                         static_cast<std::size_t>(people)));
  if (behind.empty()) {
    return fail(Errc::conflict, fmt::format("nobody waits behind {}", ticket.number));
  }
  change.time = behind.back().due + Millis(1);
  return apply(context, ticket, change, by);
}

}  // namespace vuoro::authority
