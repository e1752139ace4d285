#pragma once
// A number given by the authority itself: at the desk, or to a phone. At a terminal the device gives it, see
// event_effects.

#include "server/authority/context.h"

namespace vuoro::authority {

struct NewTicket {
  Uuid queue_id;
  std::optional<Uuid> service_id;
  std::string language;
  std::vector<std::string> needs;
  std::vector<Errand> errands;
  TicketOrigin origin = TicketOrigin::desk;
  std::int32_t priority_minutes = 0;  ///< by a rule of the site
  std::string follow_token = {};      ///< made by the visitor's phone; empty: the authority makes one
  std::optional<Appointment> check_in =
      {};  ///< the booking that the visitor came for; nobody has checked in to it
};

struct GivenTicket {
  Ticket ticket;
  std::string follow_token;  ///< kept nowhere but as a digest
  std::string follow_url;    ///< empty when the site has no such address
};

/// The next of the queue's usual numbers, and a follow token. Whether the queue is open is the caller's
/// question, except for a queue that was closed for today.
/// @return not_found (queue, service), invalid_argument with the field, conflict (closed for today, no
/// numbers left).
[[nodiscard]] Result<GivenTicket> give_ticket(Context& context, const NewTicket& wish, const ActedBy& by);

/// Writes a new ticket, the line "issue" of its history, and its token.
/// @return whether the token is the ticket's; false when another has it
[[nodiscard]] Result<bool> write_issue(Context& context, const Ticket& ticket, std::string_view follow_token,
                                       const ActedBy& by);

/// @return invalid_argument naming the field.
[[nodiscard]] Result<void> check_needs(const std::vector<std::string>& needs);

}  // namespace vuoro::authority
