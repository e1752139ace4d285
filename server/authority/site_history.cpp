#include "server/authority/site_history.h"

#include <algorithm>

#include "core/base/log.h"
#include "core/lobby/ticket_life.h"
#include "core/lobby/ticket_place.h"
#include "server/authority/kept_places.h"
#include "server/authority/lost_box.h"
#include "server/authority/print_jobs.h"
#include "server/authority/site_adopt.h"
#include "server/authority/site_authority.h"
#include "server/authority/site_devices.h"
#include "server/authority/ticket_acts.h"

namespace vuoro::authority {
namespace {

using protocol::SiteRecord;

/// The first ticket of an appointment gets it; another is a plain one with its own place in the queue.
Result<void> check_in(Context& context, Ticket& ticket) {
  if (!ticket.appointment_id) return {};
  VUORO_ASSIGN(auto appointment, find<Appointment>(context.tx, *ticket.appointment_id));
  if (!appointment || appointment->ticket_id == ticket.id) return {};  // it comes behind its ticket
  if (!appointment->ticket_id && appointment->state != AppointmentState::cancelled) {
    appointment->state = AppointmentState::checked_in;
    appointment->ticket_id = ticket.id;
    return save(context, *appointment);
  }
  log::warn("check_in_adopted_as_plain_ticket", {{"ticket_id", ticket.id.to_string()},
                                                 {"appointment_id", appointment->id.to_string()},
                                                 {"reason", "checked in at both servers, or cancelled"}});
  ticket.appointment_id.reset();
  auto queue = queue_of(context, ticket.queue_id);
  // The content has left the queue out meanwhile: the number stays where it was.
  if (!queue) return queue.error().code == Errc::not_found ? Result<void>() : fail(queue.error());
  put_in_place(ticket, place_in(**queue, ticket.first_arrival, std::nullopt, ticket.priority_minutes));
  return {};
}

/// It is over by what was decided here; its history comes behind it, perhaps in parts.
Result<void> take_ended(Context& context, const Uuid& site_id, Ticket ticket, TicketState state,
                        WallTime time, bool here) {
  ticket.state = state;
  ticket.ended_at = time;
  ticket.counter_id.reset();
  ticket.parked_until.reset();
  ticket.reserved_counter_id.reset();
  ticket.reserved_staff_id.reset();
  VUORO_TRY(context.tx.put_early_word(
      {site_id, ticket.id, std::string(k_ends), time, std::string(name_of(state))}));
  if (here) {
    VUORO_TRY(save(context, ticket));
    return follow_appointment(context, ticket);
  }
  VUORO_TRY(put_if_new(context, site_id, ticket));
  return context.tx.index_ticket(ticket);
}

/// Only the lost box knew it, and told first that it was not over, and now how it ended; here nobody has done
/// anything with it since.
/// @return whether that was so
Result<bool> take_its_end(Context& context, const Uuid& site_id, const Ticket& known, const Ticket& ticket,
                          bool here) {
  const bool put_back = known.state == TicketState::waiting && known.called_at == ticket.called_at;
  if (!ticket.ended_at || !(put_back || known.state == TicketState::expired)) return false;
  VUORO_ASSIGN(const auto ends, context.tx.early_word(ticket.id, k_ends));
  if (!ends || ends->detail != name_of(known.state)) return false;
  VUORO_TRY(context.tx.forget_early_word(ticket.id, k_ends));
  VUORO_TRY(put_if_new(context, site_id, ticket));
  VUORO_TRY(context.tx.index_ticket(ticket));
  if (here) VUORO_TRY(follow_appointment(context, ticket));
  return true;
}

/// Whose service there has begun or is over while nobody here has called or served them since: called again
/// they would not come.
/// @param back  here they wait again only because the box had called them
bool is_served_there(const Ticket& ours, const Ticket& theirs, bool back) {
  if (theirs.state != TicketState::finished && theirs.state != TicketState::serving) return false;
  const bool called_again = theirs.calls > ours.calls || (back && theirs.called_at == ours.called_at);
  if (ours.state == TicketState::waiting || ours.state == TicketState::parked) return called_again;
  if (ours.state == TicketState::serving)
    return theirs.state == TicketState::finished && theirs.served_at == ours.served_at;
  return ours.state == TicketState::called && (called_again || theirs.called_at == ours.called_at);
}

void wait_for_anybody(Ticket& ticket) {
  ticket.state = TicketState::waiting;
  ticket.parked_until.reset();
  ticket.reserved_counter_id.reset();
  ticket.reserved_staff_id.reset();
}

/// Whom a clerk of the lost box had called, and had not begun to serve: they wait where they did.
Result<void> put_back(Context& context, const Uuid& site_id, Ticket ticket) {
  wait_for_anybody(ticket);
  ticket.counter_id.reset();
  if (ticket.first_called_at == ticket.called_at) ticket.first_called_at.reset();
  VUORO_TRY(context.tx.put_early_word(
      {site_id, ticket.id, std::string(k_ends), context.now, std::string(name_of(ticket.state))}));
  return save(context, ticket);
}

/// Whom a clerk of the lost box was serving: at that counter until the clerk says more, as those of whom that
/// was known. Where the counter has another visitor by now, their visit is done.
Result<void> take_served(Context& context, const Uuid& site_id, Ticket ticket, const Ticket& theirs) {
  VUORO_ASSIGN(const auto there, context.tx.tickets_at_counter(*theirs.counter_id));
  if (std::any_of(there.begin(), there.end(), [&](const Uuid& id) { return id != ticket.id; }))
    return take_ended(context, site_id, ticket, TicketState::finished, context.now, true);
  ticket.state = theirs.state;
  ticket.parked_until.reset();
  ticket.counter_id = theirs.counter_id;
  ticket.first_called_at = theirs.first_called_at;
  ticket.called_at = theirs.called_at;
  ticket.served_at = theirs.served_at;
  ticket.calls = theirs.calls;
  return save(context, ticket);
}

/// A ticket that the lost box knew as still open, and that nobody here had heard of.
Result<void> take_open(Context& context, const Uuid& site_id, Ticket ticket, bool here) {
  VUORO_ASSIGN(const std::string today, today_at(context, site_id));
  if (!here || ticket.service_day != today)
    return take_ended(context, site_id, ticket, TicketState::expired, context.now, here);
  if (ticket.state == TicketState::serving && ticket.counter_id)
    return take_served(context, site_id, ticket, ticket);
  if (ticket.state == TicketState::called) return put_back(context, site_id, ticket);
  // Whom it was kept for sat at the lost box.
  wait_for_anybody(ticket);
  return save(context, ticket);
}

/// A ticket that somebody holds on paper and that nobody here had heard of.
Result<void> take_ticket(Context& context, const Uuid& site_id, const SiteRecord& change, bool here) {
  VUORO_ASSIGN(auto ticket, read_record<Ticket>(change, site_id));
  VUORO_ASSIGN(const auto known, find<Ticket>(context.tx, ticket.id));
  if (known) {
    VUORO_ASSIGN(const bool ended, take_its_end(context, site_id, *known, ticket, here));
    if (ended) return {};
    // What has happened to it here stands; but who gave it up or was served there is not waited for.
    const bool given_up = ticket.state == TicketState::cancelled && after(known->state, TicketAct::cancel);
    if (!here) return {};
    VUORO_ASSIGN(const auto ends, context.tx.early_word(ticket.id, k_ends));
    const bool back = ends && ends->detail == name_of(TicketState::waiting);
    if (!given_up && !is_served_there(*known, ticket, back))
      return context.tx.put_early_word({site_id, ticket.id, std::string(k_stands), context.now, ""});
    if (back) VUORO_TRY(context.tx.forget_early_word(ticket.id, k_ends));
    if (ticket.state == TicketState::serving) return take_served(context, site_id, *known, ticket);
    return take_ended(context, site_id, *known, ticket.state, ticket.ended_at.value_or(context.now), here);
  }
  log::warn("ticket_of_lost_site_server", {{"ticket_id", ticket.id.to_string()}, {"number", ticket.number}});
  if (here) VUORO_TRY(check_in(context, ticket));
  VUORO_ASSIGN(const auto given_up, context.tx.early_word(ticket.id, k_ticket_given_up));
  if (given_up && after(ticket.state, TicketAct::cancel))
    return take_ended(context, site_id, ticket, TicketState::cancelled, given_up->time, here);
  if (!ticket.ended_at) return take_open(context, site_id, ticket, here);
  VUORO_TRY(put_if_new(context, site_id, ticket));
  VUORO_TRY(context.tx.index_ticket(ticket));
  return here ? follow_appointment(context, ticket) : Result<void>();
}

/// Who checked in here before the booking was known holds a plain ticket: it gets the booking's place.
Result<void> check_in_known_ticket(Context& context, Appointment& appointment, const Uuid& ticket_id) {
  VUORO_ASSIGN(auto ticket, find<Ticket>(context.tx, ticket_id));
  if (!ticket || ticket->appointment_id) return {};
  appointment.state = AppointmentState::checked_in;
  appointment.ticket_id = ticket->id;
  ticket->appointment_id = appointment.id;
  if (ticket->state == TicketState::waiting) {
    VUORO_ASSIGN(const Queue* queue, queue_of(context, ticket->queue_id));
    put_in_place(*ticket,
                 place_in(*queue, ticket->first_arrival, appointment.start, ticket->priority_minutes));
  }
  return save(context, *ticket);
}

/// A booking that was confirmed and that nobody here had heard of.
Result<void> take_unknown_booking(Context& context, const Uuid& site_id, Appointment theirs) {
  log::warn("booking_of_lost_site_server", {{"appointment_id", theirs.id.to_string()}});
  VUORO_ASSIGN(const auto given_up, context.tx.early_word(theirs.id, k_booking_given_up));
  if (given_up && theirs.state == AppointmentState::booked) theirs.state = AppointmentState::cancelled;
  VUORO_ASSIGN(const auto slot, find<Slot>(context.tx, theirs.slot_id));
  if (slot && slot->site_id == site_id && theirs.state != AppointmentState::cancelled) {
    VUORO_ASSIGN(const bool held, spend_kept_place(context, *slot));
    VUORO_TRY(book_place(context, *slot, theirs, held));
  }
  VUORO_ASSIGN(const auto came, context.tx.early_word(theirs.id, k_checked_in_early));
  if (came && theirs.state == AppointmentState::booked) {
    VUORO_ASSIGN(const Uuid ticket_id, Uuid::parse(came->detail));
    VUORO_TRY(check_in_known_ticket(context, theirs, ticket_id));
  }
  VUORO_TRY(save(context, theirs));
  if (!theirs.ticket_id) return {};
  VUORO_ASSIGN(const auto ticket, find<Ticket>(context.tx, *theirs.ticket_id));
  return ticket ? follow_appointment(context, *ticket) : Result<void>();
}

Result<void> take_booking(Context& context, const Uuid& site_id, const SiteRecord& change) {
  VUORO_ASSIGN(auto theirs, read_record<Appointment>(change, site_id));
  VUORO_ASSIGN(auto ours, find<Appointment>(context.tx, theirs.id));
  if (!ours) return take_unknown_booking(context, site_id, std::move(theirs));
  if (ours->state != AppointmentState::booked) return {};
  if (theirs.state == AppointmentState::checked_in && theirs.ticket_id) {
    ours->state = theirs.state;
    ours->ticket_id = theirs.ticket_id;
    return save(context, *ours);
  }
  if (theirs.state != AppointmentState::cancelled) return {};
  ours->state = theirs.state;
  VUORO_TRY(context.tx.remove_contact(ours->id));
  VUORO_TRY(save(context, *ours));
  return free_place(context, ours->slot_id);
}

}  // namespace

Result<void> take_history(Context& context, const Uuid& site_id, const SiteRecord& change) {
  if (change.deleted) return {};
  VUORO_ASSIGN(const bool here, acts_here(context, site_id));
  if (change.collection == collection_of<Ticket>()) return take_ticket(context, site_id, change, here);
  if (change.collection == collection_of<Device>()) {
    VUORO_ASSIGN(auto device, read_record<Device>(change, site_id));
    return adopt_unknown_device(context, site_id, std::move(device));
  }
  // Another server acts now: what it was given is what it knows.
  if (!here) return {};
  if (change.collection == collection_of<Appointment>()) return take_booking(context, site_id, change);
  if (change.collection != collection_of<PrintJob>()) return {};
  VUORO_ASSIGN(auto job, read_record<PrintJob>(change, site_id));
  return take_paper(context, std::move(job));
}

}  // namespace vuoro::authority
