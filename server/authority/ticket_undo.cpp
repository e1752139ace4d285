#include "server/authority/ticket_undo.h"

#include <fmt/format.h>

#include "server/authority/reservations.h"
#include "server/authority/rights.h"
#include "server/authority/ticket_acts.h"

namespace vuoro::authority {
namespace {

bool is_at_counter(TicketState state) {
  return state == TicketState::called || state == TicketState::serving;
}

/// The visitor comes back to a counter only when it is the clerk's and free.
Result<void> need_place_at(Context& context, const store::StaffRow& staff, const Ticket& restored) {
  VUORO_ASSIGN(const auto counter, load<Counter>(context.tx, *restored.counter_id));
  if (!counter.open || counter.staff_id != staff.id) {
    return fail(Errc::conflict, fmt::format("cannot undo: counter {} is not yours any more", counter.name));
  }
  VUORO_ASSIGN(const auto there, context.tx.tickets_at_counter(counter.id));
  for (const auto& id : there) {
    if (id != restored.id) {
      return fail(Errc::conflict,
                  fmt::format("cannot undo: counter {} has another visitor by now", counter.name));
    }
  }
  return {};
}

/// The latest act, when this clerk may take it back now.
Result<TicketAct> undoable_act(const Ticket& ticket, const store::StaffRow& staff,
                               const store::TicketLogRow& last, WallTime now) {
  if (last.act == k_undo_name) {
    return fail(Errc::conflict, fmt::format("the latest act on {} has been undone already", ticket.number));
  }
  if (last.staff_id != staff.id) {
    return fail(Errc::conflict, fmt::format("the latest act on {} was not yours", ticket.number));
  }
  if (now - last.time > k_undo_window) {
    return fail(Errc::conflict,
                fmt::format("too late: an act can be undone for {} seconds", k_undo_window.count()));
  }
  const auto act = ticket_act_named(last.act);
  if (!act || !can_be_undone(*act)) return fail(Errc::conflict, last.act + " cannot be undone");
  return *act;
}

}  // namespace

Result<Ticket> undo(Context& context, const store::StaffRow& staff, const Ticket& ticket) {
  VUORO_ASSIGN(const auto log, context.tx.ticket_log(ticket.id));
  if (log.size() < 2) {
    return fail(Errc::conflict,
                fmt::format("nobody has acted on {}: there is nothing to undo", ticket.number));
  }
  const auto& last = log.back();
  VUORO_ASSIGN(const TicketAct act, undoable_act(ticket, staff, last, context.now));
  const auto from = ticket_state_named(last.from_state);
  VUORO_ASSIGN(const auto text, context.tx.remembered_ticket(ticket.id));
  if (!from || !text || !undoes(ticket.state, act, *from)) {
    return fail(Errc::conflict, fmt::format("{} on {} cannot be undone", last.act, ticket.number));
  }
  VUORO_ASSIGN(Ticket restored, stored_record<Ticket>(*text, ticket.id));
  VUORO_ASSIGN(const Queue* queue, queue_of(context, restored.queue_id));
  VUORO_TRY(need_queue(staff, *queue));
  // What was heard in the lobby stays: the next call must be heard again.
  restored.calls = ticket.calls;
  restored.called_at = ticket.called_at;
  VUORO_TRY(drop_dead_reservation(context, restored));
  const bool never_left = is_at_counter(ticket.state) && restored.counter_id == ticket.counter_id;
  if (is_at_counter(*from) && restored.counter_id && !never_left) {
    VUORO_TRY(need_place_at(context, staff, restored));
  }
  context.memory.stale_queues.insert(ticket.queue_id);
  VUORO_TRY(write_act(context, restored, k_undo_name, ticket.state,
                      restored.counter_id ? restored.counter_id : last.counter_id, {staff.id, {}, {}}));
  return restored;
}

}  // namespace vuoro::authority
