#include "server/authority/reservations.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/lobby/profiles.h"
#include "server/authority/rights.h"
#include "server/authority/ticket_acts.h"

namespace vuoro::authority {
namespace {

bool sits_there(const Counter& counter, const Uuid& staff_id) {
  return counter.open && counter.staff_id == staff_id;
}

Result<Reservation> for_counter(Context& context, const Ticket& ticket, const Uuid& counter_id,
                                const std::optional<Uuid>& queue_id) {
  VUORO_ASSIGN(const auto counter, load<Counter>(context.tx, counter_id));
  if (counter.site_id != ticket.site_id) return fail(Errc::invalid_argument, "counter_id: of another site");
  if (!counter.open) return fail(Errc::conflict, fmt::format("counter {} is closed", counter.name));
  VUORO_ASSIGN(const auto* profiles, profiles_of(context, ticket.site_id));
  const CounterWork work = work_of(counter, *profiles);
  const auto own = work.own();
  Uuid queue = queue_id.value_or(ticket.queue_id);
  if (!work.serves(queue)) {
    if (queue_id || own.empty()) {
      return fail(Errc::conflict, fmt::format("counter {} does not serve this queue", counter.name));
    }
    queue = own.front();
  }
  return Reservation{counter_id, std::nullopt, queue};
}

Result<Reservation> for_colleague(Context& context, const Ticket& ticket, const Uuid& staff_id,
                                  const std::optional<Uuid>& queue_id) {
  VUORO_ASSIGN(const auto colleague, context.tx.staff(staff_id));
  if (!colleague || colleague->disabled) return fail(Errc::not_found, "staff_id: nobody");
  VUORO_ASSIGN(const auto* counters, counters_of(context, ticket.site_id));
  if (std::none_of(counters->begin(), counters->end(),
                   [&](const Counter& counter) { return sits_there(counter, staff_id); })) {
    return fail(Errc::conflict, fmt::format("{} is not at a counter", colleague->display_name));
  }
  const Uuid queue_there = queue_id.value_or(ticket.queue_id);
  VUORO_ASSIGN(const Queue* queue, queue_of(context, queue_there));
  if (!need_queue(*colleague, *queue)) {
    return fail(Errc::conflict, fmt::format("{} may not act on this queue", colleague->display_name));
  }
  return Reservation{std::nullopt, staff_id, queue_there};
}

Result<void> release(Context& context, const std::vector<Uuid>& tickets, const char* reason) {
  TicketChange change{TicketAct::release, {}, {}};
  change.reason = reason;
  for (const auto& id : tickets) {
    VUORO_ASSIGN(const auto ticket, load<Ticket>(context.tx, id));
    VUORO_TRY(apply(context, ticket, change, {}));
  }
  return {};
}

}  // namespace

Result<Reservation> reservation_for(Context& context, const Ticket& ticket,
                                    const std::optional<Uuid>& counter_id,
                                    const std::optional<Uuid>& staff_id,
                                    const std::optional<Uuid>& queue_id) {
  if (counter_id.has_value() == staff_id.has_value()) {
    return fail(Errc::invalid_argument, "counter_id, staff_id: one of the two");
  }
  if (counter_id) return for_counter(context, ticket, *counter_id, queue_id);
  return for_colleague(context, ticket, *staff_id, queue_id);
}

Result<void> drop_dead_reservation(Context& context, Ticket& ticket) {
  if (!ticket.reserved_counter_id && !ticket.reserved_staff_id) return {};
  VUORO_ASSIGN(const auto* counters, counters_of(context, ticket.site_id));
  const bool there = std::any_of(counters->begin(), counters->end(), [&](const Counter& counter) {
    return ticket.reserved_counter_id ? counter.open && counter.id == *ticket.reserved_counter_id
                                      : sits_there(counter, *ticket.reserved_staff_id);
  });
  if (there) return {};
  ticket.reserved_counter_id.reset();
  ticket.reserved_staff_id.reset();
  return {};
}

Result<void> end_reservations(Context& context) {
  for (const auto& [counter_id, site_id] : std::exchange(context.memory.counters_left, {})) {
    VUORO_TRY(each_alone(context, [&, id = counter_id]() -> Result<void> {
      VUORO_ASSIGN(const auto counter, find<Counter>(context.tx, id));
      if (counter && counter->open) return {};
      VUORO_ASSIGN(const auto tickets, context.tx.reserved_for_counter(id));
      return release(context, tickets, "counter_closed");
    }));
  }
  for (const auto& [staff_id, site_id] : std::exchange(context.memory.staff_left, {})) {
    VUORO_TRY(each_alone(context, [&, id = staff_id, site = site_id]() -> Result<void> {
      VUORO_ASSIGN(const auto* counters, counters_of(context, site));
      if (std::any_of(counters->begin(), counters->end(),
                      [&](const Counter& counter) { return sits_there(counter, id); })) {
        return {};
      }
      VUORO_ASSIGN(const auto tickets, context.tx.reserved_for_staff(id));
      return release(context, tickets, "colleague_left");
    }));
  }
  return {};
}

}  // namespace vuoro::authority
