#include "server/authority/ticket_issue.h"

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/lobby/ticket_place.h"
#include "server/authority/digest.h"
#include "server/authority/number_stock.h"
#include "server/authority/queue_door.h"
#include "server/authority/ticket_acts.h"
#include "server/limits.h"

namespace vuoro::authority {
namespace {

Result<void> check(Context& context, const NewTicket& wish, const Queue& queue) {
  if (wish.language.size() < 2 || wish.language.size() > limits::k_language_bytes_max) {
    return fail(Errc::invalid_argument, fmt::format("language: 2 to {} bytes", limits::k_language_bytes_max));
  }
  VUORO_TRY(check_needs(wish.needs));
  if (wish.service_id) VUORO_TRY(load<Service>(context.tx, *wish.service_id));
  if (wish.errands.size() > limits::k_errands_max) {
    return fail(Errc::invalid_argument, fmt::format("errands: at most {}", limits::k_errands_max));
  }
  for (const auto& errand : wish.errands) {
    VUORO_ASSIGN(const Queue* next, queue_of(context, errand.queue_id));
    if (next->site_id != queue.site_id)
      return fail(Errc::invalid_argument, "errands: a queue of another site");
  }
  return {};
}

}  // namespace

Result<void> check_needs(const std::vector<std::string>& needs) {
  if (needs.size() > limits::k_needs_max) {
    return fail(Errc::invalid_argument, fmt::format("needs: at most {} entries", limits::k_needs_max));
  }
  for (const auto& need : needs) {
    if (need.empty() || need.size() > limits::k_need_bytes_max) {
      return fail(Errc::invalid_argument, fmt::format("needs: 1 to {} bytes", limits::k_need_bytes_max));
    }
  }
  return {};
}

Result<GivenTicket> give_ticket(Context& context, const NewTicket& wish, const ActedBy& by) {
  VUORO_ASSIGN(const Segment place,
               segment_visitor(context, {wish.queue_id, wish.service_id, std::nullopt, wish.language,
                                         wish.needs, wish.check_in.has_value()}));
  VUORO_ASSIGN(const Queue* known, queue_of(context, place.queue_id));
  const Queue queue = *known;
  VUORO_TRY(check(context, wish, queue));
  VUORO_TRY(begin_day(context, queue.site_id));
  VUORO_ASSIGN(const std::string today, today_at(context, queue.site_id));
  VUORO_ASSIGN(const auto status, find<QueueStatus>(context.tx, queue.id));
  if (status && status->closed_today && status->closed_day == today) {
    return fail(Errc::conflict, "the queue is closed for today");
  }
  GivenTicket given;
  Ticket& ticket = given.ticket;
  VUORO_ASSIGN(const auto number, next_single_number(context, queue, today));
  if (!number) return fail(Errc::conflict, "the queue has no numbers left today");
  ticket.number = format_number(queue, *number);
  ticket.id = context.new_id();
  ticket.site_id = queue.site_id;
  ticket.service_day = today;
  ticket.queue_id = queue.id;
  ticket.service_id = wish.service_id;
  ticket.errands = wish.errands;
  ticket.origin = wish.origin;
  ticket.language = wish.language;
  ticket.needs = wish.needs;
  ticket.issued_at = context.now;
  ticket.first_arrival = context.now;
  const auto& booked = wish.check_in;
  if (booked) ticket.appointment_id = booked->id;
  put_in_place(ticket,
               place_in(queue, ticket.first_arrival, booked ? std::optional(booked->start) : std::nullopt,
                        std::max(wish.priority_minutes, place.priority_minutes)));
  given.follow_token = wish.follow_token.empty() ? context.random.text(limits::k_token_bytes, k_url_alphabet)
                                                 : wish.follow_token;
  VUORO_ASSIGN(const bool followed, write_issue(context, ticket, given.follow_token, by));
  if (!followed) return fail(Errc::conflict, "follow_token: another ticket has it");
  if (booked) {
    Appointment appointment = *booked;
    appointment.state = AppointmentState::checked_in;
    appointment.ticket_id = ticket.id;
    VUORO_TRY(save(context, appointment));
  }
  VUORO_ASSIGN(const Site* site, site_of(context, queue.site_id));
  if (!site->follow_url.empty()) given.follow_url = site->follow_url + given.follow_token;
  return given;
}

Result<bool> write_issue(Context& context, const Ticket& ticket, std::string_view follow_token,
                         const ActedBy& by) {
  VUORO_TRY(save(context, ticket));
  store::TicketLogRow line;
  line.ticket_id = ticket.id;
  line.site_id = ticket.site_id;
  line.queue_id = ticket.queue_id;
  line.act = "issue";
  line.to_state = name_of(ticket.state);
  line.staff_id = by.staff_id;
  line.device_id = by.device_id;
  line.time = context.now;
  line.device_time = by.device_time;
  line.due = ticket.due;
  line.service_id = ticket.service_id;
  line.service_day = ticket.service_day;
  VUORO_TRY(context.tx.log_ticket(line));
  return context.tx.put_token(digest("follow", follow_token), ticket.id);
}

}  // namespace vuoro::authority
